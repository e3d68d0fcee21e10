"""Withholding from the pension (特別徴収): every condition with its article, and the schedule to the yen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from server.domain.special_collection import (
    ARTICLES,
    MAIN,
    PROVISIONAL,
    Barred,
    Household,
    Pension,
    barred_by,
    schedule,
)
from server.domain.values import Values
from tests.shipped_values import shipped_rows

DAY = date(2026, 7, 1)
HEAD = Household(
    date(1955, 6, 20), head_insured=True, insured_born=(date(1955, 6, 20), date(1958, 3, 3)), debited=False
)
PENSION = Pension(yearly=1_200_000, per_payment=200_000, care_per_payment=12_000)
VALUES = Values(shipped_rows())

CASES = [
    (HEAD, PENSION, 30_000, ()),
    (replace(HEAD, head_insured=False), PENSION, 30_000, (Barred.HEAD_NOT_INSURED,)),
    (replace(HEAD, insured_born=(date(1955, 6, 20), date(1961, 7, 2))), PENSION, 30_000, ()),
    (replace(HEAD, insured_born=(date(1955, 6, 20), date(1961, 7, 3))), PENSION, 30_000, (Barred.MEMBER_UNDER_65,)),
    (replace(HEAD, head_born=date(1951, 4, 2)), PENSION, 30_000, (Barred.HEAD_TURNS_75,)),
    (replace(HEAD, head_born=date(1952, 3, 31)), PENSION, 30_000, (Barred.HEAD_TURNS_75,)),
    (replace(HEAD, head_born=date(1952, 4, 2)), PENSION, 30_000, ()),
    (HEAD, replace(PENSION, yearly=180_000), 30_000, ()),
    (HEAD, replace(PENSION, yearly=179_999), 30_000, (Barred.PENSION_TOO_SMALL,)),
    (HEAD, replace(PENSION, care_per_payment=0), 30_000, (Barred.CARE_NOT_WITHHELD,)),
    (HEAD, PENSION, 88_000, ()),
    (HEAD, PENSION, 88_001, (Barred.MORE_THAN_HALF,)),
    (replace(HEAD, debited=True), PENSION, 30_000, (Barred.DEBIT_ASKED_FOR,)),
]


@pytest.mark.parametrize(("household", "pension", "premium", "expected"), CASES)
def test_every_condition_must_hold(
    household: Household, pension: Pension, premium: int, expected: tuple[Barred, ...]
) -> None:
    assert barred_by(household, pension, premium, 2026, DAY, VALUES) == expected


def test_every_condition_names_its_article() -> None:
    assert ARTICLES.keys() == set(Barred)


def test_the_provisional_months_take_last_februarys_amount_and_october_the_remainder() -> None:
    found = schedule(100_001, 16_000)
    assert [found.amounts[month] for month in PROVISIONAL] == [16_000] * 3
    assert [found.amounts[month] for month in MAIN] == [17_335, 17_333, 17_333]
    assert (sum(found.amounts.values()), found.ordinary, found.surplus) == (100_001, 0, 0)


def test_what_the_provisional_months_took_too_much_is_given_back() -> None:
    found = schedule(40_000, 16_000)
    assert ([found.amounts[month] for month in MAIN], found.surplus) == ([0, 0, 0], 8_000)


def test_in_the_first_year_one_half_stays_with_ordinary_collection() -> None:
    found = schedule(60_001, None)
    assert (found.ordinary, [found.amounts[month] for month in MAIN]) == (30_001, [10_000, 10_000, 10_000])
