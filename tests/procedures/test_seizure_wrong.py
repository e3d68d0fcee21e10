"""Wrong input at every door of 滞納処分: a clear word beside the field it is about, and nothing is changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.domain.effects import JSON
from server.store import tables as t
from tests.procedures.outside import Api, Reply
from tests.procedures.records import Records
from tests.procedures.seizing import (
    HOUSE,
    arrears_town,
    begin,
    copied,
    decided,
    draft,
    put_asset,
    seized,
    serve,
    sign,
    start,
)
from tests.procedures.test_seizure_after import BANK, answer, inquiry, money


@pytest.fixture
def office(town_api: Api) -> Api:
    """A town with arrears and a known deposit."""
    arrears_town(town_api.city)
    put_asset(town_api.city, town_api)
    return town_api


def wrong(reply: Reply) -> list[tuple[str, str]]:
    """What was refused, by field, each with a sentence in Japanese."""
    assert reply.status in (409, 422), reply.body
    found: list[Any] = reply.body.get("errors") or [reply.body]
    assert all(any("ぁ" <= letter <= "ん" for letter in one["message_ja"]) for one in found), found
    return [(one["field"], one["code"]) for one in found]


def test_a_page_left_behind_a_button_pressed_twice_another_office_and_no_right(office: Api) -> None:
    world = office.city
    case_id = begin(office, "seizure", reason="催告に応じない")
    task, rev = world.open_task(case_id, "enter").task_id, world.case(case_id).rev
    stale = office.post("toda", f"/tasks/{task}/complete", {"answers": draft(), "rev": rev - 1})
    assert (stale.status, stale.code) == (409, "stale_page")
    assert office.complete(case_id, "enter", draft(), "saeki").status == 403
    assert office.complete(case_id, "enter", draft(), "toda").status == 200
    world.grant("saeki", "work:arrears", "kita")
    elsewhere = office.complete(case_id, "check", copied(), "saeki")
    assert (elsewhere.status, elsewhere.code) == (404, "out_of_scope")  # nor that there is such a task
    again = office.post("toda", f"/tasks/{task}/complete", {"answers": draft()})
    assert (again.status, again.code) == (409, "already_done")
    assert Records(world, case_id).rows(t.seizures) == []


def test_a_draft_says_beside_each_field_what_is_wrong(office: Api) -> None:
    case_id = begin(office, "seizure", reason="催告に応じない")

    def refused(**changes: JSON) -> list[tuple[str, str]]:
        return wrong(office.complete(case_id, "enter", draft(**changes), "toda"))

    assert refused(holder_kana="MIURA KEN") == [("holder_kana", "kana_invalid")]
    assert refused(holder_kana="ミウラ　カン") == [("holder_kana", "seizure_holder_kana")]
    assert refused(holder_birth="2026-11-19") == [("holder_birth", "date_in_future")]
    assert refused(holder_birth="1971-04-14") == [("holder_birth", "seizure_holder_birth")]
    assert refused(holder_birth="R8.13.1") == [("holder_birth", "month_not_in_year")]
    assert refused(holder_name="健" * 61) == [("holder_name", "too_long")]
    assert refused(holder_address=None) == [("holder_address", "required")]
    assert refused(record=None) == [("record", "required")]
    assert refused(asset_number="R8-999999-9") == [("asset_number", "seizure_asset_unknown")]
    assert refused(claims_scope="CHOSEN", claims=[{"claim_key": "2026-0000000106-09"}]) == [
        ("claims", "seizure_claim_unknown")
    ]
    assert refused(credited="BENEFIT", credited_yen=0) == [("credited_yen", "number_too_small")]
    assert refused(credited="BENEFIT", credited_yen=500_000) == [("asset_number", "seizure_useless")]
    days = {"credited": "PAY", "days_to_pay": 31, "period_days": 30}
    pay: JSON = [{"payer": "会社", "gross": 1, "income_tax": 0, "residents_tax": 0, "social_insurance": 0}]
    assert refused(**days, pays=pay) == [("period_days", "seizure_pay_invalid")]
    assert refused(**days, pays=[]) == [("pays", "seizure_pay_missing")]
    negative: JSON = [{"payer": "会社", "gross": -1, "income_tax": 0, "residents_tax": 0, "social_insurance": 0}]
    assert refused(pays=negative) == [("pays.0.gross", "number_too_small")]
    assert refused(result="seize") == [("result", "not_an_option")]
    assert office.complete(case_id, "enter", draft(extra="x"), "toda").status == 422
    assert office.city.case(case_id).status == "active"


def test_the_second_person_the_officer_and_the_time_of_service(office: Api) -> None:
    case_id = begin(office, "seizure", reason="催告に応じない")
    office.complete(case_id, "enter", draft(), "toda").done()
    same = office.complete(case_id, "check", copied(), "toda")
    assert (same.status, same.code) == (403, "same_person_enters_and_checks")
    other = copied(seen_kana="ミウラ　カン")
    assert wrong(office.complete(case_id, "check", other, "kagami")) == [("seen_kana", "seizure_holder_check")]
    office.complete(case_id, "check", {"result": "return", "reason": "やり直し"}, "kagami").done()
    office.complete(case_id, "enter", {"result": "withdraw", "withdraw_reason": "別の件"}, "toda").done()
    case_id = decided(office)
    assert wrong(sign(office, case_id, card_until="2026-11-17")) == [("duty_card", "seizure_duty_card")]
    assert wrong(sign(office, case_id, place=None)) == [("place", "required")]
    sign(office, case_id).done()
    at: dict[str, Any] = {"served_on": "2026-11-18", "served_hour": 10, "served_minute": 43}
    assert wrong(serve(office, case_id, **at)) == [("served_minute", "seizure_served_in_future")]
    assert wrong(serve(office, case_id, **{**at, "served_on": "2026-11-19"})) == [("served_on", "date_in_future")]
    before = {**at, "served_on": "2026-11-17", "served_hour": 9}
    assert wrong(serve(office, case_id, **before)) == [("served_on", "seizure_served_before_signing")]
    assert wrong(serve(office, case_id, **{**at, "served_hour": 24})) == [("served_hour", "number_too_large")]
    assert wrong(serve(office, case_id, proof=None)) == [("proof", "required")]
    assert wrong(serve(office, case_id, "NAMESAKE")) == [
        (f"stranger_{name}", "required") for name in ("name", "postal_code", "address")
    ]
    assert Records(office.city, case_id).rows(t.seizures, seizure_id=case_id)[0]["served_at"] is None


def test_money_and_release_name_what_they_cannot_find_and_three_people_are_needed(office: Api) -> None:
    case_id = seized(office)
    serve(office, case_id).done()
    number = office.city.case(case_id).number
    deposit = money(office, number, 10_000)
    row: dict[str, JSON] = {
        "name": "若葉税務署",
        "rank": "OWN",
        "claim": 0,
        "since": "2026-05-01",
        "postal_code": "1",
        "address": "若葉市",
    }
    entry: dict[str, JSON] = {"result": "propose", "cost": -1, "creditors": [row]}
    assert wrong(office.complete(deposit, "enter", entry, "toda")) == [
        ("cost", "number_too_small"),
        ("creditors.0.rank", "not_an_option"),
        ("creditors.0.claim", "number_too_small"),
        ("creditors.0.postal_code", "postal_code_invalid"),
    ]
    said = {"seizure_number": number, "reason": "申出があった"}
    assert wrong(start(office, "seizure_release", ground="OTHER", **said)) == [("ground", "not_an_option")]
    assert start(office, "seizure_release", "saeki", ground="EXEMPT", **said).status == 403
    release = begin(office, "seizure_release", ground="EXEMPT", **said)
    office.complete(release, "enter", {"result": "propose", "evidence": "登記簿"}, "toda").done()
    marks: dict[str, JSON] = {"release": {"mark": "match", "right_value": None}}
    same = office.complete(release, "check", {"result": "agree", "marks": marks}, "toda")
    assert (same.status, same.code) == (403, "same_person_enters_and_checks")
    unmarked = office.complete(release, "check", {"result": "agree", "marks": {}}, "kagami")
    assert unmarked.status == 422
    office.complete(release, "check", {"result": "agree", "marks": marks}, "kagami").done()
    for person in ("toda", "kagami"):
        assert office.complete(release, "decide", {"result": "approve"}, person).status == 403
    # Paid in between and released twice: the second release is refused by its number.
    office.complete(release, "decide", {"result": "approve"}, "sakai").done()
    again = start(office, "seizure_release", ground="EXEMPT", **said)
    assert wrong(again) == [("seizure_number", "seizure_already_released")]


def test_an_answer_of_nobody_asked_too_early_twice_or_without_its_date(office: Api) -> None:
    case_id = inquiry(office, BANK, {**BANK, "kind": "SALARY", "third_party": "若葉台物流"})

    def refused(*rows: dict[str, JSON]) -> list[tuple[str, str]]:
        return wrong(office.complete(case_id, "answer", {"answers": list(rows)}, "toda"))

    one = answer(office, case_id, 1, "NONE")
    assert refused() == [("answers", "too_few_rows")]
    assert refused({**one, "inquiry_number": "R8-1-1"}) == [("answers.0.inquiry_number", "asset_inquiry_unknown")]
    assert refused({**one, "answered_on": "2026-11-17"}) == [("answers.0.answered_on", "asset_inquiry_before_asked")]
    assert refused({**one, "answered_on": "2026-11-19"}) == [("answers.0.answered_on", "date_in_future")]
    assert refused(one, one) == [("answers.1.inquiry_number", "asset_inquiry_answered_twice")]
    found = answer(office, case_id, 1, "FOUND")
    assert refused({**found, "as_of": None}) == [("answers.0.as_of", "required")]
    assert refused({**found, "holder_kana": "ミウラ　カン"}) == [("answers.0.answer", "asset_inquiry_namesake")]
    assert refused({**found, "value": -1}) == [("answers.0.value", "number_too_small")]
    assert refused({**found, "account_tail": "1234567"}) == [("answers.0.account_tail", "too_long")]
    assert Records(office.city, case_id).rows(t.assets, case_id=case_id) == []


def test_a_household_that_is_none_of_ours_begins_nothing(office: Api) -> None:
    for slug, data in (
        ("seizure", {"reason": "催告"}),
        ("asset_inquiry", {"trigger": "OTHER"}),
        ("seizure_release", {"seizure_number": "R8-1", "ground": "PAID", "reason": "x"}),
    ):
        reply = start(office, slug, **{**data, "household_key": "9999999999"})
        assert reply.status in (404, 409, 422), (slug, reply.body)
        late = start(office, slug, **{**data, "received_on": date(2026, 11, 19).isoformat()})
        assert wrong(late) == [("received_on", "date_in_future")]
    assert HOUSE not in {row["household_key"] for row in Records(office.city, "").rows(t.seizures)}
