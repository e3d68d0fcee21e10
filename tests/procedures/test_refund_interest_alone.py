"""Interest on set-offs claimed after its refund lapsed (充当加算金): a right with a limitation of its own (P25)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from server.casework.watch_refunds import watch_refunds
from server.domain.effects import JSON
from server.domain.ledger.kinds import Kind
from server.store import ledger, refunds
from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.refunding import KANA, Payer, agreed, claim, decided, letters_of, sheets_of
from tests.procedures.refunding import set_off as planned
from tests.procedures.test_refund_lapse import booked, clean, enter, evening, listed, ready
from tests.procedures.test_refund_lapse import decided as list_decided

AFTER, LAST, GONE = date(2028, 11, 19), date(2031, 11, 18), date(2031, 11, 19)
"""The day behind the refund's two years (国保法110条1項), and the interest's five (地方自治法236条1項)."""


@pytest.fixture
def desk(town_api: Api) -> Api:
    return ready(town_api)


@pytest.fixture
def both(api: Api) -> Api:
    """The same on each kind of database: two rights over one refund, each with its own end."""
    return ready(api)


def set_off_in_part(api: Api) -> Payer:
    """312,400 yen too much, 200,000 of them set off with interest; the rest waits for a claim that never comes."""
    payer = Payer(api, due=(date(2025, 6, 30), date(2025, 7, 31)), each=200_000, year=2025, notice="2025000777")
    payer.levy(312_400, 200_000)
    payer.pay(0, 312_400, date(2025, 6, 30))
    payer.levy(0, 200_000)
    planned(api, payer)
    evening(api)
    return payer


def interest_case(api: Api) -> str:
    """The refund lapses; the case of what outlives it."""
    api.city.clock.set(AFTER)
    watch_refunds(api.city.services)
    with api.city.database.read() as conn:
        found = conn.scalars(select(t.refunds.c.case_id).order_by(t.refunds.c.number)).all()
    first, second = found
    assert api.city.case(first).outcome == "lapsed"
    return second


def paid_interest(api: Api) -> int:
    with api.city.database.read() as conn:
        lines = [one.posting for one in ledger.lines_of(conn, api.city.household("family").key)]
    return sum(one.amounts.total for one in lines if one.kind is Kind.REFUND_INTEREST)


def state(api: Api, case_id: str) -> refunds.Refund:
    with api.city.database.read() as conn:
        found = refunds.of_case(conn, case_id)
    assert found is not None
    return found


def test_interest_on_set_offs_outlives_its_refund_and_is_paid_once_to_the_yen(desk: Api) -> None:
    payer = set_off_in_part(desk)
    left = payer.overpaid()
    case_id = interest_case(desk)
    opened = sheets_of(desk, case_id, "open")
    yen = opened["interest"]
    assert (left, opened["yen"], yen, opened["lapses_on"]) == (112_400, 0, 3_200, LAST.isoformat())
    told = letters_of(desk, case_id)["refund/notice"].data
    assert told is not None
    assert (told["alone"], told["yen"], told["interest"], told["lapses_on"]) == (True, 0, yen, LAST.isoformat())
    assert [one["base"] for one in told["interest_spans"]] == [200_000, 200_000]
    desk.city.clock.set(LAST)
    for wrong in (0, yen - 1, yen + 1, left, left + yen):
        assert claim(desk, case_id, wrong).code == "refund_amount_changed"
    for back in ("BACK", "PART"):
        assert desk.complete(case_id, "enter", {"result": back}, "saeki").code == "refund_nothing"
    claim(desk, case_id, yen, holder_kana=KANA).done()
    agreed(desk, case_id).done()
    decided(desk, case_id).done()
    assert (paid_interest(desk), payer.overpaid(), state(desk, case_id).state) == (yen, left, "ORDERED")
    desk.city.clock.set(GONE)
    assert watch_refunds(desk.city.services) == 0
    assert paid_interest(desk) == yen
    clean(desk)


def test_the_refund_becomes_revenue_while_its_interest_is_still_claimed(both: Api) -> None:
    payer = set_off_in_part(both)
    left, case_id = payer.overpaid(), interest_case(both)
    revenue = listed(both)
    enter(both, revenue).done()
    list_decided(both, revenue).done()
    assert (payer.overpaid(), booked(both)) == (0, [(2028, left)])
    yen = state(both, case_id).interest
    claim(both, case_id, yen).done()
    agreed(both, case_id).done()
    decided(both, case_id).done()
    assert (paid_interest(both), booked(both)) == (yen, [(2028, left)])
    clean(both)


def test_the_refund_becomes_revenue_after_its_interest_was_paid(desk: Api) -> None:
    payer = set_off_in_part(desk)
    left, case_id = payer.overpaid(), interest_case(desk)
    yen = state(desk, case_id).interest
    claim(desk, case_id, yen).done()
    agreed(desk, case_id).done()
    decided(desk, case_id).done()
    revenue = listed(desk)
    enter(desk, revenue).done()
    list_decided(desk, revenue).done()
    assert (paid_interest(desk), payer.overpaid(), booked(desk)) == (yen, 0, [(2028, left)])
    clean(desk)


def test_interest_lapses_by_its_own_five_years_and_begins_nothing_more(both: Api) -> None:
    set_off_in_part(both)
    case_id = interest_case(both)
    both.city.clock.set(GONE)
    late: dict[str, JSON] = {"came_on": GONE.isoformat()}
    assert claim(both, case_id, state(both, case_id).interest, **late).code == "refund_lapsed"
    assert watch_refunds(both.city.services) == 1
    assert both.city.case(case_id).outcome == "lapsed"
    with both.city.database.read() as conn:
        assert len(conn.scalars(select(t.refunds.c.case_id)).all()) == 2
    assert paid_interest(both) == 0
    clean(both)
