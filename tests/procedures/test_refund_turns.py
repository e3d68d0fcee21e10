"""A refund that went back and was set off again (充当へ戻す): the interest of every turn is paid, each once (P25)."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.ledger.kinds import Kind
from server.store import ledger, overpayments
from tests.procedures.outside import Api
from tests.procedures.refunding import Payer, claim, letters_of, ordered, sheets_of
from tests.procedures.refunding import set_off as planned
from tests.procedures.test_refund_lapse import clean, evening, ready

DUE = (date(2025, 6, 30), date(2025, 7, 31), date(2026, 11, 30))
FIRST, LATER = 200_000, 100_000
FIRST_TURN, SECOND_TURN = 3_200, 1_600


@pytest.fixture
def desk(town_api: Api) -> Api:
    return ready(town_api)


def back(api: Api, payer: Payer) -> None:
    """The clerk sees that a debt fell due meanwhile, and frees the overpayment."""
    case_id = payer.case("refund")
    assert api.complete(case_id, "enter", {"result": "BACK"}, "saeki").done()["outcome"] == "given_back"


def in_turns(api: Api, paid: int) -> tuple[Payer, int]:
    """`paid` yen of which all is too much; 200,000 are set off now, 100,000 of the rest once the last date is over.

    The yen of interest of the first turn.
    """
    payer = Payer(api, due=DUE, each=LATER, year=2025, notice="2025000777")
    payer.levy(paid, FIRST, LATER)
    payer.pay(0, paid, date(2025, 6, 30))
    payer.levy(0, FIRST, LATER)
    planned(api, payer)
    first = interest_of(api, payer)
    assert first > 0
    evening(api)
    api.city.clock.set(date(2026, 12, 1))
    back(api, payer)
    planned(api, payer)
    assert payer.open_yen(1, 2) == [0, 0]
    return payer, first


def interest_of(api: Api, payer: Payer) -> int:
    with api.city.database.read() as conn:
        return sum(one.interest for one in overpayments.rows_of(conn, [payer.house]).values())


def paid_out(api: Api, payer: Payer) -> tuple[int, int]:
    """Yen refunded and of interest, as the ledger has them."""
    with api.city.database.read() as conn:
        lines = [one.posting for one in ledger.lines_of(conn, payer.house)]

    def of(*kinds: Kind) -> int:
        return sum(one.amounts.total for one in lines if one.kind in kinds)

    return of(Kind.REFUND_REVENUE, Kind.REFUND_EXPENSE), of(Kind.REFUND_INTEREST)


def test_the_interest_of_the_first_turn_is_paid_beside_that_of_the_second(desk: Api) -> None:
    payer, first = in_turns(desk, 312_400)
    case_id = payer.case("refund")
    opened = sheets_of(desk, case_id, "open")
    assert (first, opened["yen"], interest_of(desk, payer)) == (FIRST_TURN, 12_400, FIRST_TURN + SECOND_TURN)
    told = letters_of(desk, case_id)["refund/notice"].data
    assert told is not None
    ordered(desk, case_id, 12_400)
    # what is refunded at last bears less than the least sum: no third interest
    assert paid_out(desk, payer) == (12_400, FIRST_TURN + SECOND_TURN)
    clean(desk)


def test_the_interest_of_both_turns_is_refunded_where_nothing_else_is_left(desk: Api) -> None:
    payer, first = in_turns(desk, 300_000)
    case_id = payer.case("refund")
    opened = sheets_of(desk, case_id, "open")
    whole = first + SECOND_TURN
    assert (opened["yen"], opened["interest"]) == (0, whole)
    for wrong in (first, SECOND_TURN, 0):
        assert claim(desk, case_id, wrong).code == "refund_amount_changed"
    ordered(desk, case_id, whole)
    assert paid_out(desk, payer) == (0, whole)
    clean(desk)


def test_interest_that_went_back_alone_comes_again_and_is_paid_once(desk: Api) -> None:
    payer, first = in_turns(desk, 300_000)
    back(desk, payer)
    back_at = payer.cases("overpayment")
    planned(desk, payer)
    assert (payer.cases("overpayment"), payer.cases("refund")) == (back_at + 1, 3)
    whole = first + SECOND_TURN
    assert interest_of(desk, payer) == whole
    ordered(desk, payer.case("refund"), whole)
    assert paid_out(desk, payer) == (0, whole)
    clean(desk)
