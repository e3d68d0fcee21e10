"""過誤納の充当 to each of its ends, through the API; every wrong input answered as written."""

from __future__ import annotations

from datetime import date

import pytest

from tests.procedures.outside import Api
from tests.procedures.refunding import (
    Payer,
    at_work,
    checked,
    confirm,
    decided,
    found,
    letters_of,
    proved,
)


@pytest.fixture
def desk(town_api: Api) -> Api:
    return at_work(town_api)


def test_a_reduced_levy_is_set_off_oldest_first_and_told(desk: Api) -> None:
    payer = Payer(desk)
    payer.pay(0, 28_000, date(2026, 6, 20))
    payer.levy(6_000, 28_000, 28_000, 28_000)
    assert payer.overpaid() == 22_000
    assert found(desk) == 1
    assert found(desk) == 0
    case_id = payer.case()
    confirm(desk, case_id).done()
    checked(desk, case_id).done()
    assert decided(desk, case_id).done()["outcome"] == "set_off_whole"
    assert (payer.open_yen(1, 2, 3), payer.overpaid()) == ([6_000, 28_000, 28_000], 0)
    told = letters_of(desk, case_id)["overpayment/set_off"].data
    assert told is not None
    assert (told["set_off"], told["rest"], told["interest"]) == (22_000, 0, 0)
    proved(desk)
