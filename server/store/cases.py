"""Cases (案件): opened once, saved only by who read the newest state; found by number, person, household, clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from server.domain.names import search_key
from server.domain.rights import Scope
from server.store import tables as t
from server.store.among import among
from server.store.dialects import insert_or_ignore
from server.store.errors import StaleCase
from server.store.rows import PAGE, Page, behind, columns, decode_cursor, fetch_all, fetch_one, page_of
from server.store.scopes import in_scope
from server.store.tables.columns import instant_text
from server.store.tasks import rename_subject
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case begins with. `once_key` (of a `StartCase` effect) makes a second start impossible."""

    number: str
    slug: str
    procedure_hash: str
    office: str
    household_key: str | None
    subject_name: str
    subject_kana: str
    channel: str
    received_on: date
    protected: bool = False
    cautions: tuple[str, ...] = ()
    paper_location: str | None = None
    parent_case_id: str | None = None
    once_key: str | None = None
    person_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseHead:
    """A case as lists and headers show it, without its state."""

    case_id: str
    number: str
    slug: str
    procedure_hash: str
    status: str
    outcome: str | None
    office: str
    household_key: str | None
    subject_name: str
    subject_kana: str
    protected: bool
    cautions: Sequence[str]
    channel: str
    received_on: date
    paper_location: str | None
    parent_case_id: str | None
    rev: int
    step_no: int
    next_due_at: datetime | None
    started_by: str
    started_at: datetime
    changed_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Case(CaseHead):
    """A case with its engine state (None before the first step)."""

    state: bytes | None


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What to look for; all given conditions hold."""

    number: str | None = None
    kana: str | None = None
    household_key: str | None = None
    slug: str | None = None
    status: str | None = None
    parent_case_id: str | None = None
    person_keys: tuple[str, ...] = field(default=())


def open_case(uow: UnitOfWork, new: NewCase) -> Case | None:
    """Makes the case (active, rev 1, no state yet); None when a case with the same `once_key` is there already."""
    row = case_row(uow, new)
    if new.once_key is not None and once(uow.conn, new.once_key) is not None:
        return None
    uow.conn.execute(insert(t.cases).values(row))
    add_persons(uow, row["case_id"], new.person_keys)
    return get_case(uow.conn, row["case_id"])


def case_row(uow: UnitOfWork, new: NewCase) -> dict[str, Any]:
    """A new case as its row, with a fresh id."""
    return {
        "case_id": uow.new_id(),
        "number": new.number,
        "slug": new.slug,
        "procedure_hash": new.procedure_hash,
        "status": "active",
        "office": new.office,
        "household_key": new.household_key,
        "subject_name": new.subject_name,
        "subject_kana": new.subject_kana,
        "kana_key": search_key(new.subject_kana),
        "protected": new.protected,
        "cautions": list(new.cautions),
        "channel": new.channel,
        "received_on": new.received_on,
        "paper_location": new.paper_location,
        "parent_case_id": new.parent_case_id,
        "once_key": new.once_key,
        "rev": 1,
        "step_no": 0,
        "started_by": uow.actor.user_id,
        "started_at": uow.now,
        "business_day": uow.business_day,
        "changed_at": uow.now,
    }


def once(conn: Connection, once_key: str) -> str | None:
    """The case started under `once_key`, if there is one."""
    return conn.execute(select(t.cases.c.case_id).where(t.cases.c.once_key == once_key)).scalar_one_or_none()


def add_persons(uow: UnitOfWork, case_id: str, person_keys: Iterable[str]) -> None:
    """Says whom the case concerns; known ones stay."""
    rows = [{"case_id": case_id, "person_key": key} for key in sorted(set(person_keys))]
    if rows:
        uow.conn.execute(insert_or_ignore(uow.conn, t.case_persons), rows)


def set_persons(uow: UnitOfWork, case_id: str, person_keys: Iterable[str]) -> None:
    """Says whom the case concerns and nobody else."""
    keys = sorted(set(person_keys))
    table = t.case_persons
    uow.conn.execute(delete(table).where(table.c.case_id == case_id, table.c.person_key.not_in(keys)))
    add_persons(uow, case_id, keys)


def protect_case(uow: UnitOfWork, case_id: str) -> None:
    """Marks the case as a protected person's (支援措置); from now on it is for those alone who may see him."""
    uow.conn.execute(update(t.cases).where(t.cases.c.case_id == case_id).values(protected=True))


def is_protected(conn: Connection, case_id: str) -> bool:
    """Whether the case is a protected person's as it stands in this very transaction."""
    return bool(conn.execute(select(t.cases.c.protected).where(t.cases.c.case_id == case_id)).scalar_one())


def persons_of(conn: Connection, case_id: str) -> tuple[str, ...]:
    """The persons a case concerns, in order of key."""
    table = t.case_persons.c
    return tuple(conn.scalars(select(table.person_key).where(table.case_id == case_id).order_by(table.person_key)))


def get_case(conn: Connection, case_id: str) -> Case | None:
    """The case with its state."""
    return fetch_one(conn, Case, select(*columns(Case, t.cases)).where(t.cases.c.case_id == case_id))


