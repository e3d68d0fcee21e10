"""Dates of acquisition, lateness and numbers: National Health Insurance Act arts. 5-9."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.eligibility import (
    EXCLUSION_EN,
    EXCLUSION_JA,
    Acquisition,
    AcquisitionFacts,
    Eligibility,
    Exclusion,
    acquisition,
    has_reached_upper_age,
    insured_on,
)
from server.domain.enrolment import (
    check_fact_date,
    export_due,
    loss_date_is_last_working_day,
    notification_due,
    timeliness,
)
from server.domain.insured_number import InsuredNumber, next_branch, next_number
from server.domain.refusals import Refused
from tests.shipped_values import shipped_calendar, shipped_values

VALUES = shipped_values()
CALENDAR = shipped_calendar()


def d(text: str) -> date:
    return date.fromisoformat(text)


FACTS = AcquisitionFacts(
    fact_date=d("2026-10-20"),
    insurer_loss_date=d("2026-10-01"),
    birth_date=d("1985-10-01"),
    move_in_date=d("2026-10-10"),
    carried_over_from=d("2019-04-01"),
)

# 資格, 適用, eligible from, applied from, source
ACQUISITIONS = [
    ("MOVE_IN_DATE", "MOVE_IN_DATE", "2026-10-10", "2026-10-10", "法7条 県外からの転入"),
    ("CARRIED_OVER", "MOVE_IN_DATE", "2019-04-01", "2026-10-10", "法7条・規則4条 県内の転入では資格が続く"),
    ("INSURER_LOSS_DATE", "INSURER_LOSS_DATE", "2026-10-01", "2026-10-01", "法7条・6条 前の保険の資格喪失日"),
    ("FACT_DATE", "FACT_DATE", "2026-10-20", "2026-10-20", "法7条 保護廃止日など"),
    ("BIRTH_DATE", "BIRTH_DATE", "1985-10-01", "1985-10-01", "法7条 出生"),
]


@pytest.mark.parametrize(("q", "a", "eligible", "applied", "why"), ACQUISITIONS, ids=[row[4] for row in ACQUISITIONS])
def test_the_dates_follow_from_the_fact_the_table_chose(q, a, eligible, applied, why):
    assert acquisition(q, a, FACTS) == Acquisition(d(eligible), d(applied))


@pytest.mark.parametrize(
    ("basis", "code", "field"),
    [
        ("FACT_DATE", "required", "fact_date"),
        ("INSURER_LOSS_DATE", "loss_date_missing", "insurer_loss_date"),
        ("BIRTH_DATE", "birth_date_missing", "birth_date"),
        ("MOVE_IN_DATE", "move_in_date_missing", "move_in_date"),
        ("CARRIED_OVER", "carried_over_date_missing", "carried_over_from"),
    ],
)
def test_a_day_that_the_basis_needs_is_asked_for_by_name(basis, code, field):
    with pytest.raises(Refused) as refused:
        acquisition(basis, basis, AcquisitionFacts())
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, field, 422)


def test_an_unknown_basis_is_refused():
    with pytest.raises(Refused) as refused:
        acquisition("YESTERDAY", "FACT_DATE", FACTS)
    assert refused.value.code == "acquisition_basis_unknown"


def test_nobody_is_insured_before_birth():
    facts = AcquisitionFacts(fact_date=d("2026-10-20"), birth_date=d("2026-10-21"))
    with pytest.raises(Refused) as refused:
        acquisition("FACT_DATE", "FACT_DATE", facts)
    assert refused.value.code == "acquisition_before_birth"


def test_the_city_never_insures_before_the_prefecture():
    facts = AcquisitionFacts(move_in_date=d("2026-10-10"), carried_over_from=d("2026-10-11"))
    with pytest.raises(Refused) as refused:
        acquisition("CARRIED_OVER", "MOVE_IN_DATE", facts)
    assert refused.value.code == "dates_reversed"


# birth, day, out by age, why
UPPER_AGE = [
    ("1951-11-18", "2026-11-17", False, "誕生日の前日まで国保(法6条8号、高確法50条)"),
    ("1951-11-18", "2026-11-18", True, "75歳の誕生日から後期高齢者医療"),
    ("1952-02-29", "2027-02-28", False, "うるう日生まれ: 平年は2月28日まで"),
    ("1952-02-29", "2027-03-01", True, "うるう日生まれ: 平年は3月1日から"),
    ("2026-11-18", "2026-11-18", False, "出生の日"),
    ("2026-11-19", "2026-11-18", False, "生まれる前の日"),
]


@pytest.mark.parametrize(("birth", "day", "out", "why"), UPPER_AGE, ids=[row[3] for row in UPPER_AGE])
def test_from_the_75th_birthday_on_one_is_insured_elsewhere(birth, day, out, why):
    assert has_reached_upper_age(d(birth), d(day), VALUES.fresh()) is out


ROW = Eligibility("p1", d("2019-04-01"), None, d("2026-10-10"), d("2026-12-01"))


@pytest.mark.parametrize(
    ("day", "applied", "eligible"),
    [
        ("2019-03-31", False, False),
        ("2019-04-01", False, True),
        ("2026-10-10", True, True),
        ("2026-11-30", True, True),
        ("2026-12-01", False, True),
    ],
)
def test_the_city_s_application_lies_inside_the_prefecture_s_eligibility(day, applied, eligible):
    assert (ROW.applied_on(d(day)), ROW.eligible_on(d(day))) == (applied, eligible)
    assert (insured_on([ROW], "p1", d(day)) is ROW) is applied
    assert insured_on([ROW], "p2", d(day)) is None


def test_every_exclusion_has_words():
    assert EXCLUSION_JA.keys() == EXCLUSION_EN.keys() == set(Exclusion)


# applied from, received, due, late, retroactive, long, why
LATENESS = [
    ("2026-11-18", "2026-11-18", "2026-12-02", 0, 0, False, "当日の届"),
    ("2026-11-01", "2026-11-16", "2026-11-16", 0, 15, False, "11月15日は日曜日、16日まで期限内"),
    ("2026-11-01", "2026-11-17", "2026-11-16", 1, 16, False, "1日遅れ"),
    ("2026-08-20", "2026-11-18", "2026-09-03", 76, 90, False, "90日の遡及は通常の専決"),
    ("2026-08-19", "2026-11-18", "2026-09-02", 77, 91, True, "91日の遡及は決裁者"),
    ("2024-11-18", "2026-11-18", "2024-12-02", 716, 730, True, "2年の遡及"),
    ("2026-12-15", "2027-01-04", "2027-01-04", 0, 20, False, "年末年始の翌開庁日まで期限内"),
]


@pytest.mark.parametrize(
    ("applied", "received", "due", "late", "back", "long", "why"), LATENESS, ids=[row[6] for row in LATENESS]
)
def test_lateness_is_counted_from_the_day_after_the_fact(applied, received, due, late, back, long, why):
    found = timeliness(d(applied), d(received), VALUES.fresh(), CALENDAR)
    assert (found.due_on, found.late_days) == (d(due), late)
    assert (found.retroactive_days, found.long_retroactive) == (back, long)


@given(st.dates(date(2001, 1, 1), date(2028, 1, 1)), st.integers(0, 600))
def test_what_is_in_time_is_never_late_and_what_is_late_is_over_the_due_date(applied, days):
    received = date.fromordinal(applied.toordinal() + days)
    found = timeliness(applied, received, VALUES.fresh(), CALENDAR)
    assert (found.late_days > 0) == (received > found.due_on)
    assert found.retroactive_days == days
    assert notification_due(applied, VALUES.fresh(), CALENDAR) == found.due_on


def test_a_fact_of_tomorrow_is_refused_and_one_of_today_is_not():
    check_fact_date(d("2026-11-18"), d("2026-11-18"))
    with pytest.raises(Refused) as refused:
        check_fact_date(d("2026-11-19"), d("2026-11-18"))
    assert (refused.value.code, refused.value.field) == ("fact_date_in_future", "fact_date")


@pytest.mark.parametrize(
    ("loss", "worked", "warn"),
    [("2026-09-30", "2026-09-30", True), ("2026-10-01", "2026-09-30", False), ("2026-10-01", None, False)],
)
def test_a_loss_date_equal_to_the_last_working_day_is_a_warning(loss, worked, warn):
    assert loss_date_is_last_working_day(d(loss), d(worked) if worked else None) is warn


def test_the_hub_is_told_within_five_civil_days():
    assert export_due(d("2026-11-18"), VALUES.fresh(), CALENDAR) == d("2026-11-23")


def test_numbers_follow_each_other_with_leading_zeros():
    assert next_number(None, 7) == "0000001"
    assert next_number("0000999", 7) == "0001000"
    with pytest.raises(Refused) as refused:
        next_number("9999999", 7)
    assert refused.value.code == "insured_number_exhausted"


def test_a_branch_number_is_never_given_twice():
    assert next_branch([]) == "01"
    assert next_branch(["01", "03"]) == "04"
    with pytest.raises(Refused):
        next_branch(["99"])


def test_an_insured_number_is_written_as_on_the_certificate():
    assert str(InsuredNumber("若葉", "0001234", "02")) == "若葉 0001234 (枝番) 02"
