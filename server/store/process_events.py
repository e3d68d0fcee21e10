"""Events of a procedure's cases (手続の実績): what the figures are counted from, without anything typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from server.store import tables as t


@dataclass(frozen=True, slots=True)
class ProcessEvent:
    """One event of a case's history; `flows` are the ways chosen there, `path` the calls around it, joined by `/`."""

    case_id: str
    office: str
    version: str
    kind: str
    element: str
    name: str
    by_user: str
    at: datetime
    flows: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class StandingTask:
    """An open task: where a case stands, and by when it should be done; `call` as of a closed one."""

    case_id: str
    office: str
    element: str
    call: str
    name: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ClosedTask:
    """A task that was done, or ended by something else: how long it lay open.

    `call` is the call in the procedure's own diagram that leads to it, empty where it stands there itself.
    """

    office: str
    element: str
    call: str
    opened_at: datetime
    closed_at: datetime


def events(conn: Connection, slug: str, month: date | None) -> Iterator[ProcessEvent]:
    """The history of a procedure's cases begun in a month (None: ever), by case and order."""
    line, case = t.history.c, t.cases.c
    of_case = (case.case_id, case.office, case.procedure_hash)
    of_line = (line.kind, line.element, line.name, line.by_user, line.at, line.path, line.detail)
    joined = t.history.join(t.cases, line.case_id == case.case_id)
    wanted = select(*of_case, *of_line).select_from(joined).where(_of(slug, month))
    for row in conn.execute(wanted.order_by(case.case_id, line.seq)):
        detail = row.detail if isinstance(row.detail, dict) else {}
        flows = tuple(str(one) for one in detail.get("flows", ())) if row.kind == "chosen" else ()
        of_row = (row.case_id, row.office, row.procedure_hash, row.kind, row.element, row.name, row.by_user, row.at)
        yield ProcessEvent(*of_row, flows, row.path)


def standing(conn: Connection, slug: str, month: date | None) -> Iterator[StandingTask]:
    """The open tasks of a procedure's cases begun in a month."""
    task, case = t.tasks.c, t.cases.c
    chosen = (case.case_id, case.office, task.element, task.path, task.name, task.due_on)
    joined = t.tasks.join(t.cases, task.case_id == case.case_id)
    wanted = select(*chosen).select_from(joined).where(_of(slug, month), task.status == "open")
    for row in conn.execute(wanted.order_by(case.case_id)):
        yield StandingTask(row.case_id, row.office, row.element, _call(row.path), row.name, row.due_on)


def closed(conn: Connection, slug: str, month: date | None) -> Iterator[ClosedTask]:
    """The closed tasks of a procedure's cases begun in a month."""
    task, case = t.tasks.c, t.cases.c
    joined = t.tasks.join(t.cases, task.case_id == case.case_id)
    wanted = select(case.office, task.element, task.path, task.opened_at, task.closed_at).select_from(joined)
    for row in conn.execute(wanted.where(_of(slug, month), task.status != "open", task.closed_at.is_not(None))):
        yield ClosedTask(row.office, row.element, _call(row.path), row.opened_at, row.closed_at)


def _call(path: str) -> str:
    return path.partition("/")[0]


def months(conn: Connection, slug: str) -> tuple[date, ...]:
    """The first days of the months in which cases of a procedure began, newest first."""
    days = conn.execute(select(t.cases.c.business_day).where(t.cases.c.slug == slug).distinct()).scalars()
    return tuple(sorted({day.replace(day=1) for day in days}, reverse=True))


def _of(slug: str, month: date | None) -> ColumnElement[bool]:
    case = t.cases.c
    if month is None:
        return case.slug == slug
    first = month.replace(day=1)
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return and_(case.slug == slug, case.business_day >= first, case.business_day < last)
