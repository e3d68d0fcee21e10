"""The difference of two decision tables (決定表の違い): columns, rows and cells, by the names people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from server.engine.difference_types import Change, moved, say
from server.engine.difference_words import PROPERTIES, Words, element_word
from server.engine.difference_xml import Leaf, Reading, content, fingerprint, leaves, local, text
from server.engine.safe_xml import parse

_CELLS = ("inputEntry", "outputEntry")
_IN_ORDER = frozenset({"FIRST", "RULE ORDER", "PRIORITY", "OUTPUT ORDER", "COLLECT"})
_APART = frozenset({"decision", "decisionTable", "input", "output", "rule", *_CELLS})


@dataclass(slots=True)
class _Side:
    """One version of a table: its units by key, the columns and rows in their order."""

    units: dict[str, etree._Element] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    """(row, column) → what stands there"""

    @property
    def hit_policy(self) -> str:
        table = next((one for one in self.units.values() if local(one) == "decisionTable"), None)
        return "" if table is None else table.get("hitPolicy") or "UNIQUE"

    def name(self, unit: str) -> str:
        """A column's label, a row's number with what it says of itself, a decision's name."""
        found = self.units[unit]
        if local(found) == "rule":
            return f"{self.rows.index(unit) + 1}"
        return " ".join((found.get("label") or found.get("name") or unit).split())

    def place(self, unit: str) -> Words:
        """A unit as a sentence names it."""
        found, name = self.units[unit], self.name(unit)
        if local(found) == "rule":
            note = _note(found)
            return Words(f"{name}行目{f'「{note}」' if note else ''}", f"row {name}{f' “{note}”' if note else ''}")
        word = element_word(local(found))
        return Words(f"{word.ja}「{name}」", f"{word.en} “{name}”")


def table_changes(path: str, old: bytes, new: bytes) -> Iterator[Change]:
    """What changed in a table. Raises `XmlRefused`."""
    before, after = _side(parse(old)), _side(parse(new))
    for unit in dict.fromkeys([*before.units, *after.units]):
        if unit not in after.units:
            said, place = content(before.units[unit]), before.place(unit)
            yield say("removed", path, unit, before.name(unit), "unit", place, Words("", ""), said, None)
        elif unit not in before.units:
            said, place = content(after.units[unit]), after.place(unit)
            yield say("added", path, unit, after.name(unit), "unit", place, Words("", ""), None, said)
        else:
            yield from _inside(path, unit, before, after)
    yield from _order(path, before, after)


def _side(root: etree._Element) -> _Side:
    side = _Side(units={root.get("id") or "definitions": root})
    for element in root.iter():
        if not isinstance(element.tag, str) or local(element) not in _APART or local(element) in _CELLS:
            continue
        key = element.get("id") or fingerprint(element, Reading())
        side.units.setdefault(key, element)
        if local(element) in ("input", "output"):
            side.columns.append(key)
        elif local(element) == "rule":
            side.rows.append(key)
    for row in side.rows:
        for column, cell in zip(side.columns, (c for c in side.units[row] if local(c) in _CELLS), strict=False):
            side.cells[row, column] = " ".join(" ".join(text(one) for one in cell).split())
    return side


def _inside(path: str, unit: str, before: _Side, after: _Side) -> Iterator[Change]:
    place, name = after.place(unit), after.name(unit)
    for leaf in leaves(before.units[unit], after.units[unit], _READING):
        yield _told(path, unit, name, place, leaf)
    if local(after.units[unit]) != "rule":
        return
    for column in (one for one in before.columns if one in after.columns):
        old, new = before.cells.get((unit, column)), after.cells.get((unit, column))
        if old != new:
            label = Words(f"「{after.name(column)}」", f"“{after.name(column)}”")
            kind = "removed" if new is None else "added" if old is None else "changed"
            yield say(kind, path, unit, name, f"cell:{column}", place, label, old, new)


def _told(path: str, unit: str, name: str, place: Words, leaf: Leaf) -> Change:
    label = PROPERTIES.get(leaf.what, Words(f"属性「{leaf.what}」", f"attribute “{leaf.what}”"))
    kind = "removed" if leaf.new is None else "added" if leaf.old is None else "changed"
    return say(kind, path, unit, name, leaf.what, place, label, leaf.old, leaf.new)


def _order(path: str, before: _Side, after: _Side) -> Iterator[Change]:
    """Rows whose place changed, with meaning where the first that fits answers; columns never have one."""
    kind = "moved" if after.hit_policy in _IN_ORDER else "layout"
    for row in moved(before.rows, after.rows):
        sides = (before.name(row), after.name(row)) if kind == "moved" else (None, None)
        yield say(kind, path, row, after.name(row), "order", after.place(row), Words("順番", "order"), *sides)
    for column in moved(before.columns, after.columns):
        place = after.place(column)
        yield say("layout", path, column, after.name(column), "order", place, Words("並び", "place"), None, None)


def _note(rule: etree._Element) -> str:
    note = " ".join(content(one) for one in rule if local(one) == "annotationEntry")
    return note if len(note) <= 24 else note[:24] + "…"


def _skips(child: etree._Element) -> bool:
    return local(child) in _APART or child.tag.endswith("}DMNDI")


# Ids of what stands inside a column or row mean nothing to anybody.
_READING = Reading(skip_child=_skips, skip_attribute=lambda _, name: name == "id")
