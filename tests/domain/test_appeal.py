"""Until when an appeal can be filed, to the day, with the articles."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.appeal import appeal_limit
from server.domain.refusals import Refused
from tests.shipped_values import shipped_values


@pytest.mark.parametrize(
    ("decided", "known", "last", "article"),
    [
        ("2026-06-15", "2026-06-18", "2026-09-18", "国保法99条: 知った日の翌日から3か月"),
        ("2026-06-15", "2026-06-30", "2026-09-30", "民法143条: 7月1日から数えて9月末まで"),
        ("2026-11-20", "2026-11-30", "2027-03-01", "民法143条2項: 2月末。日曜日なので次の開庁日(自治法4条の2第4項)"),
        ("2023-11-20", "2023-11-30", "2024-02-29", "民法143条2項: うるう年の2月末"),
        ("2026-06-15", "2026-09-30", "2027-01-04", "自治法4条の2第4項: 12月末は年末年始の休み"),
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
