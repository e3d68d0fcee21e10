"""A decision table in a draft (表の編集): a sheet, judged while it is typed, saved with the draft's revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.workshop.drafts import all_files_in, be_present, get, require_draw, save_files
from server.domain.refusals import Refused
from server.engine.findings import Finding
from server.engine.safe_xml import XmlRefused
from server.engine.table_sheet import Sheet, SheetRow, read_sheet, sheet_findings, write_sheet
from server.store import procedures
from server.store.connection import Connection
from server.store.workshop import Draft, Present

MOST_ROWS = 500
MOST_LETTERS = 400


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of a draft: its sheet, what is wrong with it, since when which version holds, who else is there."""

    draft: Draft
    path: str
    sheet: Sheet
    findings: tuple[Finding, ...]
    held: tuple[tuple[int, date], ...]
    others: tuple[Present, ...]


@dataclass(frozen=True, slots=True)
class SavedTable:
    """The draft after a save, the sheet with the ids of new rows, and what is wrong with it."""

    draft: Draft
    sheet: Sheet
    findings: tuple[Finding, ...]


def table_view(services: Services, caller: Caller, draft_id: str, path: str) -> TableView:
    """A table to be written on. Raises `draft_not_found`, `draft_file_unknown`, `table_unreadable`, rights."""
    others = be_present(services, caller, draft_id, path)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        data = _data(conn, draft, path)
        held = _held(conn, draft, path)
    return TableView(draft, path, _sheet(data, path), tuple(sheet_findings(data, path)), held, others)


def check_table(
    services: Services, caller: Caller, draft_id: str, path: str, rows: Sequence[SheetRow]
) -> tuple[Sheet, tuple[Finding, ...]]:
    """What would be wrong with a table of these rows; nothing is kept. Raises as `table_view`, `table_shape`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        data = _data(conn, get(conn, draft_id), path)
    written = _written(data, rows)
    return _sheet(written, path), tuple(sheet_findings(written, path))


def save_table(
    services: Services, caller: Caller, draft_id: str, path: str, rows: Sequence[SheetRow], rev: int
) -> SavedTable:
    """Keeps a table with these rows. Raises as `check_table` and `save_files`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        data = _data(conn, get(conn, draft_id), path)
    written = _written(data, rows)
    saved = save_files(services, caller, draft_id, {path: written}, rev)
    return SavedTable(saved.draft, _sheet(written, path), tuple(sheet_findings(written, path)))


def _data(conn: Connection, draft: Draft, path: str) -> bytes:
    files = all_files_in(conn, draft)
    if path not in files or not path.endswith(".dmn"):
        raise Refused("draft_file_unknown", path=path[:120])
    return files[path]


def _sheet(data: bytes, path: str) -> Sheet:
    try:
        sheet = read_sheet(data, path)
    except XmlRefused as fault:
        raise Refused("table_unreadable", path=path[:120]) from fault
    if sheet is None:
        raise Refused("table_unreadable", path=path[:120])
    return sheet


def _written(data: bytes, rows: Sequence[SheetRow]) -> bytes:
    long = any(len(text) > MOST_LETTERS for row in rows for text in (*row.cells, row.note))
    if not rows or len(rows) > MOST_ROWS or long:
        raise Refused("table_shape", rows=MOST_ROWS, letters=MOST_LETTERS)
    plain = [replace(row, cells=tuple(map(_printable, row.cells)), note=_printable(row.note)) for row in rows]
    try:
        return write_sheet(data, plain)
    except (XmlRefused, ValueError) as fault:
        raise Refused("table_shape", rows=MOST_ROWS, letters=MOST_LETTERS) from fault


def _printable(text: str) -> str:
    """What XML can hold: line ends and control characters become spaces."""
    return "".join(one if one.isprintable() and one not in "\ufffe\uffff" else " " for one in text).strip()


def _held(conn: Connection, draft: Draft, path: str) -> tuple[tuple[int, date], ...]:
    """The versions that changed this table, with their first day, the newest first."""
    found: list[tuple[int, date]] = []
    before = ""
    for version in reversed(procedures.versions_of(conn, draft.slug)):
        content = version.manifest.get(path, "")
        if content and content != before and version.status == "active":
            found.append((version.no, version.valid_from))
        before = content
    return tuple(reversed(found))
