"""過誤納の充当 to each of its ends, through the API; every wrong input answered as written."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.effects import JSON
from server.domain.limitation import Act
from server.store.claim_acts import put_act
from tests.procedures.outside import Api
from tests.procedures.refunding import (
    Payer,
    agreed,
    at_work,
    checked,
    claim,
    confirm,
    decided,
    found,
    letters_of,
    proved,
    set_off,
    sheets_of,
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


def test_a_double_payment_that_covers_everything_passes_the_rest_on(desk: Api) -> None:
    payer = Payer(desk)
    payer.pay(0, 28_000, date(2026, 6, 20))
    payer.pay(0, 70_000, date(2026, 9, 20))
    assert set_off(desk, payer)["outcome"] == "passed_on"
    assert (payer.open_yen(1, 2, 3), payer.overpaid()) == ([0, 0, 28_000], 14_000)
    assert payer.cases("refund") == 1
    proved(desk)


def test_what_the_payer_asked_for_is_set_off_before_it_is_due(desk: Api) -> None:
    payer = Payer(desk)
    payer.pay(0, 28_000, date(2026, 6, 20))
    payer.pay(0, 84_000, date(2026, 9, 20))
    asked = {"asked": "YES", "asked_for": "2026-04", "asked_on": "2026-11-18", "paper_location": "申出綴り 1"}
    assert set_off(desk, payer, **asked)["outcome"] == "set_off_whole"
    assert payer.open_yen(1, 2, 3) == [0, 0, 0]
    proved(desk)


def test_what_others_owe_and_what_lapsed_is_never_set_off(desk: Api) -> None:
    """P24, wrong input: another household's debt, one that is prescribed, one not due that nobody asked for."""
    other = Payer(desk, "single", notice="2026000778")
    lapsed = Payer(desk, due=(date(2020, 6, 30),), each=10_000, year=2020, notice="2020000777")
    payer = Payer(desk)
    payer.pay(0, 28_000, date(2026, 6, 20))
    payer.pay(0, 84_000, date(2026, 9, 20))
    assert set_off(desk, payer)["outcome"] == "passed_on"
    assert (payer.open_yen(1, 2, 3), payer.overpaid()) == ([0, 0, 28_000], 28_000)
    assert (other.open_yen(0, 1, 2, 3), lapsed.open_yen(0)) == ([28_000] * 4, [10_000])
    proved(desk)


def test_nothing_is_left_once_the_payment_was_taken_back(desk: Api) -> None:
    payer = Payer(desk)
    payer.pay(0, 28_000, date(2026, 6, 20))
    payer.pay(0, 1_000, date(2026, 9, 20))
    found(desk)
    case_id = payer.case()
    payer.undo(1_000)
    assert confirm(desk, case_id, result="RELOOK", causes_seen=None, asked=None).done()["outcome"] == "nothing_overpaid"
    assert found(desk) == 0


def test_returned_by_checker_and_decider_it_is_looked_at_anew(desk: Api) -> None:
    payer = Payer(desk)
    payer.pay(0, 30_000, date(2026, 6, 20))
    found(desk)
    case_id = payer.case()
    confirm(desk, case_id).done()
    checked(desk, case_id, "return").done()
    confirm(desk, case_id).done()
    checked(desk, case_id).done()
    decided(desk, case_id, "return").done()
    confirm(desk, case_id).done()
    checked(desk, case_id).done()
    assert decided(desk, case_id).done()["outcome"] == "set_off_whole"


WRONG: list[tuple[dict[str, JSON], str]] = [
    ({"causes_seen": False}, "must_be_ticked"),
    ({"others": [{"number": 2, "cause": "MISPAID", "why": "二重払い"}]}, "overpayment_line_unknown"),
    ({"others": [{"number": 1, "cause": "MISPAID", "why": "二重払い"}]}, "overpayment_same_cause"),
    ({"others": [{"number": 1, "cause": "OTHER", "why": "二重払い"}]}, "not_an_option"),
    ({"others": [{"number": 1, "cause": "OVERPAID_REASSESSED"}]}, "required"),
    ({"asked": "YES"}, "required"),
    (
        {"asked": "YES", "asked_for": "2026-99", "asked_on": "2026-11-18", "paper_location": "1"},
        "overpayment_agreed_unknown",
    ),
    ({"asked": "YES", "asked_for": "2026-04", "asked_on": "2027-11-18", "paper_location": "1"}, "date_in_future"),
]


@pytest.mark.parametrize(("says", "code"), WRONG)
def test_a_wrong_confirmation_is_refused_beside_its_field(desk: Api, says: dict[str, JSON], code: str) -> None:
    payer = Payer(desk)
    payer.pay(0, 30_000, date(2026, 6, 20))
    found(desk)
    answers: dict[str, JSON] = {"causes_seen": True, "asked": "NO"} | says
    reply = confirm(desk, payer.case(), **{key: one for key, one in answers.items() if one is not None})
    assert reply.status == 422
    assert code in {reply.code, *(one["code"] for one in reply.body.get("errors", []))}
    assert payer.overpaid() == 2_000


