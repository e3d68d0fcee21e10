"""Enrolment (資格取得) from the counter to each of its ends, through the API, on both kinds of database.

Each end with all that it leaves behind: registers, decision, letters, exports, messages, history, audit.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from server.casework.handle_incidents import retry_incident
from server.casework.release_letters import release_letter
from server.casework.wake_cases import wake_due
from server.domain.effects import RegisterChange
from server.domain.refusals import Refused
from server.store import incidents
from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.records import Records, assert_in_order, everything
from tests.world import DAY, World

NUMBER = "123456789018"
TODAY = DAY.isoformat()
JOINED = "2026-11-01"
LOSS_CERTIFICATE = ["notification", "loss_certificate"]


def certificate(person: str) -> str:
    return f"enrolment/certificate/{person}"


def with_number(city: World, household: str = "single") -> list[dict[str, Any]]:
    members: list[dict[str, Any]] = city.answers_enter(household)["members"]
    return [{**members[0], "my_number": NUMBER}, *members[1:]]


# -- decided by the checker -------------------------------------------------------------------------------------------


def test_the_checker_decides_a_routine_case_and_everything_follows_from_it(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", members=with_number(city))
    done = api.check(case_id).done()
    assert (done["status"], done["outcome"], done["next_task_id"]) == ("completed", "decided", None)
    left, person = Records(city, case_id), city.household("single").head.key

    (spell,) = left.made(t.eligibilities)
    assert (spell["person_key"], spell["household_key"]) == (person, city.household("single").key)
    assert (spell["valid_from"], spell["valid_to"]) == (date(2026, 11, 1), None)
    assert (spell["shikaku_from"], spell["shikaku_to"]) == (date(2026, 11, 1), None)
    assert (spell["symbol"], spell["number"], spell["branch"]) == ("若1", "0000001", "01")
    assert (spell["acquired_by"], spell["notified_on"]) == ("left_employee_insurance", DAY)
    (document,) = left.made(t.certificates)
    assert (document["kind"], document["status"], document["share"]) == ("CERTIFICATE", "VALID", None)
    assert (document["issued_on"], document["valid_until"]) == (DAY, date(2027, 7, 31))
    assert left.made(t.share_classes) == []

    decision = left.decision()
    assert (decision["result"], decision["authority"], decision["confirm_by"]) == ("decided", "2-1 通常", "daily_list")
    assert (decision["entered_by"], decision["checked_by"], decision["decided_by"]) == ("saeki", "okamura", "okamura")
    assert decision["basis"]["members"] == [
        {"person_key": person, "eligible_from": JOINED, "applied_from": JOINED, "exclusion": "NONE"}
    ]

    (export,) = left.rows(t.exports, case_id=case_id)
    # Within five days of the notification (国保法施行規則4条の2).
    assert (export["interface"], export["due_on"], export["status"]) == ("I09", date(2026, 11, 23), "queued")
    assert export["payload"] == {
        "household_key": city.household("single").key,
        "person_key": person,
        "eligible_from": JOINED,
        "applied_from": JOINED,
        "symbol": "若1",
        "number": "0000001",
        "branch": "01",
    }
    (message,) = left.rows(t.messages, from_case_id=case_id)
    assert (message["kind"], message["payload"]) == ("eligibility_changed", {"from": JOINED})
    assert message["register_keys"] == {"household_key": city.household("single").key, "case_id": case_id}

    assert left.did() == ["check_identity saeki", "enter saeki", "check okamura"]
    assert_in_order(city, case_id)


def test_the_history_tells_every_turn_of_the_way(api: Api) -> None:
    case_id = api.entered("single")
    api.check(case_id).done()
    assert Records(api.city, case_id).told() == [
        "started received",
        "decided identity_way",
        "chosen identity_way_gate",
        "armed check_identity",
        "completed check_identity",
        "computed verify_identity",
        "decided identity_result",
        "chosen identity_doubt_gate",
        "ended identity_confirmed",
        "chosen intake_gate",
        "armed enter",
        "completed enter",
        "chosen enter_gate",
        "computed precheck",
        "chosen precheck_gate",
        "decided authority",
        "armed check",
        "completed check",
        "ended second_check_end",
        "chosen match_gate",
        "ended examination_by_checker",
        "chosen decide_gate",
        "computed register",
        "computed issue",
        "ended decided",
    ]


def test_the_certificate_says_what_the_registers_say(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", members=with_number(city))
    api.check(case_id).done()
    left, person = Records(city, case_id), city.household("single").head.key
    assert {name: one.status for name, one in left.letters().items()} == {
        certificate(person): "requested",
        "enrolment/retroactive": "requested",
    }
    left.issue()
    letter = left.letters()[certificate(person)]
    assert (letter.delivery, letter.issued_on, letter.office) == ("WINDOW", DAY, "chuo")
    text = left.printed(certificate(person))
    for said in (
        "国民健康保険資格確認書",
        "氏名本間葵",
        "世帯主氏名本間葵",
        "生年月日昭和63年5月2日",
        "性別女",
        "記号若1番号(枝番)0000001(01)",
        "適用開始日令和8年11月1日",
        "交付年月日令和8年11月18日",
        "有効期限令和9年7月31日",
        "若葉市中央区青柳町一丁目2番3号",
    ):
        assert said in text, said
    assert NUMBER not in text
    late = left.printed("enrolment/retroactive")
    assert "本間葵令和8年11月1日" in late
    assert "令和8年11月分" in late
    assert left.audited().count("letter.render") == 2
    assert_in_order(city, case_id)


def test_every_act_is_in_the_audit_with_who_did_it(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", members=with_number(city))
    api.check(case_id).done()
    events = Records(city, case_id).rows(t.audit_events, case_id=case_id)
    assert [(event["kind"], event["user_id"], event["terminal"]) for event in events] == [
        ("case.start", "saeki", "api"),
        ("task.complete", "saeki", "api"),
        ("task.complete", "saeki", "api"),
        ("task.complete", "okamura", "api"),
    ]
    numbers = [e for e in Records(city, case_id).rows(t.audit_events) if e["kind"].startswith("my_number.")]
    assert [(event["kind"], event["user_id"]) for event in numbers] == [
        ("my_number.put", "saeki"),
        ("my_number.assign", "okamura"),
    ]


def test_a_my_number_is_sealed_and_stands_nowhere_else(
    api: Api, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    city = api.city
    case_id = api.entered("single", members=with_number(city))
    api.check(case_id).done()
    Records(city, case_id).issue()
    (sealed,) = Records(city, case_id).rows(t.my_numbers)
    assert (sealed["status"], sealed["person_key"]) == ("current", city.household("single").head.key)
    assert (sealed["method"], sealed["put_by"]) == ("CARD", "saeki")
    assert city.services.numbers.open(sealed["ciphertext"], sealed["token"]).decode() == NUMBER
    for table, rows in everything(city).items():
        assert not any(NUMBER in row for row in rows), table
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if NUMBER.encode() in file.read_bytes()] == []
    assert NUMBER not in caplog.text
    assert NUMBER not in api.get("okamura", f"/cases/{case_id}").content.decode()


def test_members_with_a_registered_card_get_one_information_sheet_for_the_household(api: Api) -> None:
    city = api.city
    case_id = api.entered("family")
    api.check(case_id).done()
    left = Records(city, case_id)
    assert [(row["branch"], row["number"]) for row in left.made(t.eligibilities)] == [
        ("01", "0000001"),
        ("02", "0000001"),
        ("03", "0000001"),
    ]
    assert {(row["kind"], row["valid_until"]) for row in left.made(t.certificates)} == {("INFO_SHEET", None)}
    assert len(left.rows(t.exports, case_id=case_id)) == 3
    left.issue()
    assert set(left.letters()) == {"enrolment/info_sheet", "enrolment/retroactive"}
    text = left.printed("enrolment/info_sheet")
    for branch, person in enumerate(city.household("family").members, 1):
        assert f"0000001({branch:02d})氏名{person.name.replace(' ', '')}適用開始日令和8年11月1日" in text
    assert_in_order(city, case_id)


def test_one_who_needs_help_gets_a_certificate_in_spite_of_a_registered_card(api: Api) -> None:
    """要配慮者: National Health Insurance Act art. 9(2), Regulations art. 6."""
    city = api.city
    first, *others = city.answers_enter("family")["members"]
    case_id = api.entered("family", members=[{**first, "needs_care_reason": "disability"}, *others])
    api.check(case_id).done()
    kinds = {row["person_key"]: row["kind"] for row in Records(city, case_id).made(t.certificates)}
    assert list(kinds.values()) == ["CERTIFICATE", "INFO_SHEET", "INFO_SHEET"]
    assert set(Records(city, case_id).letters()) == {
        certificate(city.household("family").head.key),
        "enrolment/info_sheet",
        "enrolment/retroactive",
    }


def test_a_notification_in_time_brings_no_letter_of_late_joining(api: Api) -> None:
    case_id = api.entered("single", insurer_loss_date="2026-11-10")
    api.check(case_id).done()
    assert set(Records(api.city, case_id).letters()) == {certificate(api.city.household("single").head.key)}


def test_letters_go_elsewhere_from_the_day_on_which_that_was_decided(api: Api) -> None:
    elsewhere = {
        "send_to": "other",
        "send_to_name": "後見人 代理 太郎",
        "send_to_postal_code": "000-0001",
        "send_to_address": "若葉市中央区本町一丁目9番9号",
        "send_to_reason": "guardian",
    }
    case_id = api.entered("single", **elsewhere)
    api.check(case_id).done()
    left = Records(api.city, case_id)
    (household,) = left.made(t.household_records)
    assert (household["valid_from"], household["address"]) == (DAY, api.city.household("single").address)
    assert household["send_to"]["name"] == "後見人 代理 太郎"
    left.issue()
    text = left.printed(certificate(api.city.household("single").head.key))
    assert "若葉市中央区本町一丁目9番9号" in text
    assert "後見人代理太郎様" in text
    assert api.city.household("single").address not in text


def test_the_number_of_a_head_who_does_not_join_becomes_the_heads(api: Api) -> None:
    """擬制世帯主: the notification carries his number too (規則2条1項)."""
    city = api.city
    head, spouse, child = city.answers_enter("family")["members"]
    case_id = api.entered("family", members=[spouse, child], head_joins="no", head_my_number=NUMBER)
    api.check(case_id).done()
    (sealed,) = Records(city, case_id).rows(t.my_numbers)
    assert (sealed["status"], sealed["person_key"]) == ("current", head["person_key"])
    assert [row["person_key"] for row in Records(city, case_id).made(t.eligibilities)] == [
        spouse["person_key"],
        child["person_key"],
    ]


# -- decided by somebody else -----------------------------------------------------------------------------------------


def foreign_member(city: World) -> list[dict[str, Any]]:
    (member,) = city.answers_enter("single")["members"]
    stay = {"nationality": "foreign", "residence_status": "engineer_humanities", "stay_until": "2027-03-15"}
    return [{**member, **stay}]


@pytest.mark.parametrize("reason", ["long_retroactive", "foreign"])
def test_what_is_not_routine_is_decided_by_somebody_else(api: Api, reason: str) -> None:
    city = api.city
    given: dict[str, dict[str, Any]] = {
        "long_retroactive": {"insurer_loss_date": "2026-08-19"},
        "foreign": {"members": foreign_member(city)},
    }
    case_id = api.entered("single", **given[reason])
    checked = api.check(case_id).done()
    assert (checked["status"], checked["next_task_id"]) == ("active", None)
    assert Records(city, case_id).made(t.eligibilities) == []
    done = api.decide(case_id).done()
    assert done["outcome"] == "decided"
    left = Records(city, case_id)
    decision = left.decision()
    rules = {"long_retroactive": "2-3 遡及", "foreign": "2-4 外国籍"}
    assert (decision["authority"], decision["confirm_by"]) == (rules[reason], "none")
    assert [decision[name] for name in ("entered_by", "checked_by", "decided_by")] == ["saeki", "okamura", "kuroda"]
    assert len(left.made(t.eligibilities)) == 1
    if reason == "foreign":
        (document,) = left.made(t.certificates)
        assert document["valid_until"] == date(2027, 3, 16)  # the day after the stay ends
    assert_in_order(city, case_id)


def test_ninety_days_are_routine_and_ninety_one_are_not(api: Api) -> None:
    city = api.city
    routine = api.entered("single", insurer_loss_date="2026-08-20")
    assert api.check(routine).done()["outcome"] == "decided"
    late = api.entered("north", by="kitano", insurer_loss_date="2026-08-19")
    city.grant("okamura", "work:qualification", "kita")
    assert api.check(late).done()["status"] == "active"
    assert city.open_task(late, "decide").role == "approver"


def test_a_checker_in_doubt_passes_the_decision_on(api: Api) -> None:
    city = api.city
    case_id = api.entered("single")
    assert api.check(case_id, "to_approver").done()["status"] == "active"
    assert api.decide(case_id).done()["outcome"] == "decided"
    decision = Records(city, case_id).decision()
    assert (decision["checked_by"], decision["decided_by"], decision["confirm_by"]) == ("okamura", "kuroda", "none")


# -- returned ---------------------------------------------------------------------------------------------------------


def test_what_the_checker_returns_goes_back_to_who_entered_it_and_is_decided_after_the_correction(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", insurer_loss_date="2026-11-02")
    assert api.check(case_id, "return").done()["next_task_id"] is None
    task = city.open_task(case_id, "enter")
    assert (task.round, task.claimed_by) == (2, "saeki")
    taken = api.post("okamura", f"/tasks/{task.task_id}/claim")
    assert (taken.status, taken.code) == (409, "claimed_by_other")
    shown = api.get("saeki", f"/tasks/{task.task_id}").done()
    assert shown["earlier"]["insurer_loss_date"] == "2026-11-02"
    assert shown["returned"]["reason"] == "離職日を届書と見比べてください"
    api.complete(case_id, "enter", city.answers_enter("single", insurer_loss_date="2026-11-03"), "saeki").done()
    assert city.open_task(case_id, "check").claimed_by == "okamura"
    assert api.check(case_id).done()["outcome"] == "decided"
    left = Records(city, case_id)
    assert [row["valid_from"] for row in left.made(t.eligibilities)] == [date(2026, 11, 3)]
    assert left.did() == ["check_identity saeki", "enter saeki", "check okamura", "enter saeki", "check okamura"]
    assert_in_order(city, case_id)


def test_what_the_approver_returns_is_entered_checked_and_decided_again(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", insurer_loss_date="2026-07-01")
    api.check(case_id).done()
    assert api.decide(case_id, "return").done()["status"] == "active"
    assert Records(city, case_id).rows(t.decisions) == []
    api.complete(case_id, "enter", city.answers_enter("single", insurer_loss_date="2026-08-01"), "saeki").done()
    api.check(case_id).done()
    assert api.decide(case_id).done()["outcome"] == "decided"
    left = Records(city, case_id)
    assert [row["valid_from"] for row in left.made(t.eligibilities)] == [date(2026, 8, 1)]
    assert_in_order(city, case_id)


def test_a_number_typed_again_after_a_return_leaves_the_first_one_to_nobody(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", members=with_number(city))
    api.check(case_id, "return").done()
    api.complete(case_id, "enter", city.answers_enter("single", members=with_number(city)), "saeki").done()
    api.check(case_id).done()
    assert sorted(row["status"] for row in Records(city, case_id).rows(t.my_numbers)) == ["current", "discarded"]


# -- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["checker", "judge"])
def test_a_refusal_is_decided_by_the_approver_and_told_with_the_way_to_appeal(api: Api, by: str) -> None:
    city = api.city
    household = city.household("single")
    finding = None
    if by == "judge":
        city.change(
            RegisterChange(
                "put_other_insurance",
                "hub/1",
                {
                    "person_key": household.head.key,
                    "insurer_kind": "EMPLOYEE",
                    "insurer_name": "若葉健康保険組合",
                    "valid_from": "2026-11-01",
                },
            )
        )
    case_id = api.entered("single")
    if by == "judge":
        finding = "健康保険組合に照会し、資格が続いていることを確かめた"
        judged = {"looked_at": ["former_insurer"], "finding": finding, "result": "refuse", "reason": "資格が続いている"}
        api.complete(case_id, "judge", judged, "okamura").done()
        api.check(case_id).done()
    else:
        api.check(case_id, "refuse").done()
    done = api.decide(case_id, "refuse").done()
    assert (done["status"], done["outcome"]) == ("completed", "refused")
    left = Records(city, case_id)
    for table in (t.eligibilities, t.certificates, t.share_classes, t.household_records):
        assert left.made(table) == [], table.name
    assert left.rows(t.exports, case_id=case_id) == []
    assert left.rows(t.messages, from_case_id=case_id) == []
    decision = left.decision()
    assert (decision["result"], decision["authority"], decision["decided_by"]) == ("refused", "2-5 却下", "kuroda")
    assert decision["basis"]["provision"] == "国民健康保険法6条1号"
    left.issue()
    letter = left.letters()["enrolment/refusal"]
    assert (letter.delivery, letter.number) == ("TRACKED", "8若中保第1号")
    text = left.printed("enrolment/refusal")
    for said in (
        "資格の取得を認めないことに決定しました",
        "8若中保第1号",
        "R8-000001",
        "本間葵昭和63年5月2日",
        "社会保険の離脱(令和8年11月1日)",
        "国民健康保険法6条1号",
        finding or "社会保険の資格が続いていることを確かめました",
        "国民健康保険審査会",
        "この決定があったことを知った日の翌日から起算して3か月以内",
        "審査請求に対する裁決を経た後でなければ",
        "若葉市を被告として",
    ):
        assert said in text, said
    assert_in_order(city, case_id)


# -- withdrawn --------------------------------------------------------------------------------------------------------


def test_a_notification_that_is_withdrawn_leaves_nothing_but_its_record(api: Api) -> None:
    city = api.city
    case_id = api.identified("single")
    answers = city.answers_enter(
        "single", members=with_number(city), next_step="withdraw", withdraw_reason="再就職して社会保険に入った"
    )
    done = api.complete(case_id, "enter", answers, "saeki").done()
    assert (done["status"], done["outcome"]) == ("completed", "withdrawn")
    left = Records(city, case_id)
    for table in (t.eligibilities, t.certificates):
        assert left.made(table) == []
    assert left.letters() == {}
    assert left.rows(t.decisions) == []
    assert [row["status"] for row in left.rows(t.my_numbers)] == ["discarded"]
    assert left.told()[-1] == "ended withdrawn"
    again = api.entered("single")  # the same person may come again
    assert api.check(again).done()["outcome"] == "decided"
    assert_in_order(city, case_id, again)


def test_a_proxy_without_authority_ends_the_procedure_after_an_official_has_looked(api: Api) -> None:
    city = api.city
    proxy = {
        "applicant_kind": "PROXY",
        "applicant_name": "代理 次郎",
        "authority": "NONE",
        "proxy_identity": "PHOTO_ID",
    }
    case_id = api.start("single")
    api.complete(case_id, "check_identity", city.answers_identity(**proxy), "saeki").done()
    assert city.open_task(case_id, "resolve_identity").role == "qualification"
    answers = {"looked_at": ["person"], "finding": "委任していない", "result": "stop", "reason": "代理権がない"}
    assert api.complete(case_id, "resolve_identity", answers, "okamura").done()["outcome"] == "withdrawn"
    assert_in_order(city, case_id)


def test_a_doubt_that_is_resolved_lets_the_case_go_on_and_documents_go_by_post(api: Api) -> None:
    city = api.city
    case_id = api.start("single")
    api.complete(case_id, "check_identity", city.answers_identity(register_match="OTHER_PERSON"), "saeki").done()
    answers = {"looked_at": ["resident_record"], "finding": "番号確認書類の読み違い", "result": "continue"}
    api.complete(case_id, "resolve_identity", answers, "okamura").done()
    api.complete(case_id, "enter", city.answers_enter("single"), "okamura").done()
    assert api.check(case_id, by="utsumi").done()["outcome"] == "decided"
    letter = Records(city, case_id).letters()[certificate(city.household("single").head.key)]
    assert letter.delivery == "TRACKED"


def test_without_proven_identity_nothing_is_handed_over_at_the_window(api: Api) -> None:
    city = api.city
    case_id = api.identified("single", identity_proven="no", method="NUMBER_DOC_PLUS_ID")
    api.complete(case_id, "enter", city.answers_enter("single"), "saeki").done()
    api.check(case_id).done()
    left = Records(city, case_id)
    left.issue()
    letter = left.letters()[certificate(city.household("single").head.key)]
    assert letter.delivery == "TRACKED"
    with pytest.raises(Refused, match="letter_not_at_window"):
        release_letter(city.services, city.caller("okamura"), letter.letter_id, "WINDOW")
    release_letter(city.services, city.caller("okamura"), letter.letter_id, "POST")
    assert left.letters()[certificate(city.household("single").head.key)].status == "handed_over"


# -- papers -----------------------------------------------------------------------------------------------------------


def test_papers_that_never_came_are_asked_for_twice_and_then_a_person_ends_the_case(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", evidence=["notification"])
    left = Records(city, case_id)
    wait = city.open_task(case_id, "receive_documents")
    assert (wait.properties["waiting"], wait.role) == ("documents", "qualification")
    # 14 open days from 18 November 2026: 23 November is a holiday.
    assert city.case(case_id).next_due_at is not None
    left.issue()
    asked = left.printed("enrolment/document_request")
    assert "資格喪失証明書" in asked
    assert "提出期限令和8年12月9日" in asked
    city.clock.set(date(2026, 12, 9), 23, 59)
    assert wake_due(city.services).count == 0
    city.clock.set(date(2026, 12, 10))
    assert wake_due(city.services).count == 1
    assert wake_due(city.services).count == 0
    left.issue()
    again = left.printed("enrolment/document_reminder")
    assert "令和8年11月18日付けで書類の提出をお願いしましたが、提出期限(令和8年12月9日)を過ぎた" in again
    assert "提出期限令和9年1月5日" in again
    city.clock.set(date(2027, 1, 6))
    assert wake_due(city.services).count == 1
    judge = city.open_task(case_id, "judge")
    assert (judge.role, judge.due_on) == ("qualification", date(2027, 1, 12))
    answers = {
        "looked_at": ["papers"],
        "finding": "資格喪失証明書が届いていない",
        "result": "close",
        "reason": "資格喪失証明書を令和8年11月18日と12月10日に求めたが届かない",
    }
    done = api.complete(case_id, "judge", answers, "okamura").done()
    assert (done["status"], done["outcome"]) == ("completed", "documents_never_came")
    assert left.made(t.eligibilities) == []
    assert left.rows(t.decisions) == []
    assert [line for line in left.told() if line.startswith(("fired", "interrupted"))] == [
        "fired documents_overdue",
        "interrupted receive_documents",
    ] * 2
    assert_in_order(city, case_id)


def test_papers_that_come_lead_back_to_the_entry_and_to_the_decision(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", evidence=["notification"])
    city.clock.set(date(2026, 11, 26), 10)
    arrived = {"arrived_on": "2026-11-25", "documents": ["loss_certificate"], "paper_location": "受付箱 2026-11-25 B"}
    answers = {**arrived, "scan": None, "remarks": None}
    done = api.complete(case_id, "receive_documents", answers, "okamura").done()
    assert (done["next_task_id"], city.open_task(case_id, "enter").claimed_by) == (None, "saeki")
    entered = city.answers_enter("single", insurer_loss_date=JOINED, evidence=LOSS_CERTIFICATE)
    api.complete(case_id, "enter", entered, "saeki").done()
    assert city.case(case_id).next_due_at is None
    assert api.check(case_id).done()["outcome"] == "decided"
    left = Records(city, case_id)
    assert [row["notified_on"] for row in left.made(t.eligibilities)] == [DAY]
    assert [row["due_on"] for row in left.rows(t.exports, case_id=case_id)] == [date(2026, 11, 23)]
    left.issue()
    assert_in_order(city, case_id)


# -- shares of 70 to 74 -----------------------------------------------------------------------------------------------


def test_seniors_with_known_income_get_their_share_on_the_document(api: Api) -> None:
    city = api.city
    case_id = api.entered("senior")
    api.check(case_id).done()
    left = Records(city, case_id)
    senior, younger = city.household("senior").members
    (share,) = left.made(t.share_classes)
    assert (share["person_key"], share["share"], share["provisional"]) == (senior.key, 20, False)
    assert share["valid_from"] == date(2026, 11, 1)
    assert {row["person_key"]: row["share"] for row in left.made(t.certificates)} == {senior.key: 20, younger.key: None}
    left.issue()
    assert "負担割合2割発効期日令和8年11月1日" in left.printed(certificate(senior.key))
    assert "負担割合" not in left.printed(certificate(younger.key)).split("注意")[0]
    assert_in_order(city, case_id)


def test_a_high_income_gives_three_tenths(api: Api) -> None:
    city = api.city
    senior = city.household("senior").head
    figures = {"taxable_income": 3_000_000, "base_income": 3_430_000, "receipts": 6_000_000}
    income = {"person_key": senior.key, "income_year": 2025, "known": True, "figures": figures}
    city.change(RegisterChange("put_income", "tax/2", {**income, "valid_from": "2026-06-01"}))
    case_id = api.entered("senior")
    api.check(case_id).done()
    (share,) = Records(city, case_id).made(t.share_classes)
    assert share["share"] == 30


def test_while_the_income_is_unknown_the_document_is_held_and_goes_out_once_the_share_is_settled(api: Api) -> None:
    city = api.city
    senior = city.household("senior").head
    unknown = {"person_key": senior.key, "income_year": 2025, "known": False, "figures": {}}
    city.change(RegisterChange("put_income", "tax/2", {**unknown, "valid_from": "2026-06-01"}))
    case_id = api.entered("senior")
    assert api.check(case_id).done()["outcome"] == "decided"
    left = Records(city, case_id)
    assert left.made(t.share_classes) == []
    left.issue()
    held = left.letters()[certificate(senior.key)]
    assert (held.status, held.pdf_hash) == ("held", None)
    assert [reason["kind"] for reason in held.held_for] == ["letter_held_share"]
    with city.database.read() as conn:
        (incident,) = incidents.open_incidents(conn, frozenset({"chuo"}), case_id=case_id)
    assert (incident.kind, incident.object_key) == ("letter_held", held.letter_id)
    share = {"person_key": senior.key, "share": 20, "basis": "TAXABLE_INCOME", "valid_from": JOINED}
    city.change(RegisterChange("put_share_class", "levy/1", share))
    assert retry_incident(city.services, city.caller("kuroda"), incident.incident_id)
    assert "負担割合2割発効期日令和8年11月1日" in left.printed(certificate(senior.key))
    with city.database.read() as conn:
        assert incidents.open_incidents(conn, frozenset({"chuo"}), case_id=case_id) == ()
    assert_in_order(city, case_id)


# -- from outside alone -----------------------------------------------------------------------------------------------


def test_a_program_enrols_a_household_by_what_the_api_tells_it_alone(api: Api) -> None:
    """Lists, schemas and answers of the API are enough: nothing is read beside it."""
    household = api.city.household("insured")
    (procedure,) = api.get("okamura", "/procedures").done()["procedures"]
    newcomer = {
        "relation": "child",
        "name": "三浦 光",
        "kana": "ミウラ　ヒカル",
        "sex": "M",
        "birth_date": "2026-11-10",
    }
    data = {
        "channel": "COUNTER",
        "received_on": TODAY,
        "acq_reason": "birth",
        "head_name": household.head.name,
        "head_kana": household.head.kana,
        "documents": ["notification"],
        "paper_location": "受付箱 1",
    }
    Draft202012Validator(procedure["schema"]).validate(data)
    start = {"procedure": procedure["slug"], "subject": {"household_key": household.key}, "data": data}
    started = api.post("okamura", "/cases", start, key="birth-1").done()
    said: dict[str, dict[str, Any]] = {
        "check_identity": api.city.answers_identity(),
        "enter": {
            "acq_reason": "birth",
            "fact_date": "2026-11-10",
            "evidence": ["notification"],
            "other_insured": "yes",
            "insured_symbol": "若葉",
            "insured_number": household.insured_number,
            "head_name": household.head.name,
            "head_kana": household.head.kana,
            "head_joins": "no",
            "postal_code": household.postal_code,
            "address": household.address,
            "send_to": "same",
            "members": [{**newcomer, "nationality": "japan"}],
            "next_step": "to_check",
        },
        "judge": {"looked_at": ["resident_record"], "finding": "出生届の処理待ち", "result": "proceed"},
        "decide": {"result": "approve"},
    }
    for _ in range(12):
        case = api.get("okamura", f"/cases/{started['case_id']}").done()
        if case["case"]["status"] == "completed":
            break
        (task,) = case["open_tasks"]
        shown, by = None, ""
        for by in ("okamura", "utsumi", "kuroda"):
            shown = api.get(by, f"/tasks/{task['task_id']}").done()
            if shown["may_do"]:
                break
        assert shown is not None
        assert shown["may_do"], shown["why_code"]
        answers = said.get(shown["element"])
        if shown["element"] == "check":
            groups = [group["id"] for group in shown["check"]["groups"]]
            answers = {"marks": {name: {"mark": "match"} for name in groups}, "result": "agree"}
        assert answers is not None
        Draft202012Validator(shown["schema"]).validate(answers)
        api.post(by, f"/tasks/{task['task_id']}/complete", {"answers": answers, "rev": shown["rev"]}).done()
    assert case["case"]["outcome"] == "decided"
    assert [(one["authority"], one["decided_by"]) for one in case["decisions"]] == [("2-6 住登外", "黒田 節子")]
    Records(api.city, started["case_id"]).issue()
    case = api.get("okamura", f"/cases/{started['case_id']}").done()
    (letter,) = [one for one in case["letters"] if one["letter"] == "enrolment/certificate"]
    pdf = api.get("okamura", f"/letters/{letter['letter_id']}")
    assert (pdf.status, pdf.content[:5]) == (200, b"%PDF-")
    (spell,) = Records(api.city, started["case_id"]).made(t.eligibilities)
    assert (spell["number"], spell["branch"], spell["valid_from"]) == (
        household.insured_number,
        "03",
        date(2026, 11, 10),
    )
    assert_in_order(api.city, started["case_id"])
