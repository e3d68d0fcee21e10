"""Tasks that belong to a household's collector (担当の仕事): found by one statement, whatever the city's size."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, or_, select

from server.domain.arrears import SLUG
from server.store import dated
from server.store import tables as t


def elsewhere(conn: Connection, role: str, by: str, day: date, limit: int) -> list[tuple[str, str, str]]:
    """Open tasks of arrears cases that are not with the collector of the day: task, office, collector.

    What somebody took himself, or was given by a person, stays with him; what `by` gave goes on to whoever collects
    now (代わり).
    """
    task, case, k = t.tasks.c, t.cases.c, t.collectors
    joined = t.tasks.join(t.cases, case.case_id == task.case_id).join(
        k, (k.c.household_key == case.household_key) & dated.asked(k, day, None)
    )
    own = (task.status == "open", task.role == role, case.slug == SLUG, case.status == "active")
    free = or_(task.claimed_by.is_(None), (task.assigned_by == by) & (task.claimed_by != k.c.user_id))
    found = select(task.task_id, task.office, k.c.user_id).select_from(joined).where(*own, free)
    return [(row[0], row[1], row[2]) for row in conn.execute(found.order_by(task.task_id).limit(limit))]
