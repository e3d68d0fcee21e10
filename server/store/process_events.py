"""Events of a procedure's cases (手続の実績): what the figures are counted from, without anything typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from server.store import tables as t


@dataclass(frozen=True, slots=True)
class ProcessEvent:
    """One event of a case's history; `flows` are the ways chosen there."""

    case_id: str
    office: str
    version: str
    kind: str
    element: str
    name: str
    by_user: str
    at: datetime
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandingTask:
    """An open task: where a case stands, and by when it should be done."""

    case_id: str
    office: str
    element: str
    name: str
    due_on: date | None


def events(conn: Connection, slug: str, month: date | None) -> Iterator[ProcessEvent]:
    """The history of a procedure's cases begun in a month (None: ever), by case and order."""
    line, case = t.history.c, t.cases.c
    chosen = (case.case_id, case.office, case.procedure_hash, line.kind, line.element, line.name, line.by_user, line.at)
    joined = t.history.join(t.cases, line.case_id == case.case_id)
    wanted = select(*chosen, line.detail).select_from(joined).where(_of(slug, month))
    for row in conn.execute(wanted.order_by(case.case_id, line.seq)):
        detail = row.detail if isinstance(row.detail, dict) else {}
        flows = tuple(str(one) for one in detail.get("flows", ())) if row.kind == "chosen" else ()
        yield ProcessEvent(
            row.case_id, row.office, row.procedure_hash, row.kind, row.element, row.name, row.by_user, row.at, flows
        )


def standing(conn: Connection, slug: str, month: date | None) -> Iterator[StandingTask]:
    """The open tasks of a procedure's cases begun in a month."""
    task, case = t.tasks.c, t.cases.c
    chosen = (case.case_id, case.office, task.element, task.name, task.due_on)
    joined = t.tasks.join(t.cases, task.case_id == case.case_id)
    wanted = select(*chosen).select_from(joined).where(_of(slug, month), task.status == "open")
    for row in conn.execute(wanted.order_by(case.case_id)):
        yield StandingTask(row.case_id, row.office, row.element, row.name, row.due_on)


def _of(slug: str, month: date | None) -> ColumnElement[bool]:
    case = t.cases.c
    if month is None:
        return case.slug == slug
    first = month.replace(day=1)
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return and_(case.slug == slug, case.business_day >= first, case.business_day < last)
