"""Birthdays that change rights (年齢到達), as a table of cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.age_days import AGES, AgeKind, births_due, due_on
from server.domain.values import Values
from tests.shipped_values import shipped_values

CASES = [
    # kind, born, first day of what changes; article
    (AgeKind.AGE_40, "1986-11-18", "2026-11-17"),  # 年齢計算ニ関スル法律1項: the day before the birthday
    (AgeKind.AGE_40, "1986-12-01", "2026-11-30"),  # born on the 1st: the month before
    (AgeKind.AGE_65, "1961-11-18", "2026-11-17"),
    (AgeKind.AGE_70, "1956-11-18", "2026-12-01"),  # 法42条1項: the month after
    (AgeKind.AGE_70, "1956-12-01", "2026-12-01"),  # born on the 1st: the birthday itself
    (AgeKind.AGE_75, "1951-11-18", "2026-11-18"),  # 法6条8号, 高齢者医療確保法52条: the birthday
    (AgeKind.AGE_75, "1952-02-29", "2027-03-01"),  # no such day in 2027 (民法143条)
    (AgeKind.AGE_75, "1949-02-28", "2024-02-28"),
]


@pytest.fixture(scope="module")
def values() -> Values:
    return shipped_values()


@pytest.mark.parametrize(("kind", "born", "first"), CASES)
def test_the_first_day_of_what_changes(values: Values, kind: AgeKind, born: str, first: str) -> None:
    assert due_on(kind, date.fromisoformat(born), date(2026, 11, 18), values) == date.fromisoformat(first)


@given(
    kind=st.sampled_from(list(AgeKind)),
    due_in=st.integers(0, 400),
    born=st.dates(date(1930, 1, 1), date(2000, 12, 31)),
)
def test_nobody_whose_day_comes_is_left_out_of_the_search(kind: AgeKind, due_in: int, born: date) -> None:
    due = due_on(kind, born, date(2026, 11, 18), shipped_values())
    first = due - timedelta(days=due_in)
    low, high = births_due(kind, first, due)
    assert low <= born <= high
    assert AGES[kind] in (40, 65, 70, 75)
