"""What follows a seizure: money distributed, release, watch; and the inquiry before it. Every end."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.assess import assess_day
from server.casework.deliver_waiting import deliver_waiting
from server.casework.remind_inquiries import remind_inquiries
from server.casework.wake_cases import wake_due
from server.domain.effects import JSON
from server.domain.limitation import Act
from server.store import assets, claim_acts, deposits, holds, ledger, ledger_proof, seizures
from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.procedures.seizing import (
    HOUSE,
    KANA,
    NAME,
    arrears_town,
    begin,
    claims,
    outcome,
    pay_all,
    put_asset,
    seized,
    serve,
    start,
)
from tests.procedures.test_seizure import printed
from tests.world import World

DAY = date(2026, 11, 18)
MATCH: dict[str, JSON] = {"mark": "match", "right_value": None}
BANK: dict[str, JSON] = {
    "kind": "DEPOSIT",
    "third_party": "若葉みどり銀行 本店営業部",
    "postal_code": "000-0021",
    "address": "若葉市中央区銀行通2-3-4",
}


@pytest.fixture
def office(town_api: Api) -> Api:
    """A town with arrears and a known deposit."""
    arrears_town(town_api.city)
    put_asset(town_api.city, town_api)
    return town_api


@pytest.fixture
def both(api: Api) -> Api:
    """The same on each kind of database, for the walks that write most."""
    arrears_town(api.city)
    put_asset(api.city, api)
    return api


def in_force(api: Api) -> tuple[str, str]:
    """A seizure that was served: its case and its number."""
    case_id = seized(api)
    serve(api, case_id).done()
    return case_id, api.city.case(case_id).number


def child(world: World, slug: str) -> str:
    """The newest case of a procedure."""
    return str(Records(world, "").rows(t.cases, slug=slug)[-1]["case_id"])


def agree(api: Api, case_id: str, *groups: str) -> None:
    """The second person's agreement."""
    marks = dict.fromkeys(groups, MATCH)
    api.complete(case_id, "check", {"result": "agree", "marks": marks}, "kagami").done()


def proven(world: World) -> None:
    """The books agree."""
    assess_day(world.services, world.caller("hotta"))
    with world.database.read() as conn:
        assert ledger_proof.prove(conn, world.clock.business_day()).findings == []


def open_yen(world: World) -> int:
    with world.database.read() as conn:
        return sum(one.open.total for one in ledger.claims_of_books(conn, [HOUSE]).values())


def money(api: Api, number: str, amount: int, paid_on: str = "2026-11-18") -> str:
    """The third debtor's money on the desk."""
    said: dict[str, JSON] = {
        "seizure_number": number,
        "amount": amount,
        "paid_on": paid_on,
        "origin": "COLLECTED",
        "proof": "領収 12",
    }
    return begin(api, "distribution", **said)


