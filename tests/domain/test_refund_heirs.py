"""A refund's payments and last day parted among heirs, as tables (民法427条・160条)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from server.domain.refund.heirs import heirs_last_day, money_of_share
from server.domain.refund.interest import Paid
from tests.shipped_values import shipped_values

DAYS = (date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1))


@pytest.mark.parametrize(
    ("money", "share", "yen", "parts"),
    [
        ((10_001,), Fraction(1, 2), 5_001, (5_001,)),
        ((10_001,), Fraction(1, 2), 5_000, (5_000,)),
        ((101, 101), Fraction(1, 2), 101, (50, 51)),
        ((1, 1, 1), Fraction(1, 3), 1, (1,)),
        ((100, 200), Fraction(1), 300, (100, 200)),
        ((100, 200), Fraction(1, 3), 99, (33, 66)),
        ((99,), Fraction(1, 3), 0, ()),
    ],
)
def test_an_heirs_yen_come_from_each_payment_by_his_share(
    money: tuple[int, ...], share: Fraction, yen: int, parts: tuple[int, ...]
) -> None:
    found = money_of_share([Paid(day, one) for day, one in zip(DAYS, money, strict=False)], share, yen)
    assert tuple(one.amount for one in found) == parts


def test_more_than_the_payments_hold_is_no_share() -> None:
    with pytest.raises(ValueError, match="not in the payments"):
        money_of_share([Paid(DAYS[0], 10)], Fraction(1), 11)


@pytest.mark.parametrize(
    ("own", "fixed", "last"),
    [
        (date(2028, 11, 18), date(2026, 11, 18), date(2028, 11, 18)),
        (date(2026, 11, 20), date(2026, 11, 18), date(2027, 5, 18)),
        (date(2027, 5, 18), date(2026, 11, 18), date(2027, 5, 18)),
        (date(2024, 1, 10), date(2026, 8, 31), date(2027, 2, 28)),
    ],
)
def test_an_estates_claim_has_six_months_from_the_finding_of_the_heirs(own: date, fixed: date, last: date) -> None:
    assert heirs_last_day(own, fixed, shipped_values()) == last
