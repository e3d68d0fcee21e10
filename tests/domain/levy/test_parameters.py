"""The year's values are checked before anything is computed: missing or senseless ones are refused by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from server.domain.levy.assess import assess
from server.domain.levy.parameters import load_parameters
from server.domain.levy.reading import read_household
from server.domain.refusals import Refused
from server.domain.values import Value, Values
from tests.domain.levy.households import changed, head, household, levy_of, parameters
from tests.shipped_values import shipped_rows, shipped_values

NEEDED = (
    "premium.basic.income_rate",
    "premium.support.per_head",
    "premium.care.per_household",
    "premium.child.cap",
    "premium.base_deduction",
    "premium.reduction.5.base",
    "premium.reduction.2.per_member",
    "premium.reduction.per_earner",
    "premium.preschool_ratio",
    "premium.rounding.person",
    "premium.rounding.total",
    "premium.proration",
    "premium.care_ages",
)


@pytest.mark.parametrize("key", NEEDED)
def test_a_missing_value_is_refused_by_its_key(key: str) -> None:
    rows = [row for row in shipped_rows() if row.key != key]
    with pytest.raises(Refused) as refused:
        load_parameters(Values(rows), 2026)
    assert (refused.value.code, refused.value.field) == ("value_missing", key)
    assert "2026-04-01" in refused.value.message_ja


@pytest.mark.parametrize("year", [2015, 2027])
def test_a_year_outside_the_rows_is_refused(year: int) -> None:
    with pytest.raises(Refused, match="value_missing"):
        load_parameters(shipped_values(), year)


def test_a_rule_the_ordinance_states_for_other_years_only_is_refused_not_left_out() -> None:
    row = next(row for row in shipped_rows() if row.key == "premium.child.per_head_adult")
    old = type(row)(
        "premium.basic.asset_rate", "rate", row.valid_from, row.valid_to, Decimal("0.1"), "a", "s", "verified"
    )
    with pytest.raises(Refused, match="asset_rate"):
        load_parameters(Values([*shipped_rows(), old]), 2025)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("premium.basic.income_rate", 5),
        ("premium.basic.income_rate", Decimal("-0.01")),
        ("premium.basic.income_rate", Decimal("7.71")),
        ("premium.basic.per_head", -1),
        ("premium.basic.per_head", Decimal("0.5")),
        ("premium.rounding.part", 0),
        ("premium.rounding.person", -1),
        ("premium.proration", "DAILY"),
        ("premium.unknown_income", "GUESS"),
        ("premium.care_ages", (65, 40)),
        ("premium.care_ages", (40,)),
        ("premium.reduction_classes", (70, 50)),
        ("premium.reduction_classes", (2, 5, 7)),
        ("premium.high_income_deduction", (24_000_000,)),
        ("premium.preschool_ratio", Decimal("1.5")),
        ("premium.parts", (1, 2)),
    ],
)
def test_a_value_without_sense_is_refused_by_its_key(key: str, value: Value) -> None:
    with pytest.raises(Refused) as refused:
        changed(2025, {key: value})
    assert (refused.value.code, refused.value.field) == ("levy_value_unusable", key)


def test_the_largest_class_needs_no_addition_for_members() -> None:
    rows = [row for row in shipped_rows() if row.key != "premium.reduction.7.per_member"]
    assert load_parameters(Values(rows), 2025).limits == parameters(2025).limits


def test_a_city_may_hold_a_levy_until_incomes_are_known() -> None:
    by = changed(2025, {"premium.unknown_income": "HOLD"})
    with pytest.raises(Refused, match="levy_income_unknown"):
        levy_of(household(head("1990-01-01", None)), by)


def test_parameters_of_another_year_are_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="another fiscal year"):
        assess(read_household(household(head("1990-01-01", 0), year=2026)), parameters(2025))