def test_money_is_kept_told_and_applied_as_of_the_day_it_was_paid_then_all_is_released(api: Api) -> None:
    """Arts. 67(3), 129(6), 131, 132: principal first, seven days, the rest to the debtor."""
    world = api.city
    arrears_town(world)
    put_asset(world, api)
    case_id, number = in_force(api)
    with world.database.read() as conn:
        owed = sum(debt.principal + debt.late for debt in seizures.debts_of(conn, [case_id])[case_id])
    deposit = money(api, number, owed + 5_000)
    tax: list[dict[str, JSON]] = [
        {
            "name": "若葉税務署",
            "rank": "TAX",
            "claim": 2_000,
            "since": "2026-05-01",
            "postal_code": "000-0043",
            "address": "若葉市税務町1",
        }
    ]
    api.complete(deposit, "enter", {"result": "propose", "cost": 1_000, "creditors": tax}, "toda").done()
    assert api.complete(deposit, "check", {"result": "agree", "marks": {}}, "toda").status == 403
    agree(api, deposit, "shares", "creditors.0")
    with world.database.read() as conn:
        held = seizures.deposits_of(conn, [HOUSE])[HOUSE]
    assert [(one.amount, one.applied_on) for one in held] == [(owed + 5_000, None)]
    assert len(Records(world, deposit).rows(t.letters, case_id=deposit, letter="distribution/sheet")) == 2
    sheet = printed(world, deposit)["distribution/sheet"].data
    assert sheet is not None
    assert (sheet["pay_on"], sheet["surplus"]) == ("2026-11-25", 2_000)
    proven(world)
    world.clock.set(date(2026, 11, 24))
    wake_due(world.services)
    assert world.case(deposit).outcome is None
    world.clock.set(date(2026, 11, 25))
    wake_due(world.services)
    api.complete(deposit, "pay", {"result": "pay"}, "toda").done()
    assert outcome(api, deposit) == "distributed"
    assert open_yen(world) == 0
    with world.database.read() as conn:
        lines = [line.posting for line in ledger.lines_of(conn, HOUSE)]
        (paid,) = seizures.deposits_of(conn, [HOUSE])[HOUSE]
    received = [line for line in lines if str(line.kind) == "RECEIPT"]
    assert {line.value_on for line in received} == {DAY}
    assert {line.channel for line in received} == {"LEVY_PROCEEDS"}
    assert not [line for line in lines if str(line.kind) == "OVERPAID"]
    assert (paid.applied, paid.surplus) == (owed + 1_000, 2_000)
    proven(world)
    # Nothing is owed any more: the watch begins the release the same day.
    deliver_waiting(world.services)
    release = child(world, "seizure_release")
    api.complete(release, "enter", {"result": "propose", "evidence": "収納台帳を確かめた"}, "toda").done()
    agree(api, release, "release")
    api.complete(release, "decide", {"result": "approve"}, "sakai").done()
    assert outcome(api, release) == "released"
    deliver_waiting(world.services)
    assert outcome(api, child(world, "seizure_watch")) == "ended"
    assert {"seizure_release/third_party", "seizure_release/debtor"} == set(printed(world, release))
    with world.database.read() as conn:
        assert holds.holds_of(conn, [HOUSE], date(2026, 11, 26))[HOUSE] == ()
        acts = claim_acts.acts_on(conn, claims(world))
    ends = {act.until for some in acts.values() for act in some if act.act is Act.SEIZURE}
    assert ends == {date(2026, 11, 25)}


def test_an_objection_makes_the_sheet_anew_and_a_payment_meanwhile_too(both: Api) -> None:
    """Art. 133; and money that is in custody cannot be un-entered."""
    world = both.city
    _, number = in_force(both)
    wrong = money(both, number, 10_000)
    both.complete(wrong, "enter", {"result": "withdraw", "withdraw_reason": "別の差押の金"}, "toda").done()
    assert outcome(both, wrong) == "withdrawn"
    deposit = money(both, number, 10_000)
    both.complete(deposit, "enter", {"result": "propose", "cost": None, "creditors": []}, "toda").done()
    both.complete(deposit, "check", {"result": "return", "reason": "費用がある"}, "kagami").done()
    both.complete(deposit, "enter", {"result": "propose", "cost": None, "creditors": []}, "toda").done()
    agree(both, deposit, "shares")
    world.clock.set(date(2026, 11, 26))
    wake_due(world.services)
    pay_all(world, claims(world)[:1])
    assert both.complete(deposit, "pay", {"result": "pay"}, "toda").code == "distribution_sheet_moved"
    revise = {"result": "revise", "objection": "滞納者: 納付した期別がある"}
    both.complete(deposit, "pay", revise, "toda").done()
    held = both.complete(deposit, "enter", {"result": "withdraw", "withdraw_reason": "x"}, "toda")
    assert held.code == "deposit_held"
    both.complete(deposit, "enter", {"result": "propose", "cost": None, "creditors": []}, "toda").done()
    agree(both, deposit, "shares")
    world.clock.set(date(2026, 12, 4))
    wake_due(world.services)
    both.complete(deposit, "pay", {"result": "rejected", "objection": "理由がない"}, "toda").done()
    assert outcome(both, deposit) == "distributed"


