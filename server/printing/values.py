"""Frozen data as a template sees them (差込値): each value prints itself, marked with the slot it came from.

A template writes `{{ birth_date }}` and gets 昭和60年10月1日 in a `<span data-slot="birth_date">`, a name in the font
that has its variants. The mark is what the guards measure. An empty optional value may be asked, not printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from server.domain.wareki import Style, to_wareki
from server.printing.faces import Faces
from server.printing.faults import LetterFault
from server.printing.slots import Slot

_ZEN = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)} | {" ": "\u3000"})
_ZEN_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Fit:
    """How a value that is too wide is set: its size against the normal one (at most 1) and the lines it may take."""

    scale: float
    lines: int


@dataclass(slots=True)
class Session:
    """One rendering: the faces, the fits found so far, the digits of the head, which slots were printed, and which of
    them as words that must come to stand on paper (a code may stand in a margin alone)."""

    faces: Faces
    zen_digits: bool
    fits: Mapping[str, Fit]
    printed: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)

    def show(self, slot: Slot, path: str, raw: Any, form: Callable[[Any, Slot], str]) -> Markup:
        """The value `raw` through `form` as HTML for the slot."""
        return self.mark(slot, path, shown_text(slot, raw, form, zen_digits=self.zen_digits))

    def asked(self, path: str) -> None:
        """The template's words depend on the value itself, not only on whether it is there."""

    def coded(self, path: str, raw: Any) -> str:
        """The bare text of a value for a bar code; it counts as printed."""
        self.printed.add(path)
        return str(raw)

    def mark(self, slot: Slot, path: str, text: str) -> Markup:
        """`text` as HTML for the slot: marked, in the right fonts, fitted when it was found too wide."""
        self.printed.add(path)
        if slot.type != "code" and text.strip():
            self.shown.add(path)
        fit = self.fits.get(path)
        return Markup('<span class="{}" data-slot="{}"{}>{}</span>').format(
            "slot wrap" if slot.on_overflow == "wrap" or slot.max_mm is None else "slot",
            path,
            Markup(' style="{}"').format(_style(fit, slot)) if fit else "",
            self.set_type(text, whole=slot.type == "name"),
        )

    def set_type(self, text: str, *, whole: bool) -> Markup:
        """`text` escaped, its pieces that only IPAmj Mincho can print wrapped in `<span class="mj">`."""
        pieces = (
            Markup('<span class="mj">{}</span>').format(run.text) if run.names else escape(run.text)
            for run in self.faces.runs(text, whole=whole)
        )
        return Markup("").join(pieces)


class Value:
    """One value of a slot. True when it is there, equal to its raw JSON value, printed by its type."""

    __slots__ = ("_path", "_raw", "_session", "_slot")

    def __init__(self, session: Session, slot: Slot, path: str, raw: Any) -> None:
        self._session, self._slot, self._path, self._raw = session, slot, path, raw

    def __bool__(self) -> bool:
        if self._slot.type == "flag":
            self._session.printed.add(self._path)
            self._session.asked(self._path)
        return self._raw is not None and self._raw is not False

    def __eq__(self, other: object) -> bool:
        """Compared by what stands in the data. A choice asked for a text that is none of its codes is a fault: the
        sentence behind it would never be printed."""
        if self._slot.type == "choice" and isinstance(other, str) and other not in self._slot.choices:
            raise LetterFault(f"{self._path}: {other} is none of its codes {', '.join(self._slot.choices)}")
        self._session.asked(self._path)
        return bool(self._raw == other)

    def __hash__(self) -> int:
        self._session.asked(self._path)
        return hash(self._raw)

    def __html__(self) -> str:
        return self.shown_as(_SHOWN[self._slot.type])

    def __str__(self) -> str:
        raise LetterFault(f"{self._path}: a slot is printed as it stands or through a filter, never as part of a text")

    def shown_as(self, form: Callable[[Any, Slot], str]) -> Markup:
        """The value through `form`; raises `LetterFault` when an empty optional value is printed."""
        if self._raw is None:
            raise LetterFault(f"{self._path}: is empty here; ask with {{% if %}} before printing it")
        return self._session.show(self._slot, self._path, self._raw, form)

    @property
    def path(self) -> str:
        """The dotted path of the value in the data."""
        return self._path

    def raw_text(self) -> str:
        """The bare text, for a bar code; the value counts as printed."""
        return self._session.coded(self._path, self._raw)

    def shown_as_name(self) -> Markup:
        """The text set as a name is: all of it in one font that has every variant."""
        return self._session.show(replace(self._slot, type="name"), self._path, self._raw, _as_text)


