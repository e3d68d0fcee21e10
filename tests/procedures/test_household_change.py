"""Changes of persons and households (異動・変更) to each end, through the API, with all that they leave behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.household_run import run_households
from server.casework.issue_letters import issue_requested
from server.domain.effects import RegisterChange
from server.store import tables as t
from tests.procedures.changing import HEAD, HOUSEHOLD, WIFE, Office, deployed, entry, resident_says
from tests.procedures.outside import Api
from tests.procedures.records import Records, assert_in_order
from tests.world import HOUSEHOLDS

FAMILY = HOUSEHOLDS["family"]


@pytest.fixture
def office(api: Api) -> Office:
    deployed(api.city)
    return Office(api)


@pytest.fixture
def town_office(town_api: Api) -> Office:
    deployed(town_api.city)
    return Office(town_api)


def stays(office: Office, person: str) -> list[tuple[Any, ...]]:
    rows = office.rows(t.memberships, person_key=person)
    return [(row["household_key"], row["relation"], row["valid_from"], row["valid_to"]) for row in rows]


def letters(office: Office, case_id: str) -> list[str]:
    return sorted(row["letter"] for row in Records(office.city, case_id).rows(t.letters, case_id=case_id))


def messages(office: Office, case_id: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in Records(office.city, case_id).rows(t.messages, from_case_id=case_id):
        found.setdefault(row["kind"], []).append(row["payload"])
    return found


def issued(office: Office, case_id: str) -> list[dict[str, Any]]:
    """What the letters of a case say, as frozen at their issue."""
    return [row | {"data": row["data"]} for row in Records(office.city, case_id).rows(t.letters, case_id=case_id)]


# -- what each change leaves behind -----------------------------------------------------------------------------------


def test_a_new_head_stands_from_his_day_and_the_former_owes_to_the_month_before(town_office: Office) -> None:
    office = town_office
    case_id = office.changed("head", changed_on="2026-11-10")
    assert office.city.case(case_id).outcome == "changed"
    day = date(2026, 11, 10)
    assert stays(office, WIFE)[-1] == (HOUSEHOLD.key, "HEAD", day, None)
    assert stays(office, HEAD)[-1] == (HOUSEHOLD.key, "SPOUSE", day, None)
    # National Health Insurance Act art. 76: the head of a month owes it; the change is told, no notice rewritten.
    (told,) = messages(office, case_id)["household_changed"]
    assert (told["old_head"], told["new_head"], told["old_head_until"]) == (HEAD, WIFE, "2026-10")
    # Regulations art. 6(4): the head's name is printed, so that everybody insured gets a new document.
    assert letters(office, case_id) == ["enrolment/certificate", "enrolment/certificate"]
    assert_in_order(office.city, case_id)


def test_who_splits_off_takes_eligibility_along_and_gets_a_number_of_the_new_household(office: Office) -> None:
    case_id = office.changed("split")
    *_, (home, relation, since, until) = stays(office, WIFE)
    assert (relation, since, until) == ("HEAD", date(2026, 11, 1), None)
    assert home != HOUSEHOLD.key
    old, new = office.rows(t.eligibilities, person_key=WIFE)
    assert (old["household_key"], old["valid_to"], old["lost_by"]) == (HOUSEHOLD.key, date(2026, 11, 1), None)
    assert (new["household_key"], new["valid_from"], new["shikaku_from"]) == (
        home,
        date(2026, 11, 1),
        old["shikaku_from"],
    )
    assert new["number"] != old["number"]
    (record,) = office.rows(t.household_records, household_key=home)
    assert (record["address"], record["office"]) == (HOUSEHOLD.address, HOUSEHOLD.office)
    assert len(messages(office, case_id)["household_changed"]) == 2
    assert len(messages(office, case_id)["eligibility_changed"]) == 2
    assert letters(office, case_id) == ["enrolment/certificate"]
    issue_requested(office.city.services)
    (slots,) = [one["data"] for one in issued(office, case_id)]
    # The city has insured her without a gap: the number is new, the first day is not.
    assert (slots["applied_from"], slots["head_name"]) == ("2022-04-01", "三浦 由紀")
    assert slots["insured_number"] == new["number"]


def test_who_joins_another_household_is_under_its_head_and_its_head_becomes_nominal(town_office: Office) -> None:
    office = town_office
    case_id = office.changed("merge")
    assert stays(office, WIFE)[-1] == (FAMILY.key, "OTHER", date(2026, 11, 1), None)
    assert office.rows(t.eligibilities, person_key=WIFE)[-1]["household_key"] == FAMILY.key
    (nominal,) = office.rows(t.nominal_heads, household_key=FAMILY.key)
    assert (nominal["person_key"], nominal["valid_from"]) == (FAMILY.head.key, date(2026, 11, 1))
    assert office.city.case(case_id).outcome == "changed"


def test_when_the_head_splits_off_those_who_remain_get_a_new_head(town_office: Office) -> None:
    office = town_office
    members = [{"person_key": HEAD, "relation": "HEAD"}]
    office.changed("split", members=members, remaining_head_key=WIFE)
    assert stays(office, WIFE)[-1] == (HOUSEHOLD.key, "HEAD", date(2026, 11, 1), None)
    assert stays(office, HEAD)[-1][0] != HOUSEHOLD.key


def test_a_name_is_changed_and_one_new_document_is_sent(town_office: Office) -> None:
    office = town_office
    case_id = office.changed("name")
    assert [row["name"] for row in office.rows(t.person_records, person_key=WIFE)] == ["三浦 由紀", "高橋 由紀"]
    assert letters(office, case_id) == ["enrolment/certificate"]
    assert "household_changed" not in messages(office, case_id)


def test_an_address_within_the_city_changes_no_document(town_office: Office) -> None:
    office = town_office
    case_id = office.changed("address")
    last = office.rows(t.household_records, household_key=HOUSEHOLD.key)[-1]
    assert (last["address"], last["valid_from"]) == ("若葉市中央区泉町一丁目1番1号", date(2026, 11, 1))
    assert last["phone"] == HOUSEHOLD.phone
    assert letters(office, case_id) == []


def test_letters_go_elsewhere_until_the_day_asked_for_and_to_the_address_again(town_office: Office) -> None:
    office = town_office
    office.changed("send_to")
    *_, elsewhere, home = office.rows(t.household_records, household_key=HOUSEHOLD.key)
    assert (elsewhere["valid_from"], elsewhere["valid_to"]) == (date(2026, 11, 18), date(2027, 11, 1))
    assert elsewhere["send_to"]["name"] == "後見 太郎"
    assert (home["send_to"], home["valid_from"]) == (None, date(2027, 11, 1))


def test_a_telephone_number_needs_no_second_person(town_office: Office) -> None:
    office = town_office
    reply = office.entering("phone").done()
    assert (reply["status"], reply["outcome"]) == ("completed", "changed")
    assert office.rows(t.household_records, household_key=HOUSEHOLD.key)[-1]["phone"] == "080-1111-2222"


def test_a_relation_is_changed_by_the_checker_where_the_residents_register_agrees(town_office: Office) -> None:
    office = town_office
    resident_says(office.city, WIFE, "OTHER")
    case_id = office.entered("relation")
    assert [task.element for task in office.city.open_tasks(case_id)] == ["check"]
    done = office.api.check(case_id).done()
    assert done["outcome"] == "changed"
    assert stays(office, WIFE)[-1][1] == "OTHER"


# -- a day before the last change -------------------------------------------------------------------------------------


def test_a_change_before_a_later_one_is_judged_and_decided_apart_and_the_later_one_stays(town_office: Office) -> None:
    office = town_office
    office.changed("name")
    case_id = office.entered("name", changed_on="2026-06-01", after_name="佐々木 由紀", after_kana="ササキ　ユキ")
    assert [task.element for task in office.city.open_tasks(case_id)] == ["judge"]
    office.judged(case_id)
    office.api.check(case_id).done()
    assert [task.element for task in office.city.open_tasks(case_id)] == ["decide"]
    office.finished(case_id)
    named = [(row["name"], row["valid_from"]) for row in office.rows(t.person_records, person_key=WIFE)]
    assert named[-2:] == [("佐々木 由紀", date(2026, 6, 1)), ("高橋 由紀", date(2026, 11, 1))]
    assert letters(office, case_id) == [], "what is printed today has not changed"


# -- the head for the insurance ---------------------------------------------------------------------------------------


def nominal_city(office: Office) -> None:
    """The head of the household has left for an employer's insurance; his wife stays."""
    close = {"person_key": HEAD, "tekiyo_to": "2026-06-01", "shikaku_to": "2026-06-01", "lost_by": "employee_insurance"}
    office.city.change(RegisterChange("close_eligibility", "test/left", close))
    run_households(office.city.services)


