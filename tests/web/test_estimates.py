"""Estimates at the counter: the levy's own engine, a slip of a digit asked for, kept with the household."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from flask import Flask

from server.casework.estimate import make_estimate
from server.domain.levy.assess import assess
from server.domain.levy.parameters import load_parameters
from server.domain.levy.reading import read_household
from server.domain.refusals import InputInvalid
from server.store import estimates
from server.store.levy_inputs import levy_households
from tests.money.levying import decide, put_incomes
from tests.people import HOUSEHOLDS
from tests.web.clerk import Clerk, Screen
from tests.world import DAY, World

KEY = HOUSEHOLDS["insured"].key
NEW = f"/estimates/new?household_key={KEY}"
ALONE: dict[str, Any] = {
    "fiscal_year": 2026,
    "subject": "電話の人",
    "reference_date": None,
    "members": [{"id": "世帯主", "birth_date": "1985-05-05", "role": "head", "income": 2_400_000}],
}
_REST = (
    "months salary pension earner checked more reduction_income total_income transfer_deduction wages_deducted "
    "wages_received casualty_loss asset_tax separation_date delivery_date multiple exempt_months"
).split()
_BOXES = ("earner", "checked", "more", "multiple")


def answers(**changes: Any) -> dict[str, Any]:
    """The form's answers for one person who is not registered; changes go to the one row."""
    top = {name: changes.pop(name) for name in list(changes) if name in ("fiscal_year", "subject", "reference_date")}
    row = {name: name in changes and None for name in _BOXES} | {name: None for name in _REST if name not in _BOXES}
    row |= ALONE["members"][0] | changes
    shown = {name: row[name] for name in row if row["more"] or name not in _REST[6:]}
    return ALONE | top | {"members": [shown]}


def refused(world: World, key: str = "", **changes: Any) -> dict[str, str]:
    """What is wrong by field, nothing kept."""
    with pytest.raises(InputInvalid) as wrong:
        make_estimate(world.services, world.caller("saeki"), answers(**changes), key)
    with world.database.read() as conn:
        assert estimates.of_maker(conn, "saeki") == ()
    return {one.path: one.code for one in wrong.value.errors}


# ---- PM10: estimates reckoned outside the system, once wrong by a factor of ten ----


def test_pm10_the_estimate_of_a_household_is_the_levy_itself(office: Flask, city: World) -> None:
    put_incomes(city, first=3_210_000, others=450_000)
    (levy,) = decide(city)
    clerk = Clerk(office, "saeki")
    made = clerk.send(clerk.open(NEW))
    assert made.title == "三浦 健 世帯"
    assert f"{levy.total_after:,}" in made.words
    with city.database.read() as conn:
        (line,) = estimates.of_household(conn, KEY)
        kept = estimates.get(conn, line.estimate_id)
        values = city.services.values(conn)
        facts = levy_households(conn, [KEY], 2026, DAY, values)[KEY].payers[0].household
    assert kept is not None
    assert kept.total == levy.total_after == assess(facts, load_parameters(values, 2026)).total
    assert kept.result["trace"]
    assert assess(read_household(kept.inputs), load_parameters(values, 2026)).total == kept.total


@pytest.mark.parametrize("typed", [32_100_000, 321_000], ids=["ten times", "a tenth"])
def test_pm10_a_slip_of_a_digit_is_asked_for_beside_its_field(office: Flask, city: World, typed: int) -> None:
    put_incomes(city, first=3_210_000, others=450_000)
    clerk = Clerk(office, "saeki")
    screen = clerk.open(NEW)
    again = clerk.send(screen, **{"members-0-income": f"{typed:,}"})
    assert again.status == 422
    (said,) = again.errors()
    assert "3,210,000" in said
    assert again.page.xpath("//*[@id='f-members-0-income'][@aria-invalid='true']/@value") == [f"{typed:,}"]
    with city.database.read() as conn:
        assert estimates.of_household(conn, KEY) == ()
    made = clerk.send(again, **{"members-0-checked": "1"})
    assert made.path.startswith("/estimates/")
    assert f"{typed:,}" in made.words  # the figures it was made from stand on it


def test_pm10_a_large_income_of_a_stranger_is_asked_for(town: World) -> None:
    assert refused(town, income=24_000_000) == {"members.0.income": "estimate_large"}
    made = make_estimate(town.services, town.caller("saeki"), answers(income=24_000_000, checked=True), "")
    assert made.inputs["members"][0]["income_yen"] == 24_000_000


