"""Work that a day brings by itself (期日の到来する仕事): who reaches an age that changes rights, and what is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from server.domain.rights import Scope
from server.store import dated
from server.store import tables as t
from server.store.dialects import insert_or_ignore
from server.store.rows import columns, fetch_all, fetch_one
from server.store.scopes import in_scope
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Insured:
    """An insured person with the household's office: `birth_date` with unknown parts as 00."""

    person_key: str
    household_key: str
    office: str
    birth_date: str


@dataclass(frozen=True, slots=True)
class NewWork:
    """A day that comes for a person."""

    kind: str
    person_key: str
    household_key: str
    office: str
    due_on: date


@dataclass(frozen=True, slots=True)
class DatedWork:
    """One person's day, done or not."""

    work_id: str
    kind: str
    person_key: str
    household_key: str
    office: str
    due_on: date
    case_id: str | None
    done_on: date | None
    done_by: str | None
    note: str | None


def insured_born(conn: Connection, first: date, last: date, on: date) -> tuple[Insured, ...]:
    """Who is insured on a day or from later on and was born from `first` to `last`; of a birth date without its day
    the first possible one counts."""
    e, p, h = t.eligibilities, t.person_records, t.household_records
    born = p.c.birth_date.between(f"{first.year:04d}-00-00", last.isoformat())
    held = or_(e.c.valid_to.is_(None), e.c.valid_to > on)
    statement = (
        select(e.c.person_key, e.c.household_key, h.c.office, p.c.birth_date)
        .select_from(e.join(p, p.c.person_key == e.c.person_key).join(h, h.c.household_key == e.c.household_key))
        .where(dated.current(e), held, dated.current(p), _holds(p, on), dated.current(h), _holds(h, on), born)
        .order_by(e.c.person_key)
        .distinct()
    )
    return tuple(Insured(*row) for row in conn.execute(statement))


def _holds(table: Any, on: date) -> Any:
    return and_(table.c.valid_from <= on, or_(table.c.valid_to.is_(None), table.c.valid_to > on))


def put_work(uow: UnitOfWork, new: Iterable[NewWork]) -> int:
    """Puts days on record, each once for a person and kind; how many were new."""
    made = 0
    for one in new:
        row = {name: getattr(one, name) for name in NewWork.__slots__}
        row |= {"work_id": uow.new_id(), "made_at": uow.now}
        put = insert_or_ignore(uow.conn, t.dated_work).values(row).returning(t.dated_work.c.work_id)
        made += uow.conn.execute(put).first() is not None
    return made


def due(conn: Connection, by: date, *, limit: int) -> tuple[DatedWork, ...]:
    """What is due by a day and neither done nor begun, oldest first."""
    table = t.dated_work
    waits = (table.c.due_on <= by, table.c.done_on.is_(None), table.c.case_id.is_(None))
    statement = select(*columns(DatedWork, table)).where(*waits).order_by(table.c.due_on, table.c.work_id)
    return fetch_all(conn, DatedWork, statement.limit(limit))


def open_work(conn: Connection, scope: Scope, by: date) -> tuple[DatedWork, ...]:
    """What is not done yet of the offices in scope, due by a day, oldest first."""
    table = t.dated_work
    mine = in_scope(table.c.office, scope)
    statement = select(*columns(DatedWork, table)).where(mine, table.c.done_on.is_(None), table.c.due_on <= by)
    return fetch_all(conn, DatedWork, statement.order_by(table.c.due_on, table.c.work_id))


def of_person(conn: Connection, person_keys: Sequence[str]) -> tuple[DatedWork, ...]:
    """All days of these people, done ones too."""
    table = t.dated_work
    statement = select(*columns(DatedWork, table)).where(table.c.person_key.in_(list(person_keys)))
    return fetch_all(conn, DatedWork, statement.order_by(table.c.due_on, table.c.work_id))


def get_work(conn: Connection, work_id: str) -> DatedWork | None:
    """One of them."""
    table = t.dated_work
    return fetch_one(conn, DatedWork, select(*columns(DatedWork, table)).where(table.c.work_id == work_id))


def begun(uow: UnitOfWork, work_id: str, case_id: str) -> None:
    """A case was begun for it."""
    table = t.dated_work
    uow.conn.execute(update(table).where(table.c.work_id == work_id).values(case_id=case_id))


def done(uow: UnitOfWork, work_id: str, note: str) -> bool:
    """It is done; False when somebody was faster."""
    table = t.dated_work
    waits = (table.c.work_id == work_id, table.c.done_on.is_(None))
    values = {"done_on": uow.business_day, "done_by": uow.actor.user_id, "note": note}
    return uow.conn.execute(update(table).where(*waits).values(values)).rowcount == 1
