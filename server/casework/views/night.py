"""The night's work as a page (夜間処理): what is due now, what was woken, how late, what stands still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.lateness import BUCKETS
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import incidents, night, work_queue
from server.store.night import WokenSlice

SHOWN = timedelta(hours=36)
"""So far back the page looks: the last evening, the night and the day."""


@dataclass(frozen=True, slots=True)
class HourLine:
    """One hour of the wall clock: cases woken, of them one by one, and incidents."""

    hour: datetime
    cases: int
    alone: int
    failed: int


@dataclass(frozen=True, slots=True)
class NightView:
    """`due` cases wait to be woken at the business instant `now`, the oldest since `oldest`.

    `late` counts the woken ones by bucket; `queued` are the jobs of the workers; `queue` is False where the clock does
    everything by itself.
    """

    now: datetime
    due: int
    oldest: datetime | None
    hours: tuple[HourLine, ...]
    late: tuple[tuple[str, int], ...]
    queued: dict[str, int]
    queue: bool
    incidents: int


def night_view(services: Services, caller: Caller) -> NightView:
    """The page, for whoever sees the head's page. Raises `no_right`."""
    day, now = services.clock.business_day(), services.clock.business_now()
    if not caller.holds(Function.HEAD_VIEW, day):
        raise Refused("no_right", function=Function.HEAD_VIEW)
    scope = caller.scope(Function.HEAD_VIEW, day)
    with services.database.read() as conn:
        due, oldest = night.still_due(conn, now)
        slices = night.since(conn, services.clock.wall_now() - SHOWN)
        queued = work_queue.waiting(conn)
        standing = len(incidents.open_incidents(conn, scope))
    late: Counter[str] = Counter()
    for one in slices:
        late.update(one.late)
    return NightView(
        now=now,
        due=due,
        oldest=oldest,
        hours=tuple(_hours(slices)),
        late=tuple((name, late[name]) for name, _ in BUCKETS),
        queued=queued,
        queue=not services.database.is_sqlite,
        incidents=standing,
    )


def _hours(slices: Iterable[WokenSlice]) -> list[HourLine]:
    """Newest hour first."""
    groups: dict[datetime, list[WokenSlice]] = {}
    for one in slices:
        groups.setdefault(one.at.replace(minute=0, second=0, microsecond=0), []).append(one)
    return [
        HourLine(
            hour, sum(one.cases + one.alone for one in of), sum(one.alone for one in of), sum(one.failed for one in of)
        )
        for hour, of in sorted(groups.items(), reverse=True)
    ]
