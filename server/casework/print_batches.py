"""Printing runs in bulk (一括印刷): the letters of one kind and one case, from a hundred on, file by file.

A step is a slice of letters issued, a batch opened, a batch proven (some of its letters printed both ways and
compared), or one file of letters made and entered. Between two steps single letters have their turn, so nobody at a
counter waits for a run. A worker killed in between loses nothing: the next step is found from what is on record. A
batch whose file cannot be made is held back by an incident, and the next batch goes on; whoever mended the cause lets
it go on too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from server.casework.issue_letters import LARGE, freeze, hold
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.refusals import Refused
from server.printing import fonts
from server.printing.bulk import Chunk, Press, Printed
from server.printing.bulk_plan import Item, Plan
from server.printing.faults import LetterFault
from server.store import incidents, letters, print_batches
from server.store.errors import Stale
from server.store.print_batches import Batch, Group, PrintChunk, Row
from server.store.print_progress import STOPPED
from server.store.unit_of_work import UnitOfWork

FREEZE, CHUNK, PLAIN_CHUNK, PROOF = 100, 500, 50, 40
_MOST_PLAIN = 60  # laid-out letters keep a megabyte and a half each until their file is written
_TRIES = 3


def print_batches_step(
    services: Services, *, least: int = LARGE, press: Press | None = None, quiet: timedelta = timedelta(0)
) -> bool:
    """Does the next step of whatever run waits; False when none does.

    A run that issues in slices is one batch: it is opened once no letter has come for `quiet`.
    """
    machine = press or _press()
    with services.database.read() as conn:
        batch = print_batches.first_open(conn)
        waiting = print_batches.groups(conn, least)
    if batch is not None:
        try:
            _work_on(services, batch, machine)
        except (LetterFault, OSError) as fault:
            _stop(services, batch, fault)
        return True
    for group in waiting:
        if group.requested:
            _freeze(services, group)
            return True
        if group.latest <= services.clock.wall_now() - quiet:
            _open(services, group)
            return True
    return False


def print_run(services: Services, *, least: int = LARGE, press: Press | None = None) -> int:
    """Does every step that waits; answers how many."""
    steps = 0
    while print_batches_step(services, least=least, press=press):
        steps += 1
    return steps


@lru_cache(maxsize=1)
def _press() -> Press:
    """The press of this process; it keeps its frames."""
    return Press()


def _freeze(services: Services, group: Group) -> None:
    with services.database.read() as conn:
        waiting = print_batches.waiting(conn, group, "requested", FREEZE)
    for letter_id in waiting:
        freeze(services, letter_id)


def _open(services: Services, group: Group) -> None:
    with unit_of_work(services, SYSTEM) as uow:
        ids, office = print_batches.issued_in_order(uow.conn, group)
        batch_id = print_batches.open_batch(uow, group, office, ids)
        _audit(uow, "print_batch.open", batch_id, group.case_id, letters=len(ids))


def _work_on(services: Services, batch: Batch, press: Press) -> None:
    plan = _plan(services, batch, press)
    if batch.status == "OPEN":
        _prove(services, batch, plan, press)
        return
    with services.database.read() as conn:
        unmade = print_batches.rows(conn, batch.batch_id, limit=CHUNK, open_=True)
        number = len(print_batches.chunks_of(conn, batch.batch_id)) + 1
    if unmade:
        _print_chunk(services, batch, number, _cut(batch, plan, unmade), plan, press)
        return
    with unit_of_work(services, SYSTEM) as uow:
        print_batches.finish(uow, batch.batch_id)
        _audit(
            uow, "print_batch.finish", batch.batch_id, batch.case_id, **print_batches.counts(uow.conn, batch.batch_id)
        )
    _PLANS.clear()


_PLANS: dict[tuple[str, str], Plan] = {}


def _plan(services: Services, batch: Batch, press: Press) -> Plan:
    """The batch's plan, made once in this process; who goes on with a batch first sees that its files are there."""
    key = (batch.batch_id, batch.way)
    if key not in _PLANS:
        _restore(services, batch, press)
        _PLANS.clear()
        _PLANS[key] = _make_plan(services, batch, press)
    return _PLANS[key]


