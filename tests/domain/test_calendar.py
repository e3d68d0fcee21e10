"""Periods, open days and ages: Civil Code arts. 140-143, Act on Calculating Ages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.calendar import (
    age_on,
    birthday,
    civil_date,
    due_instant,
    fiscal_year,
    fiscal_year_end,
    month_end,
    months_after,
    next_month_start,
    period_end,
    reaches_on,
    start_instant,
)
from server.domain.refusals import Refused
from server.domain.values import Period
from tests.shipped_values import shipped_calendar

CALENDAR = shipped_calendar()
DAYS = st.dates(date(2000, 1, 1), date(2029, 12, 31))


def d(text: str) -> date:
    return date.fromisoformat(text)


# event on, unit, amount, roll, last day, source
PERIODS = [
    ("2026-06-01", "days", 14, True, "2026-06-15", "民法140条: 初日不算入、6月1日から14日は6月15日まで"),
    ("2026-06-06", "days", 14, True, "2026-06-22", "地方自治法4条の2第4項: 6月20日は土曜日"),
    ("2026-06-06", "days", 14, False, "2026-06-20", "民法141条: 繰り越さない期間は末日の終了で満了"),
    ("2026-12-15", "days", 14, True, "2027-01-04", "休日を定める条例: 12月29日から1月3日まで閉庁"),
    ("2026-09-05", "days", 14, True, "2026-09-24", "9月19日土曜日から23日秋分の日まで5連休(国民の休日を含む)"),
    ("2026-04-30", "days", 0, False, "2026-04-30", "0日の期間は当日"),
    ("2026-11-18", "open_days", 14, False, "2026-12-09", "11月23日勤労感謝の日を数えない14開庁日"),
    ("2026-12-28", "open_days", 1, False, "2027-01-04", "年末年始を数えない"),
    ("2026-11-21", "open_days", 0, False, "2026-11-24", "閉庁日の0開庁日は次の開庁日"),
    ("2026-01-31", "months", 1, False, "2026-02-28", "民法143条2項: 2月1日から数えて2月末日まで"),
    ("2024-01-30", "months", 1, False, "2024-02-29", "民法143条2項ただし書: 応当日がない月は末日"),
    ("2024-01-31", "months", 1, False, "2024-02-29", "民法143条: うるう年"),
    ("2026-02-28", "months", 1, False, "2026-03-31", "民法143条: 3月1日から数えて月の終わりまで"),
    ("2026-05-12", "months", 3, False, "2026-08-12", "国保法99条: 知った日の翌日から3か月"),
    ("2026-08-31", "months", 6, False, "2027-02-28", "行訴法14条: 9月1日から6か月"),
    ("2026-10-30", "months", 4, True, "2027-03-01", "2月28日は日曜日"),
    ("2024-02-29", "months", 12, False, "2025-02-28", "民法143条: 3月1日から1年は翌年2月末日"),
]


@pytest.mark.parametrize(("event", "unit", "amount", "roll", "last", "why"), PERIODS, ids=[row[5] for row in PERIODS])
def test_a_period_ends_as_the_civil_code_counts(event, unit, amount, roll, last, why):
    assert period_end(d(event), Period("period.x", unit, amount, roll), CALENDAR) == d(last)


PERIOD = st.builds(
    Period,
    st.just("period.x"),
    st.sampled_from(["days", "open_days", "months"]),
    st.integers(0, 24),
    st.booleans(),
)


@given(DAYS.filter(lambda day: day.year < 2028), PERIOD)
def test_a_period_never_ends_before_it_begins(start, period):
    assert period_end(start, period, CALENDAR) >= start


@given(DAYS.filter(lambda day: day.year < 2028), PERIOD)
def test_what_happens_later_never_ends_earlier(start, period):
    assert period_end(start, period, CALENDAR) <= period_end(start + timedelta(days=1), period, CALENDAR)


@given(DAYS.filter(lambda day: day.year < 2028), PERIOD)
def test_a_rolled_period_ends_on_an_open_day(start, period):
    if period.roll or period.unit == "open_days":
        assert CALENDAR.is_open(period_end(start, period, CALENDAR))


def test_a_negative_period_is_a_fault_of_ours():
    with pytest.raises(ValueError):
        period_end(d("2026-04-01"), Period("period.x", "days", -1, False), CALENDAR)


@given(DAYS.filter(lambda day: day.year < 2029), st.integers(1, 60))
def test_adding_open_days_and_counting_them_agree(day, n):
    end = CALENDAR.add_open_days(day, n)
    assert CALENDAR.open_days_between(day, end) == n
    assert CALENDAR.open_days_between(end, day) == -n
    assert CALENDAR.is_open(end)


@given(DAYS.filter(lambda day: 2001 < day.year < 2029), st.integers(1, 60))
def test_going_back_by_open_days_lands_on_an_open_day_with_as_many_between(day, n):
    start = CALENDAR.add_open_days(day, -n)
    assert CALENDAR.is_open(start)
    assert CALENDAR.open_days_between(start - timedelta(days=1), day - timedelta(days=1)) == n


def test_days_left_are_counted_from_tomorrow_and_days_over_are_negative():
    assert CALENDAR.open_days_between(d("2026-11-24"), d("2026-12-07")) == 9
    assert CALENDAR.open_days_between(d("2026-11-24"), d("2026-11-20")) == -1
    assert CALENDAR.open_days_between(d("2026-11-24"), d("2026-11-24")) == 0


@pytest.mark.parametrize("year", range(2000, 2032))
def test_the_committed_holidays_are_those_of_the_act(year):
    day = date(year, 1, 1)
    while day.year == year:
        closed = CALENDAR.closed_because(day)
        expected = jpholiday.is_holiday(day) or day.weekday() >= 5 or (day.month, day.day) in TURN_OF_THE_YEAR
        assert (closed is not None) == expected, day
        day += timedelta(days=1)


TURN_OF_THE_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-09-22", "国民の休日"),
        ("2026-05-06", "憲法記念日 振替休日"),
        ("2026-12-31", "年末年始"),
        ("2026-11-21", "土曜日"),
        ("2026-11-24", None),
    ],
)
def test_a_closed_day_says_why(day, why):
    assert CALENDAR.closed_because(d(day)) == why


def test_a_year_without_holidays_is_refused_and_not_taken_as_open():
    with pytest.raises(Refused) as refused:
        CALENDAR.is_open(date(2090, 6, 1))
    assert refused.value.code == "value_missing"
    assert refused.value.params["key"] == "calendar.closed_weekdays" or "holidays" in str(refused.value.params["key"])


@pytest.mark.parametrize(
    ("day", "n", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2024-02-29", 60, "2029-02-28"),
        ("2026-05-10", 0, "2026-05-10"),
    ],
)
def test_months_end_with_the_month_where_the_day_is_missing(day, n, later):
    assert months_after(d(day), n) == d(later)


@given(DAYS, st.integers(-400, 400))
def test_months_after_keeps_the_day_or_takes_the_last_one(day, n):
    later = months_after(day, n)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day == min(day.day, month_end(later).day)


def test_a_period_has_run_out_at_midnight_in_japan():
    assert due_instant(d("2026-12-09")) == datetime(2026, 12, 9, 15, 0, tzinfo=UTC)


@given(DAYS)
def test_the_instant_before_the_due_one_still_belongs_to_the_last_day(day):
    assert civil_date(due_instant(day) - timedelta(microseconds=1)) == day
    assert civil_date(due_instant(day)) == day + timedelta(days=1)
    assert civil_date(start_instant(day)) == day


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError):
        civil_date(datetime(2026, 1, 1))  # noqa: DTZ001


# birth date, age, reached on, why
AGES = [
    ("1956-08-02", 70, "2026-08-01", "誕生日の前日"),
    ("1956-08-01", 70, "2026-07-31", "1日生まれは前の月の末日"),
    ("2020-04-01", 6, "2026-03-31", "4月1日生まれは早生まれ"),
    ("2020-04-02", 6, "2026-04-01", "4月2日生まれ"),
    ("1956-02-29", 70, "2026-02-28", "平年のうるう日生まれは2月28日"),
    ("1952-02-29", 72, "2024-02-28", "うるう年のうるう日生まれも2月28日"),
    ("1956-03-01", 68, "2024-02-29", "3月1日生まれはうるう年の2月29日"),
    ("2026-01-01", 1, "2026-12-31", "1月1日生まれは年末"),
    ("2026-05-05", 0, "2026-05-05", "0歳は生まれた日から"),
]


@pytest.mark.parametrize(("birth", "age", "reached", "why"), AGES, ids=[row[3] for row in AGES])
def test_an_age_is_reached_on_the_day_before_the_birthday(birth, age, reached, why):
    assert reaches_on(d(birth), age) == d(reached)


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(0, 110))
def test_from_the_birthday_on_one_is_a_year_older_and_not_a_day_before(birth, age):
    day = birthday(birth, age)
    assert age_on(birth, day) == age
    if age:
        assert age_on(birth, day - timedelta(days=1)) == age - 1


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError):
        age_on(d("2026-05-05"), d("2026-05-04"))


@pytest.mark.parametrize(
    ("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2026-12-31", 2026), ("2027-01-01", 2026)]
)
def test_the_fiscal_year_begins_in_april(day, year):
    assert fiscal_year(d(day)) == year
    assert fiscal_year_end(d(day)) == date(year + 1, 3, 31)


def test_the_month_ends_and_the_next_begins():
    assert month_end(d("2024-02-10")) == d("2024-02-29")
    assert next_month_start(d("2026-12-31")) == d("2027-01-01")