def test_money_that_cannot_be_is_not_taken_in(office: Api) -> None:
    case_id = seized(office)
    number = office.city.case(case_id).number
    early = money(office, number, 1_000)
    go: dict[str, JSON] = {"result": "propose", "cost": None, "creditors": []}
    assert office.complete(early, "enter", go, "toda").code == "seizure_not_in_force"
    serve(office, case_id).done()
    before = money(office, number, 1_000, "2026-11-17")
    assert office.complete(before, "enter", go, "toda").code == "deposit_paid_before_service"
    assert office.complete(money(office, "R0-0", 1_000), "enter", go, "toda").code == "seizure_unknown"
    said = {"seizure_number": number, "paid_on": "2026-11-18", "origin": "COLLECTED", "proof": "1"}
    for amount in (0, -1, "多"):
        assert start(office, "distribution", amount=amount, **said).status == 422


def test_a_release_is_refused_kept_or_made_by_three(both: Api) -> None:
    world = both.city
    _, number = in_force(both)
    said = {"seizure_number": number, "reason": "申出があった"}
    assert start(both, "seizure_release", ground="PAID", **said).code == "seizure_release_too_early"
    assert start(both, "seizure_release", ground="EXEMPT", seizure_number="?", reason="x").code == "seizure_unknown"
    kept = begin(both, "seizure_release", ground="OTHER_ASSET", **said)
    both.complete(kept, "enter", {"result": "withdraw", "withdraw_reason": "担保が足りない"}, "toda").done()
    assert outcome(both, kept) == "kept"
    case_id = begin(both, "seizure_release", ground="NO_SURPLUS", **said)
    propose: dict[str, JSON] = {"result": "propose", "evidence": "登記簿"}
    both.complete(case_id, "enter", propose, "toda").done()
    both.complete(case_id, "check", {"result": "return", "reason": "評価額を"}, "kagami").done()
    both.complete(case_id, "enter", propose, "toda").done()
    agree(both, case_id, "release")
    both.complete(case_id, "decide", {"result": "return", "reason": "もう一度"}, "sakai").done()
    both.complete(case_id, "enter", propose, "toda").done()
    agree(both, case_id, "release")
    no = {"result": "refuse", "reason": "残余がある", "provision": "国税徴収法79条"}
    both.complete(case_id, "decide", no, "sakai").done()
    assert outcome(both, case_id) == "refused"
    again = begin(both, "seizure_release", ground="EXEMPT", **said)
    both.complete(again, "enter", propose, "toda").done()
    agree(both, again, "release")
    assert both.complete(again, "decide", {"result": "approve"}, "toda").status == 403
    both.complete(again, "decide", {"result": "approve"}, "sakai").done()
    assert outcome(both, again) == "released"
    assert start(both, "seizure_release", ground="EXEMPT", **said).code == "seizure_already_released"
    deliver_waiting(world.services)
    assert outcome(both, child(world, "seizure_watch")) == "ended"


def test_somebody_looks_at_a_seizure_once_a_month(office: Api) -> None:
    world = office.city
    in_force(office)
    watch = child(world, "seizure_watch")
    world.clock.set(date(2026, 12, 21))
    wake_due(world.services)
    office.complete(watch, "follow", {"result": "WAIT", "note": "25日の支払を待つ"}, "toda").done()
    assert world.case(watch).status == "active"
    assert start(office, "seizure_watch", seizure_id="x", note=None).code == "seizure_unknown"


def inquiry(api: Api, *targets: dict[str, JSON], trigger: str = "BECAME_ARREARS") -> str:
    """An inquiry planned and decided."""
    case_id = begin(api, "asset_inquiry", trigger=trigger)
    api.complete(case_id, "enter", {"result": "propose", "targets": list(targets or (BANK,))}, "toda").done()
    api.complete(case_id, "decide", {"result": "approve"}, "sakai").done()
    return case_id


