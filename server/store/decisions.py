"""Decisions (決裁・専決): on record with who entered, checked and decided; confirmed by the head on the day's list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from server.domain.effects import JSON, JSONObject
from server.domain.rights import Scope
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.scopes import in_scope
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision to be put on record; `confirm_by` is none, daily_list or deputised (後閲 by `deputy_for`)."""

    case_id: str
    office: str
    kind: str
    result: str
    authority: str
    summary: str
    basis: JSONObject
    entered_by: str
    checked_by: str | None
    decided_by: str
    confirm_by: str
    deputy_for: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision on record, with the case it belongs to."""

    decision_id: str
    case_id: str
    number: str
    slug: str
    subject_name: str
    protected: bool
    office: str
    kind: str
    result: str
    authority: str
    summary: str
    basis: Mapping[str, JSON]
    entered_by: str
    checked_by: str | None
    decided_by: str
    decided_at: datetime
    decided_on: date
    deputy_for: str | None
    confirm_by: str
    confirmed_by: str | None
    confirmed_at: datetime | None


def record_decision(uow: UnitOfWork, new: NewDecision) -> str:
    """Puts a decision on record as taken now, and returns its id; who entered can never be who decided."""
    decision_id = uow.new_id()
    row = {name: getattr(new, name) for name in NewDecision.__slots__}
    row |= {"decision_id": decision_id, "decided_at": uow.now, "decided_on": uow.business_day}
    uow.conn.execute(insert(t.decisions).values(row | {"basis": dict(new.basis)}))
    return decision_id


def decisions_of_case(conn: Connection, case_id: str) -> tuple[DecisionRow, ...]:
    """The decisions of one case, oldest first."""
    return fetch_all(conn, DecisionRow, _rows().where(t.decisions.c.case_id == case_id))


def daily_list(
    conn: Connection, scope: Scope, day: date, *, office: str | None = None, open_only: bool = False
) -> tuple[DecisionRow, ...]:
    """The decisions of a day that the head confirms (決裁一覧), oldest first; `open_only` leaves out confirmed ones."""
    table = t.decisions.c
    statement = _rows().where(in_scope(table.office, scope), table.decided_on == day, table.confirm_by == "daily_list")
    if office is not None:
        statement = statement.where(table.office == office)
    if open_only:
        statement = statement.where(table.confirmed_by.is_(None))
    return fetch_all(conn, DecisionRow, statement)


def decisions_of_household(
    conn: Connection, household_key: str, scope: Scope, *, but: str, limit: int = 5
) -> tuple[DecisionRow, ...]:
    """The newest decisions in the household's other cases of these offices; `but` is the case in hand."""
    wanted = _rows().where(t.cases.c.household_key == household_key, t.cases.c.case_id != but)
    newest = (t.decisions.c.decided_at.desc(), t.decisions.c.decision_id)
    return fetch_all(
        conn,
        DecisionRow,
        wanted.where(in_scope(t.decisions.c.office, scope)).order_by(None).order_by(*newest).limit(limit),
    )


def count_decided(conn: Connection, user_id: str, day: date) -> int:
    """How many decisions this person took on the day."""
    table = t.decisions.c
    wanted = select(func.count()).where(table.decided_on == day, table.decided_by == user_id)
    return conn.execute(wanted).scalar_one()


def unconfirmed_before(conn: Connection, scope: Scope, day: date) -> tuple[DecisionRow, ...]:
    """Decisions of earlier days that no head has confirmed yet."""
    table = t.decisions.c
    waiting = (table.decided_on < day, table.confirm_by == "daily_list", table.confirmed_by.is_(None))
    return fetch_all(conn, DecisionRow, _rows().where(in_scope(table.office, scope), *waiting))


def confirm_decisions(uow: UnitOfWork, decision_ids: Iterable[str]) -> int:
    """The actor confirms these decisions, except own ones and those confirmed already; returns how many it were."""
    table = t.decisions.c
    statement = (
        update(t.decisions)
        .where(table.decision_id.in_(sorted(set(decision_ids))), table.confirmed_by.is_(None))
        .where(table.decided_by != uow.actor.user_id, table.confirm_by != "deputised")
        .values(confirmed_by=uow.actor.user_id, confirmed_at=uow.now)
    )
    return uow.conn.execute(statement).rowcount


def _rows() -> Select[Any]:
    joined = t.decisions.join(t.cases, t.cases.c.case_id == t.decisions.c.case_id)
    return (
        select(*columns(DecisionRow, t.decisions, t.cases))
        .select_from(joined)
        .order_by(t.decisions.c.decided_at, t.decisions.c.decision_id)
    )


def get_decision(conn: Connection, decision_id: str) -> DecisionRow | None:
    """One decision on record."""
    found = fetch_all(conn, DecisionRow, _rows().where(t.decisions.c.decision_id == decision_id))
    return found[0] if found else None