def _make_plan(services: Services, batch: Batch, press: Press) -> Plan:
    def items() -> Iterator[Item]:
        behind = 0
        while True:
            with services.database.read() as conn:
                found = print_batches.rows(conn, batch.batch_id, behind=behind)
                services.letters_now(conn)
            if not found:
                return
            yield from _items(services, found, ("issued", "rendered"))
            behind = found[-1].seq

    return press.planner.plan(items, batch.batch_id, plain=batch.way == "plain")


def _items(services: Services, rows: Sequence[Row], statuses: tuple[str, ...] = ("issued",)) -> list[Item]:
    return [
        Item(row.letter_id, services.letters[row.letter].frozen(row.template_hash), row.data)
        for row in rows
        if row.status in statuses and row.data is not None
    ]


def _prove(services: Services, batch: Batch, plan: Plan, press: Press) -> None:
    """Some letters of each shape both ways, before anything is made to be used."""
    ids, differing, compared = sorted(plan.compared), list[str](), 0
    for start in range(0, len(ids), PROOF):
        part = ids[start : start + PROOF]
        with services.database.read() as conn:
            services.letters_now(conn)
            items = _items(services, print_batches.chosen(conn, batch.batch_id, part))
        found, count = _compare(press, plan, items)
        differing += found
        compared += count
    with unit_of_work(services, SYSTEM) as uow:
        print_batches.proven(uow, batch.batch_id, compared, differing)
        _audit(uow, "print_batch.prove", batch.batch_id, batch.case_id, compared=compared, differing=differing)
        if differing:
            _tell(uow, batch, differing)


def _compare(press: Press, plan: Plan, items: Sequence[Item]) -> tuple[list[str], int]:
    """The letters that came out otherwise, and how many were compared; a file that cannot be made differs whole."""
    try:
        made = press.chunk(plan, items, [item.letter_id for item in items])
    except LetterFault:
        return [item.letter_id for item in items], len(items)
    return list(made.differing), made.compared


def _cut(batch: Batch, plan: Plan, unmade: Sequence[Row]) -> Sequence[Row]:
    """The letters of the next file: as many as it holds, or as many as may be laid out one by one."""
    if batch.way == "plain":
        return unmade[:PLAIN_CHUNK]
    plain = 0
    for place, row in enumerate(unmade):
        plain += row.letter_id not in plan.frames
        if plain > _MOST_PLAIN:
            return unmade[:place]
    return unmade


def _print_chunk(services: Services, batch: Batch, number: int, rows: Sequence[Row], plan: Plan, press: Press) -> None:
    for _ in range(_TRIES):
        items = _items(services, rows)
        first = next((item.letter_id for item in items if item.letter_id in plan.frames), None)
        try:
            made = press.chunk(plan, items, [first] if first else [])
            faulty = list(made.differing)
        except LetterFault:
            if batch.way == "plain":
                raise
            faulty = [item.letter_id for item in items]
        if faulty:
            _go_plain(services, batch, faulty)
            return
        if made.pdf:
            services.archive.put(made.pdf)
        try:
            _enter(services, batch, number, rows, made)
            return
        except Refused:  # a letter was withdrawn while its file was made: the file is made without it
            with services.database.read() as conn:
                rows = print_batches.chosen(conn, batch.batch_id, [row.letter_id for row in rows])
    raise Stale(batch.batch_id)


def _enter(services: Services, batch: Batch, number: int, rows: Sequence[Row], made: Chunk) -> None:
    """The file and its letters in one transaction."""
    stack = fonts.stack_fingerprint()
    with unit_of_work(services, SYSTEM) as uow:
        chunk = PrintChunk(
            batch.batch_id,
            number,
            rows[0].seq,
            rows[-1].seq,
            made.sha256 if made.pdf else None,
            made.pages,
            len(made.printed),
            len(made.held),
            stack,
            uow.now,
        )
        if made.pdf:
            letters.archive_blob(uow, made.sha256, media_type="application/pdf", size=len(made.pdf), pages=made.pages)
        for pages in sorted({one.pages for one in made.printed}):
            ids = [one.letter_id for one in made.printed if one.pages == pages]
            print_batches.letters_rendered(uow, ids, pdf_hash=made.sha256, pages=pages, stack=stack)
        for one in made.held:
            hold(uow, one.letter_id, one.fault)
        print_batches.add_chunk(uow, chunk, _places(rows, made))
        detail = {"chunk": number, "pdf": chunk.pdf_hash, "letters": chunk.letters, "held": chunk.held}
        _audit(uow, "print_batch.print", batch.batch_id, batch.case_id, **detail)


