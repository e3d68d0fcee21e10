"""What a notice shows of a levy adds up to it, line by line and month by month."""

from __future__ import annotations

from random import Random

import pytest

from server.domain.levy.breakdown import Lines, breakdown
from server.domain.levy.model import Part
from tests.domain.levy.households import File, changed, generated, head, household, levy_of, parameters, person


def lines_of(file: File, part: Part = Part.BASIC) -> Lines:
    found = breakdown(levy_of(file), parameters(file["fiscal_year"]))
    return next(lines for lines in found if lines.part is part)


FAMILY = household(
    head("1980-01-01", 1_200_000),
    person("1983-01-01", 350_000, salary_or_pension_earner=True),
    person("2017-06-01"),
    person("2021-06-01"),
    year=2026,
)


def test_gross_amounts_and_each_reduction_stand_apart() -> None:
    found = lines_of(FAMILY)
    assert (found.income, found.per_head, found.per_household) == (53_515, 82_560, 24_840)
    assert (found.by_income, found.for_children, found.for_birth, found.over_cap) == (53_700, 5_160, 0, 0)
    assert (found.rounding, found.amount, found.persons) == (-5, 102_050, 4)


def test_the_exemption_of_the_young_stands_as_one_for_children() -> None:
    found = lines_of(FAMILY, Part.CHILD)
    assert (found.per_head, found.by_income, found.for_children, found.amount) == (
        2 * 1_680 + 2 * 1_560,
        3_240,
        1_560,
        3_830,
    )


def test_the_cap_takes_what_is_over_it() -> None:
    found = lines_of(household(head("1975-01-01", 12_000_000)))
    assert (found.over_cap, found.rounding, found.amount) == (189_595, 0, 660_000)
    assert found.months == (55_000,) * 12


def test_exempt_months_show_what_they_save() -> None:
    found = lines_of(
        household(head("1990-01-01", 3_000_000), person("1992-01-01", 1_000_000, maternity_date="2025-11-20"))
    )
    assert found.for_birth == (39_615 + 20_640) // 3
    assert found.months[5] > found.months[6]


def test_a_month_without_insurance_has_nothing() -> None:
    found = lines_of(household(head("1990-01-01", 3_000_000, months=[6, 7, 8])))
    assert [amount > 0 for amount in found.months] == [False, False, True, True, True] + [False] * 7


@pytest.mark.parametrize("proration", ["MONTHLY_SNAPSHOT", "PERSON_MONTHS", "PERSON_MONTHS_WHOLE_CAP"])
def test_lines_and_months_add_up_for_every_household(proration: str) -> None:
    random, by = Random(8), changed(2026, {"premium.proration": proration})
    for _ in range(250):
        levy = levy_of(generated(random, 2026), by)
        for lines in breakdown(levy, by):
            net = lines.income + lines.asset + lines.per_head + lines.per_household
            net -= lines.by_income + lines.for_children + lines.for_birth + lines.over_cap
            assert net + lines.rounding == lines.amount == levy.amount(lines.part)
            assert -12 < lines.rounding < 8
            assert sum(lines.months) == lines.amount
            assert min(lines.months) >= 0
            assert min(lines.by_income, lines.for_children, lines.for_birth, lines.over_cap) >= 0
