"""還付 to each of its ends, through the API; every wrong input answered as written."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.refund_files import cut_file, file_content, take_results
from server.casework.watch_refunds import watch_refunds
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.exchange.transfer_file import TransferHead, read_transfers, write_transfers
from server.store import refunds
from tests.procedures.outside import Api
from tests.procedures.refunding import (
    Payer,
    agreed,
    at_work,
    claim,
    decided,
    letters_of,
    ordered,
    overpaid_refund,
    proved,
    set_off,
)

PAY_ON = date(2026, 11, 25)


def answered(api: Api, file_id: str, *results: str) -> dict[str, int]:
    """The bank sends the file back with a digit for each record."""
    caller = api.city.caller("saeki")
    _, content = file_content(api.city.services, caller, file_id)
    header, transfers, _ = read_transfers(content)
    head = TransferHead(
        header["consignor"], header["consignor_name"], header["bank"], header["bank_name"], header["branch"],
        header["account"], PAY_ON,
    )  # fmt: skip
    return take_results(api.city.services, caller, file_id, write_transfers(head, transfers, results))


def test_claimed_ordered_returned_claimed_again_and_paid(api: Api) -> None:
    """Walked on both databases: the first transfer comes back, the second goes through; nothing is posted twice."""
    at_work(api)
    api.city.grant("saeki", "refund:pay")
    payer, case_id = overpaid_refund(api)
    ordered(api, case_id, 22_000)
    assert payer.overpaid() == 0
    caller = api.city.caller("saeki")
    file = cut_file(api.city.services, caller, PAY_ON)
    assert (file.count, file.total) == (1, 22_000)
    assert answered(api, file.file_id, "1") == {"PAID": 0, "RETURNED": 1}
    ordered(api, case_id, 22_000, account_number="7654321")
    again = cut_file(api.city.services, caller, PAY_ON)
    assert answered(api, again.file_id, "0") == {"PAID": 1, "RETURNED": 0}
    assert api.city.case(case_id).outcome == "paid"
    made = letters_of(api, case_id)
    assert set(made) == {"refund/notice", "refund/paid"}
    proved(api)


@pytest.fixture
def desk(town_api: Api) -> Api:
    town_api.city.grant("saeki", "refund:pay")
    return at_work(town_api)


def test_nobody_is_asked_for_what_was_refunded_already(desk: Api) -> None:
    """A second claim for the same overpayment is blocked, by hand too."""
    payer, case_id = overpaid_refund(desk)
    ordered(desk, case_id, 22_000)
    body = {"channel": "COUNTER", "received_on": "2026-11-18", "household_key": payer.house}
    assert desk.post("saeki", "/cases", {"procedure": "refund", "data": body}).code == "refund_nothing"
    assert payer.overpaid() == 0


WRONG: list[tuple[dict[str, JSON], str]] = [
    ({"amount": 23_000}, "refund_amount_changed"),
    ({"holder_kana": "ﾔﾏﾉ ｲﾁﾛｳ"}, "refund_holder_differs"),
    ({"holder_kana": "山野"}, "holder_kana_invalid"),
    ({"institution": "98x2"}, "refund_institution_invalid"),
    ({"institution": "980"}, "too_short"),
    ({"branch": "01x"}, "branch_invalid"),
    ({"account_kind": "9"}, "not_an_option"),
    ({"account_number": "12345"}, "too_short"),
    ({"account_number": "12345x7"}, "account_number_invalid"),
    ({"way": "MANDATE", "amount": None, "signed": None}, "refund_way_wrong"),
    ({"way": "PENSION_PAYER", "amount": None, "signed": None, "payee_name": "年金機構"}, "refund_way_wrong"),
    ({"signed": None}, "must_be_ticked"),
    ({"came_on": "2026-11-19"}, "date_in_future"),
    ({"came_on": None}, "required"),
]


def test_a_wrong_claim_is_refused_beside_its_field_and_nothing_is_lost(desk: Api) -> None:
    payer, case_id = overpaid_refund(desk)
    for says, code in WRONG:
        drop = ("institution", "branch", "account_kind", "account_number", "holder_kana")
        hidden: dict[str, JSON] = dict.fromkeys(drop) if says.get("way") == "MANDATE" else {}
        reply = claim(desk, case_id, **({"amount": 22_000} | hidden | says))  # type: ignore[arg-type]
        found = {reply.code, *(one["code"] for one in reply.body.get("errors", []))}
        assert reply.status == 422, says
        assert code in found, (says, found)
    assert payer.overpaid() == 22_000
    claim(desk, case_id, 22_000, holder_kana="ﾔﾏﾉ ｲﾁﾛｳ", mandate_seen=True).done()


def test_an_account_that_two_people_read_differently_is_not_paid_to(desk: Api) -> None:
    _, case_id = overpaid_refund(desk)
    claim(desk, case_id, 22_000).done()
    assert "account_number_twice" in str(agreed(desk, case_id, "1234568").body)
    assert "refund_account_again" in str(agreed(desk, case_id, None).body)
    agreed(desk, case_id).done()


def test_what_nobody_claims_is_reminded_of_three_times_and_lapses(desk: Api) -> None:
    payer, case_id = overpaid_refund(desk)
    for day, reminded in (("2027-02-17", 0), ("2027-02-18", 1), ("2027-05-18", 2), ("2028-10-18", 3)):
        desk.city.clock.set(date.fromisoformat(day))
        watch_refunds(desk.city.services)
        with desk.city.database.read() as conn:
            one = refunds.of_case(conn, case_id)
        assert one is not None
        assert (one.reminded, one.state) == (reminded, "WAITING"), day
    desk.city.clock.set(date(2028, 11, 18))
    assert watch_refunds(desk.city.services) == 0
    desk.city.clock.set(date(2028, 11, 19))
    assert watch_refunds(desk.city.services) == 1
    assert desk.city.case(case_id).outcome == "lapsed"
    assert payer.overpaid() == 22_000


def test_a_claim_after_the_lapse_is_refused_by_decision_with_the_notice_of_appeal(desk: Api) -> None:
    _, case_id = overpaid_refund(desk)
    desk.city.clock.set(date(2028, 11, 20))
    reply = claim(desk, case_id, 22_000)
    assert "refund_lapsed" in str(reply.body)
    refusal: dict[str, JSON] = {
        "result": "REFUSE",
        "came_on": "2028-11-18",
        "ground": "LAPSED",
        "reason": "還付請求権が時効で消滅した後の請求である",
        "provision": "国民健康保険法110条1項",
    }
    assert "refund_refused_in_time" in str(desk.complete(case_id, "enter", refusal, "saeki").body)
    desk.complete(case_id, "enter", refusal | {"came_on": "2028-11-20"}, "saeki").done()
    agreed(desk, case_id, None).done()
    assert decided(desk, case_id).done()["outcome"] == "refused"
    told = letters_of(desk, case_id)["refund/refused"].data
    assert told is not None
    assert (told["what"], told["appeal_body"]) == ("REFUND", "若葉県国民健康保険審査会")


def test_interest_that_was_asked_for_and_is_none_is_refused_in_writing(desk: Api) -> None:
    _, case_id = overpaid_refund(desk)
    ordered(desk, case_id, 22_000, interest_asked=True)
    told = letters_of(desk, case_id)["refund/refused"].data
    assert told is not None
    assert told["what"] == "INTEREST"


def test_debts_that_fell_due_meanwhile_are_set_off_first(desk: Api) -> None:
    payer = Payer(desk)
    for place in range(3):
        payer.pay(place, 28_000, date(2026, 6, 20))
    payer.pay(0, 10_000, date(2026, 7, 20))
    set_off(desk, payer)
    desk.city.clock.set(date(2026, 12, 1))
    case_id = payer.case("refund")
    assert desk.complete(case_id, "enter", {"result": "BACK"}, "saeki").done()["outcome"] == "given_back"
    assert set_off(desk, payer)["outcome"] == "set_off_whole"
    assert payer.open_yen(3) == [18_000]


def test_a_result_told_by_telephone_waits_until_a_file_holds_the_transfer(desk: Api) -> None:
    _, case_id = overpaid_refund(desk)
    ordered(desk, case_id, 22_000)
    said: dict[str, JSON] = {"result": "PAID", "on": "2026-11-18"}
    assert "refund_not_sent" in str(desk.complete(case_id, "follow", said, "saeki").body)
    file = cut_file(desk.city.services, desk.city.caller("saeki"), PAY_ON)
    assert desk.complete(case_id, "follow", said, "saeki").done()["outcome"] == "paid"
    assert answered(desk, file.file_id, "0") == {"PAID": 0, "RETURNED": 0}


def test_an_answer_that_does_not_fit_its_file_changes_nothing(desk: Api) -> None:
    _, case_id = overpaid_refund(desk)
    ordered(desk, case_id, 22_000)
    caller = desk.city.caller("saeki")
    with pytest.raises(Refused, match="refund_file_day"):
        cut_file(desk.city.services, caller, date(2026, 11, 18))
    file = cut_file(desk.city.services, caller, PAY_ON)
    with pytest.raises(Refused, match="refund_file_empty"):
        cut_file(desk.city.services, caller, PAY_ON)
    for results in ("5", ""):
        with pytest.raises(Refused, match="refund_result_differs"):
            answered(desk, file.file_id, results)
    answered(desk, file.file_id, "0")
    with pytest.raises(Refused, match="refund_result_in"):
        answered(desk, file.file_id, "0")
    assert desk.city.case(case_id).outcome == "paid"
