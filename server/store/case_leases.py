"""Whose turn a due case is (期限の引受け): taken by one clock or worker for a while, by nobody else meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select, update

from server.store import tables as t
from server.store.among import among
from server.store.dialects import is_postgres


def lease_due_cases(
    conn: Connection, *, due_by: datetime, now: datetime, lease: timedelta, limit: int = 100
) -> tuple[str, ...]:
    """Takes the next cases whose clock has run out by the business instant `due_by`; nobody else gets them meanwhile.

    Runs inside `housekeeping`. The lease counts on the wall clock `now`; one that ran out is taken up again.
    """
    table = t.cases.c
    free = or_(table.lease_until.is_(None), table.lease_until < now)
    statement = (
        select(table.case_id)
        .where(table.status == "active", table.next_due_at <= due_by, free)
        .order_by(table.next_due_at, table.case_id)
        .limit(limit)
    )
    if is_postgres(conn):
        statement = statement.with_for_update(skip_locked=True)
    found = tuple(conn.scalars(statement))
    if found:
        conn.execute(update(t.cases).where(among(table.case_id, found)).values(lease_until=now + lease))
    return found


def end_leases(conn: Connection) -> None:
    """Nobody is waking a case any more. Runs inside `housekeeping`."""
    conn.execute(update(t.cases).where(t.cases.c.lease_until.is_not(None)).values(lease_until=None))
