"""Batches of letters (一括印刷): opened over the issued letters of one run, printed file by file, never twice.

A batch fixes its letters and their order once. Each file is entered in one transaction with the letters in it; what
has a file is never printed again, so whoever goes on after a kill goes on behind the last file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, exists, func, insert, or_, select, update

from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.domain.rights import Scope
from server.store import tables as t
from server.store.errors import Stale
from server.store.print_progress import open_stop
from server.store.rows import columns, fetch_all, fetch_one
from server.store.scopes import in_scope
from server.store.unit_of_work import UnitOfWork

_READY = ("requested", "issued")
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Letters of one kind and one case that wait to be printed: how many are asked for, how many are issued, and when
    the last of them was."""

    letter: str
    case_id: str | None
    requested: int
    issued: int
    latest: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it stands; see `tables.print_batches`."""

    batch_id: str
    letter: str
    case_id: str | None
    office: str
    letters: int
    status: str
    way: str
    compared: int
    differing: JSON
    opened_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class PrintChunk:
    """A file of a batch."""

    batch_id: str
    chunk_no: int
    first_seq: int
    last_seq: int
    pdf_hash: str | None
    pages: int
    letters: int
    held: int
    stack: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A letter of a batch in its order, with its state now and what was frozen at its issue."""

    letter_id: str
    seq: int
    letter: str
    case_id: str | None
    household_key: str
    delivery: str
    number: str | None
    status: str
    data: Mapping[str, JSON] | None
    template_hash: str | None
    chunk_no: int | None
    outcome: str | None
    first_page: int | None
    pages: int | None
    way: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter stands in a file: its first page there, from 1, and how many pages it has."""

    pdf_hash: str
    first_page: int
    pages: int


def groups(conn: Connection, least: int) -> tuple[Group, ...]:
    """Kinds and cases of which at least `least` letters wait outside any batch, the oldest first."""
    table = t.letters.c
    outside = ~exists().where(t.print_rows.c.letter_id == table.letter_id)
    issued = func.sum(case((table.status == "issued", 1), else_=0))
    latest = func.max(func.coalesce(table.issued_at, table.requested_at))
    statement = (
        select(table.letter, table.case_id, func.count().label("all"), issued.label("issued"), latest.label("latest"))
        .where(table.status.in_(_READY), outside)
        .group_by(table.letter, table.case_id)
        .having(func.count() >= least)
        .order_by(func.min(table.requested_at), table.letter, table.case_id)
    )
    return tuple(
        Group(row.letter, row.case_id, row.all - int(row.issued), int(row.issued), row.latest)
        for row in conn.execute(statement)
    )


def waiting(conn: Connection, group: Group, status: str, limit: int) -> list[str]:
    """The oldest letters of the group in `status` outside any batch."""
    table = t.letters.c
    outside = ~exists().where(t.print_rows.c.letter_id == table.letter_id)
    statement = select(table.letter_id).where(*_of(group), table.status == status, outside)
    return list(conn.scalars(statement.order_by(table.requested_at, table.letter_id).limit(limit)))


def single(conn: Connection, status: str, least: int, limit: int) -> list[str]:
    """The oldest letters in `status` that are printed one by one: in no batch, and of no group of `least`."""
    table = t.letters.c
    statement = select(table.letter_id).where(
        table.status == status, ~exists().where(t.print_rows.c.letter_id == table.letter_id)
    )
    large = groups(conn, least)
    if large:
        statement = statement.where(~or_(*(and_(*_of(one)) for one in large)))
    return list(conn.scalars(statement.order_by(table.requested_at, table.letter_id).limit(limit)))


def open_batch(uow: UnitOfWork, group: Group, office: str, letter_ids: Sequence[str]) -> str:
    """Opens a batch over the letters in the order given. Raises `Stale` when one of them is in a batch already."""
    batch_id = uow.new_id()
    row = {
        "batch_id": batch_id,
        "letter": group.letter,
        "case_id": group.case_id,
        "office": office,
        "letters": len(letter_ids),
        "status": "OPEN",
        "way": "fast",
        "compared": 0,
        "opened_at": uow.now,
    }
    uow.conn.execute(insert(t.print_batches).values(row))
    taken = select(t.print_rows.c.letter_id).where(t.print_rows.c.letter_id.in_(letter_ids[:_SHOWN])).limit(1)
    if uow.conn.execute(taken).first() is not None:
        raise Stale(batch_id)
    rows = [{"letter_id": one, "batch_id": batch_id, "seq": seq} for seq, one in enumerate(letter_ids, 1)]
    uow.conn.execute(insert(t.print_rows), rows)
    return batch_id


def issued_in_order(conn: Connection, group: Group) -> tuple[list[str], str]:
    """The issued letters of the group by delivery class and postcode, and the office of the first."""
    table = t.letters.c
    outside = ~exists().where(t.print_rows.c.letter_id == table.letter_id)
    statement = select(table.letter_id, table.office, table.delivery, table.data)
    statement = statement.where(*_of(group), table.status == "issued", outside)
    found = sorted(
        (row.delivery, row.data["addressee"]["postal"], row.letter_id, row.office)
        for row in conn.execute(statement.execution_options(yield_per=500))
    )
    return [letter_id for _, _, letter_id, _ in found], found[0][3] if found else ""


def get(conn: Connection, batch_id: str) -> Batch | None:
    """One batch."""
    statement = select(*columns(Batch, t.print_batches)).where(t.print_batches.c.batch_id == batch_id)
    return fetch_one(conn, Batch, statement)


def first_open(conn: Connection) -> Batch | None:
    """The oldest batch that is not done and that no stop holds back."""
    table = t.print_batches
    stopped = exists().where(*open_stop(), t.incidents.c.object_key == table.c.batch_id)
    statement = select(*columns(Batch, table)).where(table.c.status != "DONE", ~stopped)
    return fetch_one(conn, Batch, statement.order_by(table.c.opened_at, table.c.batch_id).limit(1))


def listed(conn: Connection, scope: Scope) -> tuple[Batch, ...]:
    """The latest batches in scope, newest first."""
    table = t.print_batches
    statement = select(*columns(Batch, table)).where(in_scope(table.c.office, scope))
    return fetch_all(conn, Batch, statement.order_by(table.c.opened_at.desc(), table.c.batch_id).limit(_SHOWN))


def chunks_of(conn: Connection, batch_id: str) -> tuple[PrintChunk, ...]:
    """The files of a batch in their order."""
    table = t.print_chunks
    statement = select(*columns(PrintChunk, table)).where(table.c.batch_id == batch_id).order_by(table.c.chunk_no)
    return fetch_all(conn, PrintChunk, statement)


def rows(
    conn: Connection, batch_id: str, *, behind: int = 0, limit: int = 500, last: int | None = None, open_: bool = False
) -> tuple[Row, ...]:
    """Letters of the batch behind place `behind`, up to `last`; `open_`: only those that have no file yet."""
    table = t.print_rows
    statement = _rows().where(table.c.batch_id == batch_id, table.c.seq > behind)
    if last is not None:
        statement = statement.where(table.c.seq <= last)
    if open_:
        statement = statement.where(table.c.chunk_no.is_(None))
    return fetch_all(conn, Row, statement.order_by(table.c.seq).limit(limit))


def chosen(conn: Connection, batch_id: str, letter_ids: Sequence[str]) -> tuple[Row, ...]:
    """These letters of the batch, in its order."""
    table = t.print_rows
    statement = _rows().where(table.c.batch_id == batch_id, table.c.letter_id.in_(letter_ids))
    return fetch_all(conn, Row, statement.order_by(table.c.seq))


def not_printed(conn: Connection, batch_id: str) -> tuple[Row, ...]:
    """The letters of the batch that are not in a file, though their turn has come: held, or gone before."""
    table = t.print_rows
    statement = _rows().where(table.c.batch_id == batch_id, table.c.outcome.in_(("HELD", "GONE")))
    return fetch_all(conn, Row, statement.order_by(table.c.seq).limit(_SHOWN))


def counts(conn: Connection, batch_id: str) -> dict[str, int]:
    """How many letters have each outcome; `OPEN` are those whose turn has not come."""
    table = t.print_rows.c
    outcome = func.coalesce(table.outcome, "OPEN")
    statement = select(outcome, func.count()).where(table.batch_id == batch_id).group_by(outcome)
    return {str(name): int(count) for name, count in conn.execute(statement)}


def proven(uow: UnitOfWork, batch_id: str, compared: int, differing: Sequence[str]) -> None:
    """`compared` letters were printed both ways; where some are `differing`, the whole batch goes the plain way."""
    table = t.print_batches
    changed = {"status": "PROVEN", "compared": compared}
    if differing:
        changed |= {"way": "plain", "differing": list(differing)}
    _expect(uow, update(table).where(table.c.batch_id == batch_id, table.c.status == "OPEN").values(**changed))


def go_plain(uow: UnitOfWork, batch_id: str, differing: Sequence[str]) -> None:
    """What is left of the batch goes the plain way."""
    table = t.print_batches
    statement = update(table).where(table.c.batch_id == batch_id, table.c.status == "PROVEN", table.c.way == "fast")
    _expect(uow, statement.values(way="plain", differing=list(differing)))


def add_chunk(uow: UnitOfWork, chunk: PrintChunk, placed: Sequence[Mapping[str, Any]]) -> None:
    """Enters a file and the places of its letters (`letter_id`, `outcome`, `first_page`, `pages`, `way`).

    Raises `Stale` when somebody else has printed one of them.
    """
    if uow.conn.execute(
        select(t.print_chunks.c.chunk_no).where(
            t.print_chunks.c.batch_id == chunk.batch_id, t.print_chunks.c.chunk_no == chunk.chunk_no
        )
    ).first():
        raise Stale(chunk.batch_id)
    uow.conn.execute(insert(t.print_chunks).values({name: getattr(chunk, name) for name in PrintChunk.__slots__}))
    table = t.print_rows
    names = ("outcome", "first_page", "pages", "way")
    statement = update(table).where(table.c.letter_id == bindparam("id"), table.c.chunk_no.is_(None))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    uow.conn.execute(
        statement.values(chunk_no=chunk.chunk_no, **values),
        [{"id": one["letter_id"], **{f"new_{name}": one.get(name) for name in names}} for one in placed],
    )


def letters_rendered(uow: UnitOfWork, letter_ids: Sequence[str], *, pdf_hash: str, pages: int, stack: str) -> None:
    """As `letters.letter_rendered`, for letters of one length in one file. Raises `letter_not_in_state`."""
    table = t.letters
    made = {"pdf_hash": pdf_hash, "pages": pages, "stack": stack, "rendered_at": uow.now, "held_for": None}
    statement = update(table).where(table.c.letter_id.in_(letter_ids), table.c.status == "issued")
    moved = uow.conn.execute(statement.values(status="rendered", **made)).rowcount
    if moved != len(letter_ids):
        raise Refused("letter_not_in_state", count=len(letter_ids) - moved)


def finish(uow: UnitOfWork, batch_id: str) -> None:
    """Every letter of the batch has had its turn."""
    table = t.print_batches
    statement = update(table).where(table.c.batch_id == batch_id, table.c.status == "PROVEN")
    _expect(uow, statement.values(status="DONE", finished_at=uow.now))


def place_of(conn: Connection, letter_id: str) -> Place | None:
    """Where the letter stands in a file of many, None for one with a file of its own."""
    row, chunk = t.print_rows.c, t.print_chunks.c
    statement = (
        select(chunk.pdf_hash, row.first_page, row.pages)
        .join(t.print_chunks, and_(chunk.batch_id == row.batch_id, chunk.chunk_no == row.chunk_no))
        .where(row.letter_id == letter_id, row.outcome == "RENDERED")
    )
    return fetch_one(conn, Place, statement)


def refuse_unfinished(conn: Connection, letter_id: str) -> None:
    """Raises `letter_batch_open` while the batch of the letter is being printed: nothing of it leaves before."""
    row, batch = t.print_rows.c, t.print_batches.c
    statement = select(batch.status).join(t.print_rows, row.batch_id == batch.batch_id)
    status = conn.execute(statement.where(row.letter_id == letter_id)).scalar_one_or_none()
    if status not in (None, "DONE"):
        raise Refused("letter_batch_open")


def _rows() -> Select[*tuple[Any, ...]]:
    joined = select(*columns(Row, t.print_rows, t.letters))
    return joined.join_from(t.print_rows, t.letters, t.letters.c.letter_id == t.print_rows.c.letter_id)


def _of(group: Group) -> tuple[Any, ...]:
    table = t.letters.c
    return (table.letter == group.letter, table.case_id.is_not_distinct_from(group.case_id))


def _expect(uow: UnitOfWork, statement: Any) -> None:
    if uow.conn.execute(statement).rowcount != 1:
        raise Stale("print_batches")
