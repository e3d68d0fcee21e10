"""差押 walked to each of its ends, what it refuses, and what stands in the registers then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.release_letters import release_letter
from server.domain.effects import JSON, RegisterChange
from server.domain.limitation import Act
from server.domain.refusals import Refused
from server.store import claim_acts, holds, letters, seizures
from server.store import tables as t
from server.store.letters import Letter, NewLetter, request_letter
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.procedures.seizing import (
    HOUSE,
    arrears_town,
    begin,
    claims,
    copied,
    decided,
    draft,
    dun,
    outcome,
    pay_all,
    put_asset,
    seized,
    serve,
    sign,
)
from tests.world import World

DAY = date(2026, 11, 18)
PAY: list[dict[str, JSON]] = [
    {"payer": "若葉台物流", "gross": 282_078, "income_tax": 4_280, "residents_tax": 4_700, "social_insurance": 47_680}
]


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


def made(world: World, case_id: str) -> Any:
    with world.database.read() as conn:
        return seizures.get_seizure(conn, case_id)


def asked_for(world: World, case_id: str) -> list[str]:
    return [row["letter"] for row in Records(world, case_id).rows(t.letters, case_id=case_id)]


def printed(world: World, case_id: str) -> dict[str, Letter]:
    """The letters of a case, issued and laid out; none is held."""
    issue_requested(world.services, limit=100)
    rows = Records(world, case_id).rows(t.letters, case_id=case_id)
    with world.database.read() as conn:
        found = [letters.get_letter(conn, row["letter_id"]) for row in rows]
    assert all(one is not None and one.status == "rendered" for one in found), [one and one.held_for for one in found]
    return {one.letter: one for one in found if one is not None}


def refused(reply: Any) -> list[str]:
    """The codes that an answer was refused with."""
    assert reply.status == 422, reply.body
    return [error["code"] for error in reply.body.get("errors", ())] or [reply.code]


def test_a_deposit_is_seized_and_the_debtor_told_after_its_service(api: Api) -> None:
    """M14: the debtor's copy is made and can leave only when the service on the bank is on record with its minute."""
    arrears_town(api.city)
    put_asset(api.city, api)
    case_id = seized(api)
    notice = printed(api.city, case_id)["seizure/claim_notice"]
    assert notice.data is not None
    assert notice.data["issuer"] == {"title": "若葉市徴収職員", "name": "戸田 健一"}
    assert notice.data["total"] == sum(debt["principal"] + debt["late"] + debt["cost"] for debt in notice.data["debts"])
    assert "individual" not in str(notice.data)
    serve(api, case_id).done()
    assert outcome(api, case_id) == "seized"
    copy = printed(api.city, case_id)["seizure/record"]
    assert copy.data is not None
    assert (copy.data["served_on"], copy.data["served_time"]) == ("2026-11-18", "10時42分")
    found = made(api.city, case_id)
    assert found.result == "SERVED"
    assert (found.drafted_by, found.verified_by, found.decided_by) == ("toda", "kagami", "sakai")
    assert found.amount == notice.data["total"]
    with api.city.database.read() as conn:
        kinds = [hold.kind for hold in holds.holds_of(conn, [HOUSE], DAY)[HOUSE]]
        acts = claim_acts.acts_on(conn, claims(api.city))
    assert kinds == ["SEIZED"]
    assert all(any(act.act is Act.SEIZURE and act.until is None for act in some) for some in acts.values())


def test_m14_the_copy_cannot_leave_before_the_service_not_even_in_one_batch(office: Api) -> None:
    world = office.city
    case_id = seized(office)
    with world.uow() as uow:
        keys = {"seizure_id": case_id, "case_number": "1", "office": "hq", "household_key": HOUSE}
        early = request_letter(uow, NewLetter("seizure/record", "hq", HOUSE, keys, "TRACKED", case_id=case_id))
    issue_requested(world.services)
    with world.database.read() as conn:
        held = letters.get_letter(conn, early)
        notice = Records(world, case_id).rows(t.letters, letter="seizure/claim_notice")[0]["letter_id"]
    assert held is not None
    assert (held.status, held.held_for[0]["kind"]) == ("held", "seizure_record_before_service")
    release_letter(world.services, world.caller("toda"), notice, "POST")
    # One that was laid out some other way does not pass the door either.
    with world.uow() as uow:
        uow.conn.execute(t.letters.update().where(t.letters.c.letter_id == early).values(status="rendered"))
    with pytest.raises(Refused) as refusal:
        release_letter(world.services, world.caller("toda"), early, "POST")
    assert refusal.value.code in ("seizure_record_before_service", "letter_household_moved")


