"""The clocks (時計): the only place that reads the machine's time.

Two clocks: the *wall clock* for sessions, leases, throttles and audit; the *business clock* (業務日付, civil time in
Japan) for law, due dates and letters. The demo may move the business clock forward, production never does. Entry
points read a clock once and hand the values down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
NO_OFFSET = timedelta(0)


def _no_offset() -> timedelta:
    return NO_OFFSET


@dataclass(frozen=True, slots=True)
class Clock:
    """Both clocks. `offset` answers how far the business clock stands ahead of the wall clock (a stored value).

    It is asked at every reading, so that several processes follow one stored offset; raises `ValueError` when the
    offset is negative: business time that ran backwards would undo due dates that have already passed.
    """

    offset: Callable[[], timedelta] = field(default=_no_offset)

    def wall_now(self) -> datetime:
        """The machine's instant, aware UTC, whole microseconds."""
        return datetime.now(UTC)

    def business_now(self) -> datetime:
        """The instant of the business clock, aware UTC."""
        ahead = self.offset()
        if ahead < NO_OFFSET:
            raise ValueError(f"the business clock must not stand behind the wall clock (offset {ahead})")
        return self.wall_now() + ahead

    def business_day(self) -> date:
        """The civil day in Japan by the business clock (業務日付)."""
        return self.business_now().astimezone(JAPAN).date()


@dataclass(frozen=True, slots=True)
class FixedClock(Clock):
    """A clock that stands still at `at` (aware), for tests, try-outs and benchmarks."""

    at: datetime = datetime(2025, 4, 1, 0, 0, tzinfo=UTC)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a clock stands at an aware instant")

    def wall_now(self) -> datetime:
        """Always `at`, as UTC."""
        return self.at.astimezone(UTC)


def instant_on(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """The aware UTC instant at `hour:minute` Japanese civil time on `day` (offices open at nine)."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JAPAN).astimezone(UTC)


def offset_to(day: date, wall_now: datetime) -> timedelta:
    """The offset that puts the business clock on `day` at the same time of day; raises `ValueError` for a past day."""
    days = (day - wall_now.astimezone(JAPAN).date()).days
    if days < 0:
        raise ValueError(f"{day.isoformat()} lies before the machine's day")
    return timedelta(days=days)