def get_case_by_number(conn: Connection, number: str) -> Case | None:
    """The case of a 受付番号, with its state."""
    return fetch_one(conn, Case, select(*columns(Case, t.cases)).where(t.cases.c.number == number))


def get_cases(conn: Connection, case_ids: Iterable[str]) -> dict[str, Case]:
    """Several cases at once (a slice of the night run), by id."""
    statement = select(*columns(Case, t.cases)).where(among(t.cases.c.case_id, sorted(set(case_ids))))
    return {case.case_id: case for case in fetch_all(conn, Case, statement)}


def numbers_of(conn: Connection, case_ids: Iterable[str]) -> dict[str, str]:
    """The 受付番号 of cases, by id, without their state."""
    table = t.cases.c
    rows = conn.execute(select(table.case_id, table.number).where(among(table.case_id, sorted(set(case_ids)))))
    return dict(rows.all())


def protected_among(conn: Connection, case_ids: Iterable[str]) -> frozenset[str]:
    """Those of the cases that are for few (支援措置)."""
    table = t.cases.c
    wanted = select(table.case_id).where(among(table.case_id, sorted(set(case_ids))), table.protected)
    return frozenset(conn.scalars(wanted))


def offices_of(conn: Connection, case_ids: Iterable[str]) -> dict[str, str]:
    """The offices that answer for cases, by case id."""
    table = t.cases.c
    rows = conn.execute(select(table.case_id, table.office).where(among(table.case_id, sorted(set(case_ids)))))
    return dict(rows.all())


def lock_case(uow: UnitOfWork, case_id: str) -> Case | None:
    """The case as `get_case`, and nobody else can save it until this unit of work ends."""
    statement = select(*columns(Case, t.cases)).where(t.cases.c.case_id == case_id).with_for_update()
    return fetch_one(uow.conn, Case, statement)


def amend_case(
    uow: UnitOfWork,
    case_id: str,
    *,
    expected_rev: int,
    household_key: str | None = None,
    subject: tuple[str, str] | None = None,
    protected: bool | None = None,
    cautions: Sequence[str] | None = None,
    paper_location: str | None = None,
    procedure_hash: str | None = None,
) -> int:
    """Changes what lists show of a case (None leaves a field as it is); returns the new rev, raises `StaleCase`.

    `subject` is name and kana of whom the case is about.
    """
    changes: dict[str, Any] = {
        "household_key": household_key,
        "protected": protected,
        "cautions": None if cautions is None else list(cautions),
        "paper_location": paper_location,
        "procedure_hash": procedure_hash,
    }
    if subject is not None:
        changes |= {"subject_name": subject[0], "subject_kana": subject[1], "kana_key": search_key(subject[1])}
    given = {name: value for name, value in changes.items() if value is not None}
    statement = (
        update(t.cases)
        .where(t.cases.c.case_id == case_id, t.cases.c.rev == expected_rev)
        .values(**given, rev=expected_rev + 1, changed_at=uow.now)
    )
    if uow.conn.execute(statement).rowcount != 1:
        raise StaleCase(case_id)
    if "kana_key" in given:
        rename_subject(uow, case_id, given["kana_key"])
    return expected_rev + 1


def find_cases(
    conn: Connection, scope: Scope, query: CaseQuery, *, after: str | None = None, limit: int = PAGE
) -> Page[CaseHead]:
    """Cases in `scope`, newest receipt first. `kana` is a beginning, read as the search reads it."""
    table = t.cases.c
    statement = select(*columns(CaseHead, t.cases)).where(in_scope(table.office, scope))
    for column, value in _equal(query).items():
        statement = statement.where(t.cases.c[column] == value)
    if query.kana:
        statement = statement.where(table.kana_key.startswith(search_key(query.kana), autoescape=True))
    if query.person_keys:
        mine = select(t.case_persons.c.case_id).where(t.case_persons.c.person_key.in_(query.person_keys))
        statement = statement.where(table.case_id.in_(mine))
    if after is not None:
        started, case_id = decode_cursor(after, 2)
        place = (datetime.fromisoformat(started), case_id)
        statement = statement.where(behind((table.started_at, table.case_id), place, newest_first=True))
    statement = statement.order_by(table.started_at.desc(), table.case_id.desc()).limit(limit + 1)
    items = fetch_all(conn, CaseHead, statement)
    return page_of(items, limit, lambda case: (instant_text(case.started_at), case.case_id))


def _equal(query: CaseQuery) -> Mapping[str, str]:
    wanted = {
        "number": query.number,
        "household_key": query.household_key,
        "slug": query.slug,
        "status": query.status,
        "parent_case_id": query.parent_case_id,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def running_by_version(conn: Connection) -> dict[str, int]:
    """How many open cases each procedure version carries."""
    table = t.cases.c
    rows = conn.execute(
        select(table.procedure_hash, func.count()).where(table.status == "active").group_by(table.procedure_hash)
    )
    return dict(rows.all())
