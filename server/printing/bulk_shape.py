"""Shapes of a letter (通知書の型): what is the same on every letter of one shape, and which values are filled into it.

Two letters have one shape when the template would print the same words around their values. What the template looked
at while it printed decides that, and nothing else: which values are empty, how many rows there are, and the values it
compared. So a template needs no list of its shapes, and no letter is ever poured into a frame that says other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from markupsafe import Markup, escape

from server.printing import environment
from server.printing.faces import faces
from server.printing.faults import LetterFault
from server.printing.heads import Version
from server.printing.slots import Slot
from server.printing.values import Session, shown_text

_TOKEN = re.compile("\ue000(\\d+)\ue001")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[A-Z]")


@dataclass(frozen=True, slots=True)
class Field:
    """One place where a value, or a piece of it in one font, is filled in: where to find it and how it is written.

    `part` counts the pieces of a value that takes two fonts; -1 stands for the whole value.
    """

    path: str
    slot: Slot
    form: Callable[[Any, Slot], str]
    zen_digits: bool
    steps: tuple[str | int, ...]
    part: int = -1

    def text(self, data: Mapping[str, Any]) -> str:
        """The words on paper."""
        text = shown_text(self.slot, value_at(data, self.steps), self.form, zen_digits=self.zen_digits)
        return text if self.part < 0 else faces().runs(text, whole=self.slot.type == "name")[self.part].text


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A shape as the template printed it: HTML with a mark for each value, and what the marks stand for."""

    source: str
    fields: tuple[Field, ...]

    @property
    def identity(self) -> tuple[Any, ...]:
        """Equal for shapes that print the same words around the same values."""
        return (self.source, *((one.path, one.slot.type, one.form, one.zen_digits, one.part) for one in self.fields))

    def html(self, texts: tuple[str, ...]) -> str:
        """The page with `texts` in place of the values."""
        return _TOKEN.sub(lambda found: escape(texts[int(found[1])]), self.source)


@dataclass
class Shapes:
    """The shapes of one version of a letter. `compared` and `fixed` (paths, rows as `*`) only ever grow.

    `compared` are values that the template looks at, `fixed` those that stand in running text, where another value
    would move other words: both make a shape of their own. Bar codes and codes count by their pattern (A0-000).
    """

    version: Version
    compared: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)
    coded: set[str] = field(default_factory=set)
    slots: Mapping[str, Slot] = field(init=False)

    def __post_init__(self) -> None:
        self.slots = self.version.head.all_slots

    @property
    def generation(self) -> int:
        """Changes when keys taken before are no longer good."""
        return len(self.compared) + len(self.fixed) + len(self.coded)

    def key(self, data: Mapping[str, Any]) -> tuple[Any, ...]:
        """Equal for letters of one shape; the data have been checked against the head before."""
        found: list[Any] = [data["issued_on"]]
        self._add(self.slots, data, "", found)
        return tuple(found)

    def _add(self, slots: Mapping[str, Slot], data: Mapping[str, Any], at: str, found: list[Any]) -> None:
        for name, slot in slots.items():
            value, path = data.get(name), at + name
            if value is None:
                found.append(None)
            elif slot.type == "group":
                self._add(slot.columns, value, path + ".", found)
            elif slot.type == "table":
                found.append(len(value))
                for row in value:
                    self._add(slot.columns, row, path + ".*.", found)
            elif slot.type == "lines":
                found.append(len(value))
                self._leaf(path + ".*", slot, value, found)
            else:
                self._leaf(path, slot, value, found)

    def _leaf(self, path: str, slot: Slot, value: Any, found: list[Any]) -> None:
        if path in self.compared or path in self.fixed:
            found.append(tuple(value) if slot.type == "lines" else value)
        elif slot.type == "code" or path in self.coded:
            found.append(pattern(str(value)))
        elif slot.type in ("text", "name", "lines"):
            found.append(_fonts_of(value if slot.type == "lines" else (value,)))
        else:
            found.append(True)

    def skeleton(self, data: Mapping[str, Any]) -> Skeleton:
        """The shape of this letter; looks at what the template looks at, so take the key again afterwards."""
        session = _Tracing(faces(), self.version.head.digits == "zen", {}, shapes=self)
        html, _ = environment.fill(self.version, dict(data), session, void=False)
        return Skeleton(html, tuple(session.fields))


