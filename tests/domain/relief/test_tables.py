"""Reliefs by their tables, to the yen: the city's own, and rules that other cities published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from server.domain.calendar import Calendar, period_end
from server.domain.levy.model import Part
from server.domain.papers import missing_papers
from server.domain.refusals import Refused
from server.domain.relief.amounts import PartBase, PersonShare, relieve
from server.domain.relief.choice import LevyBase, most_favourable, reckon
from server.domain.relief.grant import CEIL_RELIEF, FLOOR_REST, Grant, grant_json, read_grant
from server.domain.relief.rows import first_row, read_rows, with_drop
from server.domain.relief.rules import GROUNDS, grounds_on, load_rule, papers_of
from server.domain.relief.scope import Application, grant_of
from server.domain.values import Values
from server.exchange.values_files import default_directories, load_values

VALUES = Values(load_values(default_directories()))
APPLIED = date(2026, 11, 20)
YEAR = 0b111111111111


def base(income: int, head: int, household: int = 0, *, over: int = 0, part: Part = Part.BASIC) -> PartBase:
    """One part of a levy of the whole year, of one person."""
    share = PersonShare("head", Fraction(income), Fraction(0), Fraction(head), YEAR)
    amount = income + head + household - over
    return PartBase(part, amount, (share,), ((YEAR, Fraction(household)),), ((YEAR, Fraction(1)),), Fraction(over))


def applied(ground: str, facts: Mapping[str, Any], **says: object) -> Application:
    exact = {name: fact if name in ("cause", "damage") else Fraction(fact) for name, fact in facts.items()}
    return Application(
        **{"key": "k", "ground": ground, "applied_on": APPLIED, "event_on": date(2026, 9, 1), "facts": exact} | says  # type: ignore[arg-type]
    )


def yen(application: Application, *bases: PartBase, tenths: int = 0) -> int:
    return reckon(application, [LevyBase(bases, tenths)], 2026, VALUES).yen


DISASTER = [
    # loss of house and goods net of insurance, income of the year before: what of 200,000 falls away (要綱3条)
    ("0.5", 5_000_000, 200_000),
    ("0.8", 5_000_001, 100_000),
    ("0.5", 7_500_000, 100_000),
    ("0.5", 7_500_001, 50_000),
    ("0.5", 10_000_000, 50_000),
    ("0.5", 10_000_001, 0),
    ("0.49", 5_000_000, 100_000),
    ("0.3", 5_000_001, 50_000),
    ("0.3", 7_500_001, 25_000),
    ("0.29", 1_000_000, 0),
]


@pytest.mark.parametrize(("loss", "income", "expected"), DISASTER)
def test_a_disaster_is_relieved_by_loss_and_income(loss: str, income: int, expected: int) -> None:
    facts = {"loss": loss, "income": income, "cause": "HOUSE"}
    assert yen(applied("DISASTER", facts), base(150_000, 40_000, 10_000)) == expected


def test_the_death_of_the_earner_relieves_all_whatever_the_house_lost() -> None:
    assert yen(applied("DISASTER", {"cause": "DEATH"}), base(150_000, 40_000)) == 190_000


INCOME = [
    # last year's income, this year's estimate: what of an income part of 120,000 falls away (要綱4条)
    (3_000_000, 2_100_000, 36_000),
    (3_000_000, 2_100_001, 0),
    (3_000_000, 0, 120_000),
    (3_000_000, 1_000_000, 80_000),
    (10_000_000, 5_000_000, 60_000),
    (10_000_001, 5_000_000, 0),
    (0, 0, 0),
    (3_000_000, 3_600_000, 0),
]


@pytest.mark.parametrize(("last", "now", "expected"), INCOME)
def test_a_loss_of_income_relieves_the_income_part_by_its_rate(last: int, now: int, expected: int) -> None:
    assert yen(applied("INCOME_DROP", {"income": last, "estimate": now}), base(120_000, 50_000, 20_000)) == expected


INSTALMENTS = tuple((date(2026, month, 28), 33_000) for month in range(6, 13))


def test_only_instalments_not_yet_due_on_the_day_of_application_count() -> None:
    one = applied("INCOME_DROP", {"income": 100, "estimate": 0}, instalments=INSTALMENTS)
    assert yen(one, base(140_000, 0)) == 40_000  # two of seven
    on_the_day = applied(
        "INCOME_DROP", {"income": 100, "estimate": 0}, instalments=INSTALMENTS, applied_on=date(2026, 11, 28)
    )
    assert yen(on_the_day, base(140_000, 0)) == 40_000
    late = applied(
        "INCOME_DROP", {"income": 100, "estimate": 0}, instalments=INSTALMENTS, applied_on=date(2026, 12, 29)
    )
    found = reckon(late, [LevyBase((base(140_000, 0),), 0)], 2026, VALUES)
    assert (found.yen, found.why) == (0, "LATE")


def test_who_is_detained_owes_nothing_from_the_month_after_to_before_his_release() -> None:
    wife = PersonShare("wife", Fraction(60_000), Fraction(0), Fraction(24_000), YEAR)
    husband = PersonShare("husband", Fraction(120_000), Fraction(0), Fraction(24_000), YEAR)
    part = PartBase(Part.BASIC, 228_000, (wife, husband), (), ((YEAR, Fraction(1)),))
    one = applied(
        "DETENTION",
        {},
        persons=("husband",),
        event_on=date(2026, 6, 10),
        ended_on=date(2026, 10, 5),
        applied_on=APPLIED,
    )
    assert yen(one, part) == 144_000 * 3 // 12  # July to September


FORMER = [
    # class of the reduction by income, all former dependants (要綱6条): of 100,000, 40,000 and 20,000
    (0, 0, 120_000),
    (0, 1, 130_000),
    (2, 0, 115_000),
    (2, 1, 122_500),
    (5, 1, 100_000),
    (7, 0, 100_000),
]


@pytest.mark.parametrize(("tenths", "alone", "expected"), FORMER)
def test_former_dependants_pay_no_income_part_and_half_of_the_rest(tenths: int, alone: int, expected: int) -> None:
    one = applied("FORMER_DEPENDANT", {"alone": alone}, event_on=date(2026, 4, 1))
    assert yen(one, base(100_000, 40_000, 20_000), tenths=tenths) == expected


def test_the_half_of_the_per_head_amount_ends_after_two_years() -> None:
    one = applied("FORMER_DEPENDANT", {"alone": 0}, event_on=date(2024, 8, 15))
    assert yen(one, base(120_000, 48_000)) == 120_000 + 48_000 // 2 * 4 // 12  # April to July 2026


def test_the_citys_own_cut_is_for_who_has_no_reduction_by_law() -> None:
    one = applied("CITY_CUT", {"income": 1_500_000})
    assert yen(one, base(50_000, 40_000, 20_000)) == 12_000
    assert yen(one, base(50_000, 40_000, 20_000), tenths=2) == 0
    assert yen(applied("CITY_CUT", {"income": 1_500_001}), base(50_000, 40_000, 20_000)) == 0


AFFECTED = read_rows(
    [
        # the ministry's form of 2020, e.g. 富里市: A x B / C x D; business closed or work lost: all of A x B / C
        "cause=CLOSED|UNEMPLOYED -> affected 1",
        "drop<0.3 -> whole 0",
        "income<=3000000 -> affected 1",
        "income<=4000000 -> affected 0.8",
        "income<=5500000 -> affected 0.6",
        "income<=7500000 -> affected 0.4",
        "income<=10000000 -> affected 0.2",
    ]
)
PUBLISHED = [
    # A, B, C, the main earner's income, revenue before and now, cause; then the yen
    (300_000, 2_000_000, 4_000_000, 3_500_000, 100, 60, "BUSINESS", 120_000),
    (300_000, 3_000_000, 3_000_000, 3_000_000, 100, 70, "BUSINESS", 300_000),
    (300_000, 3_000_000, 3_000_000, 3_000_000, 100, 71, "BUSINESS", 0),
    (472_000, 4_500_000, 6_000_000, 4_500_000, 100, 10, "BUSINESS", 212_400),
    (472_000, 4_500_000, 6_000_000, 9_000_000, 100, 10, "CLOSED", 354_000),
    (472_000, 4_500_000, 6_000_000, 10_000_001, 100, 10, "BUSINESS", 0),
    (472_000, 0, 6_000_000, 2_000_000, 100, 10, "BUSINESS", 0),
]


@pytest.mark.parametrize(("a", "b", "c", "income", "last", "now", "cause", "expected"), PUBLISHED)
def test_the_published_formula_of_affected_income_comes_out(
    a: int, b: int, c: int, income: int, last: int, now: int, cause: str, expected: int
) -> None:
    facts = {"affected": b, "income_all": c, "income": income, "last": last, "now": now}
    exact = {name: Fraction(fact) for name, fact in facts.items()} | {"cause": cause}
    grant = Grant(key="k", ground="INCOME_DROP", rows=AFFECTED, facts=exact)
    assert relieve(grant, [base(a, 0)], 2026, 0).total == expected


ROUNDINGS = [
    # what falls away is a third of 10,000: 3,333.33...; unit, rounding, the relief
    (1, "FLOOR_RELIEF", 3_333),
    (10, "FLOOR_RELIEF", 3_330),
    (100, "FLOOR_RELIEF", 3_300),
    (1, CEIL_RELIEF, 3_334),
    (100, CEIL_RELIEF, 3_400),
    (100, FLOOR_REST, 3_400),
    (1000, FLOOR_REST, 4_000),
]


@pytest.mark.parametrize(("unit", "rounding", "expected"), ROUNDINGS)
def test_the_yen_are_rounded_as_the_city_does(unit: int, rounding: str, expected: int) -> None:
    third = Grant(key="k", ground="OTHER", rows=read_rows(["-> whole 1/3"]), facts={}, unit=unit, rounding=rounding)
    assert relieve(third, [base(10_000, 0)], 2026, 0).total == expected


def test_the_parts_make_up_the_whole_and_none_falls_below_nothing() -> None:
    bases = [base(101, 0), base(99, 0, part=Part.SUPPORT), base(1, 0, part=Part.CARE)]
    half = Grant(key="k", ground="OTHER", rows=read_rows(["-> whole 1/2"]), facts={}, unit=100, rounding=CEIL_RELIEF)
    found = relieve(half, bases, 2026, 0)
    assert found.total == 200
    assert all(0 <= found.yen[one.part] <= one.amount for one in bases)


def test_what_the_cap_takes_off_is_taken_off_the_income_part_first() -> None:
    one = applied("INCOME_DROP", {"income": 100, "estimate": 0})
    assert yen(one, base(500_000, 50_000, over=100_000)) == 400_000


def test_the_more_favourable_of_two_grounds_counts_never_both() -> None:
    levy = LevyBase((base(120_000, 50_000, 20_000),), 0)
    facts = {"income": 3_000_000, "estimate": 1_000_000, "loss": "0.3", "cause": "HOUSE"}
    many = [reckon(applied(ground, facts), [levy], 2026, VALUES) for ground in ("INCOME_DROP", "DISASTER")]
    best = most_favourable(many)
    assert best is not None
    assert ([one.yen for one in many], best.ground) == ([80_000, 95_000], "DISASTER")
    assert most_favourable([]) is None


def test_a_grant_is_kept_and_read_again_the_same() -> None:
    one = grant_of(
        applied("DETENTION", {"cause": "HOUSE", "income": "1/3"}, persons=("p",), ended_on=date(2026, 12, 1)),
        load_rule(VALUES, "DETENTION", APPLIED),
    )
    assert read_grant(grant_json(one)) == one


@pytest.mark.parametrize("ground", [one for one in GROUNDS if one != "NON_VOLUNTARY"])
def test_every_ground_of_the_city_has_its_rule(ground: str) -> None:
    assert ground in grounds_on(VALUES, APPLIED)
    rule = load_rule(VALUES, ground, APPLIED)
    assert rule.rows
    assert rule.article


def test_either_of_two_papers_will_do() -> None:
    wanted = papers_of(VALUES, "INCOME_DROP", APPLIED)
    assert missing_papers(wanted, []) == ("PAY_SLIPS|CLOSURE|JOBLESS|MEDICAL",)
    assert missing_papers(wanted, ["CLOSURE"]) == ()


WRONG_ROWS = [
    "loss>=0.5 whole 1",
    "loss>0.5 -> whole",
    "loss>0.5 -> everything 1",
    "loss>0.5 -> whole 11/10",
    "loss>0.5 -> whole 1/0",
    "loss~0.5 -> whole 1",
    "cause>=X -> whole 1",
    "loss>=many -> whole 1",
    "-> whole 1, whole 1",
]


@pytest.mark.parametrize("row", WRONG_ROWS)
def test_a_row_that_makes_no_sense_is_named(row: str) -> None:
    with pytest.raises(ValueError, match=r"->|arrow"):
        read_rows([row])


def test_a_fact_that_a_row_asks_for_must_be_there() -> None:
    rows = read_rows(["loss>=0.5 -> whole 1"])
    with pytest.raises(Refused, match="relief_fact_missing"):
        first_row(rows, {})


def test_the_rate_of_loss_is_of_the_revenue_where_it_is_stated() -> None:
    said = {"income": Fraction(100), "estimate": Fraction(100), "last": Fraction(100), "now": Fraction(25)}
    assert with_drop(said)["drop"] == Fraction(3, 4)


WRONG_DAYS = [
    ({"event_on": date(2026, 11, 21)}, "relief_event_after_application"),
    ({"ended_on": date(2026, 8, 31)}, "relief_ends_before_event"),
]


@pytest.mark.parametrize(("says", "code"), WRONG_DAYS)
def test_days_that_cannot_be_are_refused(says: dict[str, date], code: str) -> None:
    with pytest.raises(Refused, match=code):
        reckon(applied("OTHER", {"stated": "0.5"}, **says), [LevyBase((base(1, 0),), 0)], 2026, VALUES)


def test_on_no_day_of_three_years_do_the_waits_for_papers_pass_the_day_of_decision() -> None:
    """Whoever waits for papers comes back to a person's list before the application's own date (PM21)."""
    calendar, times = Calendar(VALUES), VALUES.integer("relief.document_requests", APPLIED)
    for number in range(3 * 365):
        received = date(2025, 1, 1) + timedelta(days=number)
        due = period_end(received, VALUES.period("relief_decision_due", received), calendar)
        held = period_end(received, VALUES.period("relief_hold", received), calendar)
        waits = received
        for _ in range(times):
            waits = period_end(waits, VALUES.period("document_wait", waits), calendar)
        assert waits < due <= held, received
