"""Handing a printed batch to the print house (一括印刷の引渡し): files, index, sums, and who took them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.printing.print_house import IndexRow, index_csv, manifest
from server.store import print_batches
from server.store.connection import Connection
from server.store.print_batches import Batch, PrintChunk, Row
from server.store.unit_of_work import UnitOfWork

GOING = frozenset(("rendered", "released", "handed_over", "posted"))


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch for whoever looks: its state, its files, how many letters have which outcome, what waits for a person."""

    batch: Batch
    chunks: tuple[PrintChunk, ...]
    counts: Mapping[str, int]
    held: tuple[Row, ...]


def list_batches(services: Services, caller: Caller) -> tuple[BatchView, ...]:
    """The latest batches of the offices whose letters the caller may see."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = print_batches.listed(conn, caller.scope(Function.LETTER_VIEW, day))
        return tuple(_view(conn, batch) for batch in found)


def batch_files(services: Services, caller: Caller, batch_id: str, only: str = "") -> dict[str, bytes]:
    """The PDFs by name (or the one named `only`), `index.csv` and `manifest.json`; the taking is on record.

    Raises `print_batch_not_found`, rights, `letter_batch_open` while it is being printed.
    """

    def act(uow: UnitOfWork) -> tuple[Batch, tuple[PrintChunk, ...], list[Row]]:
        batch = print_batches.get(uow.conn, batch_id)
        if batch is None:
            raise Refused("print_batch_not_found")
        caller.require(Function.LETTER_RELEASE, batch.office, uow.business_day)
        if batch.status != "DONE":
            raise Refused("letter_batch_open")
        chunks = print_batches.chunks_of(uow.conn, batch_id)
        files = [only] if only else [chunk.pdf_hash for chunk in chunks if chunk.pdf_hash]
        uow.audit(
            "print_batch.take",
            object_kind="print_batch",
            object_key=batch_id,
            case_id=batch.case_id,
            detail={"files": files},
        )
        return batch, chunks, list(_all_rows(uow.conn, batch_id))

    return _files(services, *run(services, caller, act), only)


def _files(
    services: Services, batch: Batch, chunks: Sequence[PrintChunk], rows: list[Row], only: str
) -> dict[str, bytes]:
    names = {chunk.chunk_no: f"chunk-{chunk.chunk_no:04d}.pdf" for chunk in chunks if chunk.pdf_hash}
    index = [_index_row(row, names) for row in rows]
    told = {
        names[chunk.chunk_no]: {"sha256": chunk.pdf_hash, "pages": chunk.pages, "letters": chunk.letters}
        for chunk in chunks
        if chunk.pdf_hash
    }
    found = {
        names[chunk.chunk_no]: services.archive.get(chunk.pdf_hash)
        for chunk in chunks
        if chunk.pdf_hash and only in ("", names[chunk.chunk_no])
    }
    found["index.csv"] = index_csv(index)
    found["manifest.json"] = manifest(batch.letter, told, index, _sums(services, batch, rows))
    return found


def _view(conn: Connection, batch: Batch) -> BatchView:
    chunks = print_batches.chunks_of(conn, batch.batch_id)
    counts = print_batches.counts(conn, batch.batch_id)
    return BatchView(batch, chunks, counts, print_batches.not_printed(conn, batch.batch_id))


def _all_rows(conn: Connection, batch_id: str) -> Iterator[Row]:
    behind = 0
    while found := print_batches.rows(conn, batch_id, behind=behind):
        yield from found
        behind = found[-1].seq


def _state(row: Row) -> str:
    if row.outcome != "RENDERED":
        return "HELD"
    return "PRINT" if row.status in GOING else "PULL"


def _index_row(row: Row, names: Mapping[int, str]) -> IndexRow:
    data: Any = row.data or {}
    return IndexRow(
        seq=row.seq,
        letter_id=row.letter_id,
        letter_code=str(data.get("letter_code", "")),
        number=row.number or "",
        delivery=row.delivery,
        postal=str(data.get("addressee", {}).get("postal", "")),
        file=names.get(row.chunk_no or 0, "") if row.outcome == "RENDERED" else "",
        first_page=row.first_page,
        pages=row.pages,
        state=_state(row),
    )


def _sums(services: Services, batch: Batch, rows: list[Row]) -> dict[str, int]:
    """The sum of each amount of the letter itself over the letters that are to be printed."""
    slots = services.letters[batch.letter].latest.head.slots
    amounts = [name for name, slot in slots.items() if slot.type == "yen"]
    going: list[Mapping[str, Any]] = [row.data for row in rows if _state(row) == "PRINT" and row.data is not None]
    return {name: sum(int(data.get(name) or 0) for data in going) for name in amounts}
