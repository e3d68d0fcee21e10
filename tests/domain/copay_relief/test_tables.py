"""一部負担金の減免 by the city's table, to the month and the yen; rules of other cities; what never may be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.copay_relief.judging import WHYS, Application, Found, judge, overlaps, to_pay
from server.domain.copay_relief.months import Span, last_day_of, months_left
from server.domain.copay_relief.rows import DEFER, EXEMPT, REDUCE, first_row, read_rows, with_ratios
from server.domain.copay_relief.rules import (
    CALENDAR,
    FROM_DAY,
    GROUNDS,
    Rule,
    grounds_on,
    load_rule,
    papers_of,
)
from server.domain.copay_relief.words import GROUNDS as GROUND_WORDS
from server.domain.copay_relief.words import PAPERS, WHY, paper, share_words
from server.domain.papers import missing_papers
from server.domain.refusals import Refused
from server.domain.values import Values
from server.exchange.values_files import default_directories, load_values

VALUES = Values(load_values(default_directories()))
DAY = date(2026, 11, 18)


def rule(ground: str = "UNEMPLOYED") -> Rule:
    return load_rule(VALUES, ground, DAY)


def tried(ground: str = "UNEMPLOYED", **says: Any) -> Found:
    """118,000 yen a month against a standard of 132,000, in hospital, nothing paid."""
    facts = {"income": 118_000, "basic": 132_000, "savings": 90_000, "before": 300_000} | says.pop("facts", {})
    exact = {name: Fraction(fact) for name, fact in facts.items() if fact is not None}
    asked: dict[str, Any] = {"applied_on": DAY, "from_day": DAY, "months": 3, "facts": exact | {"cause": ground}}
    return judge(Application(**asked | says), rule(ground))


TABLE = [
    # income by a standard of 132,000 → measure, share that falls away (要綱4条)
    (145_200, EXEMPT, "1"),
    (145_201, REDUCE, "7/10"),
    (151_800, REDUCE, "7/10"),
    (151_801, REDUCE, "2/5"),
    (158_400, REDUCE, "2/5"),
    (158_401, DEFER, "0"),
    (171_600, DEFER, "0"),
]


@pytest.mark.parametrize(("income", "measure", "share"), TABLE)
def test_the_measure_is_the_first_row_that_holds(income: int, measure: str, share: str) -> None:
    found = tried(facts={"income": income})
    assert (found.why, found.measure, found.share) == (None, measure, Fraction(share))


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("PAID", {"paid": True}),  # 法44条1項: 支払うことが困難
    ("EARLY", {"from_day": date(2026, 11, 17)}),  # 要綱6条
    ("EARLY", {"from_day": date(2026, 11, 3), "urgent": True}),
    ("OUTPATIENT", {"inpatient": False}),
    ("NO_DROP", {"facts": {"before": 168_571}}),  # less than three tenths
    ("SAVINGS", {"facts": {"savings": 396_001}}),
    ("NO_ROW", {"facts": {"income": 171_601}}),
]


@pytest.mark.parametrize(("why", "says"), REFUSED)
def test_what_lies_outside_is_refused_with_its_reason(why: str, says: dict[str, Any]) -> None:
    found = tried(**says)
    assert (found.why, found.first_day) == (why, None)


GRANTED: list[tuple[str, dict[str, Any]]] = [
    ("UNEMPLOYED", {"from_day": date(2026, 11, 4), "urgent": True}),  # the fourteenth day
    ("UNEMPLOYED", {"facts": {"before": 168_572}}),
    ("UNEMPLOYED", {"facts": {"savings": 396_000}}),
    ("DISASTER", {"inpatient": False, "facts": {"before": None}}),
    ("OTHER", {"facts": {"before": None}}),
]


@pytest.mark.parametrize(("ground", "says"), GRANTED)
def test_the_last_that_lies_within_is_granted(ground: str, says: dict[str, Any]) -> None:
    assert tried(ground, **says).measure == EXEMPT


@pytest.mark.parametrize("name", ["income", "basic", "savings", "before"])
def test_a_fact_that_the_rule_needs_is_asked_for(name: str) -> None:
    with pytest.raises(Refused) as refused:
        tried(facts={name: None})
    assert (refused.value.code, refused.value.field) == ("copay_fact_missing", name)


MONTHS = [
    (date(2026, 11, 18), 1, CALENDAR, date(2026, 11, 30)),
    (date(2026, 11, 18), 3, CALENDAR, date(2027, 1, 31)),
    (date(2026, 11, 1), 6, CALENDAR, date(2027, 4, 30)),
    (date(2026, 11, 18), 1, FROM_DAY, date(2026, 12, 17)),
    (date(2026, 11, 1), 3, FROM_DAY, date(2027, 1, 31)),
    (date(2027, 1, 31), 1, FROM_DAY, date(2027, 2, 28)),  # 民法143条2項ただし書
    (date(2027, 12, 31), 2, FROM_DAY, date(2028, 2, 29)),
]


@pytest.mark.parametrize(("first", "months", "by", "last"), MONTHS)
def test_a_certificate_holds_for_so_many_months(first: date, months: int, by: str, last: date) -> None:
    assert last_day_of(first, months, by) == last


SPENT = Span(EXEMPT, date(2026, 6, 10), date(2026, 7, 31))
LEFT = [
    # measure of the next, its first day, certificates before → months left (要綱5条: 3 of 12 months; 猶予 6)
    (EXEMPT, date(2026, 8, 1), (SPENT,), 1),
    (REDUCE, date(2026, 8, 1), (SPENT,), 1),  # one limit for both
    (DEFER, date(2026, 8, 1), (SPENT,), 6),
    (EXEMPT, date(2027, 6, 9), (SPENT,), 1),
    (EXEMPT, date(2027, 6, 10), (SPENT,), 3),  # a year later it counts no more
    (EXEMPT, date(2026, 8, 1), (SPENT, Span(EXEMPT, date(2026, 5, 1), date(2026, 5, 31))), 0),
    (EXEMPT, date(2026, 7, 31), (SPENT,), 2),  # the month that both touch counts once
    (DEFER, date(2026, 8, 1), (Span(DEFER, date(2026, 1, 5), date(2026, 6, 30)),), 0),
]


@pytest.mark.parametrize(("measure", "first", "before", "left"), LEFT)
def test_months_that_are_left(measure: str, first: date, before: tuple[Span, ...], left: int) -> None:
    assert months_left(measure, first, before, rule()) == left


def test_months_from_the_day_count_a_broken_one_as_a_whole() -> None:
    other = replaced(count_by=FROM_DAY)
    assert months_left(EXEMPT, date(2026, 9, 1), [SPENT], other) == 1  # 10 June to 31 July: two months
    assert months_left(EXEMPT, date(2026, 9, 1), [Span(EXEMPT, date(2026, 6, 10), date(2026, 7, 9))], other) == 2


def replaced(**says: Any) -> Rule:
    base = rule()
    return Rule(**{name: getattr(base, name) for name in Rule.__slots__} | says)


def test_a_renewal_gets_no_more_than_is_left_and_then_nothing() -> None:
    found = tried(from_day=date(2026, 11, 18), before=(Span(EXEMPT, date(2026, 9, 1), date(2026, 10, 31)),))
    assert (found.months, found.last_day, found.left) == (1, date(2026, 11, 30), 1)
    used = (Span(EXEMPT, date(2026, 8, 1), date(2026, 10, 31)),)
    assert tried(before=used).why == "USED_UP"


OTHER_CITIES: list[tuple[list[str], dict[str, object], tuple[str, str] | None]] = [
    # 1155/1000 exempt, 1300/1000 by tenths
    (["income<=1.155*basic -> exempt", "income<=1.3*basic -> reduce 8/10"], {"income": 152_460}, (EXEMPT, "1")),
    (["income<=1.155*basic -> exempt", "income<=1.3*basic -> reduce 8/10"], {"income": 152_461}, (REDUCE, "4/5")),
    # what the income is above the standard is paid, the rest falls away
    (["income<=basic -> exempt", "ratio<=1.3 -> reduce over"], {"income": 142_000, "copay": 40_000}, (REDUCE, "3/4")),
    (["drop>=0.5 cause=CLOSED|UNEMPLOYED -> exempt"], {"income": 150_000}, (EXEMPT, "1")),
    (["drop>0.5 cause=CLOSED|UNEMPLOYED -> exempt"], {"income": 150_000}, None),
    (["cause=DISASTER -> exempt", "-> defer"], {}, (DEFER, "0")),
    (["savings<=1*basic income<basic -> exempt"], {"savings": 132_000}, (EXEMPT, "1")),
    (["damage_share>=0.5 -> reduce stated"], {"damage_share": "0.5", "stated": "0.65"}, (REDUCE, "13/20")),
]


@pytest.mark.parametrize(("table", "facts", "wanted"), OTHER_CITIES)
def test_the_tables_of_other_cities(table: list[str], facts: dict[str, object], wanted: tuple[str, str] | None) -> None:
    texts = [one.replace("income<=basic", "income<=1*basic").replace("income<basic", "income<1*basic") for one in table]
    base: dict[str, object] = {"income": 118_000, "basic": 132_000, "savings": 90_000, "before": 300_000}
    exact: dict[str, Any] = {name: Fraction(str(fact)) for name, fact in (base | facts).items()}
    known = with_ratios(exact | {"cause": "UNEMPLOYED"})
    row = first_row(read_rows(texts), known)
    assert (row and (row.measure, str(row.falls_away(known)))) == wanted


NONSENSE = [
    "income<=1 exempt",
    "income -> exempt",
    "income<=x*basic -> exempt",
    "income<=1/0 -> exempt",
    "cause<=FLOOD -> exempt",
    "cause=flood -> exempt",
    "income<=1 -> halve",
    "income<=1 -> reduce",
    "income<=1 -> reduce 11/10",
    "income<=1 -> reduce -1/10",
    "income<=1 -> exempt 1",
]


@pytest.mark.parametrize("text", NONSENSE)
def test_a_row_without_sense_is_no_row(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_rows([text])


PAYS = [
    # cost, share in tenths, what falls away → yen at the provider (法42条の2・44条3項: 10円未満四捨五入)
    (12_340, 3, "0", 3_700),
    (12_350, 3, "0", 3_710),
    (486_000, 3, "7/10", 43_740),
    (486_000, 3, "2/5", 87_480),
    (486_000, 3, "1", 0),
    (15, 3, "0", 0),
    (17, 3, "0", 10),
]


@pytest.mark.parametrize(("cost", "share", "away", "yen"), PAYS)
def test_what_is_paid_at_the_provider(cost: int, share: int, away: str, yen: int) -> None:
    assert to_pay(cost, share, Fraction(away), 10) == yen


@given(
    income=st.integers(0, 400_000),
    more=st.integers(0, 50_000),
    months=st.integers(1, 12),
    first=st.dates(date(2026, 11, 18), date(2028, 12, 31)),
)
def test_more_income_never_gives_more_and_no_certificate_passes_its_limit(
    income: int, more: int, months: int, first: date
) -> None:
    order = {EXEMPT: 3, REDUCE: 2, DEFER: 1, None: 0}
    says: dict[str, Any] = {"months": months, "from_day": first}
    less = tried(facts={"income": income, "before": 2_000_000}, **says)
    higher = tried(facts={"income": income + more, "before": 2_000_000}, **says)
    assert (order[higher.measure], higher.share) <= (order[less.measure], less.share)
    for found in (less, higher):
        assert found.why is None or found.why in WHYS
        if found.last_day is not None and found.measure is not None:
            assert found.months <= min(months, rule().months[found.measure])
            assert first <= found.last_day
            assert not overlaps(found.last_day, found.last_day, [Span(EXEMPT, date(2020, 1, 1), first)]) or (
                found.last_day == first
            )


@given(
    cost=st.integers(0, 10_000_000), share=st.integers(1, 3), tenths=st.integers(0, 10), more=st.integers(0, 100_000)
)
def test_nobody_pays_more_with_a_relief_or_less_for_more_treatment(
    cost: int, share: int, tenths: int, more: int
) -> None:
    away = Fraction(tenths, 10)
    assert 0 <= to_pay(cost, share, away, 10) <= to_pay(cost, share, Fraction(0), 10)
    assert to_pay(cost, share, away, 10) <= to_pay(cost + more, share, away, 10)
    assert to_pay(cost, share, away, 10) % 10 == 0


def test_the_city_has_every_ground_with_papers_and_words() -> None:
    assert grounds_on(VALUES, DAY) == GROUNDS
    assert set(GROUND_WORDS) == set(GROUNDS)
    assert set(WHY) == set(WHYS)
    for ground in GROUNDS:
        for code in papers_of(VALUES, ground, DAY):
            assert set(code.split("|")) <= set(PAPERS)
    assert missing_papers(("A", "B|C"), ("C",)) == ("A",)
    assert paper("JOBLESS|PAY_SLIPS").endswith("のいずれか")


def test_a_ground_that_the_city_does_not_have_is_refused() -> None:
    with pytest.raises(Refused, match="copay_ground_unknown"):
        load_rule(VALUES, "FLOOD", DAY)
    with pytest.raises(Refused, match="copay_months_none"):
        tried(months=0)


def test_a_share_is_said_in_words() -> None:
    assert share_words(REDUCE, "7/10") == ("7割を減額", "Reduction by 7 tenths")
    assert share_words(REDUCE, "13/20") == ("100分の65を減額", "Reduction by 65 hundredths")
    assert share_words(REDUCE, "1/3") == ("3分の1を減額", "Reduction by 1/3")
    assert share_words(DEFER, "0") == ("徴収猶予", "Deferral")