def test_an_insured_member_is_designated_by_the_decider_from_the_month_of_the_decision(town_office: Office) -> None:
    office = town_office
    nominal_city(office)
    case_id = office.entered("designation")
    assert office.api.check(case_id).done()["status"] == "active", "never by the checker alone"
    office.finished(case_id)
    (row,) = office.rows(t.designated_heads, household_key=HOUSEHOLD.key)
    assert (row["person_key"], row["valid_from"], row["valid_to"]) == (WIFE, date(2026, 11, 1), None)
    assert "household_change/head_change" in letters(office, case_id)
    (told,) = messages(office, case_id)["household_changed"]
    assert told["old_head_until"] == "2026-10"
    issue_requested(office.city.services)
    by_letter = {one["letter"]: one["data"] for one in issued(office, case_id)}
    assert {one["addressee"]["name"] for one in by_letter.values()} == {"三浦 由紀"}
    assert by_letter["enrolment/certificate"]["head_name"] == "三浦 由紀"


def test_a_designation_is_refused_with_its_reason_and_changes_nothing(town_office: Office) -> None:
    office = town_office
    nominal_city(office)
    case_id = office.entered("designation")
    office.api.check(case_id).done()
    office.finished(case_id, "refuse")
    assert office.city.case(case_id).outcome == "refused"
    assert letters(office, case_id) == ["household_change/refusal"]
    assert office.rows(t.designated_heads, household_key=HOUSEHOLD.key) == []


