"""支援措置 to each of its ends, through the API, and every wrong answer that a person can give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.review_protections import review_protections
from server.casework.start_form import startable
from server.domain.effects import JSON
from server.domain.protection import SLUG
from server.domain.refusals import Refused
from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.protecting import CLERK, DECIDER, OFFICER, SAFE, SEPARATED, Flight, flight_in
from tests.procedures.records import assert_in_order
from tests.world import DAY

REVIEW = date(2027, 10, 18)  # 30 days before the last day, 17 November 2027


@pytest.fixture
def flight(api: Api) -> Flight:
    return flight_in(api)


@pytest.fixture
def scene(town_api: Api) -> Flight:
    """The same on the embedded database alone."""
    return flight_in(town_api)


# -- the ends ----------------------------------------------------------------------------------------------------------


def test_she_is_hidden_insured_apart_and_written_to_at_the_safe_address(flight: Flight) -> None:
    case_id = flight.in_force()
    (row,) = flight.standing()
    assert (row["person_key"], row["status"], row["from_household_key"]) == (flight.she.key, "DECIDED", flight.home.key)
    assert str(row["separated_on"]) == SEPARATED
    assert SAFE["address"] not in str(row)
    left = flight.left(case_id)
    spells = left.rows(t.eligibilities, person_key=flight.she.key, superseded_at=None)
    assert [(one["household_key"], one["lost_by"]) for one in spells] == [
        (flight.home.key, "household_separated"),
        (flight.own_household(), None),
    ]
    assert spells[0]["shikaku_from"] == spells[1]["shikaku_from"]
    assert {one["interface"] for one in left.rows(t.exports)} == {"I08", "I12"}
    assert {one["kind"] for one in left.rows(t.messages)} == {"protection_changed", "household_changed"}
    assert left.decision()["result"] == "decided"
    for name in ("address_protection/set_notice", "enrolment/certificate"):
        text = left.printed(f"{name}/{flight.she.key}")
        assert SAFE["address"].replace(" ", "") in text
        assert "健康保険課" in text
        assert "区役所" not in text
    assert [task.element for task in flight.city.open_tasks(case_id)] == ["watch"]
    assert_in_order(flight.city, case_id)


def test_her_old_certificate_is_no_longer_valid_and_the_new_one_bears_another_number(scene: Flight) -> None:
    case_id = scene.in_force()
    left = scene.left(case_id)
    kept = left.rows(t.certificates, person_key=scene.she.key, superseded_at=None)
    valid = [one for one in kept if one["status"] == "VALID" and one["valid_to"] != DAY]
    assert [one["household_key"] for one in valid] == [scene.own_household()]
    assert {one["status"] for one in kept} == {"VALID", "SUPERSEDED"}


def test_withdrawn_before_the_decision_nothing_stays_but_the_record(flight: Flight) -> None:
    case_id = flight.entering()
    assert [row["status"] for row in flight.standing()] == ["PROVISIONAL"]
    flight.enter(case_id, next_step="withdraw", withdraw_reason="本人が取りやめた").done()
    assert flight.city.case(case_id).outcome == "not_set"
    assert flight.standing() == []
    person = flight.left(case_id).rows(t.person_records, person_key=flight.she.key, superseded_at=None)
    assert [row["protected"] for row in person if row["valid_to"] is None] == [False]
    assert flight.city.case(case_id).protected, "the case itself stays for few"
    assert_in_order(flight.city, case_id)


def test_not_gone_on_with_when_identity_is_in_doubt(scene: Flight) -> None:
    case_id = scene.start()
    doubt = scene.city.answers_identity(register_match="OTHER_PERSON")
    scene.api.complete(case_id, "check_identity", doubt, OFFICER).done()
    stop = {"looked_at": ["person"], "finding": "別人だった", "result": "stop", "reason": "本人ではない"}
    scene.api.complete(case_id, "resolve_identity", stop, "okamura").done()
    assert scene.city.case(case_id).outcome == "not_set"
    assert scene.standing() == []


def test_refused_by_the_decider_she_is_told_at_the_address_she_named(scene: Flight) -> None:
    case_id = scene.entered()
    scene.decide(case_id, "refuse")
    assert scene.city.case(case_id).outcome == "not_set"
    text = scene.left(case_id).printed(f"address_protection/refusal/{scene.she.key}")
    assert SAFE["address"].replace(" ", "") in text
    assert scene.home.address not in text
    assert scene.standing() == []
    assert_in_order(scene.city, case_id)


def test_returned_by_the_decider_it_comes_back_to_the_entry(scene: Flight) -> None:
    case_id = scene.entered()
    scene.decide(case_id, "return")
    assert [task.element for task in scene.city.open_tasks(case_id)] == ["enter"]
    assert [row["status"] for row in scene.standing()] == ["PROVISIONAL"], "she stays hidden meanwhile"


def reviewed(flight: Flight, case_id: str) -> None:
    """The day comes on which the protection is looked at again."""
    flight.city.clock.set(REVIEW)
    review_protections(flight.city.services)
    assert [task.element for task in flight.city.open_tasks(case_id)] == ["judge"]


def told_and(flight: Flight, case_id: str) -> None:
    """… and she is told in writing."""
    reviewed(flight, case_id)
    flight.did(case_id, "judge", contacted_by="safe_phone", finding="続けるか尋ねた", result="notify").done()
    issue_requested(flight.city.services)


def lifting(answer: str = "agrees") -> dict[str, JSON]:
    return {"contacted_by": "safe_phone", "finding": "終えてよいと聞いた", "result": "lift", "answer": answer}


def test_lifted_after_she_was_told_in_writing_and_agreed(flight: Flight) -> None:
    case_id = flight.in_force()
    told_and(flight, case_id)
    notice = flight.left(case_id).printed(f"address_protection/lift_notice/{flight.she.key}")
    assert SAFE["address"].replace(" ", "") in notice
    flight.did(case_id, "judge", **lifting()).done()
    assert len(flight.standing()) == 1, "not before another person has decided"
    flight.api.decide(case_id, by=DECIDER).done()
    assert flight.city.case(case_id).outcome == "lifted"
    assert flight.standing() == []
    opened = [row["payload"] for row in flight.left(case_id).rows(t.exports) if row["interface"] == "I12"]
    assert {str(one["own_data"]) for one in opened} == {"blocked", "open"}
    assert_in_order(flight.city, case_id)


def test_the_review_comes_30_days_before_the_end_and_once(scene: Flight) -> None:
    case_id = scene.in_force()
    for day, element in ((date(2027, 10, 17), "watch"), (REVIEW, "judge")):
        scene.city.clock.set(day)
        for _ in range(2):
            review_protections(scene.city.services)
        assert [task.element for task in scene.city.open_tasks(case_id)] == [element]


def test_renewed_for_another_year_with_a_new_proof(flight: Flight) -> None:
    case_id = flight.in_force()
    reviewed(flight, case_id)
    own = flight.own_household()
    flight.did(case_id, "judge", contacted_by="safe_phone", finding="続けたい", result="renew").done()
    period = {"valid_from": "2027-10-18", "until": "2028-10-17", "proof_date": "2027-10-15"}
    flight.enter(case_id, **period).done()
    flight.decide(case_id)
    (row,) = flight.standing()
    assert (str(row["until"]), row["own_household_key"], str(row["separated_on"])) == ("2028-10-17", own, SEPARATED)
    spells = flight.left(case_id).rows(t.eligibilities, person_key=flight.she.key, superseded_at=None)
    assert len(spells) == 2, "nothing is cut twice"
    flight.city.clock.set(date(2028, 9, 17))
    review_protections(flight.city.services)
    assert [task.element for task in flight.city.open_tasks(case_id)] == ["judge"]
    assert_in_order(flight.city, case_id)


def test_nothing_ends_by_silence(scene: Flight) -> None:
    case_id = scene.in_force()
    reviewed(scene, case_id)
    scene.city.clock.set(date(2028, 3, 1))
    review_protections(scene.city.services)
    assert [row["status"] for row in scene.standing()] == ["DECIDED"]
    assert [task.element for task in scene.city.open_tasks(case_id)] == ["judge"]


def test_left_as_it_is_after_the_review(scene: Flight) -> None:
    case_id = scene.in_force()
    reviewed(scene, case_id)
    scene.did(case_id, "judge", contacted_by="agency", finding="月末に証明が出る", result="keep").done()
    assert [task.element for task in scene.city.open_tasks(case_id)] == ["watch"]


def test_a_lifting_that_the_decider_does_not_approve_leaves_her_protected(scene: Flight) -> None:
    case_id = scene.in_force()
    told_and(scene, case_id)
    scene.did(case_id, "judge", **lifting()).done()
    scene.api.decide(case_id, "return", by=DECIDER).done()
    assert [task.element for task in scene.city.open_tasks(case_id)] == ["judge"]
    assert len(scene.standing()) == 1


def test_a_new_safe_address_is_checked_and_decided_like_the_first(scene: Flight) -> None:
    case_id = scene.in_force()
    scene.did(case_id, "watch", came="change", came_on=DAY.isoformat()).done()
    scene.city.clock.wait(minutes=5)
    scene.enter(case_id, safe_address="若葉市泉町二丁目2番2号 私書箱9").done()
    scene.decide(case_id)
    newest = [one for one in scene.left(case_id).rows(t.letters) if one["letter"] == "address_protection/set_notice"]
    assert newest[-1]["data"]["addressee"]["address_lines"] == ["若葉市泉町二丁目2番2号 私書箱9"]


def test_a_change_that_is_withdrawn_leaves_the_protection_as_it_was(scene: Flight) -> None:
    case_id = scene.in_force()
    scene.did(case_id, "watch", came="change", came_on=DAY.isoformat()).done()
    scene.enter(case_id, next_step="withdraw", withdraw_reason="変えなくてよい").done()
    assert [task.element for task in scene.city.open_tasks(case_id)] == ["watch"]
    assert [row["status"] for row in scene.standing()] == ["DECIDED"]


def test_a_change_that_is_refused_goes_to_the_review_and_lifts_nothing(scene: Flight) -> None:
    case_id = scene.in_force()
    scene.did(case_id, "watch", came="change", came_on=DAY.isoformat()).done()
    scene.enter(case_id).done()
    scene.decide(case_id, "refuse")
    assert [task.element for task in scene.city.open_tasks(case_id)] == ["judge"]
    assert [row["status"] for row in scene.standing()] == ["DECIDED"]


def test_her_own_wish_to_end_it_is_told_her_in_writing_too(scene: Flight) -> None:
    case_id = scene.in_force()
    scene.did(case_id, "watch", came="ending", came_on=DAY.isoformat()).done()
    reply = scene.did(case_id, "judge", **lifting())
    assert codes(reply) == {"result": "protection_not_told_yet"}


def test_children_go_with_her_and_keep_their_branch(scene: Flight) -> None:
    family = scene.city.household("family")
    father, mother, child = family.members
    case_id = scene.start(person_key=mother.key, person_name=mother.name, person_kana=mother.kana)
    scene.api.complete(case_id, "check_identity", scene.city.answers_identity(), OFFICER).done()
    scene.enter(
        case_id,
        protected=[scene.row(mother), scene.row(child, "child")],
        hide_from=[{"name": father.name, "person_key": father.key, "relation": "spouse"}],
    ).done()
    scene.decide(case_id)
    rows = scene.standing()
    assert {row["person_key"] for row in rows} == {mother.key, child.key}
    (own,) = {row["own_household_key"] for row in rows}
    members = scene.left(case_id).rows(t.memberships, household_key=own, superseded_at=None)
    assert {(one["person_key"], one["relation"]) for one in members} == {(mother.key, "HEAD"), (child.key, "CHILD")}


def test_one_whom_no_register_knows_gets_a_number_and_a_place_for_her_letters(flight: Flight) -> None:
    known = {"name": "椎名 ゆき", "kana": "シイナ　ユキ", "sex": "F", "birth_date": "1995-03-03"}
    case_id = flight.start(person_key=None, person_name=known["name"], person_kana=known["kana"])
    flight.api.complete(case_id, "check_identity", flight.city.answers_identity(), OFFICER).done()
    row = {"role": "victim", "person_key": None, **known}
    flight.enter(case_id, protected=[row], safe_name=known["name"]).done()
    flight.decide(case_id)
    (stands,) = flight.standing()
    assert stands["person_key"].startswith("9")
    assert stands["from_household_key"] is None
    assert flight.left(case_id).printed(f"address_protection/set_notice/{stands['person_key']}")
    assert_in_order(flight.city, case_id)


def test_told_by_another_office_by_telephone(scene: Flight) -> None:
    changes: dict[str, JSON] = {
        "channel": "EXOFFICIO",
        "private_room": None,
        "reported_by": "若葉県女性相談支援センター",
    }
    case_id = scene.start(OFFICER, **changes)
    assert [row["status"] for row in scene.standing()] == ["PROVISIONAL"]
    assert [task.element for task in scene.city.open_tasks(case_id)] == ["enter"]


# -- wrong answers -----------------------------------------------------------------------------------------------------


def codes(reply: Any) -> dict[str, str]:
    """The codes of a refusal by field."""
    assert reply.status == 422, reply.body
    return {one["field"]: one["code"] for one in reply.body["errors"]}


RECEIPTS: list[tuple[dict[str, JSON], dict[str, str]]] = [
    ({"person_key": "123"}, {"person_key": "protection_person_unknown"}),
    ({"person_name": None}, {"person_name": "required"}),
    ({"person_kana": "x"}, {"person_kana": "kana_invalid"}),
    ({"private_room": None}, {"private_room": "must_be_ticked"}),
    ({"received_on": "2026-11-19"}, {"received_on": "date_in_future"}),
    ({"channel": "POST"}, {"channel": "not_an_option"}),
    ({"paper_location": None}, {"paper_location": "required"}),
]


def test_a_receipt_that_is_wrong_is_told_beside_its_field(scene: Flight) -> None:
    for changes, wrong in RECEIPTS:
        assert codes(scene.begin(**changes)) == wrong, changes
    assert scene.standing() == []


def test_a_second_case_of_the_same_person_is_refused_with_the_number_of_the_first(scene: Flight) -> None:
    first = scene.city.case(scene.start()).number
    reply = scene.begin()
    assert codes(reply) == {"person_key": "protection_case_open"}
    assert first in str(reply.body)


def test_nobody_without_the_right_takes_one_in_or_is_offered_it(scene: Flight) -> None:
    for user in (CLERK, "kitano", "sakai", "mizuno"):
        reply = scene.begin(user)
        assert (reply.status, reply.code) in ((403, "no_right"), (404, "out_of_scope")), (user, reply.body)
        try:
            offered = [one.slug for one in startable(scene.city.services, scene.city.caller(user))]
        except Refused:
            offered = []
        assert SLUG not in offered


def test_a_linked_system_alone_says_that_it_came_by_link(scene: Flight) -> None:
    reply = scene.begin(channel="LINK", record_number="I01/1", private_room=None, paper_location=None)
    assert reply.code == "channel_of_linked_systems"


def changed(scene: Flight, **of_row: JSON) -> dict[str, JSON]:
    return {"protected": [scene.row(scene.she) | of_row]}


WRONG: dict[str, tuple[Any, dict[str, str]]] = {
    "unknown number": (lambda s: changed(s, person_key="999"), {"protected.0.person_key": "protection_person_unknown"}),
    "another birth date": (
        lambda s: changed(s, birth_date="1970-01-01"),
        {"protected.0.person_key": "protection_person_differs"},
    ),
    "nobody asks": (lambda s: changed(s, role="child"), {"protected.0.role": "protection_one_asks"}),
    "the same twice": (
        lambda s: {"protected": [s.row(s.she), s.row(s.she, "other")]},
        {"protected.1.person_key": "protection_twice"},
    ),
    "nobody at all": (lambda s: {"protected": []}, {"protected": "too_few_rows"}),
    "more than a year": (lambda s: {"until": "2027-11-18"}, {"until": "protection_too_long"}),
    "over already": (
        lambda s: {"valid_from": "2025-12-01", "until": "2026-11-17"},
        {"until": "protection_until_past"},
    ),
    "ends before it begins": (lambda s: {"until": "2026-11-17"}, {"until": "date_too_early"}),
    "proof of tomorrow": (lambda s: {"proof_date": "2026-11-19"}, {"proof_date": "date_in_future"}),
    "no consent": (lambda s: {"consent": None}, {"consent": "must_be_ticked"}),
    "no safe address": (lambda s: {"safe_address": None}, {"safe_address": "required"}),
    "hidden from nobody": (lambda s: {"hide_from": []}, {"hide_from": "too_few_rows"}),
    "hidden from herself": (
        lambda s: {"hide_from": [{"name": s.she.name, "person_key": s.she.key, "relation": "other"}]},
        {"hide_from.0.person_key": "protection_hides_from_self"},
    ),
    "hidden from a number nobody has": (
        lambda s: {"hide_from": [{"name": "x", "person_key": "1", "relation": "other"}]},
        {"hide_from.0.person_key": "protection_person_unknown"},
    ),
    "his address": (lambda s: {"safe_address": s.home.address}, {"safe_address": "protection_address_unsafe"}),
    "his address spelled otherwise": (
        lambda s: {"safe_address": "若葉市中央区青柳町５ー６ー７"},
        {"safe_address": "protection_address_unsafe"},
    ),
    "the household she left, though he is named without a number": (
        lambda s: {
            "safe_address": s.home.address,
            "hide_from": [{"name": s.he.name, "person_key": None, "relation": "spouse"}],
        },
        {"safe_address": "protection_address_unsafe"},
    ),
    "the address typed for him": (
        lambda s: {
            "hide_from": [
                {"name": "x", "person_key": None, "relation": "other", "address": s.answers_enter()["safe_address"]}
            ]
        },
        {"safe_address": "protection_address_unsafe"},
    ),
    "apart before she was insured": (
        lambda s: {"separated_on": "2022-04-01"},
        {"separated_on": "protection_separated_before"},
    ),
    "apart without a day": (lambda s: {"separated_on": None}, {"separated_on": "required"}),
    "a field nobody asked for": (lambda s: {"evidence": "x"}, {"evidence": "unknown_field"}),
    "withdrawn without a reason": (lambda s: {"next_step": "withdraw"}, {"withdraw_reason": "required"}),
}


def test_an_entry_that_is_wrong_is_told_beside_its_field_and_changes_nothing(scene: Flight) -> None:
    case_id = scene.entering()
    for name, (changes, wrong) in WRONG.items():
        assert codes(scene.enter(case_id, **changes(scene))) == wrong, name
        assert [task.element for task in scene.city.open_tasks(case_id)] == ["enter"], name
    assert [row["status"] for row in scene.standing()] == ["PROVISIONAL"]


def test_silence_counts_only_when_the_day_for_her_answer_has_passed(scene: Flight) -> None:
    case_id = scene.in_force()
    told_and(scene, case_id)
    scene.city.clock.set(date(2027, 11, 1))
    assert codes(scene.did(case_id, "judge", **lifting("silent"))) == {"answer": "protection_answer_awaited"}
    scene.city.clock.set(date(2027, 11, 2))
    scene.did(case_id, "judge", **lifting("silent")).done()
    scene.api.decide(case_id, by=DECIDER).done()
    assert scene.city.case(case_id).outcome == "lifted"


def test_what_she_was_told_of_an_earlier_period_does_not_count_for_the_next(scene: Flight) -> None:
    case_id = scene.in_force()
    told_and(scene, case_id)
    scene.did(case_id, "judge", contacted_by="safe_phone", finding="続けたい", result="renew").done()
    scene.enter(case_id, valid_from="2027-10-18", until="2028-10-17", proof_date="2027-10-15").done()
    scene.decide(case_id)
    scene.did(case_id, "watch", came="ending", came_on="2027-10-18").done()
    assert codes(scene.did(case_id, "judge", **lifting())) == {"result": "protection_not_told_yet"}


CAME: list[tuple[dict[str, JSON], dict[str, str]]] = [
    ({"came": None}, {"came": "required"}),
    ({"came_on": "2026-11-19"}, {"came_on": "date_in_future"}),
    ({"asker_name": None}, {"asker_name": "required"}),
    ({"asker_address": None}, {"asker_address": "required"}),
    ({"asker_key": "000000000001062"}, {"asker_key": "protection_answer_is_hers"}),
    ({"asked_for": "x" * 61}, {"asked_for": "too_long"}),
]


def test_a_record_of_what_came_that_is_wrong_is_told_beside_its_field(scene: Flight) -> None:
    case_id = scene.in_force()
    for changes, wrong in CAME:
        assert codes(scene.did(case_id, "watch", **(asked(scene) | changes))) == wrong, changes
    assert [task.element for task in scene.city.open_tasks(case_id)] == ["watch"]


def asked(flight: Flight) -> dict[str, JSON]:
    """The husband asks for her papers."""
    return {
        "came": "request",
        "came_on": DAY.isoformat(),
        "asker_name": flight.he.name,
        "asker_key": flight.he.key,
        "asker_postal_code": flight.home.postal_code,
        "asker_address": flight.home.address,
        "asked_for": "資格確認書の再交付",
    }


def test_one_person_never_enters_and_checks_and_decides(scene: Flight) -> None:
    case_id = scene.entered()
    scene.city.grant(OFFICER, "work:qualification", "chuo")
    assert scene.api.check(case_id, by=OFFICER).code == "same_person_enters_and_checks"
    scene.api.check(case_id, by="okamura").done()
    scene.city.grant("okamura", "work:approver", "chuo")
    assert scene.api.decide(case_id, by="okamura").code == "approver_entered_or_checked"


def test_whoever_asks_for_the_lifting_does_not_decide_it(scene: Flight) -> None:
    case_id = scene.in_force()
    told_and(scene, case_id)
    scene.did(case_id, "judge", **lifting()).done()
    scene.city.grant(OFFICER, "work:approver", "chuo")
    assert scene.api.decide(case_id, by=OFFICER).code == "approver_entered_or_checked"


def test_pressed_twice_and_a_page_that_is_stale(scene: Flight) -> None:
    case_id = scene.entering()
    task = scene.city.open_task(case_id, "enter")
    body = {"answers": scene.answers_enter()}
    scene.api.post(OFFICER, f"/tasks/{task.task_id}/complete", body).done()
    assert scene.api.post(OFFICER, f"/tasks/{task.task_id}/complete", body).code == "already_done"