def _places(rows: Sequence[Row], made: Chunk) -> list[dict[str, Any]]:
    printed: dict[str, Printed] = {one.letter_id: one for one in made.printed}
    held = {one.letter_id for one in made.held}
    found: list[dict[str, Any]] = []
    for row in rows:
        one = printed.get(row.letter_id)
        if one is None:
            found.append({"letter_id": row.letter_id, "outcome": "HELD" if row.letter_id in held else "GONE"})
        else:
            place = {"first_page": one.first_page, "pages": one.pages, "way": one.way}
            found.append({"letter_id": row.letter_id, "outcome": "RENDERED", **place})
    return found


def _go_plain(services: Services, batch: Batch, differing: Sequence[str]) -> None:
    with unit_of_work(services, SYSTEM) as uow:
        print_batches.go_plain(uow, batch.batch_id, differing)
        _audit(uow, "print_batch.go_plain", batch.batch_id, batch.case_id, differing=list(differing))
        _tell(uow, batch, differing)


def _restore(services: Services, batch: Batch, press: Press) -> None:
    """Makes again whatever file of the batch is not in the archive: equal letters make equal bytes."""
    with services.database.read() as conn:
        missing = [
            one
            for one in print_batches.chunks_of(conn, batch.batch_id)
            if one.pdf_hash and not services.archive.has(one.pdf_hash)
        ]
    if not missing:
        return
    plan = _make_plan(services, batch, press)
    for chunk in missing:
        with services.database.read() as conn:
            rows = print_batches.rows(conn, batch.batch_id, behind=chunk.first_seq - 1, last=chunk.last_seq)
        rows = tuple(row for row in rows if row.outcome == "RENDERED")
        made = press.chunk(plan, _items(services, rows, ("issued", "rendered", "held", "void")))
        if made.sha256 == chunk.pdf_hash:
            services.archive.put(made.pdf)
        else:
            _lost(services, batch, chunk)


def _stop(services: Services, batch: Batch, fault: Exception) -> None:
    """Holds the batch back, so that it neither blocks the others nor is tried again and again; somebody looks."""
    with unit_of_work(services, SYSTEM) as uow:
        _audit(uow, "print_batch.stop", batch.batch_id, batch.case_id, fault=type(fault).__name__)
        incidents.raise_incident(
            uow,
            kind=STOPPED,
            object_kind="print_batch",
            object_key=batch.batch_id,
            summary=f"一括印刷のファイルを作れません({str(fault)[:200] or type(fault).__name__})",
            case_id=batch.case_id,
            office=batch.office,
        )
    _PLANS.clear()


def _lost(services: Services, batch: Batch, chunk: PrintChunk) -> None:
    with unit_of_work(services, SYSTEM) as uow:
        _audit(uow, "print_batch.lost", batch.batch_id, batch.case_id, chunk=chunk.chunk_no)
        incidents.raise_incident(
            uow,
            kind="print_look_at",
            object_kind="print_batch",
            object_key=f"{batch.batch_id}/{chunk.chunk_no}",
            summary=f"一括印刷の{chunk.chunk_no}番目のファイルが保管庫になく、同じものを作り直せません",
            case_id=batch.case_id,
            office=batch.office,
        )


def _tell(uow: UnitOfWork, batch: Batch, differing: Sequence[str]) -> None:
    incidents.raise_incident(
        uow,
        kind="print_look_at",
        object_kind="print_batch",
        object_key=batch.batch_id,
        summary=f"一括印刷の見比べで{len(differing)}通が1通ずつの印刷と違いました。1通ずつ印刷しています",
        case_id=batch.case_id,
        office=batch.office,
        detail={"letters": list(differing)[:100]},
    )


def _audit(uow: UnitOfWork, kind: str, batch_id: str, case_id: str | None, **detail: Any) -> None:
    uow.audit(kind, object_kind="print_batch", object_key=batch_id, case_id=case_id, detail=detail)