@dataclass(slots=True)
class _Tracing(Session):
    """A rendering that prints a mark for each value and notes what the template looked at."""

    shapes: Shapes = field(kw_only=True)
    fields: list[Field] = field(default_factory=list)

    def show(self, slot: Slot, path: str, raw: Any, form: Callable[[Any, Slot], str]) -> Markup:
        if starred(path) in self.shapes.fixed:
            return Session.show(self, slot, path, raw, form)
        self.printed.add(path)
        wide = "slot wrap" if slot.on_overflow == "wrap" or slot.max_mm is None else "slot"
        text = shown_text(slot, raw, form, zen_digits=self.zen_digits)
        runs = self.faces.runs(text, whole=slot.type == "name")
        made = Field(path, slot, form, self.zen_digits, _steps(path))
        pieces = (self._mark(made, n if len(runs) > 1 else -1, names=run.names) for n, run in enumerate(runs))
        return Markup('<span class="{}" data-slot="{}">{}</span>').format(wide, path, Markup("").join(pieces))

    def _mark(self, made: Field, part: int, *, names: bool) -> Markup:
        number = len(self.fields)
        self.fields.append(replace(made, part=part))
        face = Markup(' class="mj"') if names else ""
        return Markup('<span{} data-field="{}">\ue000{}\ue001</span>').format(face, number, number)

    def asked(self, path: str) -> None:
        self.shapes.compared.add(starred(path))

    def coded(self, path: str, raw: Any) -> str:
        self.printed.add(path)
        self.shapes.coded.add(starred(path))
        return pattern(str(raw))


def probes(skeleton: Skeleton, data: Mapping[str, Any]) -> tuple[str, ...]:
    """A text for each field that no other part of the letter holds: one rare sign.

    They stand in for the values while a frame is laid out, so nobody's name is in a frame. A code keeps its pattern,
    for it may also stand in a margin, where its width decides that of others.
    """
    free = list(islice((sign for sign in _rare_signs() if sign not in skeleton.source), len(skeleton.fields)))
    if len(free) < len(skeleton.fields):
        raise LetterFault("more values than signs to stand in for them")
    return tuple(
        _code_probe(pattern(one.text(data)), 17 + 7 * number) if one.slot.type == "code" else free[number]
        for number, one in enumerate(skeleton.fields)
    )


@lru_cache(maxsize=1)
def _rare_signs() -> tuple[str, ...]:
    """Ideographs that all fonts have, the least common first."""
    house, names = faces().house.glyphs, faces().names
    known = house.keys() if names is None else house.keys() & names.glyphs.keys()
    return tuple(sorted((sign for sign in known if "\u4e00" <= sign <= "\u9fff"), reverse=True))


@lru_cache(maxsize=1)
def _house_signs() -> frozenset[str]:
    return frozenset(sign for sign in faces().house.glyphs if len(sign) == 1)


def _fonts_of(texts: Iterable[str]) -> tuple[Any, ...] | bool:
    """How texts are cut into fonts: True when the house font has all of them, as nearly always."""
    known = _house_signs()
    if all(known.issuperset(text) for text in texts):
        return True
    return tuple(
        tuple(run.names for whole in (True, False) for run in faces().runs(text, whole=whole)) for text in texts
    )


def value_at(data: Any, steps: tuple[str | int, ...]) -> Any:
    """The value at the end of a path through the data."""
    for step in steps:
        data = data[step]
    return data


def pattern(code: str) -> str:
    """The kind of each character: C8-0000511 → A0-0000000. Codes of one pattern have bars of one width."""
    return _LETTER.sub("A", _DIGIT.sub("0", code))


def starred(path: str) -> str:
    """`rows.0.name` → `rows.*.name`."""
    return ".".join("*" if part.isdigit() else part for part in path.split("."))


def _code_probe(kind: str, number: int) -> str:
    count = kind.count("0")
    digits = iter(str(number).rjust(count, "0")[-count:] if count else "")
    return "".join(next(digits) if sign == "0" else sign for sign in kind)


def _steps(path: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdigit() else part for part in path.split("."))


def texts_in(slots: Mapping[str, Slot], data: Mapping[str, Any]) -> Iterator[str]:
    """Every text in the data that is printed as it was given, codes left out."""
    for name, slot in slots.items():
        value = data.get(name)
        if value is None:
            continue
        if slot.type in ("text", "name"):
            yield value
        elif slot.type == "lines":
            yield from value
        elif slot.type == "group":
            yield from texts_in(slot.columns, value)
        elif slot.type == "table":
            for row in value:
                yield from texts_in(slot.columns, row)
