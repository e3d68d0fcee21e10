"""Reconciliation (案件の総点検): every open case has something that will move it on, or someone who knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

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


@dataclass(frozen=True, slots=True)
class Standing:
    """An open case with its state, and what its last step said the state is (None: no step on record)."""

    case_id: str
    number: str
    procedure_hash: str
    state: bytes | None
    next_due_at: datetime | None
    step_no: int
    last_step: int | None
    last_digest: str | None


@dataclass(frozen=True, slots=True)
class Stuck:
    """Something that waits for a process and has waited too long: `what` is its id, `kind` what it is."""

    what: str
    kind: str
    case_id: str | None
    since: datetime


def forgotten_cases(conn: Connection) -> tuple[Forgotten, ...]:
    """Open cases without an open task, a clock, a wait for a message or an open incident. None is right."""
    case = t.cases.c
    has_task = exists().where(t.tasks.c.case_id == case.case_id, t.tasks.c.status == "open")
    waits = exists().where(t.subscriptions.c.case_id == case.case_id)
    statement = (
        select(*columns(Forgotten, t.cases))
        .where(case.status == "active", case.next_due_at.is_(None), ~has_task, ~waits, ~_incident_of_case())
        .order_by(case.changed_at, case.case_id)
    )
    return fetch_all(conn, Forgotten, statement)


def overrun_cases(conn: Connection, due_before: datetime) -> tuple[Overrun, ...]:
    """Open cases whose clock ran out before the instant and which have no open incident (the waker is not running)."""
    case = t.cases.c
    statement = (
        select(*columns(Overrun, t.cases))
        .where(case.status == "active", case.next_due_at < due_before, ~_incident_of_case())
        .order_by(case.next_due_at, case.case_id)
    )
    return fetch_all(conn, Overrun, statement)


def tasks_of_closed_cases(conn: Connection) -> tuple[str, ...]:
    """Open tasks whose case has ended. None is right."""
    joined = t.tasks.join(t.cases, t.cases.c.case_id == t.tasks.c.case_id)
    statement = select(t.tasks.c.task_id).select_from(joined)
    return tuple(conn.scalars(statement.where(t.tasks.c.status == "open", t.cases.c.status != "active")))


def waits_of_closed_cases(conn: Connection) -> tuple[str, ...]:
    """Cases that have ended and still wait for a message. None is right."""
    joined = t.subscriptions.join(t.cases, t.cases.c.case_id == t.subscriptions.c.case_id)
    statement = select(t.cases.c.case_id).distinct().select_from(joined).where(t.cases.c.status != "active")
    return tuple(conn.scalars(statement.order_by(t.cases.c.case_id)))


def clocks_of_closed_cases(conn: Connection) -> tuple[str, ...]:
    """Cases that have ended and whose clock still runs. None is right."""
    case = t.cases.c
    statement = select(case.case_id).where(case.status != "active", case.next_due_at.is_not(None))
    return tuple(conn.scalars(statement.order_by(case.case_id)))


def standing_cases(conn: Connection, after: str, limit: int) -> tuple[Standing, ...]:
    """The next `limit` open cases behind the id `after`, in the order of their ids."""
    case, step = t.cases.c, t.case_steps.c
    last = select(func.max(step.step_no)).where(step.case_id == case.case_id).correlate(t.cases).scalar_subquery()
    known = and_(step.case_id == case.case_id, step.step_no == last)
    statement = (
        select(
            case.case_id,
            case.number,
            case.procedure_hash,
            case.state,
            case.next_due_at,
            case.step_no,
            step.step_no.label("last_step"),
            step.state_digest.label("last_digest"),
        )
        .select_from(t.cases.outerjoin(t.case_steps, known))
        .where(case.status == "active", case.case_id > after)
        .order_by(case.case_id)
        .limit(limit)
    )
    return fetch_all(conn, Standing, statement)


def open_task_keys(conn: Connection, case_ids: Sequence[str]) -> dict[str, set[str]]:
    """The keys of the open tasks of each of the cases that has any."""
    table = t.tasks.c
    statement = select(table.case_id, table.key).where(table.status == "open", table.case_id.in_(case_ids))
    return _by_case((case_id, key) for case_id, key in conn.execute(statement))


def subscription_keys(conn: Connection, case_ids: Sequence[str]) -> dict[str, set[str]]:
    """The keys of the waits for messages of each of the cases that has any."""
    table = t.subscriptions.c
    statement = select(table.case_id, table.key).where(table.case_id.in_(case_ids))
    return _by_case((case_id, key) for case_id, key in conn.execute(statement))


def stuck_letters(conn: Connection, before: datetime) -> tuple[Stuck, ...]:
    """Letters asked for before the instant and not yet made, with no open incident of theirs."""
    table = t.letters.c
    statement = (
        select(
            table.letter_id.label("what"), table.status.label("kind"), table.case_id, table.requested_at.label("since")
        )
        .where(table.status.in_(("requested", "issued")), table.requested_at < before)
        .where(~_incident_of("letter", table.letter_id))
        .order_by(table.requested_at, table.letter_id)
    )
    return fetch_all(conn, Stuck, statement)


def stuck_messages(conn: Connection, before: datetime, kinds: Iterable[str]) -> tuple[Stuck, ...]:
    """Messages that nobody has taken since before the instant, with no open incident of theirs.

    Of those that cases sent, only the `kinds` that somebody could wait for: the rest is told for procedures to come.
    """
    table = t.messages.c
    case_id, since = table.from_case_id.label("case_id"), table.received_at.label("since")
    statement = (
        select(table.message_id.label("what"), table.kind, case_id, since)
        .where(table.status == "waiting", table.received_at < before)
        .where(table.from_case_id.is_(None) | table.kind.in_(sorted(kinds)))
        .where(~_incident_of("message", table.message_id))
        .order_by(table.received_at, table.message_id)
    )
    return fetch_all(conn, Stuck, statement)


def stuck_jobs(conn: Connection, before: datetime) -> tuple[Stuck, ...]:
    """Background work that was given up, or is due since before the instant and taken by nobody."""
    table = t.jobs.c
    given_up = table.status == "failed"
    left = and_(table.status.in_(("queued", "running")), table.due_at < before)
    idle = table.lease_until.is_(None) | (table.lease_until < before)
    statement = select(table.job_id.label("what"), table.kind, table.queued_at.label("since"))
    rows = conn.execute(statement.where(given_up | (left & idle)).order_by(table.queued_at, table.job_id))
    return tuple(Stuck(row.what, row.kind, None, row.since) for row in rows)


def _incident_of_case() -> ColumnElement[bool]:
    table = t.incidents.c
    return exists().where(table.case_id == t.cases.c.case_id, table.status == "open")


def _incident_of(kind: str, key: ColumnElement[str]) -> ColumnElement[bool]:
    table = t.incidents.c
    return exists().where(table.object_kind == kind, table.object_key == key, table.status == "open")


def _by_case(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for case_id, key in pairs:
        found.setdefault(case_id, set()).add(key)
    return found