# -- the other ends ---------------------------------------------------------------------------------------------------


def test_a_notification_taken_back_changes_nothing(town_office: Office) -> None:
    office = town_office
    reply = office.entering("head", next_step="withdraw", withdraw_reason="届出人が持ち帰った").done()
    assert (reply["status"], reply["outcome"]) == ("completed", "withdrawn")
    assert stays(office, WIFE)[-1][1] == "SPOUSE"


def test_what_is_sent_back_is_entered_again_and_then_decided(town_office: Office) -> None:
    office = town_office
    case_id = office.entered("head")
    office.judged(case_id, "back")
    assert [task.element for task in office.city.open_tasks(case_id)] == ["enter"]
    office.api.complete(case_id, "enter", entry("head"), "saeki").done()
    office.finished(case_id)
    assert office.city.case(case_id).outcome == "changed"


# -- what cannot be ---------------------------------------------------------------------------------------------------

WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("head", {"changed_on": "2026-11-18"}, "changed_on", "fact_date_in_future"),
    ("head", {"head_name": "別の 人"}, "head_name", "before_differs"),
    ("head", {"new_head_key": HEAD}, "new_head_key", "nothing_changes"),
    ("head", {"new_head_key": "999"}, "new_head_key", "person_not_in_household"),
    ("head", {"old_head_relation": None}, "old_head_relation", "required"),
    ("head", {"members": [{"person_key": HEAD, "relation": "CHILD"}]}, "members.0.person_key", "person_twice"),
    ("head", {"changed_on": "2019-01-01"}, "changed_on", "change_before_record"),
    ("name", {"before_name": "別の 名"}, "before_name", "before_differs"),
    ("name", {"person_key": FAMILY.head.key}, "person_key", "person_not_in_household"),
    ("name", {"after_name": "三浦 由紀", "after_kana": "ミウラ　ユキ"}, "after_name", "nothing_changes"),
    ("relation", {"before_relation": "CHILD"}, "before_relation", "before_differs"),
    ("relation", {"after_relation": "HEAD"}, "after_relation", "two_heads"),
    ("address", {"before_address": "よその住所"}, "before_address", "before_differs"),
    ("address", {"new_address": HOUSEHOLD.address}, "new_address", "nothing_changes"),
    ("address", {"new_address": None}, "new_address", "required"),
    ("split", {"split_place": "other"}, "new_postal_code", "required"),
    ("split", {"members": []}, "members.0.relation", "new_head_missing"),
    ("split", {"members": [{"person_key": WIFE, "relation": "OTHER"}]}, "members.0.relation", "new_head_missing"),
    (
        "split",
        {"members": [{"person_key": WIFE, "relation": "HEAD"}, {"person_key": HEAD, "relation": "HEAD"}]},
        "members.1.relation",
        "two_heads",
    ),
    (
        "split",
        {"members": [{"person_key": WIFE, "relation": "HEAD"}, {"person_key": HEAD, "relation": "SPOUSE"}]},
        "members",
        "nobody_remains",
    ),
    ("split", {"members": [{"person_key": HEAD, "relation": "HEAD"}]}, "remaining_head_key", "new_head_required"),
    ("merge", {"other_household_key": HOUSEHOLD.key}, "other_household_key", "same_household"),
    ("merge", {"other_household_key": "404"}, "other_household_key", "other_household_unknown"),
    ("merge", {"members": [{"person_key": WIFE, "relation": "HEAD"}]}, "members.0.relation", "two_heads"),
    ("send_to", {"send_to_until": "2028-01-01"}, "send_to_until", "send_to_too_long"),
    ("send_to", {"send_to_until": "2026-11-17"}, "send_to_until", "send_to_over"),
    ("phone", {"phone": HOUSEHOLD.phone}, "phone", "nothing_changes"),
    ("designation", {}, "new_head_key", "no_nominal_head"),
]


