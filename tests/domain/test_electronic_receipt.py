"""The day an electronic application counts as received: デジタル手続法6条3項."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from server.domain.calendar import Calendar
from server.domain.electronic_receipt import attended_from, received_on
from server.domain.values import Values
from tests.shipped_values import shipped_rows

CASES = [
    ("2026-11-18T14:59:59+00:00", date(2026, 11, 18), date(2026, 11, 18), "23:59:59 in Japan is that day"),
    ("2026-11-18T15:00:00+00:00", date(2026, 11, 19), date(2026, 11, 19), "0:00 in Japan is the next day"),
    ("2026-11-18T22:15:00+09:00", date(2026, 11, 18), date(2026, 11, 18), "hours of the office do not count"),
    ("2026-11-21T10:00:00+09:00", date(2026, 11, 21), date(2026, 11, 24), "a Saturday before a holiday on Monday"),
    ("2026-12-31T23:30:00+09:00", date(2026, 12, 31), date(2027, 1, 4), "the turn of the year"),
]


@pytest.mark.parametrize(("sent", "day", "first", "why"), CASES)
def test_it_is_received_when_it_was_recorded(sent: str, day: date, first: date, why: str) -> None:
    at = datetime.fromisoformat(sent)
    assert received_on(at) == day, why
    assert attended_from(at, Calendar(Values(shipped_rows()))) == first, why


def test_an_instant_without_its_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="zone"):
        received_on(datetime(2026, 11, 18, 10, tzinfo=UTC).replace(tzinfo=None))