def test_nothing_there(office: Api) -> None:
    case_id = seized(office)
    serve(office, case_id, "EMPTY").done()
    assert outcome(office, case_id) == "empty"
    assert "seizure/record" not in asked_for(office.city, case_id)
    with office.city.database.read() as conn:
        assert all(
            act.act is not Act.SEIZURE
            for some in claim_acts.acts_on(conn, claims(office.city)).values()
            for act in some
        )
    assert Records(office.city, case_id).rows(t.assets)[0]["end_ground"] == "残高なし"
    # The asset has ended: nobody drafts on it again.
    again = begin(office, "seizure", reason="もう一度")
    assert refused(office.complete(again, "enter", draft(), "toda")) == ["seizure_asset_ended"]


def test_not_served_and_the_ways_out_before(office: Api) -> None:
    case_id = seized(office)
    late: dict[str, JSON] = {"served_on": "2026-11-19", "served_hour": 9, "served_minute": 0}
    assert serve(office, case_id, **late).status == 422
    serve(office, case_id, "NOT_SERVED").done()
    assert outcome(office, case_id) == "unserved"
    second = begin(office, "seizure", reason="転勤先へ")
    office.complete(second, "enter", {"result": "withdraw", "withdraw_reason": "納付の約束"}, "toda").done()
    assert outcome(office, second) == "stopped"
    third = decided(office)
    office.complete(third, "sign", {"result": "stop", "note": "全額の納付があった"}, "toda").done()
    assert outcome(office, third) == "stopped"
    fourth = begin(office, "seizure", reason="四度目")
    office.complete(fourth, "enter", draft(), "toda").done()
    office.complete(fourth, "check", {"result": "return", "reason": "書き取りが足りない"}, "kagami").done()
    office.complete(fourth, "enter", draft(), "toda").done()
    office.complete(fourth, "check", copied(), "kagami").done()
    office.complete(fourth, "decide", {"result": "return", "reason": "分納を確かめる"}, "sakai").done()
    office.complete(fourth, "enter", draft(), "toda").done()
    office.complete(fourth, "check", copied(), "kagami").done()
    office.complete(fourth, "decide", {"result": "approve"}, "sakai").done()
    office.complete(fourth, "sign", {"result": "redraft", "note": "期別を減らす"}, "toda").done()
    office.complete(fourth, "enter", draft(), "toda").done()
    office.complete(fourth, "check", copied(), "kagami").done()
    refusal = {"result": "refuse", "reason": "相当でない", "provision": "国税徴収法48条"}
    office.complete(fourth, "decide", refusal, "sakai").done()
    assert outcome(office, fourth) == "refused"


def test_a_namesake_is_released_the_same_day_with_an_apology_and_an_incident(both: Api) -> None:
    case_id = seized(both)
    stranger = {
        "stranger_name": "三浦 健",
        "stranger_postal_code": "000-0051",
        "stranger_address": "港市北浜2丁目7番1号",
    }
    serve(both, case_id, "NAMESAKE", **stranger).done()
    assert outcome(both, case_id) == "released"
    found = made(both.city, case_id)
    assert (found.result, found.released_on, found.release_ground) == ("NAMESAKE", DAY, "NAMESAKE")
    ready = printed(both.city, case_id)
    assert {"seizure_release/third_party", "seizure/apology"} <= set(ready)
    apology = ready["seizure/apology"].data
    assert apology is not None
    assert apology["addressee"]["address_lines"] == ["港市北浜2丁目7番1号"]
    with both.city.database.read() as conn:
        kinds = {row.kind for row in conn.execute(t.incidents.select())}
    assert "seizure_of_namesake" in kinds


def test_pm13_an_address_the_debtor_never_had_stops_it_whatever_is_written(office: Api) -> None:
    """Kyoto 2025: name and birth date matched, the stranger stood in the register under the account's address."""
    case_id = begin(office, "seizure", reason="催告に応じない")
    wrong = draft(holder_address="港市北浜2丁目7番1号", override="本人に間違いない", other="SAME_PERSON")
    assert refused(office.complete(case_id, "enter", wrong, "toda")) == ["seizure_holder_address"]
    another = draft(other="ANOTHER_PERSON", override="所属長の了解がある")
    assert refused(office.complete(case_id, "enter", another, "toda")) == ["seizure_holder_another"]
    off = draft(holder_name="三浦 健太", holder_kana="ミウラ　ケンタ", holder_birth="1971-04-16")
    assert refused(office.complete(case_id, "enter", off, "toda")) == [
        "seizure_holder_name",
        "seizure_holder_kana",
        "seizure_holder_birth",
    ]
    assert refused(sign(office, decided(office), duty_card=None)) == ["required"]


