"""Reconciliation (案件の総点検): every open case has something that will move it on, or someone who knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from server.store import tables as t
from server.store.rows import columns, fetch_all


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An open case nothing and nobody waits for."""

    case_id: str
    number: str
    slug: str
    office: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Overrun:
    """An open case whose clock ran out long ago and was not woken."""

    case_id: str
    number: str
    slug: str
    next_due_at: datetime


def forgotten_cases(conn: Connection) -> tuple[Forgotten, ...]:
    """Open cases without an open task, a clock, a wait for a message or an open incident. None is right."""
    case = t.cases.c
    has_task = exists().where(t.tasks.c.case_id == case.case_id, t.tasks.c.status == "open")
    waits = exists().where(t.subscriptions.c.case_id == case.case_id)
    known = exists().where(t.incidents.c.case_id == case.case_id, t.incidents.c.status == "open")
    statement = (
        select(*columns(Forgotten, t.cases))
        .where(case.status == "active", case.next_due_at.is_(None), ~has_task, ~waits, ~known)
        .order_by(case.changed_at, case.case_id)
    )
    return fetch_all(conn, Forgotten, statement)


def overrun_cases(conn: Connection, due_before: datetime) -> tuple[Overrun, ...]:
    """Open cases whose clock ran out before the instant and which have no open incident (the waker is not running)."""
    case = t.cases.c
    known = exists().where(t.incidents.c.case_id == case.case_id, t.incidents.c.status == "open")
    statement = (
        select(*columns(Overrun, t.cases))
        .where(case.status == "active", case.next_due_at < due_before, ~known)
        .order_by(case.next_due_at, case.case_id)
    )
    return fetch_all(conn, Overrun, statement)


def tasks_of_closed_cases(conn: Connection) -> tuple[str, ...]:
    """Open tasks whose case has ended. None is right."""
    joined = t.tasks.join(t.cases, t.cases.c.case_id == t.tasks.c.case_id)
    statement = select(t.tasks.c.task_id).select_from(joined)
    return tuple(conn.scalars(statement.where(t.tasks.c.status == "open", t.cases.c.status != "active")))
