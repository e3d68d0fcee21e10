"""The losses carried forward, each in its place: net and share losses off both incomes, a casualty loss off one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.domain.levy.assess import assess
from server.domain.levy.figures import earner_over, faults, is_enough, person_fields
from server.domain.levy.model import Household, Member
from server.domain.levy.parameters import load_parameters
from server.domain.levy.trace import trace
from tests.shipped_values import shipped_values
from tests.tax_files import figures

BIRTH = date(1970, 5, 5)


def levied(**losses: int) -> tuple[int, list[dict[str, Any]], int]:
    """The class of reduction in tenths, the trace, and the base of the income part, of one person of 1,200,000 yen."""
    values = shipped_values()
    said = figures(1_200_000, **losses)
    assert faults(said) == ()
    income = person_fields(known=True, figures=said, earner_over=earner_over(BIRTH, 2026, values))
    member = Member(id="1", birth=BIRTH, head=True, **income)  # type: ignore[arg-type] # the engine's own fields
    parameters = load_parameters(values, 2026)
    found = assess(Household(2026, date(2026, 4, 1), (member,)), parameters)
    lines = trace(found, parameters)
    (base,) = {
        line["record"]["assessable_income_yen"]  # type: ignore[index] # the lines of one person
        for line in lines
        if line["step"] == "income_part" and line["part"] == "basic"
    }
    return found.judgement.tenths, lines, int(base)


LOSSES = [
    # the loss, the base of the income part (旧ただし書所得), the figure of the judgement, what the trace names for it
    ({}, 770_000, 1_200_000, {}),
    ({"net_loss": 800_000}, 0, 400_000, {"net_loss_yen": 800_000}),
    ({"stock_loss": 800_000}, 0, 400_000, {"stock_loss_yen": 800_000}),
    ({"casualty_loss": 800_000}, 770_000, 400_000, {"casualty_loss_yen": 800_000}),
    (
        {"net_loss": 300_000, "casualty_loss": 500_000},
        470_000,
        400_000,
        {"net_loss_yen": 300_000, "casualty_loss_yen": 500_000},
    ),
]


@pytest.mark.parametrize(("losses", "base", "judged", "named"), LOSSES)
def test_pm06_each_loss_is_taken_off_where_it_counts_and_the_trace_names_it(
    losses: dict[str, int], base: int, judged: int, named: dict[str, int]
) -> None:
    """柏原市 2017: two kinds of carried-forward loss were mixed, and 26 households got a wrong reduction."""
    tenths, lines, found = levied(**losses)
    assert found == base
    (line,) = [one for one in lines if one["step"] == "reduction_income"]
    assert line["value"] == judged
    assert {name: yen for name, yen in line["record"].items() if name.endswith("_loss_yen")} == named
    assert tenths == (7 if judged <= 430_000 else 0 if judged > 990_000 else 5)


@pytest.mark.parametrize("loss", ["net_loss", "stock_loss", "casualty_loss"])
def test_pm06_a_figure_in_which_a_loss_was_put_with_another_kind_is_a_fault(loss: str) -> None:
    """The incomes as stated must follow from the parts: what one kind of loss made cannot pass for another."""
    right = figures(1_200_000, **{loss: 400_000})
    others = {"net_loss", "stock_loss", "casualty_loss"} - {loss}
    for other in others:
        mixed = {name: yen for name, yen in right.items() if name != loss} | {other: 400_000}
        is_same_side = "casualty_loss" not in (loss, other)
        assert bool(faults(mixed)) is not is_same_side
    assert faults(right | {loss: 0}) != ()


def test_a_record_that_lacks_the_levy_income_is_unknown_and_never_zero() -> None:
    assert not is_enough(known=True, figures={"taxable_income": 0})
    assert person_fields(known=True, figures={"taxable_income": 0}, earner_over=(0, 0)) == {"known": False}
    assert person_fields(known=False, figures={"levy_income": 5}, earner_over=(0, 0)) == {"known": False}


@pytest.mark.parametrize(
    ("birth", "limit"),
    [
        (date(1961, 1, 1), 1_250_000),  # 65 on 31 December 2025
        (date(1961, 1, 2), 600_000),
        (None, 600_000),
    ],
)
def test_pensions_make_an_earner_by_the_age_at_the_end_of_the_income_year(birth: date | None, limit: int) -> None:
    """国民健康保険法施行令29条の7第5項1号、附則5条。"""
    assert earner_over(birth, 2026, shipped_values()) == (550_000, limit)
