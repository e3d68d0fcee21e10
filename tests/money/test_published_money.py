"""Published mistakes of money offices that cannot happen here: time bars mixed up, parameters nobody looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.domain.ledger.acts import offset
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.rules import Rules
from server.domain.limitation import Act, prescribes_on
from server.domain.limitation_rights import Right, article_of, lapses_on
from server.domain.refusals import Refused
from server.store import claim_acts
from server.store.refund_rights import refund_rights
from tests.money.purse import Purse
from tests.shipped_values import shipped_values

PARTS = [Amounts(5000, 2000, 1000, 300)] * 4
DUE = date(2026, 6, 30)  # the first instalment; its notice went out on 10 June


@pytest.fixture
def owed(purse: Purse) -> Purse:
    purse.open_account(purse.world.household("family").key, "0000000001", PARTS)
    return purse


def on_day(purse: Purse, day: date) -> Purse:
    """The evening before that day: `pay` moves the clock on by one."""
    purse.assess()
    purse.world.clock.set(day - timedelta(days=1))
    return purse


# -- PM15: premiums collected after prescription, which was held as two fiscal years instead of two years -------------


@pytest.mark.parametrize(
    ("paid", "counts"),
    [
        (date(2028, 3, 31), True),  # the end of the second fiscal year bars nothing yet
        (date(2028, 6, 30), True),  # the last day of the two years
        (date(2028, 7, 1), False),  # the day after: extinct, without anybody invoking it
        (date(2029, 3, 31), False),  # within the fiscal year, and far too late
    ],
)
def test_pm15_two_years_to_the_day_and_not_two_fiscal_years(owed: Purse, paid: date, counts: bool) -> None:
    key = owed.claim_keys[0]
    on_day(owed, paid).pay([(owed.number(key), 8300)])
    claim = owed.claims()[key]
    assert (claim.open.total, claim.payable.total) == ((0, 0) if counts else (8300, 8300))
    owed.agree()


@pytest.mark.parametrize(("paid", "counts"), [(date(2029, 11, 20), True), (date(2029, 11, 21), False)])
def test_pm15_an_interruption_names_its_document_and_counts_to_the_day(owed: Purse, paid: date, counts: bool) -> None:
    key = owed.claim_keys[0]
    with owed.world.uow() as uow:
        claim_acts.put_act(uow, key, Act.DUNNING, date(2027, 11, 20), by_event="letter:督促状-1")
        claim_acts.put_act(
            uow, key, Act.DUNNING, date(2028, 2, 1), by_event="letter:督促状-2"
        )  # the first alone counts
    with owed.world.database.read() as conn:
        acts = claim_acts.acts_on(conn, [key])[key]
        (document,) = claim_acts.documents_of(conn, key, Act.DUNNING)[:1]
    assert prescribes_on(DUE, acts, shipped_values()) == date(2029, 11, 20)
    assert document == (date(2027, 11, 20), "letter:督促状-1")
    on_day(owed, paid).pay([(owed.number(key), 8300)])
    assert (owed.claims()[key].open.total == 0) is counts
    owed.agree()


def test_pm15_an_extinct_instalment_is_not_set_off_against_either(owed: Purse) -> None:
    first, second = owed.claim_keys[:2]
    on_day(owed, date(2028, 6, 1)).pay([(owed.number(second), 9300)])
    claims = owed.claims()
    target = replace(claims[first], prescribed_after=date(2028, 6, 30))
    with pytest.raises(Refused, match="ledger_more_than_open"):
        offset(claims[second], target, 500, date(2028, 7, 1), Rules())
    assert offset(claims[second], target, 500, date(2028, 6, 30), Rules())


# -- PM30: refund rights read by another right's time bar, and bound to fiscal years ------------------------------


@pytest.mark.parametrize(
    ("right", "last_day", "article"),
    [
        (Right.PREMIUM, date(2028, 6, 30), "国民健康保険法110条1項"),
        (Right.REFUND, date(2028, 6, 30), "国民健康保険法110条1項"),
        (Right.REFUND_INTEREST, date(2031, 6, 30), "地方自治法236条1項"),
        (Right.RECOVERY, date(2031, 6, 30), "地方自治法236条1項"),
        (Right.BENEFIT, date(2028, 6, 30), "国民健康保険法110条1項"),
    ],
)
def test_pm30_each_right_has_its_own_rule_with_its_article(right: Right, last_day: date, article: str) -> None:
    values = shipped_values()
    assert (lapses_on(right, DUE, values), article_of(right, DUE, values)) == (last_day, article)


def test_pm30_every_right_has_a_dated_value_of_its_own() -> None:
    values = shipped_values()
    assert len({values.period(right, DUE).key for right in Right}) == len(Right)


def test_pm30_a_late_reductions_refund_is_counted_from_its_decision(owed: Purse) -> None:
    """The money came in 2026, the reduction in 2028: at the decision the old days would have run out already."""
    key = owed.claim_keys[0]
    on_day(owed, date(2026, 11, 25)).pay([(owed.number(key), 8300)])
    owed.pay([(owed.number(key), 700)])  # once more, by mistake: that runs from its own day
    decided = date(2028, 12, 1)
    owed.assess()
    owed.world.clock.set(decided)
    owed.levy(owed.accounts[0], [Amounts(1000, 500, 0, 100)] * 4)
    with owed.world.database.read() as conn:
        rights = refund_rights(conn, [key], shipped_values())[key]
    assert [(one.yen, one.since, one.last_day) for one in rights] == [
        (700, date(2026, 11, 26), date(2028, 11, 26)),
        (6700, decided, date(2030, 12, 1)),
    ]
    owed.agree()
