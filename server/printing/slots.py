"""Slots (差込項目): what a letter takes from its frozen data, typed and strict, and the check of data against them.

The head of each letter documents its slots; this is the one place that says what their types mean in JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.printing.strict import Choice, Fields

TYPES = {
    "text": "text",
    "name": "a person's name, variants kept",
    "code": "ASCII letters, digits and hyphens",
    "wareki": "a date, YYYY-MM-DD",
    "birth": "a date, YYYY-MM-DD, unknown month or day as 00",
    "month": "a month, YYYY-MM",
    "fiscal_year": "the year in which a fiscal year begins",
    "yen": "a whole amount in yen",
    "number": "a whole number",
    "flag": "true or false",
    "choice": "one of the listed keys",
    "lines": "a list of texts",
    "table": "a list of objects",
    "group": "an object",
}
_OVERFLOW = Choice(("hold", "shrink", "wrap"))
_PATTERNS = {"code": re.compile(r"[0-9A-Z-]{1,32}"), "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])")}


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot. Widths are in millimetres on paper; `lines` is how many lines one text may take, 0 for any number.

    `later`: added to a letter in use; what was frozen before does not have it, and it counts as null there.
    """

    name: str
    type: str
    label_ja: str
    label_en: str
    optional: bool = False
    later: bool = False
    max_mm: float | None = None
    on_overflow: str = "hold"
    lines: int = 1
    choices: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Slot] = field(default_factory=dict)
    min_rows: int = 0
    max_rows: int = 0
    pattern: str | None = None

    def leaves(self, path: str = "") -> Iterator[tuple[str, Slot]]:
        """The slots that print something, with their dotted path; rows of a table stand as `*`."""
        here = f"{path}.{self.name}" if path else self.name
        if self.type in ("table", "group"):
            below = f"{here}.*" if self.type == "table" else here
            for column in self.columns.values():
                yield from column.leaves(below)
        else:
            yield (f"{here}.*" if self.type == "lines" else here), self


def read_slots(entries: Iterator[tuple[str, Fields]]) -> dict[str, Slot]:
    """The slots of a head or the columns of a table, in the order of the file."""
    return {name: _read_slot(name, fields) for name, fields in entries}


def check_data(slots: Mapping[str, Slot], data: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yields what is wrong with `data`: unknown or missing slots, wrong types, too many rows. Nothing means right."""
    for name in data:
        if name not in slots:
            yield f"{path}{name}: nobody knows this slot"
    for name, slot in slots.items():
        at = path + name
        if name not in data:
            if not slot.later:
                yield f"{at}: is missing"
        elif data[name] is None:
            if not slot.optional:
                yield f"{at}: may not be null"
        else:
            yield from _check(slot, data[name], at)


def slot_at(slots: Mapping[str, Slot], path: str) -> Slot:
    """The slot that printed `path` (`members.0.name`): numbers of rows are passed over."""
    names = [name for name in path.split(".") if not name.isdigit()]
    slot = slots[names[0]]
    for name in names[1:]:
        slot = slot.columns[name]
    return slot


def label_of(slots: Mapping[str, Slot], path: str) -> tuple[str, str]:
    """The value's place in words, Japanese and English: 加入者 2 氏名, Members 2 Name."""
    ja, en, columns = [], [], slots
    for part in path.split("."):
        if part.isdigit():
            ja.append(str(int(part) + 1))
            en.append(str(int(part) + 1))
        else:
            ja.append(columns[part].label_ja)
            en.append(columns[part].label_en)
            columns = columns[part].columns
    return " ".join(ja), " ".join(en)


def texts_of(slots: Mapping[str, Slot], data: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Slot, str]]:
    """Every text in checked data that is printed as it was given: path, slot, text."""
    for name, slot in slots.items():
        value, at = data.get(name), path + name
        if value is None:
            continue
        if slot.type == "group":
            yield from texts_of(slot.columns, value, at + ".")
        elif slot.type == "table":
            for number, row in enumerate(value):
                yield from texts_of(slot.columns, row, f"{at}.{number}.")
        elif slot.type == "lines":
            yield from ((f"{at}.{number}", slot, row) for number, row in enumerate(value))
        elif slot.type in ("text", "name", "code"):
            yield at, slot, value


