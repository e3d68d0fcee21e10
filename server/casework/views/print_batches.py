"""Print batches (一括印刷) as screen and API show them: how far each is, its files, what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.forms.model import Lang
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import cases, offices, print_batches
from server.store.connection import Connection
from server.store.print_batches import Batch, PrintChunk, Row
from server.store.print_progress import stop_of, ways


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in a list. `state`: WAITING (behind another), PRINTING, STOPPED (a person looks), DONE.

    Letters: `fast` in frames, `plain` one by one, `held` by the guards, `gone` before their turn, `waiting` for it.
    """

    batch_id: str
    letter: str
    title: str
    case_id: str | None
    case_number: str | None
    office: str
    office_name: str
    letters: int
    fast: int
    plain: int
    held: int
    gone: int
    waiting: int
    state: str
    way: str
    compared: int
    differing: int
    files: int
    pages: int
    opened_at: datetime
    finished_at: datetime | None

    @property
    def printed(self) -> int:
        """Letters that have their place in a file."""
        return self.fast + self.plain


@dataclass(frozen=True, slots=True)
class BatchSheet:
    """One batch with its files, the letters that are in none, and what the caller may do with it."""

    line: BatchLine
    chunks: tuple[PrintChunk, ...]
    out: tuple[Row, ...]
    stopped_by: str
    may_take: bool
    may_reprint: bool
    may_resume: bool


def batches_view(services: Services, caller: Caller) -> tuple[BatchLine, ...]:
    """The latest batches of the offices whose letters the caller may see, newest first."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = print_batches.listed(conn, caller.scope(Function.LETTER_VIEW, day))
        first = print_batches.first_open(conn)
        now = first.batch_id if first else ""
        return tuple(_line(services, conn, batch, now, caller.lang) for batch in found)


def batch_sheet(services: Services, caller: Caller, batch_id: str) -> BatchSheet:
    """One batch. Raises `print_batch_not_found`, rights."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        batch = print_batches.get(conn, batch_id)
        if batch is None:
            raise Refused("print_batch_not_found")
        caller.require(Function.LETTER_VIEW, batch.office, day)
        first = print_batches.first_open(conn)
        line = _line(services, conn, batch, first.batch_id if first else "", caller.lang)
        stop = stop_of(conn, batch_id)
        chunks, out = print_batches.chunks_of(conn, batch_id), print_batches.not_printed(conn, batch_id)
    release = caller.may(Function.LETTER_RELEASE, batch.office, day)
    return BatchSheet(
        line=line,
        chunks=chunks,
        out=out,
        stopped_by=stop.summary if stop else "",
        may_take=release and batch.status == "DONE",
        may_reprint=caller.may(Function.LETTER_REPRINT, batch.office, day) and batch.status == "DONE",
        may_resume=release and stop is not None,
    )


def _line(services: Services, conn: Connection, batch: Batch, first: str, lang: Lang) -> BatchLine:
    counts, found = print_batches.counts(conn, batch.batch_id), ways(conn, batch.batch_id)
    chunks = print_batches.chunks_of(conn, batch.batch_id)
    case = cases.get_case(conn, batch.case_id) if batch.case_id else None
    return BatchLine(
        batch_id=batch.batch_id,
        letter=batch.letter,
        title=_title(services, batch.letter, lang),
        case_id=batch.case_id,
        case_number=case.number if case else None,
        office=batch.office,
        office_name=_office_name(conn, batch.office),
        letters=batch.letters,
        fast=found.get("fast", 0),
        plain=found.get("plain", 0),
        held=counts.get("HELD", 0),
        gone=counts.get("GONE", 0),
        waiting=counts.get("OPEN", 0),
        state=_state(conn, batch, first),
        way=batch.way,
        compared=batch.compared,
        differing=_count(batch.differing),
        files=sum(chunk.pdf_hash is not None for chunk in chunks),
        pages=sum(chunk.pages for chunk in chunks),
        opened_at=batch.opened_at,
        finished_at=batch.finished_at,
    )


def _office_name(conn: Connection, office: str) -> str:
    found = offices.get_office(conn, office)
    return office if found is None else found.name


def _count(differing: object) -> int:
    return len(differing) if isinstance(differing, list) else 0


def _title(services: Services, letter: str, lang: Lang) -> str:
    known = services.letters.get(letter)
    if known is None:
        return letter
    head = known.latest.head
    return head.title_ja if lang == "ja" else head.title_en


def _state(conn: Connection, batch: Batch, first: str) -> str:
    if batch.status == "DONE":
        return "DONE"
    if stop_of(conn, batch.batch_id) is not None:
        return "STOPPED"
    return "PRINTING" if batch.batch_id == first else "WAITING"


def told(line: BatchLine) -> Mapping[str, object]:
    """The line as the API says it."""
    return {name: getattr(line, name) for name in BatchLine.__slots__} | {"printed": line.printed}
