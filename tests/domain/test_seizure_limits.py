"""What of pay may not be seized, to the yen: published examples, two employers, bonus, allowance, money paid out."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.refusals import Refused
from server.domain.seizure_limits import Pay, PayLimit, paid_out_protected, pay_limit, retirement_seizable
from tests.shipped_values import shipped_values

DAY = date(2026, 11, 18)


def limit(*pays: Pay, dependants: int = 0, consent: bool = False) -> PayLimit:
    return pay_limit(pays, dependants, shipped_values(), DAY, consent=consent)


# National Tax Collection Act art. 76(1): gross, taxes, insurance, dependants; then the items as rounded, and the rest.
WORKED = [
    ("S1", Pay(282_078, 4_280, 4_700, 47_680), 2, (282_000, 5_000, 5_000, 48_000, 190_000, 7_000), 27_000),
    ("S2", Pay(412_350, 9_870, 18_300, 60_421), 3, (412_000, 10_000, 19_000, 61_000, 235_000, 18_000), 69_000),
    (
        "S3",
        Pay(1_480_000, 163_400, 71_200, 142_350),
        0,
        (1_480_000, 164_000, 72_000, 143_000, 100_000, 200_000),
        801_000,
    ),
    ("S4", Pay(176_500, 2_100, 3_600, 25_430), 2, (176_000, 3_000, 4_000, 26_000, 190_000, 0), 0),
    ("nothing withheld", Pay(100_999), 0, (100_000, 0, 0, 0, 100_000, 0), 0),
    ("a thousand over", Pay(101_000), 0, (101_000, 0, 0, 0, 100_000, 1_000), 0),
    ("six thousand over", Pay(106_000), 0, (106_000, 0, 0, 0, 100_000, 2_000), 4_000),
    ("no pay", Pay(0), 0, (0, 0, 0, 0, 100_000, 0), 0),
]


@pytest.mark.parametrize(("name", "pay", "dependants", "items", "seizable"), WORKED, ids=[one[0] for one in WORKED])
def test_pay_of_a_month(name: str, pay: Pay, dependants: int, items: tuple[int, ...], seizable: int) -> None:
    found = limit(pay, dependants=dependants)
    assert (
        found.gross,
        found.income_tax,
        found.residents_tax,
        found.social_insurance,
        found.living,
        found.standing,
    ) == items, name
    assert (found.seizable, found.each) == (seizable, (seizable,))
    assert found.exempt == sum(items[1:])


def test_two_employers_share_one_amount_for_living() -> None:
    first, second = Pay(180_000, 3_000, 0, 20_000), Pay(120_000, 2_000, 0, 0)
    alone = limit(first).seizable + limit(second).seizable
    together = limit(first, second)
    # 300,000 − 25,000 − 100,000 = 175,000; of that 20 % is 35,000.
    assert (together.living, together.standing, together.seizable) == (100_000, 35_000, 140_000)
    assert together.each == (140_000, 118_000)  # never more than its own pay after what is withheld
    assert together.seizable > alone


def test_a_bonus_is_pay_for_one_month() -> None:
    assert limit(Pay(650_400, 40_100, 0, 95_000), dependants=1).seizable == 295_000


def test_days_under_a_month_round_to_a_hundred() -> None:
    found = limit(Pay(84_250, 1_210, 0, 0, days=10))
    assert (found.gross, found.income_tax, found.living, found.standing) == (84_200, 1_300, 33_400, 9_900)
    assert found.seizable == 39_600


def test_with_consent_every_limit_falls_away() -> None:
    found = limit(Pay(176_500, 2_100, 3_600, 25_430), dependants=2, consent=True)
    assert (found.seizable, found.exempt) == (176_500, 0)
    assert retirement_seizable(Pay(900_000), 0, 3, shipped_values(), DAY, consent=True) == 900_000


# Art. 76(2): items 4 and 5 for the days from the seizure to the next pay day.
@pytest.mark.parametrize(
    ("days", "period", "protected"), [(20, 30, 131_334), (0, 30, 0), (30, 30, 197_000), (1, 31, 6_355)]
)
def test_money_paid_out_is_protected_for_the_days_to_live(days: int, period: int, protected: int) -> None:
    assert paid_out_protected(limit(Pay(282_078, 4_280, 4_700, 47_680), dependants=2), days, period) == protected


# Art. 76(4): three times the month's amount, and 20 % of that for each year of service over five.
@pytest.mark.parametrize(
    ("years", "dependants", "seizable"),
    [(5, 0, 3_550_000), (6, 0, 3_490_000), (25, 0, 2_350_000), (25, 2, 1_000_000), (80, 0, 0)],
)
def test_a_retirement_allowance(years: int, dependants: int, seizable: int) -> None:
    allowance = Pay(4_000_000, 100_000, 50_000, 0)
    assert retirement_seizable(allowance, dependants, years, shipped_values(), DAY) == seizable


@pytest.mark.parametrize(
    ("pays", "dependants"),
    [([], 0), ([Pay(-1)], 0), ([Pay(1, income_tax=-1)], 0), ([Pay(1)], -1), ([Pay(1)], 31), ([Pay(1, days=0)], 0)],
)
def test_figures_that_are_none_are_refused(pays: list[Pay], dependants: int) -> None:
    with pytest.raises(Refused) as refusal:
        pay_limit(pays, dependants, shipped_values(), DAY)
    assert refusal.value.code == "seizure_pay_invalid"


@pytest.mark.parametrize(("days", "period"), [(31, 30), (-1, 30), (5, 0)])
def test_days_that_do_not_fit_are_refused(days: int, period: int) -> None:
    with pytest.raises(Refused):
        paid_out_protected(limit(Pay(282_000)), days, period)


def test_years_that_do_not_fit_are_refused() -> None:
    with pytest.raises(Refused):
        retirement_seizable(Pay(1_000_000), 0, 81, shipped_values(), DAY)


def test_a_day_without_a_rule_computes_nothing() -> None:
    with pytest.raises(Refused) as refusal:
        pay_limit([Pay(282_000)], 0, shipped_values(), date(1970, 1, 1))
    assert refusal.value.code == "value_missing"
