"""Instalments: due dates of the year, changes that never raise what fell due, and the last day for a decision."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.levy.instalments import Instalment, Plan, by_part, first_instalments, load_plan, rearranged, split
from server.domain.levy.limit import check_allowed, limit_of
from server.domain.levy.model import Part
from server.domain.refusals import Refused
from server.domain.values import Values
from tests.shipped_values import shipped_rows, shipped_values

DUE_2025 = "06-30 07-31 09-01 09-30 10-31 12-01 01-05 02-02 03-02 03-31"
DUE_2026 = "06-30 07-31 08-31 09-30 11-02 11-30 01-04 02-01 03-01 03-31"


@pytest.mark.parametrize(("year", "days"), [(2025, DUE_2025), (2026, DUE_2026)])
def test_due_dates_are_month_ends_moved_to_open_days(year: int, days: str) -> None:
    assert " ".join(day.strftime("%m-%d") for day in load_plan(shipped_values(), year).due) == days


def test_an_ordinance_may_name_other_days() -> None:
    row = next(row for row in shipped_rows() if row.key == "premium.instalments.months")
    other = type(row)(
        "premium.instalments.due_days", "month_days", row.valid_from, None, ("12-25",), "条例", "例", "verified"
    )
    assert load_plan(Values([*shipped_rows(), other]), 2025).due[6] == date(2025, 12, 25)


@pytest.mark.parametrize(
    ("remainder", "amounts"), [("FIRST", (33_700, 33_500, 33_500)), ("LAST", (33_500, 33_500, 33_700))]
)
def test_the_odd_yen_go_where_the_ordinance_says(remainder: str, amounts: tuple[int, ...]) -> None:
    assert split(100_700, 3, Plan((), 100, remainder)) == amounts


def test_who_joins_in_september_pays_in_the_instalments_left() -> None:
    found = first_instalments(70_000, load_plan(shipped_values(), 2025), date(2025, 10, 10))
    assert (len(found), found[0].due) == (6, date(2025, 10, 31))


PLAN = Plan((date(2025, 6, 30), date(2025, 7, 31), date(2025, 9, 1)), 100, "FIRST")
STANDING = (Instalment(PLAN.due[0], 10_000), Instalment(PLAN.due[1], 10_000), Instalment(PLAN.due[2], 10_000))


@pytest.mark.parametrize(
    ("total", "decided", "amounts"),
    [
        (40_000, date(2025, 7, 10), (10_000, 15_000, 15_000)),
        (40_000, date(2025, 6, 30), (10_000, 15_000, 15_000)),
        (24_000, date(2025, 7, 10), (10_000, 7_000, 7_000)),
        (8_000, date(2025, 7, 10), (8_000, 0, 0)),
        (15_000, date(2025, 9, 5), (10_000, 5_000, 0)),
        (30_000, date(2025, 9, 5), (10_000, 10_000, 10_000)),
    ],
)
def test_a_change_goes_to_the_instalments_still_to_come(total: int, decided: date, amounts: tuple[int, ...]) -> None:
    assert tuple(one.amount for one in rearranged(STANDING, total, PLAN, decided)) == amounts


def test_an_increase_after_the_last_due_date_is_an_extra_instalment() -> None:
    found = rearranged(STANDING, 35_000, PLAN, date(2026, 4, 10))
    assert found == (*STANDING, Instalment(None, 5_000))
    assert rearranged(found, 32_000, PLAN, date(2026, 5, 10))[-1] == Instalment(None, 2_000)


def test_parts_of_instalments_need_the_same_whole() -> None:
    with pytest.raises(ValueError, match="not the whole"):
        by_part((1, 2), {Part.BASIC: 4})


@pytest.mark.parametrize(
    ("decided", "change", "overlap", "allowed"),
    [
        (date(2027, 6, 30), 1, False, True),
        (date(2027, 7, 1), 1, False, False),
        (date(2027, 7, 1), -1, False, False),
        (date(2027, 7, 1), -1, True, True),
        (date(2027, 7, 1), 1, True, False),
        (date(2030, 6, 30), -1, True, True),
        (date(2030, 7, 1), -1, True, False),
    ],
)
def test_after_two_years_a_levy_goes_neither_up_nor_down(
    decided: date, change: int, overlap: bool, allowed: bool
) -> None:
    """National Health Insurance Act art. 110-2: first due date 2025-06-30."""
    limit = limit_of(date(2025, 6, 30), shipped_values())
    if allowed:
        check_allowed(limit, decided, change=change, overlap_without_fault=overlap)
        return
    with pytest.raises(Refused, match="levy_barred"):
        check_allowed(limit, decided, change=change, overlap_without_fault=overlap)


def test_the_limit_goes_by_each_households_first_day() -> None:
    values = shipped_values()
    assert limit_of(date(2025, 5, 10), values).any_decision == date(2027, 5, 10)
    assert limit_of(date(2025, 6, 30), values, possible_from=date(2025, 12, 1)).any_decision == date(2027, 12, 1)
    assert limit_of(date(2025, 6, 30), values, possible_from=date(2025, 5, 1)).any_decision == date(2027, 6, 30)