@pytest.mark.parametrize("kind", sorted({case[0] for case in WRONG}))
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(town_office: Office, kind: str) -> None:
    office = town_office
    case_id = office.start(kind, received_on="2026-11-17")
    office.api.complete(case_id, "check_identity", office.city.answers_identity(), "saeki").done()
    for _, given, field, code in (case for case in WRONG if case[0] == kind):
        reply = office.api.complete(case_id, "enter", entry(kind) | given, "saeki")
        assert reply.status == 422, (given, reply.body)
        assert (field, code) in [(one["field"], one["code"]) for one in reply.body["errors"]], given
        assert [task.element for task in office.city.open_tasks(case_id)] == ["enter"]


# -- who may not, what is judged -------------------------------------------------------------------------------------


def test_whoever_entered_does_not_check_and_a_button_pressed_twice_changes_once(town_office: Office) -> None:
    office = town_office
    resident_says(office.city, WIFE, "OTHER")
    case_id = office.entered("relation")
    assert office.api.check(case_id, by="saeki").status == 403
    task = office.city.open_task(case_id, "check").task_id
    answers = office.city.answers_check(case_id)
    first, second = (office.api.post("okamura", f"/tasks/{task}/complete", {"answers": answers}) for _ in range(2))
    assert (first.status, second.status) == (200, 409)
    assert [relation for _, relation, _, _ in stays(office, WIFE)] == ["SPOUSE", "OTHER"]


def test_a_clerk_of_another_ward_does_not_reach_the_change(town_office: Office) -> None:
    case_id = town_office.entered("head")
    task = town_office.city.open_task(case_id, "judge").task_id
    assert town_office.api.post("kitano", f"/tasks/{task}/complete", {"answers": {}}).status in (403, 404)


def test_a_second_change_of_the_same_person_names_the_open_case(town_office: Office) -> None:
    office = town_office
    first = office.entered("head")
    reply = office.entering("head")
    number = office.city.case(first).number
    assert [(one["field"], one["code"]) for one in reply.body["errors"]] == [("change_kind", "case_duplicate")]
    assert number in reply.body["errors"][0]["message_ja"]


def test_letters_of_a_protected_household_do_not_move_without_a_judgement_and_a_decider(town_office: Office) -> None:
    office = town_office
    hide = {"protection_key": "S1", "person_key": WIFE, "status": "PROVISIONAL", "valid_from": "2026-11-01"}
    office.city.change(RegisterChange("put_protection", "test/protection", hide))
    office.city.grant("saeki", "protected:view")
    office.city.grant("okamura", "protected:view")
    case_id = office.entered("send_to")
    found = [task.element for task in office.city.open_tasks(case_id)]
    assert found == ["judge"]
    office.judged(case_id)
    office.api.check(case_id).done()
    assert [task.element for task in office.city.open_tasks(case_id)] == ["decide"]


def test_a_register_that_changed_since_the_check_sends_the_change_back(town_office: Office) -> None:
    office = town_office
    case_id = office.entered("name")
    office.judged(case_id)
    said = {
        "person_key": WIFE,
        "name": "三浦 友紀",
        "name_kana": "ミウラ　ユキ",
        "sex": "F",
        "birth_date": "1973-08-08",
    }
    office.city.change(RegisterChange("put_person", "test/renamed", said | {"valid_from": "2026-10-01"}))
    reply = office.api.check(case_id)
    assert reply.status in (409, 422)
    assert office.city.case(case_id).status == "active"
    assert "高橋 由紀" not in [row["name"] for row in office.rows(t.person_records, person_key=WIFE)]
