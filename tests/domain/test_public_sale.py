"""公売 as law: the days of notice and decision, the guarantee, which bids count and who is highest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from server.domain.public_sale import (
    Bid,
    Phase,
    Stand,
    Terms,
    Verdict,
    best,
    decision_days,
    estimate_by,
    final_from,
    judge_terms,
    least_guarantee,
    may_release,
    notice_by,
    notice_needed,
    phase,
    verdict,
)
from server.domain.refusals import Refused
from server.domain.seizure import Kind, failed
from tests.shipped_values import shipped_values

VALUES = shipped_values()
LAND = Terms(
    kind=Kind.REAL_ESTATE,
    estimate=5_600_000,
    guarantee=560_000,
    prior=1_000_000,
    sale_on=date(2027, 3, 2),
    decide_on=date(2027, 3, 23),
    pay_by=date(2027, 4, 22),
)


def test_a_seizure_is_final_when_nobody_can_appeal_any_more() -> None:
    """Act art. 99, Civil Code arts. 140-143: three months from the day after, a closed last day moved on."""
    assert final_from(date(2026, 11, 18), VALUES) == date(2027, 2, 19)
    assert final_from(date(2026, 11, 30), VALUES) == date(2027, 3, 2)  # 28 February is a Sunday: 1 March
    assert final_from(date(2026, 12, 31), VALUES) == date(2027, 4, 1)


NOTICES = [
    (date(2027, 3, 2), date(2027, 2, 19)),  # 1 March is the first day counted back, 20 February the tenth
    (date(2027, 3, 3), date(2027, 2, 19)),  # 20 February is a Saturday
    (date(2027, 5, 17), date(2027, 5, 6)),
    (date(2027, 5, 14), date(2027, 4, 30)),  # 3 May is a holiday
]


@pytest.mark.parametrize(("sale_on", "last"), NOTICES)
def test_ten_whole_days_lie_between_notice_and_sale(sale_on: date, last: date) -> None:
    """Art. 95(1); circular on art. 95, no. 2."""
    assert notice_by(sale_on, VALUES) == last


def test_the_estimate_stands_three_whole_days_before_land_is_sold_else_the_day_before() -> None:
    """Arts. 99(1), 107(4)."""
    assert estimate_by(LAND, VALUES) == date(2027, 2, 26)
    assert estimate_by(replace(LAND, again=True), VALUES) == date(2027, 3, 1)
    assert estimate_by(replace(LAND, kind=Kind.MOVABLE), VALUES) == date(2027, 3, 1)


def test_land_is_decided_after_seven_to_twenty_one_days_and_a_movable_at_once() -> None:
    """Arts. 111, 113(1): the day of the sale is the first of the seven."""
    assert decision_days(Kind.REAL_ESTATE, date(2027, 3, 2), VALUES) == (date(2027, 3, 9), date(2027, 3, 23))
    assert decision_days(Kind.MOVABLE, date(2027, 3, 2), VALUES) == (date(2027, 3, 2), date(2027, 3, 2))


def test_the_guarantee_is_a_tenth_rounded_up_and_none_for_small_things() -> None:
    """Art. 100(1)."""
    day = date(2027, 3, 2)
    assert least_guarantee(500_000, VALUES, day, paid_at_once=False) == 0
    assert least_guarantee(500_001, VALUES, day, paid_at_once=False) == 50_001
    assert least_guarantee(9_000_000, VALUES, day, paid_at_once=True) == 0


TERMS: list[tuple[dict[str, object], date, list[str]]] = [
    ({}, date(2027, 2, 19), []),
    ({}, date(2027, 2, 22), ["sale_notice_short"]),
    ({"short_reason": "保存費"}, date(2027, 2, 26), []),
    ({"short_reason": "保存費"}, date(2027, 3, 1), ["sale_notice_short"]),  # never behind the estimate (circular no. 3)
    ({"again": True}, date(2027, 3, 1), []),
    ({"estimate": 1_000_000, "guarantee": 100_000}, date(2027, 2, 19), ["sale_useless"]),
    ({"estimate": 0, "prior": 0}, date(2027, 2, 19), ["sale_estimate_invalid", "sale_useless"]),
    ({"guarantee": 559_999}, date(2027, 2, 19), ["sale_guarantee_small"]),
    ({"decide_on": date(2027, 3, 8)}, date(2027, 2, 19), ["sale_decision_day", "sale_payment_day"]),
    ({"decide_on": date(2027, 3, 24)}, date(2027, 2, 19), ["sale_decision_day"]),
    ({"pay_by": date(2027, 4, 23)}, date(2027, 2, 19), ["sale_payment_day"]),
    ({"pay_by": date(2027, 3, 20)}, date(2027, 2, 19), ["sale_closed_day", "sale_payment_day"]),
]


@pytest.mark.parametrize(("changes", "today", "codes"), TERMS)
def test_terms_are_judged_with_every_reason(changes: dict[str, object], today: date, codes: list[str]) -> None:
    found = failed(judge_terms(replace(LAND, **changes), today, VALUES))  # type: ignore[arg-type]
    assert [check.code for check in found] == codes


def test_debtor_and_creditors_are_told_unless_the_last_sale_was_within_ten_days() -> None:
    """Arts. 96, 107(3)."""
    assert notice_needed(None, date(2027, 3, 2), VALUES)
    assert not notice_needed(date(2027, 3, 2), date(2027, 3, 12), VALUES)
    assert notice_needed(date(2027, 3, 2), date(2027, 3, 13), VALUES)


VERDICTS = [
    ({}, Verdict.VALID),
    ({"relation": "DEBTOR", "barred": True}, Verdict.DEBTOR),  # art. 92
    ({"same_name": True}, Verdict.DEBTOR),
    ({"relation": "OFFICIAL"}, Verdict.OFFICIAL),
    ({"barred": True, "guarantee": 0}, Verdict.BARRED),  # art. 108
    ({"guarantee": 9_999}, Verdict.NO_GUARANTEE),  # art. 100(2)
    ({"stated": False}, Verdict.NO_STATEMENT),  # art. 99-2
    ({"qualified": False}, Verdict.NOT_QUALIFIED),  # art. 95(1)(vii)
    ({"yen": 99_999}, Verdict.BELOW),  # art. 104(1)
    ({"yen": 100_000}, Verdict.VALID),
]


@pytest.mark.parametrize(("changes", "expected"), VERDICTS)
def test_a_bid_counts_or_not(changes: dict[str, object], expected: Verdict) -> None:
    bid = replace(Bid(1, "甲", 120_000, 10_000), **changes)  # type: ignore[arg-type]
    assert verdict(bid, Kind.REAL_ESTATE, 100_000, 10_000) is expected


def test_a_movable_needs_no_statement() -> None:
    assert verdict(Bid(1, "甲", 120_000, 0, stated=False), Kind.MOVABLE, 100_000, 0) is Verdict.VALID


def test_the_highest_bid_wins_and_equals_draw_lots() -> None:
    """Art. 104(2)."""
    one, other, low = Bid(1, "甲", 500, 0), Bid(2, "乙", 500, 0), Bid(3, "丙", 400, 0)
    assert best([]) is None
    assert best([low, one]) == one
    drawn = [replace(one, lot=2), replace(other, lot=1), low]
    assert best(drawn) == drawn[1]
    for wrong in ([one, other], [replace(one, lot=1), other], [replace(one, lot=1), replace(other, lot=1)]):
        with pytest.raises(Refused, match="sale_lot_missing"):
            best(wrong)
    for wrong in ([replace(one, lot=1), low], [one, replace(low, lot=1)]):
        with pytest.raises(Refused, match="sale_lot_needless"):
            best(wrong)


def test_three_sales_without_a_bid_allow_a_release() -> None:
    """Art. 79(2)(iii)."""
    assert [may_release(count, VALUES, date(2027, 3, 2)) for count in (2, 3, 4)] == [False, True, True]


STAND = Stand(date(2027, 3, 2), date(2027, 3, 9), False, False, False, False, open_yen=1)
PHASES = [
    ({}, date(2027, 3, 1), Phase.WAIT),
    ({}, date(2027, 3, 2), Phase.BIDS),
    ({"opened": True}, date(2027, 3, 8), Phase.WAIT),
    ({"opened": True}, date(2027, 3, 9), Phase.CONFIRM),
    ({"opened": True, "decided": True}, date(2027, 3, 9), Phase.WAIT),
    ({"open_yen": 0}, date(2027, 3, 2), Phase.PAID),
    ({"stopping": ("CONVERSION",)}, date(2027, 3, 2), Phase.HELD),
    ({"released": True, "open_yen": 0}, date(2027, 3, 2), Phase.RELEASED),
    ({"priced": True, "released": True, "open_yen": 0}, date(2027, 3, 9), Phase.WAIT),
    ({"priced": True, "distributed": True}, date(2027, 3, 9), Phase.DISTRIBUTED),
]


@pytest.mark.parametrize(("changes", "today", "expected"), PHASES)
def test_a_sale_stands_somewhere(changes: dict[str, object], today: date, expected: Phase) -> None:
    """Arts. 116, 117: nothing but the price makes the thing the buyer's; after it nothing stops the sale."""
    assert phase(replace(STAND, **changes), today) is expected  # type: ignore[arg-type]
