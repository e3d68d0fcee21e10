"""Days of loss (資格喪失日): National Health Insurance Act arts. 5, 6 and 8, by the bases that the table chooses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.loss import Loss, fact_of, loss
from server.domain.refusals import Refused
from tests.shipped_values import shipped_values

AGE = shipped_values().integer("eligibility.upper_age", date(2026, 11, 18))
FACT = date(2025, 9, 1)
BIRTH = date(1951, 11, 18)

LAW = [
    # art. 8(1): the day after; the joining day's treatment belongs to the new insurer (art. 56)
    ("NEXT_DAY", "NEXT_DAY", date(2025, 9, 2), date(2025, 9, 2)),
    # art. 8(1) proviso and (2): moved in elsewhere the same day, public assistance, 国保組合
    ("SAME_DAY", "SAME_DAY", date(2025, 9, 1), date(2025, 9, 1)),
    # arts. 5 and 8, Regulations art. 11: inside the prefecture the eligibility goes on
    ("CONTINUES", "SAME_DAY", None, date(2025, 9, 1)),
    # art. 6(viii): the 75th birthday itself
    ("UPPER_AGE_BIRTHDAY", "UPPER_AGE_BIRTHDAY", date(2026, 11, 18), date(2026, 11, 18)),
]


@pytest.mark.parametrize(("eligible", "applied", "lost", "ends"), LAW, ids=[row[0] for row in LAW])
def test_the_days_follow_from_the_fact(eligible: str, applied: str, lost: date | None, ends: date) -> None:
    assert loss(eligible, applied, FACT, BIRTH, AGE) == Loss(lost, ends)


def test_the_last_insured_day_lies_before_the_loss() -> None:
    assert loss("NEXT_DAY", "NEXT_DAY", FACT, None, AGE).last_day == FACT
    assert loss("SAME_DAY", "SAME_DAY", FACT, None, AGE).last_day == date(2025, 8, 31)


def test_who_was_born_on_a_leap_day_is_lost_on_a_day_that_exists() -> None:
    found = loss("UPPER_AGE_BIRTHDAY", "UPPER_AGE_BIRTHDAY", None, date(1952, 2, 29), AGE)
    assert found.applied_to in (date(2027, 2, 28), date(2027, 3, 1))


def test_the_fact_of_the_birthday_is_nobody_s_to_type() -> None:
    assert fact_of("UPPER_AGE_BIRTHDAY", FACT, BIRTH, AGE) == date(2026, 11, 18)
    assert fact_of("UPPER_AGE_BIRTHDAY", FACT, None, AGE) is None
    assert fact_of("NEXT_DAY", FACT, BIRTH, AGE) == FACT


@pytest.mark.parametrize(
    ("eligible", "applied", "fact", "birth", "code"),
    [
        ("NEXT_DAY", "NEXT_DAY", None, BIRTH, "required"),
        ("UPPER_AGE_BIRTHDAY", "UPPER_AGE_BIRTHDAY", FACT, None, "birth_date_missing"),
        ("SOMEDAY", "NEXT_DAY", FACT, BIRTH, "loss_basis_unknown"),
        ("NEXT_DAY", "CONTINUES", FACT, BIRTH, "loss_basis_unknown"),
    ],
)
def test_what_gives_no_day_is_refused(
    eligible: str, applied: str, fact: date | None, birth: date | None, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        loss(eligible, applied, fact, birth, AGE)
    assert caught.value.code == code


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["NEXT_DAY", "SAME_DAY"]))
def test_the_loss_is_never_more_than_a_day_from_the_fact(fact: date, basis: str) -> None:
    found = loss(basis, basis, fact, None, AGE)
    assert found.applied_to - fact in (timedelta(0), timedelta(days=1))
    assert found.eligible_to == found.applied_to