class Group:
    """An object of slots: `addressee.name`, or one row of a table."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]


class Rows:
    """The rows of a table, or the texts of a list."""

    __slots__ = ("_rows",)

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def wrap(session: Session, slots: Mapping[str, Slot], data: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """The data as values for a template; their shape has been checked before."""
    return {name: _wrap(session, slot, data.get(name), path + name) for name, slot in slots.items()}


def shown_text(slot: Slot, raw: Any, form: Callable[[Any, Slot], str], *, zen_digits: bool) -> str:
    """The words that stand on paper for the value; digits of amounts and dates in full width where the head says so."""
    text = form(raw, slot)
    return text.translate(_ZEN_DIGITS) if zen_digits and slot.type not in ("text", "name", "code") else text


def as_yen(raw: Any, _: Slot) -> str:
    """10300 → 10,300円."""
    return f"{raw:,}円"


@lru_cache(maxsize=8)
def as_wareki(style: Style) -> Callable[[Any, Slot], str]:
    """2026-11-24 → 令和8年11月24日, or R8.11.24."""
    return lambda raw, _: to_wareki(date.fromisoformat(raw), style)


def as_zen(raw: Any, slot: Slot) -> str:
    """The value as it would print, ASCII letters and digits in full width."""
    return _SHOWN[slot.type](raw, slot).translate(_ZEN)


def _wrap(session: Session, slot: Slot, raw: Any, path: str) -> Any:
    if raw is None and slot.type in ("table", "lines", "group"):
        return Rows([])
    if slot.type == "group":
        return Group(wrap(session, slot.columns, raw, path + "."))
    if slot.type == "table":
        return Rows([Group(wrap(session, slot.columns, row, f"{path}.{n}.")) for n, row in enumerate(raw)])
    if slot.type == "lines":
        return Rows([Value(session, slot, f"{path}.{n}", row) for n, row in enumerate(raw)])
    return Value(session, slot, path, raw)


def _as_text(raw: Any, _: Slot) -> str:
    return str(raw)


def _as_choice(raw: Any, slot: Slot) -> str:
    return slot.choices[raw]


def _as_month(raw: Any, _: Slot) -> str:
    return to_wareki(date.fromisoformat(f"{raw}-01")).removesuffix("1日")


def _as_fiscal_year(raw: Any, _: Slot) -> str:
    """A fiscal year is named by the era in force at the end of its first calendar year (令和元年度)."""
    return to_wareki(date(raw, 12, 31)).removesuffix("12月31日") + "度"


def _as_birth(raw: Any, _: Slot) -> str:
    """A birth date whose month or day is not known is told in the Gregorian calendar: no era can be said of it."""
    year, month, day = raw.split("-")
    if day != "00":
        return to_wareki(date.fromisoformat(raw))
    return f"{int(year)}年(月日不詳)" if month == "00" else f"{int(year)}年{int(month)}月(日不詳)"


def _as_flag(_: Any, slot: Slot) -> str:
    raise LetterFault(f"{slot.name}: a flag is asked with {{% if %}}, not printed")


_SHOWN: dict[str, Callable[[Any, Slot], str]] = {
    "text": _as_text,
    "name": _as_text,
    "code": _as_text,
    "number": _as_text,
    "lines": _as_text,
    "choice": _as_choice,
    "wareki": as_wareki("long"),
    "birth": _as_birth,
    "month": _as_month,
    "fiscal_year": _as_fiscal_year,
    "yen": as_yen,
    "flag": _as_flag,
}


def _style(fit: Fit, slot: Slot) -> str:
    """One line: smaller. Several: a block of the slot's own width, so that the next word stands behind all of them."""
    size = f"font-size:{fit.scale:.3f}em"
    if fit.lines == 1:
        return size
    return (
        f"{size};display:inline-block;width:{slot.max_mm}mm;white-space:normal;overflow-wrap:anywhere;"
        "line-height:1.15;vertical-align:middle;text-align:left"
    )
