"""What is done with a print batch after it was made (一括印刷の後): one of its files taken, damaged letters again, a
stopped batch let go on."""

from __future__ import annotations

import re

from server.casework.callers import Caller
from server.casework.hand_over_batch import GOING, batch_files
from server.casework.letter_guard import refuse_unsafe
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.printing.pages_out import take_pages
from server.store import incidents, letters, print_batches
from server.store.print_batches import Batch, Row
from server.store.print_progress import stop_of
from server.store.unit_of_work import UnitOfWork

MOST = 500
"""Letters of one reprint: a file holds no more."""
_NAME = re.compile(r"chunk-\d{4,6}\.pdf|index\.csv|manifest\.json")


def batch_file(services: Services, caller: Caller, batch_id: str, name: str) -> bytes:
    """One file of a finished batch by its name: `chunk-0001.pdf`, `index.csv`, `manifest.json`; on record.

    Raises `print_file_not_found` and what `batch_files` raises.
    """
    if not _NAME.fullmatch(name):
        raise Refused("print_file_not_found")
    found = batch_files(services, caller, batch_id, only=name)
    if name not in found:
        raise Refused("print_file_not_found")
    return found[name]


def reprint_range(
    services: Services, caller: Caller, batch_id: str, first: int, last: int, reason: str
) -> tuple[str, bytes]:
    """The archived pages of the letters `first` to `last` of the batch again, with the reason on record for each.

    Letters that were pulled or held meanwhile are left out. Raises `print_batch_not_found`, rights,
    `letter_batch_open`, `reprint_reason_missing`, `print_range_invalid`, `print_range_two_files`,
    `print_range_empty`, `protected_person` and what keeps a letter from leaving the house.
    """
    why = reason.strip()[:200]
    if not why:
        raise Refused("reprint_reason_missing", at_field="reason")
    refuse_in(why, "reason")

    def act(uow: UnitOfWork) -> tuple[str, list[int]]:
        batch = _finished(uow, caller, batch_id, Function.LETTER_REPRINT)
        if not (1 <= first <= last <= batch.letters and last - first < MOST):
            raise Refused("print_range_invalid", at_field="first", letters=batch.letters, most=MOST)
        rows = print_batches.rows(uow.conn, batch_id, behind=first - 1, last=last)
        going = [row for row in rows if row.outcome == "RENDERED" and row.status in GOING]
        if len({row.chunk_no for row in going}) > 1:
            raise Refused("print_range_two_files", at_field="last")
        if not going:
            raise Refused("print_range_empty", at_field="first")
        for row in going:
            _again(services, uow, caller, row, why)
        detail = {"first": first, "last": last, "letters": [row.letter_id for row in going], "reason": why}
        uow.audit("print_batch.reprint", object_kind="print_batch", object_key=batch_id, detail=detail)
        (pdf_hash,) = (
            one.pdf_hash for one in print_batches.chunks_of(uow.conn, batch_id) if one.chunk_no == going[0].chunk_no
        )
        return str(pdf_hash), [page for row in going for page in _pages(row)]

    pdf_hash, pages = run(services, caller, act)
    return f"{batch_id[-8:]}-{first}-{last}.pdf", take_pages(services.archive.get(pdf_hash), pages)


def _again(services: Services, uow: UnitOfWork, caller: Caller, row: Row, why: str) -> None:
    letter = letters.get_letter(uow.conn, row.letter_id)
    assert letter is not None  # noqa: S101 - a row of a batch is a letter's
    if letter.protected and not caller.may(Function.PROTECTED_VIEW, letter.office, uow.business_day):
        raise Refused("protected_person")
    refuse_unsafe(services, uow.conn, letter)
    letters.record_print(uow, row.letter_id, why)


def _pages(row: Row) -> range:
    first = row.first_page or 1
    return range(first, first + (row.pages or 0))


def resume_batch(services: Services, caller: Caller, batch_id: str, done: str) -> None:
    """Lets a stopped batch go on behind its last file; `done` says what was mended.

    Raises `print_batch_not_found`, rights, `reason_missing`, `print_batch_not_stopped`.
    """
    words = done.strip()[:400]
    if not words:
        raise Refused("reason_missing", at_field="done")
    refuse_in(words, "done")

    def act(uow: UnitOfWork) -> None:
        batch = _known(uow, batch_id)
        caller.require(Function.LETTER_RELEASE, batch.office, uow.business_day)
        stop = stop_of(uow.conn, batch_id)
        if stop is None:
            raise Refused("print_batch_not_stopped")
        incidents.close_incident(uow, stop.incident_id, words)
        detail = {"incident": stop.incident_id}
        uow.audit("print_batch.resume", object_kind="print_batch", object_key=batch_id, detail=detail)

    run(services, caller, act)


def _known(uow: UnitOfWork, batch_id: str) -> Batch:
    batch = print_batches.get(uow.conn, batch_id)
    if batch is None:
        raise Refused("print_batch_not_found")
    return batch


def _finished(uow: UnitOfWork, caller: Caller, batch_id: str, function: Function) -> Batch:
    batch = _known(uow, batch_id)
    caller.require(function, batch.office, uow.business_day)
    if batch.status != "DONE":
        raise Refused("letter_batch_open")
    return batch