def _check(slot: Slot, value: Any, at: str) -> Iterator[str]:
    if slot.type == "group":
        if isinstance(value, dict):
            yield from check_data(slot.columns, value, at + ".")
        else:
            yield f"{at}: {TYPES['group']} is expected"
    elif slot.type in ("table", "lines"):
        yield from _check_rows(slot, value, at)
    elif not _is_right(slot, value):
        yield f"{at}: {TYPES[slot.type]} is expected" + (f" ({', '.join(slot.choices)})" if slot.choices else "")


def _check_rows(slot: Slot, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at}: {TYPES[slot.type]} is expected"
        return
    if not slot.min_rows <= len(value) <= slot.max_rows:
        yield f"{at}: {slot.min_rows} to {slot.max_rows} rows are expected, not {len(value)}"
    for number, row in enumerate(value):
        here = f"{at}.{number}"
        if slot.type == "lines":
            if not (isinstance(row, str) and row.strip()):
                yield f"{here}: text is expected"
        elif isinstance(row, dict):
            yield from check_data(slot.columns, row, here + ".")
        else:
            yield f"{here}: an object is expected"


def _is_right(slot: Slot, value: Any) -> bool:
    if slot.type == "flag":
        return isinstance(value, bool)
    if slot.type in ("yen", "number", "fiscal_year"):
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str) or not value.strip():
        return False
    if slot.type == "choice":
        return value in slot.choices
    if slot.type in ("wareki", "birth"):
        return _is_day(value) or (slot.type == "birth" and _is_partial(value))
    pattern = _PATTERNS.get(slot.type)
    if pattern is not None and not pattern.fullmatch(value):
        return False
    return slot.pattern is None or re.fullmatch(slot.pattern, value) is not None


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_partial(value: str) -> bool:
    """`1985-00-00` or `1985-10-00`: the month or the day is not known (foreign residents' birth dates)."""
    return re.fullmatch(r"\d{4}-(00|0[1-9]|1[0-2])-00", value) is not None


def _read_slot(name: str, fields: Fields) -> Slot:
    kind = fields.choice("type", Choice(tuple(TYPES)))
    label = fields.mapping("label")
    slot = Slot(
        name=name,
        type=kind,
        label_ja=label.text("ja"),
        label_en=label.text("en"),
        optional=fields.flag("optional", default=False),
        later=fields.flag("later", default=False),
        max_mm=fields.length("max_mm"),
        on_overflow=(on_overflow := fields.choice("on_overflow", _OVERFLOW, "hold")),
        lines=fields.whole("lines", 0 if on_overflow == "wrap" else 1, least=0),
        choices=fields.words("choices"),
        columns=read_slots(fields.entries("columns")),
        min_rows=fields.whole("min_rows", 1, least=0) if kind in ("table", "lines") else 0,
        max_rows=fields.whole("max_rows") if kind in ("table", "lines") else 0,
        pattern=fields.text("pattern") if fields.has("pattern") else None,
    )
    label.finish()
    fields.finish()
    _check_slot(slot, fields)
    return slot


def _check_slot(slot: Slot, fields: Fields) -> None:
    """What only one type may have; a width is what the overflow guard measures, so free text must name one."""
    if (slot.type == "choice") != bool(slot.choices):
        fields.fault("choices", "belongs to the type choice, and only to it")
    if (slot.type in ("table", "group")) != bool(slot.columns):
        fields.fault("columns", "belongs to the types table and group, and only to them")
    if slot.later and not slot.optional:
        fields.fault("later", "belongs to a slot that may be null: letters frozen before it do not have it")
    if slot.on_overflow != "wrap" and slot.type in ("text", "name", "lines") and slot.max_mm is None:
        fields.fault("max_mm", "is needed unless the text may wrap")
    if slot.on_overflow == "hold" and slot.lines != 1:
        fields.fault("lines", "a text that may not shrink or wrap has one line")
