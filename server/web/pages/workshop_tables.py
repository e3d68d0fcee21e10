"""The editor of decision tables (表の編集): columns, rows and findings as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.workshop.tables import SavedTable, TableView
from server.engine.cell_words import ANY, answer_as_written, answer_in_words, cell_as_written, cell_in_words
from server.engine.findings import Finding
from server.engine.table_sheet import Sheet, SheetColumn, SheetRow, row_of
from server.web import wording
from server.web.kit import go, lang
from server.web.pages.shared import Plain
from server.web.pages.workshop_parts import findings_plain, head_of

NEW = "new-"


def table_context(view: TableView, said: str = "", rows: Sequence[SheetRow] | None = None) -> Plain:
    """The context of `workshop_table.html`; `rows` are shown in place of the saved ones, `said` is what was refused."""
    sheet, shown = view.sheet, view.sheet.rows if rows is None else rows
    draft_id = view.draft.draft_id
    return head_of(view.draft, view.others) | {
        "title": sheet.name or sheet.id,
        "facts": _facts(view),
        "acts": [go(gettext("下書きへ"), "workshop.look", key="Escape", draft_id=draft_id)],
        "path": view.path,
        "action": url_for("workshop.table", draft_id=draft_id),
        "save_url": url_for("workshop.save_table_rows", draft_id=draft_id),
        "check_url": url_for("workshop.check_table_rows", draft_id=draft_id),
        "columns": [_column(number, one) for number, one in enumerate(sheet.columns)],
        "rows": [row_plain(sheet, number, row) for number, row in enumerate(shown, 1)],
        "blank": row_plain(sheet, 0, blank(sheet)),
        "findings": findings_plain(view.findings, lambda one: row_of(one, shown)),
        "said": said,
    }


def blank(sheet: Sheet) -> SheetRow:
    """A new row: anything goes, nothing is answered yet."""
    asked = (ANY,) * sheet.inputs
    return SheetRow("", asked + ("",) * (len(sheet.columns) - sheet.inputs))


def row_plain(sheet: Sheet, number: int, row: SheetRow) -> Plain:
    """One row with its cells in words."""
    words = [_words(column, text) for column, text in zip(sheet.columns, row.cells, strict=True)]
    return {"no": number, "id": row.id, "cells": words, "note": row.note}


def rows_from(sheet: Sheet, ids: Sequence[str], cells: Sequence[Sequence[str]], notes: Sequence[str]) -> list[SheetRow]:
    """Rows as they were typed. Raises ValueError when a row has another width than the table."""
    known = {row.id for row in sheet.rows}
    found = []
    for row_id, typed, note in zip(ids, cells, notes, strict=True):
        written = tuple(_written(column, text) for column, text in zip(sheet.columns, typed, strict=True))
        found.append(SheetRow(row_id if row_id in known else "", written, note))
    return found


def saved_answer(saved: SavedTable, keys: Sequence[str]) -> dict[str, Any]:
    """What the page is told after a save: the revision, the findings, the ids of its rows by their keys."""
    ids = {key: row.id for key, row in zip(keys, saved.sheet.rows, strict=False)}
    return {
        "rev": saved.draft.rev,
        "ids": ids,
        "findings": findings_plain(saved.findings, lambda one: row_of(one, saved.sheet.rows)),
    }


def checked_answer(sheet: Sheet, findings: Iterable[Finding]) -> dict[str, Any]:
    """What the page is told of rows that were not kept."""
    return {"findings": findings_plain(findings, lambda one: row_of(one, sheet.rows))}


def _written(column: SheetColumn, text: str) -> str:
    return (cell_as_written if column.kind == "input" else answer_as_written)(text, column.type)


def _words(column: SheetColumn, text: str) -> str:
    return (cell_in_words if column.kind == "input" else answer_in_words)(text, column.type, lang())


def _column(number: int, column: SheetColumn) -> Plain:
    words: Mapping[str, str] = {
        "string": gettext("言葉"),
        "number": gettext("数"),
        "integer": gettext("整数"),
        "boolean": gettext("はい・いいえ"),
        "date": gettext("日付"),
        "any": gettext("自由"),
    }
    choices = list(column.choices)
    if column.type == "boolean":
        choices = [gettext("はい"), gettext("いいえ")]
    if choices and column.kind == "input":
        choices = [ANY, *choices]
    answer = column.kind == "output"
    return {"no": number, "label": column.label, "type": words[column.type], "answer": answer, "choices": choices}


def _facts(view: TableView) -> str:
    policies = {
        "UNIQUE": gettext("当てはまる行は一つだけ"),
        "ANY": gettext("当てはまる行の答えは同じ"),
        "FIRST": gettext("上から見て最初に当てはまる行"),
        "RULE ORDER": gettext("当てはまる行すべて(行の順)"),
        "COLLECT": gettext("当てはまる行すべて"),
    }
    policy = policies.get(view.sheet.hit_policy, view.sheet.hit_policy)
    since = [gettext("第%(no)s版 %(day)sから", no=no, day=wording.full_day(day)) for no, day in view.held[:3]]
    if view.draft.valid_from is not None:
        since.insert(0, gettext("この下書き %(day)sから", day=wording.full_day(view.draft.valid_from)))
    return " · ".join([policy, *since])