def test_pm13_the_register_itself_speaks_against_a_namesake_at_that_address(office: Api) -> None:
    """His own 附票 was copied wrongly: at that address our register knows another person of the same birth date."""
    office.city.change(
        RegisterChange(
            "put_resident_record",
            "test/namesake",
            {
                "person_key": "999000000000001",
                "household_key": "9990000001",
                "name": "三浦 健",
                "name_kana": "ミウラ　ケン",
                "sex": "M",
                "birth_date": "1971-04-15",
                "relation": "HEAD",
                "postal_code": "000-0051",
                "address": "北区泉台3-1",
                "office": "kita",
                "valid_from": "2020-04-01",
            },
        )
    )
    case_id = begin(office, "seizure", reason="催告に応じない")
    own: list[dict[str, JSON]] = [
        {
            "address": "若葉市北区泉台三丁目1番",
            "first": "2015-04-01",
            "until": "2020-04-01",
            "document": "附票 第3号",
            "own_code": True,
        }
    ]
    typed = draft(holder_address="若葉市北区泉台3-1", registry_addresses=own, other="SAME_PERSON")
    assert refused(office.complete(case_id, "enter", typed, "toda")) == ["seizure_holder_another"]
    elsewhere: list[dict[str, JSON]] = [{**own[0], "address": "青葉市西町1-1"}]
    office.complete(
        case_id, "enter", draft(holder_address="青葉市西町1番1号", registry_addresses=elsewhere), "toda"
    ).done()


def test_pm13_two_people_copy_the_answer_and_both_copies_must_agree(office: Api) -> None:
    case_id = begin(office, "seizure", reason="催告に応じない")
    office.complete(case_id, "enter", draft(), "toda").done()
    assert office.complete(case_id, "check", copied(), "toda").status == 403
    wrong = copied(seen_birth="1971-04-16", seen_address="中央区青柳町5-6-8")
    assert refused(office.complete(case_id, "check", wrong, "kagami")) == ["seizure_holder_check"] * 2
    blank = copied(seen_name=None, seen_kana=None, seen_birth=None, seen_address=None, history_seen=False)
    assert len(refused(office.complete(case_id, "check", blank, "kagami"))) == 5
    office.complete(case_id, "check", copied(), "kagami").done()
    assert office.complete(case_id, "decide", {"result": "approve"}, "kagami").status == 403
    office.complete(case_id, "decide", {"result": "approve"}, "sakai").done()
    assert sign(office, case_id, "kagami").status == 403  # who compared does not sign
    sign(office, case_id).done()
    before = Records(office.city, case_id).rows(t.seizures)[0]
    names = ("number", "case_id", "household_key", "person_key", "asset_id", "amount")
    payload = {name: before[name] for name in names} | {
        "drafted_by": "toda",
        "verified_by": "toda",
        "decided_by": "sakai",
    }
    payload |= {"seizure_id": "x", "details": {}, "signed_on": "2026-11-18", "debts": []}
    with pytest.raises(Refused) as refusal:
        office.city.change(RegisterChange("put_seizure", "test/two", payload))
    assert refusal.value.code == "seizure_same_person"


def test_a_debt_paid_between_draft_and_signing_stops_the_signature(office: Api) -> None:
    case_id = decided(office)
    pay_all(office.city)
    assert refused(sign(office, case_id)) == ["seizure_no_debt"]
    assert made(office.city, case_id) is None
    assert asked_for(office.city, case_id) == []


def test_one_of_the_chosen_instalments_paid_meanwhile_is_named(office: Api) -> None:
    keys = claims(office.city)
    chosen: list[dict[str, JSON]] = [{"claim_key": key} for key in keys[:2]]
    case_id = decided(office, claims_scope="CHOSEN", claims=chosen)
    pay_all(office.city, keys[:1])
    assert "seizure_debt_paid" in refused(sign(office, case_id))
    strange: list[dict[str, JSON]] = [{"claim_key": "2026-9999999999-01"}]
    other = begin(office, "seizure", reason="催告に応じない")
    assert refused(office.complete(other, "enter", draft(claims_scope="CHOSEN", claims=strange), "toda")) == [
        "seizure_claim_unknown"
    ]


