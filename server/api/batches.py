"""Print batches over the API (一括印刷): how far each is, its files, damaged letters again, a stopped one let go on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from server.api.plain import plain
from server.api.requests import answer, body, caller, number, text
from server.casework.reprint_batch import batch_file, reprint_range, resume_batch
from server.casework.services import Services
from server.casework.views.print_batches import BatchLine, batch_sheet, batches_view
from server.domain.effects import JSON
from server.store.print_batches import PrintChunk, Row

_TYPES = {"pdf": "application/pdf", "csv": "text/csv", "json": "application/json"}


def add_routes(api: Blueprint, services: Services) -> None:
    """The addresses under `/print-batches`."""

    @api.get("/print-batches")
    def print_batches() -> Response:
        return answer({"batches": [_line(one) for one in batches_view(services, caller())]})

    @api.get("/print-batches/<batch_id>")
    def print_batch(batch_id: str) -> Response:
        return _told(services, batch_id)

    @api.get("/print-batches/<batch_id>/files/<name>")
    def print_file(batch_id: str, name: str) -> Response:
        return _file(name, batch_file(services, caller(), batch_id, name))

    @api.post("/print-batches/<batch_id>/reprint")
    def reprint(batch_id: str) -> Response:
        data = body("first", "last", "reason")
        first, last = (number(data, name) or 0 for name in ("first", "last"))
        return _file(*reprint_range(services, caller(), batch_id, first, last, text(data, "reason")))

    @api.post("/print-batches/<batch_id>/resume")
    def resume(batch_id: str) -> Response:
        resume_batch(services, caller(), batch_id, text(body("done"), "done"))
        return _told(services, batch_id)


def _told(services: Services, batch_id: str) -> Response:
    sheet = batch_sheet(services, caller(), batch_id)
    files, out = [_chunk(one) for one in sheet.chunks], [_row(one) for one in sheet.out]
    return answer({"batch": _line(sheet.line), "files": files, "out": out, "stopped_by": sheet.stopped_by or None})


def _line(line: BatchLine) -> JSON:
    told: Any = plain(line)
    return {**told, "printed": line.printed}


def _chunk(one: PrintChunk) -> JSON:
    told: Any = plain(one)
    name = f"chunk-{one.chunk_no:04d}.pdf" if one.pdf_hash else None
    return {"name": name, "sha256": one.pdf_hash, **{key: told[key] for key in _OF_FILE}}


_OF_FILE = ("first_seq", "last_seq", "pages", "letters", "held", "made_at")


def _row(row: Row) -> JSON:
    return {"letter_id": row.letter_id, "seq": row.seq, "outcome": row.outcome, "status": row.status}


def _file(name: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, content_type=_TYPES[name.rpartition(".")[2]], headers=headers)
