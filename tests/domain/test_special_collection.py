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
    is_withheld,
    shared,
    withheld_month,
    withheld_no,
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


def test_a_withheld_instalment_has_a_number_of_its_own() -> None:
    numbers = [withheld_no(month) for month in (*PROVISIONAL, *MAIN)]
    assert numbers == [51, 52, 53, 54, 55, 56]
    assert [withheld_month(no) for no in numbers] == [4, 6, 8, 10, 12, 2]
    assert [is_withheld(f"2026-0000000003-{no}") for no in ("01", "12", "50", "51", "56", "57")] == [
        False,
        False,
        False,
        True,
        True,
        False,
    ]


def test_the_remainder_stands_on_the_first_month() -> None:
    assert shared(52_001, MAIN) == {10: 17_335, 12: 17_333, 2: 17_333}