def test_m2_nothing_is_seized_before_the_later_of_both_days(town_api: Api) -> None:
    """Dispatched 11-01: the ten days are over on 11-12, but the letter says: pay by 11-18."""
    world = town_api.city
    arrears_town(world, dunned=False)
    dun(world, date(2026, 10, 31), date(2026, 11, 1), DAY)
    put_asset(world, town_api)
    case_id = begin(town_api, "seizure", reason="催告に応じない")
    assert set(refused(town_api.complete(case_id, "enter", draft(), "toda"))) == {"seizure_too_early"}
    world.clock.set(date(2026, 11, 19))
    town_api.complete(case_id, "enter", draft(), "toda").done()


def test_without_a_dunning_letter_nothing_is_seized(town_api: Api) -> None:
    arrears_town(town_api.city, dunned=False)
    put_asset(town_api.city, town_api)
    case_id = begin(town_api, "seizure", reason="催告に応じない")
    assert set(refused(town_api.complete(case_id, "enter", draft(), "toda"))) == {"seizure_not_dunned"}


@pytest.mark.parametrize(
    ("hold", "code"),
    [("DEFERRAL", "seizure_held"), ("BANKRUPTCY", "seizure_bankruptcy"), ("PLEDGE", "seizure_held_override")],
)
def test_a_hold_that_came_after_the_decision_stops_the_signature(office: Api, hold: str, code: str) -> None:
    case_id = decided(office)
    said = {
        "hold_key": f"test/{hold}",
        "household_key": HOUSE,
        "kind": hold,
        "valid_from": "2026-11-18",
        "reason": "試験",
    }
    office.city.change(RegisterChange("set_hold", f"test/{hold}", said))
    assert set(refused(sign(office, case_id))) == {code}
    card = {"duty_card": "徴-014", "card_until": "2026-11-17"}
    assert "seizure_duty_card" in refused(sign(office, case_id, **card))


def test_pay_is_seized_up_to_its_limit_with_the_calculation(office: Api) -> None:
    number = put_asset(
        office.city, office, "R8-000901-1", kind="SALARY", third_party="若葉台物流", value=None, account_tail=""
    )
    case_id = begin(office, "seizure", reason="催告に応じない")
    assert refused(office.complete(case_id, "enter", draft(asset_number=number), "toda")) == ["seizure_pay_missing"]
    low: list[dict[str, JSON]] = [{**PAY[0], "gross": 176_500}]
    few = draft(asset_number=number, pays=low, dependants=2)
    assert refused(office.complete(case_id, "enter", few, "toda")) == ["seizure_pay_nothing"]
    case_id = seized(office, number, pays=PAY, dependants=2)
    notice = printed(office.city, case_id)["seizure/pay_notice"].data
    assert notice is not None
    assert (notice["exempt"], notice["seizable"]) == (255_000, 27_000)


def test_what_was_just_credited_stays_on_the_account(office: Api) -> None:
    number = put_asset(office.city, office, "R8-000902-1", value=150_000)
    case_id = seized(office, number, credited="BENEFIT", credited_yen=140_000)
    assert made(office.city, case_id).amount == 10_000
    serve(office, case_id, "EMPTY").done()
    number = put_asset(office.city, office, "R8-000903-1", value=200_000)
    more = {"credited": "PAY", "days_to_pay": 20, "period_days": 30, "pays": PAY, "dependants": 2}
    case_id = seized(office, number, **more)
    assert made(office.city, case_id).amount == 200_000 - 131_334


def test_real_estate_is_seized_by_the_letter_to_the_debtor(office: Api) -> None:
    number = put_asset(
        office.city,
        office,
        "R8-000904-1",
        kind="REAL_ESTATE",
        third_party="若葉地方法務局",
        value=8_000_000,
        account_tail="",
    )
    case_id = seized(office, number)
    ready = printed(office.city, case_id)
    assert set(ready) == {"seizure/real_estate", "seizure/entrustment"}
    assert made(office.city, case_id).amount is None
    serve(office, case_id).done()
    assert asked_for(office.city, case_id) == ["seizure/real_estate", "seizure/entrustment"]


def test_an_asset_known_from_too_long_ago_is_asked_about_again(office: Api) -> None:
    number = put_asset(office.city, office, "R8-000905-1", as_of="2026-08-17")
    case_id = begin(office, "seizure", reason="催告に応じない")
    assert refused(office.complete(case_id, "enter", draft(asset_number=number), "toda")) == ["seizure_asset_too_old"]
    assert refused(office.complete(case_id, "enter", draft(asset_number="?"), "toda")) == ["seizure_asset_unknown"]


def test_only_collection_officers_begin_a_seizure(office: Api) -> None:
    data = {"channel": "EXOFFICIO", "received_on": "2026-11-18", "household_key": HOUSE, "reason": "催告"}
    reply = office.post("saeki", "/cases", {"procedure": "seizure", "data": data})
    assert reply.status == 403
