"""One piece of work for each business day (日次処理): run once, by one process, tried again when it failed.

What was not run for days is made up for in one go: the work is told the last day for which it was done.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from server.casework.services import Services
from server.store import jobs

T = TypeVar("T")
_LEASE = timedelta(minutes=30)
_AGAIN = timedelta(minutes=5)


def once_a_day(
    services: Services, kind: str, act: Callable[[date, date | None], T], *, again: bool = False
) -> T | None:
    """Runs `act(business day, last day done or None)`; None when this day's work is done or another does it.

    `again` runs it once more on a day that is done. Raises what `act` raises, after noting it for another attempt.
    """
    day, now = services.clock.business_day(), services.clock.wall_now()
    with services.database.housekeeping() as conn:
        before = jobs.last_done(conn, kind)
        mark = f"/{secrets.token_hex(4)}" if again else ""
        jobs.queue_job(conn, kind, f"{kind}/{day.isoformat()}{mark}", {"day": day.isoformat()}, now=now)
        job = jobs.take_job(conn, "clock", now=now, lease=_LEASE, kinds={kind})
    if job is None:
        return None
    last = None if before is None else date.fromisoformat(str(before.payload["day"]))
    try:
        done = act(day, last)
    except Exception as fault:
        with services.database.housekeeping() as conn:
            told = f"{type(fault).__name__}: {fault}"[:2000]
            jobs.fail_job(conn, job, told, now=services.clock.wall_now(), again_in=_AGAIN)
        raise
    with services.database.housekeeping() as conn:
        jobs.finish_job(conn, job, now=services.clock.wall_now())
    return done