def answer(api: Api, case_id: str, place: int, kind: str, **more: JSON) -> dict[str, JSON]:
    """A row of answers."""
    row: dict[str, JSON] = {
        "inquiry_number": f"{api.city.case(case_id).number}-{place}",
        "answered_on": api.city.clock.business_day().isoformat(),
        "answer": kind,
    }
    if kind == "FOUND":
        row |= {"holder_name": NAME, "holder_kana": KANA, "holder_birth": "1971-04-15", "detail": "普通預金"}
        row |= {"account_tail": "567", "value": 52_000, "prior": None, "exempt": False, "as_of": "2026-11-18"}
    else:
        row |= {"note": None}
    return row | more


def answered(api: Api, case_id: str, *rows: dict[str, JSON]) -> None:
    """Answers entered and compared."""
    api.complete(case_id, "answer", {"answers": list(rows)}, "toda").done()
    agree(api, case_id, *(f"answers.{place}" for place in range(len(rows))))


def test_an_inquiry_finds_an_asset(api: Api) -> None:
    """Arts. 141, 146-2: asked under a number each, never with a My Number, two people look at the answers."""
    world = api.city
    arrears_town(world)
    case_id = inquiry(api, BANK, {**BANK, "kind": "SALARY", "third_party": "若葉台物流"}, trigger="WARNING_EXPIRED")
    ready = printed(world, case_id)["asset_inquiry/inquiry"].data
    assert ready is not None
    assert (ready["reply_by"], ready["reminder"]) == ("2026-12-18", False)
    assert ready["addresses"] == ["若葉市中央区青柳町五丁目6番7号"]
    wrong = answer(api, case_id, 1, "FOUND", holder_birth="1971-04-16")
    reply = api.complete(case_id, "answer", {"answers": [wrong]}, "toda")
    assert reply.code == "asset_inquiry_namesake"
    assert (
        api.complete(case_id, "answer", {"answers": [answer(api, case_id, 9, "NONE")]}, "toda").code
        == "asset_inquiry_unknown"
    )
    answered(api, case_id, answer(api, case_id, 1, "FOUND"))
    assert world.case(case_id).status == "active"
    assert (
        api.complete(case_id, "answer", {"answers": [answer(api, case_id, 1, "NONE")]}, "toda").code
        == "asset_inquiry_answered_before"
    )
    answered(api, case_id, answer(api, case_id, 2, "NAMESAKE", note="生年月日が違う"))
    assert outcome(api, case_id) == "asset_found"
    with world.database.read() as conn:
        (found,) = assets.assets_of(conn, [HOUSE])[HOUSE]
        told = assets.inquiries_of(conn, [HOUSE])[HOUSE]
    assert (found.number, found.account_tail, found.value) == (f"{world.case(case_id).number}-1", "****567", 52_000)
    assert [one.answer for one in told] == ["FOUND", "NAMESAKE"]


def test_a_third_party_is_reminded_once_then_it_is_recorded_that_none_came(office: Api) -> None:
    world = office.city
    case_id = inquiry(office)
    world.clock.set(date(2026, 12, 18))
    assert remind_inquiries(world.services) == 0
    world.clock.set(date(2026, 12, 19))
    assert remind_inquiries(world.services) == 1
    assert remind_inquiries(world.services) == 0
    with world.database.read() as conn:
        (told,) = assets.inquiries_of_case(conn, [case_id])[case_id]
    assert (told.reminded_on, told.answer) == (date(2026, 12, 19), None)
    assert len(Records(world, case_id).rows(t.letters, case_id=case_id)) == 2
    world.clock.set(date(2027, 1, 3))
    assert remind_inquiries(world.services) == 1
    assert outcome(office, case_id) == "none"
    with world.database.read() as conn:
        (told,) = assets.inquiries_of_case(conn, [case_id])[case_id]
    assert told.answer == "NO_ANSWER"


