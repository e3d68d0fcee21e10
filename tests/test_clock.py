"""The two clocks: what each says, and what they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from server.clock import Clock, FixedClock, instant_on, offset_to


def test_business_day_is_the_civil_day_in_japan_not_in_utc() -> None:
    evening_utc = datetime(2025, 3, 31, 15, 0, tzinfo=UTC)
    assert FixedClock(at=evening_utc).business_day() == date(2025, 4, 1)
    assert FixedClock(at=evening_utc - timedelta(microseconds=1)).business_day() == date(2025, 3, 31)


def test_moving_the_business_clock_leaves_the_wall_clock_alone() -> None:
    at = datetime(2025, 4, 1, 3, 0, tzinfo=UTC)
    moved = FixedClock(offset=lambda: timedelta(days=30), at=at)
    assert moved.wall_now() == at
    assert moved.business_now() == at + timedelta(days=30)
    assert moved.business_day() == date(2025, 5, 1)


def test_offset_is_asked_at_every_reading() -> None:
    stored = [timedelta(0)]
    clock = FixedClock(offset=lambda: stored[0], at=datetime(2025, 4, 1, tzinfo=UTC))
    first = clock.business_day()
    stored[0] = timedelta(days=1)
    assert (clock.business_day() - first).days == 1


def test_business_clock_never_stands_behind_the_wall_clock() -> None:
    with pytest.raises(ValueError, match="behind"):
        Clock(offset=lambda: timedelta(seconds=-1)).business_now()


def test_instants_are_aware_and_in_utc() -> None:
    reading = Clock().wall_now()
    assert reading.tzinfo is UTC
    tokyo_nine = datetime(2025, 4, 1, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    assert FixedClock(at=tokyo_nine).wall_now() == datetime(2025, 4, 1, 0, 0, tzinfo=UTC)
    assert instant_on(date(2025, 4, 1)) == datetime(2025, 4, 1, 0, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="aware"):
        FixedClock(at=datetime(2025, 4, 1, 9, 0))  # noqa: DTZ001 - the naive instant is the fault under test


def test_offset_to_a_day_keeps_the_time_of_day_and_refuses_the_past() -> None:
    wall = datetime(2025, 4, 1, 1, 30, tzinfo=UTC)
    assert wall + offset_to(date(2025, 6, 2), wall) == datetime(2025, 6, 2, 1, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="before"):
        offset_to(date(2025, 3, 31), wall)
