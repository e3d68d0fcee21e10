"""Values in a replay: as on record day by day, but what a draft states anew holds as if it had been in force then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from server.domain.values import DatedValue, Value
from server.engine.rerun_values import ValuesThen

DAY = date(2026, 6, 1)
RECORD = {
    "levy.rate@2026-06-01": {"unit": "rate", "value": "0.0700", "article": "art"},
    "period.wait@2026-06-01": {"unit": "days", "value": 10, "article": "art"},
}


def row(key: str, unit: str, first: date, value: Value, last: date | None = None) -> DatedValue:
    return DatedValue(key, unit, first, last, value, "art", "source", "verified")


PRESENT = (
    row("levy.rate", "rate", date(2020, 4, 1), Decimal("0.0700")),
    row("period.wait", "days", date(2020, 4, 1), 10),
    row("calendar.closed", "dates", date(2020, 1, 1), ("2026-07-20",)),
)
LATER = date(2027, 4, 1)
CASES: tuple[tuple[str, tuple[DatedValue, ...], str, date, Value], ...] = (
    ("nothing is stated", (), "levy.rate", DAY, Decimal("0.0700")),
    ("a new rate", (row("levy.rate", "rate", LATER, Decimal("0.0810")),), "levy.rate", DAY, Decimal("0.0810")),
    ("on a day without record", (row("period.wait", "days", LATER, 14),), "period.wait", date(2026, 6, 9), 14),
    ("on a day without record and change", (), "period.wait", date(2026, 6, 9), 10),
    ("another unit", (row("period.wait", "open_days", LATER, 14),), "period.wait", DAY, 14),
    ("the same again", (row("period.wait", "days", LATER, 10),), "period.wait", DAY, 10),
    (
        "two rows: the first holds before, the second on its days",
        (row("period.wait", "days", DAY, 12, date(2027, 3, 31)), row("period.wait", "days", LATER, 14)),
        "period.wait",
        date(2027, 5, 1),
        14,
    ),
    (
        "days of the calendar hold on their own days",
        (row("calendar.closed", "dates", LATER, ("2027-07-19",)),),
        "calendar.closed",
        DAY,
        ("2026-07-20",),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_value_in_a_replay(case: tuple[str, tuple[DatedValue, ...], str, date, Value]) -> None:
    _, drafted, key, day, value = case
    assert ValuesThen(PRESENT, drafted).of(RECORD).on(key, day) == value


def test_a_recorded_day_answers_as_then_whatever_holds_today() -> None:
    present = (row("levy.rate", "rate", date(2020, 4, 1), Decimal("0.0900")),)
    assert ValuesThen(present).of(RECORD).on("levy.rate", DAY) == Decimal("0.0700")
