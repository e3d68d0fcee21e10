"""Withholding that ends (特別徴収の中止・各種異動): notices for the payers of pensions, and the files they went in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SpecialStop:
    """A household from whose pension nothing is to be withheld from `from_month` (its first day) on."""

    stop_id: str
    household_key: str
    levy_year: int
    pension_number: str
    pension_code: str
    payer: str
    from_month: date
    reason: str
    case_id: str | None
    noted_on: date
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class SpecialFile:
    """A file of stop notices."""

    file_id: str
    count: int
    file_hash: str
    made_on: date
    made_by: str
    made_at: datetime
    sent_on: date | None = None
    sent_by: str | None = None


def put_stop(uow: UnitOfWork, stop: SpecialStop) -> None:
    """Keeps a notice; it waits for the next file."""
    uow.conn.execute(insert(t.special_stops).values(asdict(stop)))


def waiting(conn: Connection) -> tuple[SpecialStop, ...]:
    """The notices that are in no file yet."""
    table = t.special_stops
    statement = select(*columns(SpecialStop, table)).where(table.c.file_id.is_(None))
    return fetch_all(conn, SpecialStop, statement.order_by(table.c.noted_on, table.c.stop_id))


def stops_of(conn: Connection, household_key: str, levy_year: int) -> tuple[SpecialStop, ...]:
    """How the withholding of a household ended in a year, oldest first."""
    table = t.special_stops
    here = (table.c.household_key == household_key, table.c.levy_year == levy_year)
    order = (table.c.noted_on, table.c.stop_id)
    return fetch_all(conn, SpecialStop, select(*columns(SpecialStop, table)).where(*here).order_by(*order))


def put_file(uow: UnitOfWork, stops: Sequence[SpecialStop], file_hash: str) -> SpecialFile:
    """Puts these notices into one file."""
    file_id, actor = uow.new_id(), uow.actor.user_id
    made = SpecialFile(file_id, len(stops), file_hash, uow.business_day, actor, uow.now)
    uow.conn.execute(insert(t.special_files).values(asdict(made)))
    table = t.special_stops
    for one in stops:
        uow.conn.execute(update(table).where(table.c.stop_id == one.stop_id).values(file_id=made.file_id))
    return made


def get_file(conn: Connection, file_id: str) -> SpecialFile | None:
    """One file."""
    table = t.special_files
    return fetch_one(conn, SpecialFile, select(*columns(SpecialFile, table)).where(table.c.file_id == file_id))


def files(conn: Connection, limit: int = 40) -> tuple[SpecialFile, ...]:
    """The newest files first."""
    table = t.special_files
    return fetch_all(
        conn, SpecialFile, select(*columns(SpecialFile, table)).order_by(table.c.made_at.desc()).limit(limit)
    )


def in_file(conn: Connection, file_id: str) -> tuple[SpecialStop, ...]:
    """The notices of a file in their order."""
    table = t.special_stops
    statement = select(*columns(SpecialStop, table)).where(table.c.file_id == file_id)
    return fetch_all(conn, SpecialStop, statement.order_by(table.c.noted_on, table.c.stop_id))


def sent(uow: UnitOfWork, file_id: str) -> bool:
    """The file went out, by the actor; False when it had gone before."""
    table = t.special_files
    statement = update(table).where(table.c.file_id == file_id, table.c.sent_on.is_(None))
    return uow.conn.execute(statement.values(sent_on=uow.business_day, sent_by=uow.actor.user_id)).rowcount == 1
