"""What is done to a claim: each act in the yen it moves, and where nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.ledger.acts import (
    added,
    brought_forward,
    levy_changed,
    offset,
    received,
    refunded,
    reversed_line,
    written_off,
)
from server.domain.ledger.amounts import NONE, Amounts, split
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Kind, Standing
from server.domain.ledger.rules import Rules, rules_on
from server.domain.receipts import Asked, Outcome, apply_receipt
from server.domain.refusals import Refused
from tests.shipped_values import shipped_values

DAY = date(2026, 9, 1)
DUE = date(2026, 8, 31)
RULES = Rules()
VALUES = shipped_values()
VALUES = shipped_values()
LEVIED = Amounts(700, 200, 0, 100)


def claim(levied: Amounts = LEVIED, *, no: int = 3, due: date = DUE, late: int = 0) -> Claim:
    """An instalment of 2026, levied and open; with a late charge where wanted."""
    new = Claim(f"2026-0000000001-{no:02d}", "h", 2026, 2026, Standing.CURRENT, due)
    made = levy_changed(new, levied, "levy", DAY)
    made += added(new, Kind.LATE_FIXED, late, DAY) if late else []
    return replace(new, levied=levied).after(made)


def kinds(postings: list[Posting]) -> list[Kind]:
    return [posting.kind for posting in postings]


def test_a_full_payment_falls_on_the_parts_as_levied() -> None:
    made = received(claim(), 1000, DAY, RULES)
    assert [posting.amounts for posting in made] == [LEVIED]
    assert not claim().after(made).open


def test_a_part_payment_is_floored_by_part_and_the_rest_goes_to_the_medical_part() -> None:
    (line,) = received(claim(Amounts(333, 333, 0, 333)), 100, DAY, RULES)
    assert line.amounts == Amounts(34, 33, 0, 33)


def test_principal_is_paid_before_the_late_charge() -> None:
    before = claim(late=1200)
    after = before.after(received(before, 1500, DAY, RULES))
    assert (after.open.principal.total, after.open.late) == (0, 700)


def test_another_city_may_set_the_late_charge_first() -> None:
    before = claim(late=1200)
    rules = Rules(order=("late", "principal", "fee", "cost"))
    after = before.after(received(before, 1500, DAY, rules))
    assert (after.open.principal.total, after.open.late) == (700, 0)


def test_the_shipped_order_is_principal_first_and_oldest_due_date_first() -> None:
    assert rules_on(shipped_values(), DAY) == RULES


def test_a_slip_for_the_late_charge_pays_the_late_charge() -> None:
    before = claim(late=1200)
    applied = apply_receipt([Asked(before, "late")], 1200, DAY, RULES, VALUES)
    assert applied.claims[0].open == LEVIED


def test_what_is_paid_twice_stands_as_overpaid() -> None:
    before = claim()
    applied = apply_receipt([Asked(before, "principal")], 1000, DAY, RULES, VALUES)
    again = apply_receipt([Asked(applied.claims[0], "principal")], 1000, DAY, RULES, VALUES)
    assert (applied.outcome, again.outcome) == (Outcome.FULL, Outcome.OVERPAID)
    assert (again.claims[0].open, again.claims[0].payable.total) == (NONE, 1000)


def test_a_slip_of_several_instalments_pays_the_oldest_first() -> None:
    old, new = claim(no=2, due=date(2026, 7, 31)), claim(no=3)
    applied = apply_receipt([Asked(new, "principal", 1000), Asked(old, "principal", 1000)], 1500, DAY, RULES, VALUES)
    opened = {one.key: one.open.total for one in applied.claims}
    assert opened == {old.key: 0, new.key: 500}
    assert applied.outcome is Outcome.PARTIAL


def test_pm15_nothing_falls_on_a_claim_that_is_extinct() -> None:
    extinct = replace(claim(), prescribed_after=date(2026, 8, 1))
    applied = apply_receipt([Asked(extinct, "principal")], 1000, DAY, RULES, VALUES)
    assert (applied.claims[0].open, applied.claims[0].payable.total) == (LEVIED, 1000)


def test_a_levy_reduced_below_what_is_paid_leaves_an_overpayment() -> None:
    paid = claim().after(received(claim(), 1000, DAY, RULES))
    made = levy_changed(paid, Amounts(400, 100), "second", DAY)
    assert kinds(made) == [Kind.REDUCE, Kind.OVERPAID]
    assert paid.after(made).payable.total == 500


def test_a_part_that_falls_pays_for_a_part_that_rises_before_anyone_hears_of_a_debt() -> None:
    paid = claim().after(received(claim(), 1000, DAY, RULES))
    made = levy_changed(paid, Amounts(600, 300, 0, 100), "second", DAY)
    assert kinds(made) == [Kind.ASSESS, Kind.REDUCE, Kind.REALLOCATED]
    after = paid.after(made)
    assert (after.open, after.payable) == (NONE, NONE)


def test_a_reversal_brings_an_overpayment_back_to_its_debt() -> None:
    before = claim()
    (line, surplus) = received(before, 1500, DAY, RULES)
    paid = before.after([line, surplus])
    made = reversed_line(paid, replace(line, line_no=4), DAY, reason="別の期別")
    assert kinds(made) == [Kind.RECEIPT, Kind.OVERPAID_BACK]
    assert (paid.after(made).open, paid.after(made).payable) == (LEVIED, NONE)


def test_money_that_was_refunded_is_not_taken_from_under_the_refund() -> None:
    before = claim()
    made = received(before, 1500, DAY, RULES)
    paid = before.after(made)
    paid = paid.after(refunded(paid, 500, DAY, VALUES))
    with pytest.raises(Refused, match="ledger_overpaid_used"):
        reversed_line(paid, replace(made[0], line_no=4), DAY, reason="別の期別")


def test_a_levy_line_is_not_reversed_but_corrected_by_a_decision() -> None:
    (line,) = levy_changed(claim(NONE), LEVIED, "levy", DAY)
    with pytest.raises(Refused, match="ledger_not_reversible"):
        reversed_line(claim(), replace(line, line_no=1), DAY, reason="x")


def overpaid(yen: int = 1500) -> Claim:
    """Paid too much."""
    return claim(no=1, due=date(2026, 6, 30)).after(received(claim(no=1), yen, DAY, RULES))


def test_an_overpayment_is_set_off_against_a_debt_that_is_due() -> None:
    target = claim()
    made = offset(overpaid(), target, 500, DAY, RULES)
    assert [posting.yen for posting in made] == [500, 500]
    assert target.after(made).open.total == 500


@pytest.mark.parametrize(
    ("target", "yen", "code"),
    [
        (claim(due=date(2026, 9, 30)), 500, "ledger_not_due"),
        (replace(claim(), book="other"), 500, "ledger_other_household"),
        (claim(), 501, "ledger_more_than_overpaid"),
        (claim(Amounts(100)), 500, "ledger_more_than_open"),
        (replace(claim(), prescribed_after=date(2026, 8, 1)), 500, "ledger_more_than_open"),
        (claim(), 0, "ledger_amount_invalid"),
    ],
)
def test_a_set_off_is_refused(target: Claim, yen: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        offset(overpaid(), target, yen, DAY, RULES)


@pytest.mark.parametrize(
    ("day", "kind", "year"),
    [
        (date(2027, 5, 31), Kind.REFUND_REVENUE, 2026),
        (date(2027, 6, 1), Kind.REFUND_EXPENSE, 2027),
    ],
)
def test_a_refund_leaves_revenue_while_the_books_are_open(day: date, kind: Kind, year: int) -> None:
    """施行令165条の7."""
    (line,) = refunded(overpaid(), 500, day, VALUES)
    assert (line.kind, line.accounting_year) == (kind, year)


def test_what_is_open_at_the_close_is_carried_year_by_year() -> None:
    now, made = brought_forward(claim(), date(2028, 6, 1), VALUES)
    assert [posting.accounting_year for posting in made] == [2026, 2027, 2027, 2028]
    assert (now.accounting_year, now.standing, now.open) == (2028, Standing.CARRIED, LEVIED)


def test_nothing_is_carried_of_what_is_paid() -> None:
    paid = claim().after(received(claim(), 1000, DAY, RULES))
    now, made = brought_forward(paid, date(2027, 6, 1), VALUES)
    assert (made, now.accounting_year, now.standing) == ([], 2027, Standing.PAST)


def test_a_write_off_takes_all_that_is_open() -> None:
    before = claim(late=1200)
    assert not before.after(written_off(before, DAY, reason="PRESCRIBED")).open


@given(
    st.integers(0, 10**8),
    st.builds(Amounts, *[st.integers(0, 10**8)] * 4),
)
def test_a_split_keeps_every_yen(yen: int, weights: Amounts) -> None:
    assert split(yen, weights).total == yen
    assert not split(yen, weights).under


@given(st.builds(Amounts, *[st.integers(0, 10**6)] * 4), st.data())
def test_a_split_never_passes_its_limits(limits: Amounts, data: st.DataObject) -> None:
    yen = data.draw(st.integers(0, limits.total))
    parts = split(yen, data.draw(st.builds(Amounts, *[st.integers(0, 10**6)] * 4)), limits)
    assert parts.total == yen
    assert not (limits - parts).under
