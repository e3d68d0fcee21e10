"""Files of linked systems (連携ファイル): what came, up to which day it reaches, what is missing, what waits.

The rhythm of a system stands in dated values: `feed.<interface>.every` days, `feed.<interface>.grace` days until a
file is missed, `feed.<interface>.yearly_by` the day by which the year's great file must be in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from server.domain.income_feed import FeedKind
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork
from server.store.values import load_values

_SLICE = 500


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A file as it was accepted; `changed`, `quarantined` and `barred` count its rows by what became of them."""

    file_id: str
    interface: str
    kind: str
    sequence: int
    content_hash: str
    name: str
    generated_at: datetime
    covers_from: date
    covers_to: date
    records: int
    changed: int
    quarantined: int
    barred: int
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that waits for a person; `reason` no_household or levy_barred."""

    item_id: str
    file_id: str
    interface: str
    row_no: int
    person_key: str
    reason: str
    content: Mapping[str, Any]
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """What an interface owes (届くはずのもの): the first day not covered, and by when it was to be in.

    `why`: NEVER no file yet, LATE the next one is overdue, YEARLY the year's great file is.
    """

    interface: str
    since: date | None
    expected_by: date
    why: str


def missing(conn: Connection, interface: str, day: date, values: Values | None = None) -> Missing | None:
    """What the interface owes on `day`, None when all is in. Whatever rests on its data must not run meanwhile."""
    known = load_values(conn) if values is None else values
    every = timedelta(days=known.integer(f"feed.{interface.lower()}.every", day))
    grace = timedelta(days=known.integer(f"feed.{interface.lower()}.grace", day))
    last = last_file(conn, interface)
    if last is None:
        return Missing(interface, None, day, "NEVER")
    due = last.covers_to + every + grace
    if day > due:
        return Missing(interface, last.covers_to + timedelta(days=1), due, "LATE")
    return _yearly(conn, interface, day, known)


def _yearly(conn: Connection, interface: str, day: date, known: Values) -> Missing | None:
    (by,) = known.items(f"feed.{interface.lower()}.yearly_by", day)
    latest = date.fromisoformat(f"{day.year}-{by}")
    if day <= latest:
        latest = date.fromisoformat(f"{day.year - 1}-{by}")
    table = t.feed_files.c
    statement = select(func.max(table.covers_to)).where(
        table.interface == interface, table.kind == str(FeedKind.YEARLY), table.covers_to <= day
    )
    newest = conn.execute(statement).scalar_one()
    if newest is None or newest < date(latest.year, 1, 1):
        return Missing(interface, date(latest.year, 1, 1), latest, "YEARLY")
    return None


def require_present(conn: Connection, interface: str, day: date, values: Values | None = None) -> None:
    """Raises `feed_missing` while the interface owes something; for whatever rests on its data."""
    owed = missing(conn, interface, day, values)
    if owed is not None:
        raise Refused("feed_missing", interface=interface, day=owed.expected_by.isoformat())


def put_file(uow: UnitOfWork, row: Mapping[str, Any]) -> str:
    """Keeps an accepted file and answers its id."""
    file_id = uow.new_id()
    more = {"file_id": file_id, "imported_by": uow.actor.user_id, "imported_at": uow.now}
    uow.conn.execute(insert(t.feed_files).values({**row, **more}))
    return file_id


def put_waiting(uow: UnitOfWork, file_id: str, interface: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keeps rows that wait for a person (保留)."""
    common = {"file_id": file_id, "interface": interface, "raised_at": uow.now}
    if rows:
        uow.conn.execute(insert(t.feed_quarantine), [{"item_id": uow.new_id(), **common, **row} for row in rows])


def settle(uow: UnitOfWork, item_id: str, settlement: str) -> Waiting:
    """Closes a waiting row: TAKEN into the register or DROPPED. Raises `feed_item_unknown`, also for a closed one."""
    table = t.feed_quarantine
    statement = select(*columns(Waiting, table)).where(table.c.item_id == item_id, table.c.settled_at.is_(None))
    found = fetch_one(uow.conn, Waiting, statement)
    if found is None:
        raise Refused("feed_item_unknown", item=item_id)
    said = {"settled_at": uow.now, "settled_by": uow.actor.user_id, "settlement": settlement}
    uow.conn.execute(update(table).where(table.c.item_id == item_id).values(said))
    return found


def waiting(conn: Connection, interface: str, *, limit: int = 200) -> tuple[Waiting, ...]:
    """The rows that wait, oldest first."""
    table = t.feed_quarantine
    mine = (table.c.interface == interface, table.c.settled_at.is_(None))
    statement = select(*columns(Waiting, table)).where(*mine).order_by(table.c.raised_at, table.c.row_no)
    return fetch_all(conn, Waiting, statement.limit(limit))


def file_with(conn: Connection, content_hash: str) -> FeedFile | None:
    """The file that had this very content."""
    table = t.feed_files
    return fetch_one(conn, FeedFile, select(*columns(FeedFile, table)).where(table.c.content_hash == content_hash))


def last_file(conn: Connection, interface: str) -> FeedFile | None:
    """The newest file of an interface."""
    table = t.feed_files
    statement = select(*columns(FeedFile, table)).where(table.c.interface == interface)
    return fetch_one(conn, FeedFile, statement.order_by(table.c.sequence.desc()).limit(1))


def households_of(conn: Connection, person_keys: Sequence[str]) -> dict[str, str]:
    """The household each person is in or was in last, by what we know now; who never was in one is left out."""
    table, found = t.memberships, {}
    for start in range(0, len(person_keys), _SLICE):
        statement = (
            select(table.c.person_key, table.c.household_key)
            .where(table.c.person_key.in_(person_keys[start : start + _SLICE]), table.c.superseded_at.is_(None))
            .order_by(table.c.valid_from)
        )
        found.update({row.person_key: row.household_key for row in conn.execute(statement)})
    return found
