"""A decision table as a sheet to be written on (表の下書き): columns and rows as texts, and back into the same file.

Only rows are written: columns, hit policy, ids and whatever else stands in the file stay as they are, so that the
difference of two versions tells what was changed and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from server.engine.cell_words import ANY
from server.engine.decision_analysis import analyse
from server.engine.decision_model import ColumnType, Input, Output
from server.engine.decision_read import inspect_table
from server.engine.decision_words import child_of, text_of
from server.engine.decision_xml import dmn_children, local
from server.engine.feel_ast import Literal as Written
from server.engine.feel_ast import walk
from server.engine.findings import Finding, errors_in
from server.engine.safe_xml import parse


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: what is asked or answered, its type, and the texts it may hold (none: any)."""

    id: str
    label: str
    kind: Literal["input", "output"]
    type: ColumnType
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its cells as the file writes them, inputs first, and the article it rests on. No id: a new row."""

    id: str
    cells: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written on."""

    id: str
    name: str
    hit_policy: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]

    @property
    def inputs(self) -> int:
        """How many columns ask; the others answer."""
        return sum(column.kind == "input" for column in self.columns)


def read_sheet(data: bytes, path: str) -> Sheet | None:
    """The table of a file; None when it holds none that can be shown. Raises `XmlRefused`."""
    element = _table(parse(data))
    table, _ = inspect_table(data, path)
    if element is None or table is None:
        return None
    columns = tuple(_column(one, "input") for one in table.inputs) + tuple(_column(o, "output") for o in table.outputs)
    rows = tuple(_row(rule) for rule in _rules(element))
    return Sheet(table.id, table.name, table.hit_policy, columns, rows)


def write_sheet(data: bytes, rows: Sequence[SheetRow]) -> bytes:
    """The file with these rows for its own; the very same rows leave the very same bytes.

    A row without an id gets one. Raises `XmlRefused`, `ValueError` for no table or a row of another width.
    """
    root = parse(data)
    element = _table(root)
    if element is None:
        raise ValueError("the file holds no table")
    old = {rule.get("id") or "": rule for rule in _rules(element)}
    if [_row(rule) for rule in _rules(element)] == list(rows):
        return data
    template = next(iter(old.values()), None)
    taken = {one.get("id") for one in root.iter() if isinstance(one.tag, str)}
    written = [_rule(element, row, old, template, taken) for row in rows]
    for rule in old.values():
        element.remove(rule)
    for rule in written:
        element.append(rule)
    etree.indent(element, space="  ", level=_level(element))
    text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    if b" />" in data:
        text = text.replace(b'"/>', b'" />')
    end = b"\n" if data.endswith(b"\n") else b""
    return text.replace(b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>', 1) + end


def sheet_findings(data: bytes, path: str) -> list[Finding]:
    """What is wrong with the table: cells that cannot be read, and, where all can, gaps, overlaps, idle rows."""
    table, found = inspect_table(data, path)
    if table is None or errors_in(found):
        return found
    return [*found, *analyse(table)]


def row_of(finding: Finding, rows: Sequence[SheetRow]) -> int | None:
    """The number of the row (from 1) a finding speaks of, None when it speaks of the table."""
    return next((number for number, row in enumerate(rows, 1) if row.id and row.id == finding.element), None)


def _table(root: etree._Element) -> etree._Element | None:
    return next((one for one in root.iter("{*}decisionTable")), None)


def _rules(element: etree._Element) -> list[etree._Element]:
    return [one for one in dmn_children(element) if local(one) == "rule"]


def _column(column: Input | Output, kind: Literal["input", "output"]) -> SheetColumn:
    written = [] if column.allowed is None else [p for test in column.allowed.cell.tests for p in walk(test)]
    texts = tuple(one.value for one in written if isinstance(one, Written) and isinstance(one.value, str))
    return SheetColumn(column.id, column.label, kind, column.type, texts)


def _row(rule: etree._Element) -> SheetRow:
    parts = list(dmn_children(rule))
    cells = [text_of(one) for one in parts if local(one) == "inputEntry"]
    cells += [text_of(one) for one in parts if local(one) == "outputEntry"]
    notes = [text_of(one) for one in parts if local(one) == "annotationEntry"]
    return SheetRow(rule.get("id") or "", tuple(cells), "・".join(note for note in notes if note))


def _rule(
    table: etree._Element,
    row: SheetRow,
    old: dict[str, etree._Element],
    template: etree._Element | None,
    taken: set[str | None],
) -> etree._Element:
    rule = deepcopy(old[row.id]) if row.id in old else _new_rule(table, template, taken)
    entries = [one for name in ("inputEntry", "outputEntry") for one in dmn_children(rule) if local(one) == name]
    if len(entries) != len(row.cells):
        raise ValueError(f"row {row.id} has a wrong number of cells")
    for entry, text in zip(entries, row.cells, strict=True):
        _put(entry, text)
    if _row(rule).note != row.note:
        _put_note(rule, row.note)
    return rule


def _new_rule(table: etree._Element, template: etree._Element | None, taken: set[str | None]) -> etree._Element:
    """A row with cells of its own ids, as wide as the table."""
    space = etree.QName(table).namespace
    base = (table.get("id") or "row").removesuffix("_table")
    rule: etree._Element = etree.SubElement(table, f"{{{space}}}rule")
    table.remove(rule)
    rule.set("id", _free(f"{base}_r", taken))
    columns = [local(one) for one in dmn_children(table) if local(one) in ("input", "output")]
    for name in columns:
        entry = etree.SubElement(rule, f"{{{space}}}{name}Entry")
        entry.set("id", _free(f"{base}_n", taken))
        _put(entry, ANY if name == "input" else "")
    noted = template is not None and any(local(one) == "annotationEntry" for one in dmn_children(template))
    if noted or any(local(one) == "annotation" for one in dmn_children(table)):
        _put(etree.SubElement(rule, f"{{{space}}}annotationEntry"), "")
    return rule


def _free(stem: str, taken: set[str | None]) -> str:
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    taken.add(f"{stem}{number}")
    return f"{stem}{number}"


def _put(entry: etree._Element, text: str) -> None:
    inner = child_of(entry, "text")
    if inner is None:
        inner = etree.SubElement(entry, f"{{{etree.QName(entry).namespace}}}text")
    if text_of(entry) != text:
        inner.text = text


def _put_note(rule: etree._Element, note: str) -> None:
    entries = [one for one in dmn_children(rule) if local(one) == "annotationEntry"]
    if not entries:
        entries = [etree.SubElement(rule, f"{{{etree.QName(rule).namespace}}}annotationEntry")]
    _put(entries[0], note)
    for other in entries[1:]:
        _put(other, "")


def _level(element: etree._Element) -> int:
    return len(list(element.iterancestors()))
