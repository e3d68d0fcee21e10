"""不明入金・期別の訂正 to each of its ends, through the API, and every wrong answer that a person can give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from server.casework.deploy_procedure import deploy_procedure
from server.casework.import_receipts import import_receipts
from server.casework.wake_cases import wake_due
from server.domain.effects import JSON
from server.domain.ledger.amounts import Amounts
from server.domain.receipts import Stage
from server.exchange.store_file import write_store_file
from server.store import cases, ledger, receipts
from server.store import tables as t
from tests.money.conftest import with_rights
from tests.money.purse import CONSIGNOR, UNKNOWN, Purse
from tests.procedures.outside import Api
from tests.world import TREE, World

NOTICE = "0000000001"


def desk_of(city: World) -> Purse:
    """A family that owes 8,300 yen on each of four instalments, and two people at the receipts desk."""
    deploy_procedure(
        city.services, city.system("procedure:deploy"), TREE, "receipt_correction", title="不明入金", findings=()
    )
    purse = Purse(with_rights(city))
    for user in ("saeki", "okamura"):
        city.grant(user, "work:receipts")
        city.grant(user, "case:view")
        city.grant(user, "case:start", "all")
    purse.open_account(city.household("family").key, NOTICE, [Amounts(5000, 2000, 1000, 300)] * 4)
    purse.assess()
    return purse


@pytest.fixture
def desk(api: Api) -> Purse:
    return desk_of(api.city)


def strange(purse: Purse) -> str:
    """A payment whose number names nobody; its case."""
    purse.pay([(UNKNOWN, 8300)])
    return case_of(purse)


def case_of(purse: Purse) -> str:
    with purse.world.database.read() as conn:
        (case_id,) = conn.scalars(t.cases.select().with_only_columns(t.cases.c.case_id))
    return str(case_id)


def proposal(**changes: JSON) -> Mapping[str, JSON]:
    return {
        "result": "move",
        "levy_year": 2026,
        "notice_no": NOTICE,
        "instalment_no": 2,
        "account": None,
        "reason": "電話で本人に聞き、領収書の控えを見た",
    } | changes


def agreed(result: str = "agree") -> Mapping[str, JSON]:
    return {"result": result, "reason": None if result == "agree" else "通知書番号をもう一度見てください"}


def test_money_for_nobody_is_a_case_at_once_and_two_people_find_its_instalment(api: Api, desk: Purse) -> None:
    case_id = strange(desk)
    assert api.complete(case_id, "propose", proposal(), "saeki").status == 200
    assert api.complete(case_id, "verify", agreed(), "saeki").code == "same_person_enters_and_checks"
    done = api.complete(case_id, "verify", agreed(), "okamura").done()
    assert (done["status"], done["outcome"]) == ("completed", "moved")
    claim = desk.claims()[desk.claim_keys[1]]
    assert claim.open.total == 0
    with api.city.database.read() as conn:
        assert receipts.suspense(conn) == {}
        (receipt,) = conn.scalars(t.receipts.select().with_only_columns(t.receipts.c.receipt_id))
        (line,) = [one for one in ledger.lines_of_receipt(conn, receipt) if one.posting.claim]
    assert (line.by_user, line.second_user) == ("okamura", "saeki")
    desk.agree()


def test_the_second_person_sends_a_proposal_back(town_api: Api) -> None:
    desk = desk_of(town_api.city)
    case_id = strange(desk)
    town_api.complete(case_id, "propose", proposal(), "saeki").done()
    town_api.complete(case_id, "verify", agreed("return"), "okamura").done()
    town_api.complete(case_id, "propose", proposal(instalment_no=3), "saeki").done()
    town_api.complete(case_id, "verify", agreed(), "okamura").done()
    assert desk.claims()[desk.claim_keys[2]].open.total == 0
    desk.agree()


def test_money_of_another_account_of_the_city_leaves_suspense_for_it(town_api: Api) -> None:
    desk = desk_of(town_api.city)
    case_id = strange(desk)
    other = proposal(
        result="other_account", levy_year=None, notice_no=None, instalment_no=None, account="一般会計 市民税"
    )
    town_api.complete(case_id, "propose", other, "saeki").done()
    done = town_api.complete(case_id, "verify", agreed(), "okamura").done()
    assert done["outcome"] == "handed_over"
    with town_api.city.database.read() as conn:
        assert receipts.suspense(conn) == {}
    desk.given_back += 8300
    desk.agree()


def test_a_bank_that_does_not_answer_in_time_brings_the_case_back(town_api: Api) -> None:
    city, desk = town_api.city, desk_of(town_api.city)
    case_id = strange(desk)
    asked = proposal(result="ask_bank", levy_year=None, notice_no=None, instalment_no=None)
    town_api.complete(case_id, "propose", asked, "saeki").done()
    city.clock.set(city.clock.business_day() + timedelta(days=61))
    wake_due(city.services)
    assert [task.element for task in city.open_tasks(case_id)] == ["propose"]
    town_api.complete(case_id, "propose", asked, "saeki").done()
    answer = {"answered_on": city.clock.business_day().isoformat(), "answer": "納付書の控えは新田様のもの"}
    town_api.complete(case_id, "ask_bank", answer, "saeki").done()
    town_api.complete(case_id, "propose", proposal(), "saeki").done()
    assert town_api.complete(case_id, "verify", agreed(), "okamura").done()["outcome"] == "moved"


def test_nothing_to_correct_ends_the_case_and_the_money_stays(town_api: Api) -> None:
    desk = desk_of(town_api.city)
    case_id = strange(desk)
    nothing = proposal(result="nothing", levy_year=None, notice_no=None, instalment_no=None)
    assert town_api.complete(case_id, "propose", nothing, "saeki").done()["outcome"] == "nothing_to_do"
    with town_api.city.database.read() as conn:
        assert sum(receipts.suspense(conn).values()) == 8300


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"notice_no": "0000000009"}, "levy_claim_unknown"),
        ({"instalment_no": 9}, "levy_claim_unknown"),
        ({"instalment_no": 100}, "number_too_large"),
        ({"notice_no": "1"}, "too_short"),
        ({"notice_no": None}, "required"),
        ({"reason": None}, "required"),
        ({"result": "else"}, "not_an_option"),
        ({"extra": "x"}, "unknown_field"),
    ],
)
def test_a_wrong_proposal_is_refused_and_nothing_moves(town_api: Api, changes: dict[str, JSON], code: str) -> None:
    desk = desk_of(town_api.city)
    case_id = strange(desk)
    refused = town_api.complete(case_id, "propose", proposal(**changes), "saeki")
    assert (refused.status in (409, 422), refused.code) == (True, code)
    assert [task.element for task in town_api.city.open_tasks(case_id)] == ["propose"]
    desk.agree()


def test_a_payment_on_the_wrong_instalment_is_moved_when_asked_for_at_the_counter(town_api: Api) -> None:
    city, desk = town_api.city, desk_of(town_api.city)
    desk.pay([(desk.number(desk.claim_keys[0]), 8300)])
    (receipt,) = desk.receipt_ids()
    asked: dict[str, JSON] = {
        "channel": "COUNTER",
        "received_on": city.clock.business_day().isoformat(),
        "receipt_id": receipt,
        "cause": "wrong_instalment",
    }
    body = {"procedure": "receipt_correction", "data": asked}
    case_id = town_api.post("saeki", "/cases", body).done()["case_id"]
    same = town_api.complete(case_id, "propose", proposal(instalment_no=1), "saeki")
    assert same.code == "receipt_same_target"
    town_api.complete(case_id, "propose", proposal(instalment_no=4), "saeki").done()
    town_api.complete(case_id, "verify", agreed(), "okamura").done()
    assert [desk.claims()[key].open.total for key in desk.claim_keys] == [8300, 8300, 8300, 0]
    gone = town_api.post(
        "saeki", "/cases", {"procedure": "receipt_correction", "data": asked | {"receipt_id": "0" * 32}}
    )
    assert gone.code == "receipt_unknown"
    desk.agree()


def test_a_payment_told_ahead_is_no_money_yet(town_api: Api) -> None:
    city, desk = town_api.city, desk_of(town_api.city)
    file = desk.file([(desk.number(desk.claim_keys[0]), 8300)], stage=Stage.PRELIM)
    import_receipts(
        city.services, city.caller("saeki"), "store_receipts", write_store_file(file, CONSIGNOR), name="x", credited=0
    )
    with city.database.read() as conn:
        (receipt,) = conn.scalars(t.receipts.select().with_only_columns(t.receipts.c.receipt_id))
    asked = {
        "channel": "COUNTER",
        "received_on": city.clock.business_day().isoformat(),
        "receipt_id": receipt,
        "cause": "wrong_instalment",
    }
    assert (
        town_api.post("saeki", "/cases", {"procedure": "receipt_correction", "data": asked}).code == "receipt_unknown"
    )


def test_many_payments_for_nobody_are_as_many_cases(town_api: Api) -> None:
    desk = desk_of(town_api.city)
    done = desk.pay([(UNKNOWN, 100), (UNKNOWN, 200), (desk.number(desk.claim_keys[0]), 8300)])
    assert done.outcomes == {"SUSPENSE": 2, "FULL": 1}
    with town_api.city.database.read() as conn:
        found = list(conn.scalars(t.cases.select().with_only_columns(t.cases.c.case_id)))
        assert len(found) == 2
        heads = [cases.get_case(conn, case_id) for case_id in found]
    assert {head.office for head in heads if head} == {"hq"}
