"""Enrolment from the counter to the letter (資格取得の通し): every way a case can go, with all that hangs on it."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from server.casework.complete_task import complete_task
from server.casework.handle_incidents import retry_incident
from server.casework.issue_letters import issue_requested
from server.casework.reconcile import reconcile
from server.casework.wake_cases import wake_due
from server.domain.calendar import due_instant
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import InputInvalid, Refused
from server.store import decisions, incidents, letters, messages
from server.store.facts import load_facts
from tests.world import DAY, World


def outcome(city: World, case_id: str) -> tuple[str, str | None]:
    case = city.case(case_id)
    return case.status, case.outcome


def spells(city: World, person_key: str) -> list[dict[str, object]]:
    with city.database.read() as conn:
        found = load_facts(conn, [FactKey("person_eligibility", person_key)], on=DAY)
    return list(found.get_fact("person_eligibility", person_key)["spells"])


def kinds_of_letters(city: World, case_id: str) -> list[str]:
    with city.database.read() as conn:
        return sorted(letter.letter for letter in letters.letters_of_case(conn, case_id))


def test_a_notification_is_decided_by_the_second_person_and_enters_the_register(city: World) -> None:
    case_id = city.checked("single")
    person = city.household("single").head.key
    assert outcome(city, case_id) == ("completed", "decided")
    (spell,) = spells(city, person)
    assert (spell["shikaku_from"], spell["tekiyo_from"], spell["acquired_by"]) == (
        "2026-11-01",
        "2026-11-01",
        "left_employee_insurance",
    )
    assert (spell["number"], spell["branch"]) == ("0000001", "01")
    assert not any(reconcile(city.services).values())


def test_whoever_has_no_registered_card_gets_a_certificate_the_others_an_information_sheet(city: World) -> None:
    assert "enrolment/certificate" in kinds_of_letters(city, city.checked("single"))
    family = kinds_of_letters(city, city.checked("family"))
    assert "enrolment/info_sheet" in family
    assert "enrolment/certificate" not in family


def test_letters_are_issued_rendered_and_archived_under_their_hash(town: World) -> None:
    case_id = town.checked("single")
    assert issue_requested(town.services).held == 0
    with town.database.read() as conn:
        found = letters.letters_of_case(conn, case_id)
    assert {letter.status for letter in found} == {"rendered"}
    for letter in found:
        assert letter.pdf_hash is not None
        assert town.services.archive.get(letter.pdf_hash).startswith(b"%PDF")


def test_the_decision_stands_with_who_entered_checked_and_decided_until_the_head_confirms(city: World) -> None:
    case_id = city.checked("single")
    with city.database.read() as conn:
        (decision,) = decisions.decisions_of_case(conn, case_id)
    assert (decision.entered_by, decision.checked_by, decision.decided_by) == ("saeki", "okamura", "okamura")
    assert (decision.authority, decision.confirm_by, decision.confirmed_by) == ("2-1 通常", "daily_list", None)


def test_the_hub_is_told_within_its_days_and_the_levy_by_a_message(city: World) -> None:
    case_id = city.checked("family")
    with city.database.read() as conn:
        exports = messages.exports_of_case(conn, case_id)
        (message,) = messages.waiting_messages(conn, kinds=["eligibility_changed"])
    assert [export.due_on - DAY for export in exports] == [timedelta(days=5)] * 3
    assert message.from_case_id == case_id
    assert message.payload == {"from": "2026-11-01"}


def test_a_senior_gets_his_share_from_the_incomes_of_the_household(city: World) -> None:
    city.checked("senior")
    husband, wife = (person.key for person in city.household("senior").members)
    with city.database.read() as conn:
        keys = [FactKey("share_class", husband), FactKey("share_class", wife)]
        found = load_facts(conn, keys, on=date(2026, 12, 1))
    assert found.get_fact("share_class", husband)["share"] == 20
    assert found.get_fact("share_class", wife) is None


def test_a_returned_entry_is_corrected_and_decided_in_the_second_round(city: World) -> None:
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "return"), "okamura")
    entry = city.open_task(case_id, "enter")
    assert (entry.round, entry.returned, entry.claimed_by) == (2, True, "saeki")
    city.complete(case_id, "enter", city.answers_enter("single", insurer_loss_date="2026-11-05"), "saeki")
    check = city.open_task(case_id, "check")
    assert (check.round, check.returned) == (2, False)
    city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    assert outcome(city, case_id) == ("completed", "decided")
    (spell,) = spells(city, city.household("single").head.key)
    assert spell["tekiyo_from"] == "2026-11-05"


def test_what_the_checker_passes_on_is_decided_by_an_approver(city: World) -> None:
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "to_approver"), "okamura")
    city.complete(case_id, "decide", city.answers_decide(), "kuroda")
    with city.database.read() as conn:
        (decision,) = decisions.decisions_of_case(conn, case_id)
    assert (decision.decided_by, decision.confirm_by) == ("kuroda", "none")
    assert outcome(city, case_id) == ("completed", "decided")


def test_a_refusal_tells_provision_and_reason_and_leaves_the_register_alone(city: World) -> None:
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "refuse"), "okamura")
    city.complete(case_id, "decide", city.answers_decide("refuse"), "kuroda")
    assert outcome(city, case_id) == ("completed", "refused")
    assert kinds_of_letters(city, case_id) == ["enrolment/refusal"]
    assert spells(city, city.household("single").head.key) == []
    assert issue_requested(city.services).held == 0


def test_an_approver_sends_a_case_back_to_the_entry(city: World) -> None:
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "to_approver"), "okamura")
    city.complete(case_id, "decide", city.answers_decide("return"), "kuroda")
    assert city.open_task(case_id, "enter").returned


def test_a_withdrawn_notification_ends_without_letter_or_register(city: World) -> None:
    case_id = city.identified("single")
    answers = city.answers_enter("single", next_step="withdraw", withdraw_reason="社会保険に入ることになった")
    city.complete(case_id, "enter", answers, "saeki")
    assert outcome(city, case_id) == ("completed", "withdrawn")
    assert kinds_of_letters(city, case_id) == []
    assert spells(city, city.household("single").head.key) == []


def test_missing_papers_are_asked_for_and_the_case_goes_on_when_they_come(city: World) -> None:
    case_id = city.entered("single", evidence=["notification"])
    waiting = city.open_task(case_id, "receive_documents")
    assert waiting.due_on is not None
    assert kinds_of_letters(city, case_id) == ["enrolment/document_request"]
    city.clock.set(date(2026, 11, 25))
    came = {"arrived_on": "2026-11-25", "documents": ["loss_certificate"], "paper_location": "受付箱 B"}
    city.complete(case_id, "receive_documents", came, "okamura")
    entry = city.open_task(case_id, "enter")
    assert not entry.returned
    city.complete(case_id, "enter", city.answers_enter("single"), "saeki")
    city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    assert outcome(city, case_id) == ("completed", "decided")


def test_papers_that_never_come_are_asked_for_twice_and_then_judged(city: World) -> None:
    case_id = city.entered("single", evidence=["notification"])
    for wanted in ("receive_documents", "judge"):
        last = city.open_task(case_id, "receive_documents").due_on
        assert last is not None
        city.clock.set(last, 23, 59)
        assert wake_due(city.services).count == 0
        city.clock.set(last + timedelta(days=1), 0, 0)
        assert wake_due(city.services).count == 1
        assert wake_due(city.services).count == 0
        assert [task.element for task in city.open_tasks(case_id)] == [wanted]
    assert kinds_of_letters(city, case_id) == ["enrolment/document_reminder", "enrolment/document_request"]
    judged = {"looked_at": ["papers"], "finding": "証明書は届いていない", "result": "close", "reason": "二度求めた"}
    city.complete(case_id, "judge", judged, "okamura")
    assert outcome(city, case_id) == ("completed", "documents_never_came")
    assert issue_requested(city.services).held == 0


def test_a_case_is_woken_by_the_first_moment_of_the_day_after_its_last_one(city: World) -> None:
    case_id = city.entered("single", evidence=["notification"])
    last = city.open_task(case_id, "receive_documents").due_on
    assert last is not None
    assert city.case(case_id).next_due_at == due_instant(last)


def test_who_is_not_in_the_registers_is_judged_and_enters_under_a_number_of_our_own(city: World) -> None:
    newcomer = {
        "relation": "other_relative",
        "name": "本間 楓",
        "kana": "ホンマ　カエデ",
        "sex": "F",
        "birth_date": "2001-02-03",
        "nationality": "japan",
    }
    case_id = city.entered("single", members=[*city.answers_enter("single")["members"], newcomer])
    judged = {"looked_at": ["resident_record"], "finding": "転入届の処理中", "result": "proceed", "reason": None}
    city.complete(case_id, "judge", judged, "okamura")
    city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    assert [task.element for task in city.open_tasks(case_id)] == ["decide"]
    city.complete(case_id, "decide", city.answers_decide(), "kuroda")
    assert outcome(city, case_id) == ("completed", "decided")
    with city.database.read() as conn:
        household = load_facts(conn, [FactKey("household", city.household("single").key)], on=DAY)
    names = [member["name"] for member in household.get_fact("household", city.household("single").key)["members"]]
    assert names == ["本間 葵", "本間 楓"]


def test_nobody_is_enrolled_who_is_enrolled_already(city: World) -> None:
    case_id = city.entered("insured")
    judged = {"looked_at": ["online_eligibility"], "finding": "加入中", "result": "proceed", "reason": None}
    city.complete(case_id, "judge", judged, "okamura")
    with pytest.raises(Refused, match="already_insured"):
        city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    assert len(spells(city, city.household("insured").head.key)) == 1
    assert [task.element for task in city.open_tasks(case_id)] == ["check"]


def test_a_second_notification_for_the_same_person_is_refused_with_the_number_of_the_first(city: World) -> None:
    first = city.entered("single")
    second = city.identified("single", by="utsumi")
    with pytest.raises(InputInvalid) as refusal:
        city.complete(second, "enter", city.answers_enter("single"), "utsumi")
    (error,) = refusal.value.errors
    assert (error.path, error.code) == ("members.0.name", "case_duplicate")
    assert error.params["number"] == city.case(first).number


def test_a_day_after_the_notification_is_refused_beside_its_field(city: World) -> None:
    case_id = city.identified("single")
    with pytest.raises(InputInvalid) as refusal:
        city.complete(case_id, "enter", city.answers_enter("single", insurer_loss_date="2026-11-19"), "saeki")
    assert refusal.value.errors[0].path == "insurer_loss_date"


def test_a_fault_of_an_operator_leaves_the_case_as_it_was_and_becomes_an_incident(town: World) -> None:
    def broken(inputs: Any, _: Context) -> Done:
        return Done({"findings": inputs.entry["acq_reason"]})  # not the outputs that the operator promised

    operators = dict(town.services.operators)
    operators["enrolment/precheck"] = dataclasses.replace(operators["enrolment/precheck"], run=broken)
    broken_services = dataclasses.replace(town.services, operators=operators)
    case_id = town.identified("single")
    before, told = town.case(case_id), town.history(case_id)
    task_id = town.open_task(case_id, "enter").task_id
    with pytest.raises(Refused, match="case_failed"):
        complete_task(broken_services, town.caller("saeki"), task_id, town.answers_enter("single"))
    assert town.case(case_id) == before
    assert town.history(case_id) == told
    with town.database.read() as conn:
        (incident,) = incidents.open_incidents(conn, frozenset({"chuo"}))
    assert (incident.kind, incident.case_id) == ("step_failed", case_id)
    town.complete(case_id, "enter", town.answers_enter("single"), "saeki")
    assert retry_incident(town.services, town.caller("kuroda"), incident.incident_id)
    with town.database.read() as conn:
        assert incidents.open_incidents(conn, frozenset({"chuo"})) == ()