def test_a_plan_that_the_ledger_has_overtaken_is_not_posted(desk: Api) -> None:
    payer = Payer(desk)
    payer.pay(0, 40_000, date(2026, 6, 20))
    found(desk)
    case_id = payer.case()
    confirm(desk, case_id).done()
    checked(desk, case_id).done()
    payer.pay(1, 28_000, date(2026, 11, 1))
    assert decided(desk, case_id).code == "overpayment_moved"
    decided(desk, case_id, "return").done()
    confirm(desk, case_id).done()
    checked(desk, case_id).done()
    decided(desk, case_id).done()
    assert payer.open_yen(1, 2) == [0, 16_000]
    proved(desk)


def test_one_case_has_an_overpayment_and_a_second_one_finds_nothing(desk: Api) -> None:
    payer = Payer(desk)
    payer.pay(0, 30_000, date(2026, 6, 20))
    found(desk)
    body = {"channel": "EXOFFICIO", "received_on": "2026-11-18", "household_key": payer.house}
    second = desk.post("saeki", "/cases", {"procedure": "overpayment", "data": body}).done()
    assert desk.city.case(second["case_id"]).outcome == "nothing_overpaid"
    payer.pay(2, 30_000, date(2026, 8, 20))
    assert found(desk) == 1
    assert payer.cases() == 3


def test_the_one_who_confirmed_neither_checks_nor_decides(desk: Api) -> None:
    payer = Payer(desk)
    payer.pay(0, 30_000, date(2026, 6, 20))
    found(desk)
    case_id = payer.case()
    confirm(desk, case_id).done()
    groups = desk.city.check_groups(case_id)
    marks = {name: {"mark": "match", "right_value": None} for name in groups}
    reply = desk.complete(case_id, "check", {"marks": dict(marks), "result": "agree"}, "saeki")
    assert reply.status in (403, 409, 422)


def test_the_late_charge_that_ends_with_its_premium_is_set_off_with_it(desk: Api) -> None:
    """地方税法17条の2第3項・第4項: dunned, paid by set-off as of the reduction; no letter asks for what is set off."""
    payer = Payer(desk, due=(date(2025, 6, 30), date(2025, 9, 30)), each=68_700, year=2025, notice="2025000777")
    with desk.city.uow() as uow:
        put_act(uow, payer.keys[1], Act.DUNNING, date(2025, 10, 20), by_event="test")
    payer.pay(0, 68_700, date(2025, 6, 20))
    payer.levy(0, 68_700)
    found(desk)
    case_id = payer.case()
    confirm(desk, case_id).done()
    made = sheets_of(desk, case_id, "plan")["made"]
    assert (made[0]["kind"], made[0]["yen"], made[0]["grown"]) == ("PRINCIPAL", 68_700, 0)
    checked(desk, case_id).done()
    decided(desk, case_id).done()
    assert payer.open_yen(1)[0] == 0
    proved(desk)


def test_pm05_interest_runs_from_the_day_after_payment_and_both_people_saw_why(desk: Api) -> None:
    """姫路市・南丹市・大阪市: the second person sees cause AND rejected cause with their starts, zero too."""
    payer = Payer(desk, due=(date(2025, 6, 30),), each=312_400, year=2025, notice="2025000777")
    payer.pay(0, 312_400, date(2025, 6, 30))
    payer.levy(0)
    found(desk)
    case_id = payer.case()
    confirm(desk, case_id).done()
    (causes,) = [one for one in sheets_of(desk, case_id, "plan")["sheets"] if one["key"] == "causes"]
    confirmed, rejected = causes["lines"]
    assert "納付の日の翌日から" in confirmed["soft"]
    assert "令和7年7月1日(2025-07-01)" in confirmed["soft"]
    assert rejected["ja"] == "退けた原因"
    assert "令和7年8月1日(2025-08-01)" in rejected["soft"]
    checked(desk, case_id).done()
    decided(desk, case_id).done()
    (interest,) = [
        one for one in sheets_of(desk, payer.case("refund"), "open")["sheets"] if one["key"].startswith("interest_")
    ]
    assert any("2025-07-01" in one["value"] for one in interest["lines"])
    claim(desk, payer.case("refund"), 312_400).done()
    agreed(desk, payer.case("refund")).done()
    decided(desk, payer.case("refund")).done()
    decision = sheets_of(desk, payer.case("refund"), "order")
    # 312,000 x 0.9% x 184/365 + x 1.3% x 322/365 (to 18 November 2026) = 1,415.5 + 3,578.1
    assert decision["interest"] == 4_900


def test_pm30_a_late_reduction_never_loses_its_money_to_the_two_years_of_the_payment(desk: Api) -> None:
    """総務省行政評価局: paid three years ago, reduced today: claimable for two years from the DECISION."""
    payer = Payer(desk, due=(date(2023, 6, 30),), each=50_000, year=2023, notice="2023000777")
    payer.pay(0, 50_000, date(2023, 6, 20))
    payer.levy(10_000)
    assert set_off(desk, payer)["outcome"] == "passed_on"
    opened = sheets_of(desk, payer.case("refund"), "open")
    assert (opened["yen"], opened["lapses_on"]) == (40_000, "2028-11-18")
