"""The editor of decision tables (表の編集): a page that works without scripts, and what its script asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, jsonify, request
from flask_babel import gettext

from server.casework.workshop.tables import TableView, check_table, save_table, table_view
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.engine.table_sheet import Sheet, SheetRow
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, to, whole
from server.web.pages.workshop_tables import blank, checked_answer, rows_from, saved_answer, table_context
from server.web.routes.workshop import workshop
from server.web.routes.workshop_saving import body_of, saved_at

_DRAW = Function.PROCEDURE_DEPLOY


@workshop.get("/<draft_id>/table")
@needs(_DRAW)
def table(draft_id: str) -> Response:
    """One table of a draft."""
    view = table_view(services(), caller(), draft_id, request.args.get("path", ""))
    return page("workshop_table.html", here="procedures", **table_context(view))


def _again(refusal: Refused, draft_id: str) -> Response:
    view = table_view(services(), caller(), draft_id, request.form.get("path", ""))
    try:
        rows: list[SheetRow] | None = _typed(view.sheet)
    except ValueError:
        rows = None
    context = table_context(view, message(refusal), rows)
    return page("workshop_table.html", here="procedures", status=refusal.status, **context)


@workshop.post("/<draft_id>/table")
@needs(_DRAW)
@typed_stays(_again)
def write_table(draft_id: str) -> Response:
    """保存する; a row added, removed or moved by its button."""
    path = request.form.get("path", "")
    view = table_view(services(), caller(), draft_id, path)
    rows = _moved(view, _typed_or_refused(view.sheet), request.form.get("_act", ""))
    save_table(services(), caller(), draft_id, path, rows, whole(request.form.get("rev"), 9) or 0)
    flash(gettext("保存しました"))
    return to("workshop.table", draft_id=draft_id, path=path)


@workshop.post("/<draft_id>/table/rows")
@needs(_DRAW)
def save_table_rows(draft_id: str) -> Response:
    """Saving while one writes: `{"path", "rev", "rows": [{"key", "id", "cells", "note"}]}`."""
    body = body_of()
    view = table_view(services(), caller(), draft_id, body["path"])
    keys, rows = _sent(view.sheet, body)
    saved = save_table(services(), caller(), draft_id, body["path"], rows, body["rev"])
    return jsonify(saved_answer(saved, keys) | saved_at())


@workshop.post("/<draft_id>/table/check")
@needs(_DRAW)
def check_table_rows(draft_id: str) -> Response:
    """What is wrong with rows that are still being typed; nothing is kept."""
    body = body_of()
    view = table_view(services(), caller(), draft_id, body["path"])
    _, rows = _sent(view.sheet, body)
    sheet, found = check_table(services(), caller(), draft_id, body["path"], rows)
    return jsonify(checked_answer(sheet, found))


def _sent(sheet: Sheet, body: dict[str, Any]) -> tuple[list[str], list[SheetRow]]:
    """The rows of a JSON body with the page's own keys. Raises `table_shape`."""
    rows = body.get("rows")
    try:
        if not isinstance(rows, list):
            raise TypeError
        ids = [str(row["id"]) for row in rows]
        cells = [[str(cell) for cell in row["cells"]] for row in rows]
        notes = [str(row.get("note", "")) for row in rows]
        return [str(row.get("key", "")) for row in rows], rows_from(sheet, ids, cells, notes)
    except (TypeError, KeyError, AttributeError, ValueError) as fault:
        raise Refused("table_shape", rows=500, letters=400) from fault


def _typed_or_refused(sheet: Sheet) -> list[SheetRow]:
    try:
        return _typed(sheet)
    except ValueError as fault:
        raise Refused("table_shape", rows=500, letters=400) from fault


def _typed(sheet: Sheet) -> list[SheetRow]:
    """The rows of the posted page. Raises ValueError when it is no whole page."""
    width = len(sheet.columns)
    flat = request.form.getlist("cell")
    cells = [flat[at : at + width] for at in range(0, len(flat), width)]
    return rows_from(sheet, request.form.getlist("row"), cells, request.form.getlist("note"))


def _moved(view: TableView, rows: list[SheetRow], act: str) -> Sequence[SheetRow]:
    """The rows after the button of one of them (from 1) was pressed."""
    what, _, place = act.partition(":")
    at = (whole(place, 4) or 0) - 1
    if what == "add":
        return [*rows[: at + 1], blank(view.sheet), *rows[at + 1 :]]
    if not 0 <= at < len(rows):
        return rows
    if what == "drop":
        return rows[:at] + rows[at + 1 :]
    other = at - 1 if what == "up" else at + 1 if what == "down" else at
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return rows