def test_pm10_the_result_says_when_it_is_several_times_the_levy_in_force(office: Flask, city: World) -> None:
    put_incomes(city, first=300_000)
    decide(city)
    clerk = Clerk(office, "saeki")
    made = clerk.send(clerk.open(NEW), **{"members-0-income": "9,000,000", "members-0-checked": "1"})
    assert "倍違います" in made.words


def test_pm10_the_paper_prints_the_figures_it_was_made_from(office: Flask, city: World) -> None:
    put_incomes(city, first=3_210_000, others=450_000)
    clerk = Clerk(office, "saeki")
    made = clerk.send(clerk.open(NEW))
    answer = clerk.open(f"{made.path}.pdf").answer
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.data))
    for word in ("3,210,000", "450,000", "決定ではありません", "国民健康保険条例15条", "三浦 健"):
        assert word in text


# ---- what is typed ----


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"subject": None}, {"subject": "estimate_subject_needed"}),
        ({"subject": "123456789018"}, {"subject": "my_number_in_text"}),
        ({"birth_date": "2027-05-01"}, {"members.0.birth_date": "date_too_late"}),
        ({"income": None, "salary": 5}, {"members.0.income": "levy_income_not_stated"}),
        ({"months": "13"}, {"members.0.months": "estimate_months"}),
        ({"months": "3-4"}, {"members.0.months": "estimate_months"}),
        ({"role": "nominal"}, {"members.0.role": "estimate_nobody_insured"}),
        ({"income": 10**11}, {"members.0.income": "number_too_large"}),
        ({"fiscal_year": 1999}, {"fiscal_year": "number_too_small"}),
        ({"reference_date": "2025-05-01"}, {"reference_date": "date_out_of_range"}),
        (
            {"more": True, "reduction_income": 1, "casualty_loss": 2},
            {"members.0.reduction_income": "levy_figures_conflict"},
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field(town: World, changes: dict[str, Any], wrong: dict[str, str]) -> None:
    assert refused(town, **changes) == wrong


def test_months_are_typed_as_a_span_or_one_by_one(town: World) -> None:
    def made(months: str) -> list[int]:
        kept = make_estimate(town.services, town.caller("saeki"), answers(months=months), "")
        return list(kept.inputs["members"][0]["months"])

    assert made("11〜3") == [11, 12, 1, 2, 3]
    assert made("４月、5、6") == [4, 5, 6]


def test_the_same_page_sent_twice_is_one_estimate(town: World) -> None:
    first = make_estimate(town.services, town.caller("saeki"), answers(), "")
    second = make_estimate(town.services, town.caller("saeki"), answers(), "")
    other = make_estimate(town.services, town.caller("saeki"), answers(income=100), "")
    assert first.estimate_id == second.estimate_id != other.estimate_id


def test_rows_are_added_and_nothing_typed_is_lost(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    screen = clerk.open("/estimates/new")
    more = clerk.send(screen, act="add:members", subject="転入予定の人", **{"members-0-id": "本人"})
    assert more.page.xpath("//input[@name='members-0-id']/@value") == ["本人"]
    assert len(more.page.xpath("//input[starts-with(@name,'members-') and contains(@name,'-id')]")) == 2


# ---- whose it is ----


def test_estimates_stand_on_the_households_page(office: Flask, city: World) -> None:
    put_incomes(city)
    clerk = Clerk(office, "saeki")
    made = clerk.send(clerk.open(NEW))
    home = clerk.open(f"/households/{KEY}")
    assert made.path in home.links("令和8年度")


@pytest.mark.parametrize(
    ("who", "name", "status"), [("kitano", "insured", 404), ("saeki", "protected", 403), ("center1", "insured", 403)]
)
def test_an_estimate_is_for_whoever_may_see_the_household(office: Flask, who: str, name: str, status: int) -> None:
    key = HOUSEHOLDS[name].key
    clerk = Clerk(office, who)
    assert clerk.open(f"/estimates/new?household_key={key}").status == status


def test_another_wards_clerk_sees_no_estimate_of_ours(office: Flask, city: World) -> None:
    made = make_estimate(city.services, city.caller("saeki"), answers(), "")
    assert seen(office, "saeki", made.estimate_id).status == 200
    assert seen(office, "kitano", made.estimate_id).status == 404
    assert seen(office, "saeki", "0" * 32).status == 404


def seen(office: Flask, who: str, estimate_id: str) -> Screen:
    return Clerk(office, who).open(f"/estimates/{estimate_id}")