def test_the_other_ends_of_an_inquiry(office: Api) -> None:
    exempt = inquiry(office)
    answered(office, exempt, answer(office, exempt, 1, "FOUND", exempt=True))
    assert outcome(office, exempt) == "exempt_only"
    nothing = inquiry(office)
    office.complete(nothing, "answer", {"answers": [answer(office, nothing, 1, "NONE")]}, "toda").done()
    office.complete(nothing, "check", {"result": "return", "reason": "別の回答書"}, "kagami").done()
    answered(office, nothing, answer(office, nothing, 1, "REFUSED"))
    assert outcome(office, nothing) == "none"
    stopped = begin(office, "asset_inquiry", trigger="OTHER")
    office.complete(stopped, "enter", {"result": "withdraw", "withdraw_reason": "納付があった"}, "toda").done()
    assert outcome(office, stopped) == "stopped"
    declined = begin(office, "asset_inquiry", trigger="OTHER")
    assert office.complete(declined, "enter", {"result": "propose", "targets": []}, "toda").status == 422
    plan = {"result": "propose", "targets": [BANK]}
    office.complete(declined, "enter", plan, "toda").done()
    office.complete(declined, "decide", {"result": "return", "reason": "勤務先も"}, "sakai").done()
    office.complete(declined, "enter", plan, "toda").done()
    no = {"result": "refuse", "reason": "相当でない", "provision": "国税徴収法141条"}
    office.complete(declined, "decide", no, "sakai").done()
    assert outcome(office, declined) == "refused"
    pay_all(office.city)
    assert start(office, "asset_inquiry", trigger="OTHER").code == "seizure_no_debt"


def test_a_yen_of_custody_money_without_its_line_is_found(office: Api) -> None:
    """The proof of the books reads the register of deposits beside the lines."""
    world = office.city
    case_id, _ = in_force(office)
    proven(world)
    with world.uow() as uow:
        uow.audit("test.deposit", object_kind="deposit", object_key="lost")
        row = {
            "deposit_id": "lost",
            "seizure_id": case_id,
            "household_key": HOUSE,
            "amount": 1,
            "paid_on": "2026-11-18",
        }
        deposits.put_deposit(uow, row, case_id=case_id, by_event="test")
    with world.database.read() as conn:
        found = ledger_proof.prove(conn, world.clock.business_day()).findings
    assert [(one.rule, one.row) for one in found] == [("deposit_not_held", "deposits lost")]


RIGHT_HOLDERS: list[JSON] = [
    {
        "name": "若葉信用金庫",
        "right": "MORTGAGE",
        "postal_code": "000-0021",
        "address": "若葉市中央区銀行通二丁目5番1号",
        "person": False,
    },
    {
        "name": "小田切 誠",
        "right": "LEASE",
        "postal_code": "000-0022",
        "address": "若葉市中央区青柳町一丁目12番3号",
        "person": True,
    },
]


def to_whom(world: World, case_id: str, letter: str) -> list[str]:
    """Whom the printed letters of this name go to, with the honorific."""
    assert letter in printed(world, case_id)
    rows = Records(world, case_id).rows(t.letters, case_id=case_id, letter=letter)
    return [f"{row['data']['addressee']['name']} {row['data']['addressee']['honorific']}" for row in rows]


def test_who_holds_a_right_in_the_asset_is_told_of_the_seizure_in_force_and_of_its_release(office: Api) -> None:
    """National Tax Collection Act arts. 55, 81."""
    number = put_asset(
        office.city,
        office,
        "R8-000907-1",
        kind="REAL_ESTATE",
        third_party="若葉地方法務局",
        value=8_000_000,
        account_tail="",
    )
    case_id = seized(office, number, right_holders=RIGHT_HOLDERS)
    assert "seizure/right_holder" not in printed(office.city, case_id)
    serve(office, case_id).done()
    assert to_whom(office.city, case_id, "seizure/right_holder") == ["若葉信用金庫 御中", "小田切 誠 様"]
    said = {"seizure_number": office.city.case(case_id).number, "reason": "担保の提供"}
    release = begin(office, "seizure_release", ground="OTHER_ASSET", **said)
    office.complete(release, "enter", {"result": "propose", "evidence": "担保提供書"}, "toda").done()
    agree(office, release, "release")
    office.complete(release, "decide", {"result": "approve"}, "sakai").done()
    assert to_whom(office.city, release, "seizure_release/right_holder") == ["若葉信用金庫 御中", "小田切 誠 様"]
