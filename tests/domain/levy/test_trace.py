"""Every figure of a levy names the record it came from, the value and the article that made it so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.domain.levy.trace import trace
from server.domain.levy.trace_words import WORDS
from tests.domain.levy.households import File, changed, head, household, levy_of, parameters, person


def lines_of(file: File) -> list[dict[str, Any]]:
    levy = levy_of(file)
    return trace(levy, parameters(file["fiscal_year"]))


def steps(lines: list[dict[str, Any]], step: str, **where: object) -> list[dict[str, Any]]:
    return [line for line in lines if line["step"] == step and all(line.get(k) == v for k, v in where.items())]


FAMILY = household(
    head("1980-01-01", 1_200_000, fixed_asset_tax_yen=50_000),
    person("1983-01-01", 350_000, salary_or_pension_earner=True, maternity_date="2026-11-20"),
    person("2021-06-01"),
    person("1985-01-01", 2_000_000, salary_income_yen=2_000_000, separation_date="2026-05-31"),
    year=2026,
)


def test_the_trace_is_json_in_both_languages_with_known_steps() -> None:
    lines = lines_of(FAMILY)
    assert json.loads(json.dumps(lines)) == lines
    for line in lines:
        assert (line["ja"], line["en"]) == WORDS[line["step"]]


def test_every_figure_that_a_rule_made_names_its_article_and_the_values_of_the_day() -> None:
    for line in lines_of(FAMILY):
        assert line["article"], line
        assert line["values"], line


def test_the_two_incomes_of_a_person_stand_apart_by_name() -> None:
    """Which figure was used for what can be read off: the reduction's and the levy's are never one."""
    lines = lines_of(household(head("1990-01-01", 1_000_000, casualty_loss_yen=700_000)))
    judged = steps(lines, "reduction_income")[0]
    assert (judged["value"], judged["record"]) == (300_000, {"income_yen": 1_000_000, "casualty_loss_yen": 700_000})
    levied = steps(lines, "income_part", part="basic")[0]
    assert levied["record"] == {"income_yen": 1_000_000, "assessable_income_yen": 570_000}


def test_a_stated_income_for_reductions_is_named_as_such() -> None:
    judged = steps(lines_of(household(head("1990-01-01", 5, reduction_income_yen=9))), "reduction_income")[0]
    assert (judged["value"], judged["record"]) == (9, {"reduction_income_yen": 9})


def test_an_unknown_income_is_shown_as_unknown_not_as_zero() -> None:
    lines = lines_of(household(head("1990-01-01", None)))
    assert steps(lines, "reduction_income")[0]["value"] is None
    assert steps(lines, "income_part")[0]["record"]["income_yen"] is None
    assert steps(lines, "reduction_class")[0]["unknown"] == ["1"]


def test_the_months_say_what_the_household_owed_before_and_after_the_cap() -> None:
    months = steps(lines_of(household(head("1990-01-01", 20_000_000))), "months", part="basic")
    assert months[0]["before_cap"] == 19_570_000 * 695 // 10_000 + 45_480
    assert months[0]["value"] == 660_000


def test_salary_that_does_not_count_and_pensions_are_shown_with_their_rule() -> None:
    lines = lines_of(FAMILY)
    reduced = steps(lines, "income_part", part="basic", person="4")
    assert [line["record"]["assessable_income_yen"] for line in reduced] == [1_570_000, 170_000]
    assert "premium.non_voluntary_ratio" in reduced[1]["values"]
    old = steps(lines_of(household(head("1950-01-01", 500_000, pension_income_yen=500_000))), "reduction_income")[0]
    assert old["record"]["pension_deduction_yen"] == 150_000
    assert "附則5条" in old["article"]


@pytest.mark.parametrize(("step", "amount"), [("part", 3), ("total", 1)])
def test_the_parts_and_the_whole_are_the_last_word(step: str, amount: int) -> None:
    lines = lines_of(household(head("1990-01-01", 3_000_000)))
    found = steps(lines, step)
    assert len(found) == amount
    assert sum(line["value"] for line in found) == levy_of(household(head("1990-01-01", 3_000_000))).total


def test_a_fraction_of_a_yen_is_told_exactly() -> None:
    by = changed(2025, {"premium.basic.per_head": 33_333, "premium.rounding.part": 1})
    file = household(head("1990-01-01", 0))
    found = steps(trace(levy_of(file, by), by), "per_head_part", part="basic")[0]
    assert found["value"] == "99999/10"
