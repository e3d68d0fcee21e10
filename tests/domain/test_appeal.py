"""Until when an appeal and the suit after it can be filed, to the day, with the articles."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.appeal import appeal_limit, suit_limit
from server.domain.refusals import Refused
from tests.shipped_values import shipped_values


@pytest.mark.parametrize(
    ("decided", "known", "last", "article"),
    [
        ("2026-06-15", "2026-06-18", "2026-09-18", "国保法99条: 知った日の翌日から3か月"),
        ("2026-06-15", "2026-06-30", "2026-09-30", "民法143条: 7月1日から数えて9月末まで"),
        ("2026-11-20", "2026-11-30", "2027-02-28", "民法143条2項: 2月末"),
        ("2023-11-20", "2023-11-30", "2024-02-29", "民法143条2項: うるう年の2月末"),
        ("2026-06-15", "2026-09-30", "2026-12-31", "12月31日: 10月1日から12月末まで"),
        ("2026-06-15", "2027-05-10", "2027-06-15", "行審法18条2項: 処分の日の翌日から1年が先に来る"),
        ("2024-02-28", "2025-01-15", "2025-02-28", "行審法18条2項: うるう日をまたぐ1年"),
        ("2024-02-29", "2025-02-27", "2025-02-28", "行審法18条2項: 3月1日から数えて2月末まで"),
    ],
)
def test_an_appeal_is_in_time_until_the_earlier_of_the_two_days(
    decided: str, known: str, last: str, article: str
) -> None:
    found = appeal_limit(date.fromisoformat(decided), date.fromisoformat(known), shipped_values())
    assert found.last_day.isoformat() == last, article


def test_nobody_knows_a_decision_before_it_is_made() -> None:
    with pytest.raises(Refused, match="appeal_known_before_decision"):
        appeal_limit(date(2026, 6, 15), date(2026, 6, 14), shipped_values())


def test_a_suit_has_six_months_from_knowing_the_ruling() -> None:
    """行政事件訴訟法14条1項."""
    assert suit_limit(date(2026, 12, 25), shipped_values()) == date(2027, 6, 25)
    assert suit_limit(date(2026, 8, 31), shipped_values()) == date(2027, 2, 28)
