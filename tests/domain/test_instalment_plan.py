"""Plans to pay in parts: offered, checked line by line, laid on instalments, watched (分納計画)."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.calendar import Calendar
from server.domain.deferral import Asked, amount_faults, conversion_faults, longest, months_of, period_faults
from server.domain.instalment_plan import (
    Patience,
    PlanLine,
    Terms,
    Told,
    laid_out,
    months_needed,
    offered,
    paid_on_plan,
    plan_faults,
    standing,
)
from server.domain.service import deemed_served_on, new_due_on, presumed_served_on
from server.domain.values import Period, Values
from tests.shipped_values import shipped_rows

VALUES = Values(shipped_rows())
CALENDAR = Calendar(VALUES)
TODAY = date(2026, 11, 18)
TERMS = Terms(1000, date(2026, 12, 19), date(2027, 11, 18))
GRACE, LAST = Period("grace", "days", 7, roll=False), Period("last", "days", 14, roll=False)
PATIENCE = Patience(GRACE, LAST, 2)


def lines(*rows: tuple[str, int]) -> tuple[PlanLine, ...]:
    return tuple(PlanLine(no, date.fromisoformat(day), yen) for no, (day, yen) in enumerate(rows, 1))


OFFERS = [
    (16600, 4000, [4000, 4000, 4000, 4600]),
    (16600, 16600, [16600]),
    (16600, 8300, [8300, 8300]),
    (16600, 15601, [16600]),  # a rest of 999 yen is no line of its own
    (16600, 0, []),
    (16600, -1, []),
    (0, 4000, []),
    (25000, 1000, []),  # twenty-five months are too many
    (24000, 1000, [1000] * 24),
]


@pytest.mark.parametrize(("debt", "monthly", "amounts"), OFFERS)
def test_the_plan_offered_adds_up_on_rising_open_days(debt: int, monthly: int, amounts: list[int]) -> None:
    plan = offered(debt, monthly, date(2026, 11, 30), 1000, CALENDAR)
    assert [one.amount for one in plan] == amounts
    days = [one.due_on for one in plan]
    assert days == sorted(set(days))
    assert all(map(CALENDAR.is_open, days))


def test_the_months_it_takes_are_begun_months() -> None:
    assert [months_needed(12000, yen) for yen in (1000, 999, 12000, 12001)] == [12, 13, 1, 1]
    assert months_needed(1, 0) > 900
    assert months_needed(0, 0) == 0


FAULTS: list[tuple[tuple[PlanLine, ...], list[tuple[str, str]]]] = [
    (lines(("2026-12-01", 8300), ("2026-12-28", 8300)), []),
    ((), [("lines", "plan_empty")]),
    (lines(("2026-12-01", 16599)), [("lines", "plan_sum_differs")]),
    (lines(("2026-12-01", 16601)), [("lines", "plan_sum_differs")]),
    (lines(("2026-12-01", 999), ("2026-12-28", 15601)), [("lines-0-amount", "plan_line_small")]),
    (lines(("2026-12-19", 16600)), [("lines-0-due_on", "plan_day_closed")]),  # the last day for it, but a Saturday
    (lines(("2026-12-18", 16600)), []),
    (lines(("2026-12-21", 16600)), [("lines-0-due_on", "plan_first_late")]),
    (lines(("2026-11-17", 16600)), [("lines-0-due_on", "plan_day_past")]),
    (lines(("2026-12-01", 8300), ("2026-12-01", 8300)), [("lines-1-due_on", "plan_days_fall")]),
    (lines(("2026-12-01", 8300), ("2027-11-18", 8300)), []),
    (lines(("2026-12-01", 8300), ("2027-11-19", 8300)), [("lines-1-due_on", "plan_last_late")]),
    (lines(("2026-12-01", 8300), ("2026-12-29", 8300)), [("lines-1-due_on", "plan_day_closed")]),
]


@pytest.mark.parametrize(("plan", "expected"), FAULTS)
def test_each_fault_of_a_plan_stands_beside_its_field(
    plan: tuple[PlanLine, ...], expected: list[tuple[str, str]]
) -> None:
    assert [(one.path, one.code) for one in plan_faults(plan, 16600, TODAY, TERMS, CALENDAR)] == expected


def test_lines_are_laid_on_the_oldest_instalment_first_and_no_yen_is_lost() -> None:
    plan = laid_out(lines(("2026-12-01", 5000), ("2026-12-28", 5000)), [("a", 3000), ("b", 7000)])
    assert [one.claims for one in plan] == [(("a", 3000), ("b", 2000)), (("b", 5000),)]
    assert paid_on_plan([("a", 3000), ("b", 7000)], {"b": 6000}) == 4000
    assert paid_on_plan([("a", 3000)], {"a": 4000}) == 0


PLAN = lines(("2026-11-30", 4000), ("2027-01-04", 4000), ("2027-02-01", 4000))
STANDS = [
    # day, paid, told before, coming: result and the lines told of now
    ("2026-12-07", 0, (), 0, "STANDING", []),
    ("2026-12-08", 0, (), 0, "MISSED", [1]),
    ("2026-12-08", 3999, (), 0, "MISSED", [1]),
    ("2026-12-08", 4000, (), 0, "STANDING", []),
    ("2026-12-08", 0, (), 4000, "STANDING", []),  # the money is on its way
    ("2026-12-22", 0, (Told(1, date(2026, 12, 8)),), 0, "STANDING", []),
    ("2026-12-23", 0, (Told(1, date(2026, 12, 8)),), 0, "BROKEN", []),
    ("2026-12-23", 4000, (Told(1, date(2026, 12, 8)),), 0, "STANDING", []),
    ("2027-01-12", 4000, (Told(1, date(2026, 12, 8)),), 0, "BROKEN", [2]),
    ("2027-01-12", 0, (), 0, "BROKEN", [1, 2]),
    ("2026-11-18", 12000, (), 0, "COMPLETED", []),
    ("2027-03-01", 12000, (Told(1, date(2026, 12, 8)),), 0, "COMPLETED", []),
]


@pytest.mark.parametrize(("day", "paid", "told", "coming", "result", "new"), STANDS)
def test_a_plan_is_kept_missed_broken_or_completed(
    day: str, paid: int, told: tuple[Told, ...], coming: int, result: str, new: list[int]
) -> None:
    found = standing(PLAN, paid, told, date.fromisoformat(day), PATIENCE, CALENDAR, coming=coming)
    assert (found.result, [one.no for one in found.new]) == (result, new)


LONGEST = [
    ("2026-12-01", 12, "2027-11-30"),
    ("2026-11-18", 12, "2027-11-17"),
    ("2026-02-28", 12, "2027-02-27"),
    ("2028-02-29", 12, "2029-02-28"),  # 民法143条2項ただし書: no corresponding day, so the month's end
    ("2026-11-18", 24, "2028-11-17"),
]


@pytest.mark.parametrize(("first", "months", "last"), LONGEST)
def test_a_deferral_counts_its_first_day(first: str, months: int, last: str) -> None:
    assert longest(date.fromisoformat(first), months) == date.fromisoformat(last)
    assert months_of(date.fromisoformat(first), date.fromisoformat(last)) == months


def asked(
    first: str, last: str, *, kind: str = "COLLECTION", stood: str | None = None, on: str = "2026-11-18"
) -> Asked:
    day = date.fromisoformat
    standing_last = None if stood is None else day(stood)
    standing_first = None if stood is None else date(2026, 2, 1)
    return Asked(kind, False, day(first), day(last), 5000, day(on), standing_first, standing_last)


PERIODS: list[tuple[Asked, list[str]]] = [
    (asked("2026-11-18", "2027-11-17"), []),
    (asked("2026-11-18", "2027-11-18"), ["deferral_too_long"]),
    (asked("2026-11-18", "2026-11-17"), ["deferral_days_reversed"]),
    (asked("2027-02-01", "2028-01-31", stood="2027-01-31"), []),
    (asked("2027-02-01", "2028-02-01", stood="2027-01-31"), ["deferral_total_long"]),
    (asked("2027-02-02", "2028-01-31", stood="2027-01-31"), ["deferral_extension_gap"]),
    (asked("2026-11-18", "2027-01-31", stood="2026-11-17"), ["deferral_extension_late"]),
]


@pytest.mark.parametrize(("one", "codes"), PERIODS)
def test_the_period_of_a_deferral_is_bounded_alone_and_together(one: Asked, codes: list[str]) -> None:
    assert [fault.code for fault in period_faults(one, VALUES)] == codes


def test_what_can_be_paid_at_once_is_not_deferred() -> None:
    one = asked("2026-11-18", "2027-01-31")
    assert [fault.code for fault in amount_faults(one, 5000, 0)] == []
    assert [fault.code for fault in amount_faults(one, 4999, 0)] == ["deferral_above_balance"]
    assert [fault.code for fault in amount_faults(one, 5000, 1)] == ["deferral_above_need"]


CONVERSIONS = [
    # 地方税法15条の6第1項の例: due date, day of the application, other arrears
    ("2026-05-18", "2026-11-18", 0, []),
    ("2026-05-17", "2026-11-18", 0, ["conversion_late"]),
    ("2026-05-29", "2026-11-30", 0, []),  # six months end on a Sunday and roll to Monday
    ("2026-06-30", "2026-11-18", 1, ["conversion_other_arrears"]),
]


@pytest.mark.parametrize(("due", "on", "others", "codes"), CONVERSIONS)
def test_conversion_is_applied_for_within_six_months_and_without_other_arrears(
    due: str, on: str, others: int, codes: list[str]
) -> None:
    one = asked("2026-12-01", "2027-01-31", kind="CONVERSION", on=on)
    found = conversion_faults(one, [date.fromisoformat(due)], others, VALUES)
    assert [fault.code for fault in found] == codes


SERVED = [
    # 地方税法20条の2第3項: the day of posting counts; closed days move nothing
    ("2026-11-18", "2026-11-25", "2026-12-07"),
    ("2026-12-28", "2027-01-04", "2027-01-14"),
    ("2027-02-22", "2027-03-01", "2027-03-11"),
]


@pytest.mark.parametrize(("posted", "deemed", "due"), SERVED)
def test_the_board_serves_when_seven_days_have_passed_and_new_dates_lie_behind(
    posted: str, deemed: str, due: str
) -> None:
    day = deemed_served_on(date.fromisoformat(posted), VALUES)
    assert (day.isoformat(), new_due_on(day, VALUES).isoformat()) == (deemed, due)
    assert presumed_served_on(TODAY, VALUES) == date(2026, 11, 22)
