"""交付要求・参加差押 as law: ranks in a bankruptcy, ends of claim periods, when a participation is a seizure."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from server.domain.calendar import JAPAN
from server.domain.participation import Rank, alarm_due, effect_at, may_file, rank_of
from server.domain.seizure import Kind
from tests.shipped_values import shipped_values

BODY, DEBTOR = datetime(2026, 11, 19, 10, 5, tzinfo=JAPAN), datetime(2026, 11, 21, 14, 30, tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("kind", "registered", "expected"),
    [
        (Kind.MOVABLE, None, BODY),  # art. 87(1)(i)
        (Kind.REAL_ESTATE, None, DEBTOR),  # art. 87(1)(ii)
        (Kind.REAL_ESTATE, date(2026, 11, 20), datetime(2026, 11, 20, tzinfo=JAPAN)),
        (Kind.REAL_ESTATE, date(2026, 11, 24), DEBTOR),
    ],
)
def test_a_participation_is_a_seizure_from_its_own_service(
    kind: Kind, registered: date | None, expected: datetime
) -> None:
    assert effect_at(kind, BODY, DEBTOR, registered) == expected


@pytest.mark.parametrize(
    ("today", "given", "expected"),
    [
        (date(2026, 11, 17), 0, None),
        (date(2026, 11, 18), 0, 1),
        (date(2026, 11, 24), 1, None),
        (date(2026, 11, 25), 1, 2),
        (date(2026, 11, 25), 0, 2),  # an outage of a week: the later alarm alone
        (date(2026, 11, 26), 2, 3),
        (date(2026, 12, 26), 3, None),
    ],
)
def test_each_alarm_of_a_claim_period_is_given_once(today: date, given: int, expected: int | None) -> None:
    assert alarm_due(date(2026, 11, 25), today, date(2026, 11, 18), given=given) == expected


def test_a_claim_is_filed_by_the_last_day_and_ranks_by_the_year_before_the_bankruptcy() -> None:
    """National Tax Collection Act art. 82; Bankruptcy Act arts. 98(1), 148(1)(iii)."""
    assert may_file(date(2026, 11, 25), date(2026, 11, 25))
    assert not may_file(date(2026, 11, 25), date(2026, 11, 26))
    assert rank_of(date(2025, 9, 1), None, shipped_values()) is Rank.ORDINARY
    assert rank_of(date(2025, 9, 1), date(2026, 9, 1), shipped_values()) is Rank.ESTATE
    assert rank_of(date(2025, 9, 1), date(2026, 9, 2), shipped_values()) is Rank.PRIORITY
