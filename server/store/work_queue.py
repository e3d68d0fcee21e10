"""The queue between processes (仕事の行列) on PostgreSQL: work put there in the very transaction that makes it needed.

The tables and functions are procrastinate's, whose workers (`server.jobs.queue`) take the work up. SQLite has no other
process to hand work to: there the clock does everything by itself, and nothing is put here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from server.domain.effects import JSON
from server.store.dialects import is_postgres

QUEUE = "kokuho"
WAKE, ISSUE = "wake", "issue"
PRIORITY = {WAKE: 1, ISSUE: 0}
"""The tasks and how urgent each is: cases that are due come before letters, which more of them may still ask for."""

_DEFER = text(
    "select procrastinate_defer_jobs_v1(array(select row(:queue, :task, :priority, null, null, args, null)"
    "::procrastinate_job_to_defer_v1 from jsonb_array_elements(:every) as args))"
).bindparams(bindparam("every", type_=JSONB))


_OPEN = text(
    "select task_name, count(*) as jobs from procrastinate_jobs "
    "where status not in ('succeeded', 'failed', 'cancelled', 'aborted') group by 1"
)


def defer(conn: Connection, task: str, every: Iterable[Mapping[str, JSON]]) -> int:
    """Puts one job of `task` on the queue for each of the arguments; how many. They are seen when the transaction ends.

    On SQLite nothing: the clock's next round finds the work by itself. Raises `ValueError` for an unknown task.
    """
    arguments = [dict(one) for one in every]
    if task not in PRIORITY:
        raise ValueError(task)
    if not arguments or not is_postgres(conn):
        return 0
    conn.execute(_DEFER, {"queue": QUEUE, "task": task, "priority": PRIORITY[task], "every": arguments})
    return len(arguments)


def waiting(conn: Connection) -> dict[str, int]:
    """How many jobs of each task wait or run; nothing on SQLite."""
    if not is_postgres(conn):
        return {}
    return {str(row.task_name): int(row.jobs) for row in conn.execute(_OPEN)}
