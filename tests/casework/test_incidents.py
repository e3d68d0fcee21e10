"""Incidents are put right: tried again, corrected by a person with a second one, handed over; each act once."""

from __future__ import annotations

import pytest

from server.casework.correct_answer import PENDING, confirm_correction, correct_answer, places
from server.casework.handle_incidents import close_incident, hand_over, own_incident, receivers, retry_incident
from server.casework.replay_case import replay_case
from server.casework.work import report_fault
from server.domain.refusals import InputInvalid, Refused
from server.store import audit, incidents
from server.store.incidents import Incident
from tests.world import World

BIRTH = "enter.members.0.birth_date"


def _stopped(city: World, case_id: str) -> str:
    return report_fault(city.services, city.caller("okamura").actor(), case_id, "chuo", "a fault")


def _incident(city: World, incident_id: str) -> Incident:
    with city.database.read() as conn:
        found = incidents.get_incident(conn, incident_id)
    assert found is not None
    return found


def _events(city: World, kind: str) -> int:
    with city.database.read() as conn:
        return sum(event.kind == kind for event in audit.events_of(conn, limit=200))


def test_a_wrong_answer_is_corrected_before_its_check_and_the_corrector_may_not_check_it(city: World) -> None:
    case_id = city.entered("single")
    incident = _stopped(city, case_id)
    assert correct_answer(city.services, city.caller("okamura"), incident, BIRTH, "1988-05-03", "届書で確かめた")
    assert _incident(city, incident).status == "closed"
    rows = [row for row in city.history(case_id) if row.element == "enter" and row.kind == "completed"]
    assert [row.by_user for row in rows] == ["saeki", "okamura"]
    assert rows[-1].detail["answers"]["members"][0]["birth_date"] == "1988-05-03"
    assert rows[-1].detail["correction"] == "届書で確かめた"
    assert _events(city, "case.correct") == 1
    with pytest.raises(Refused, match="same_person_enters_and_checks"):
        city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    city.complete(case_id, "check", city.answers_check(case_id), "utsumi")
    assert city.case(case_id).status == "completed"
    assert replay_case(city.services, case_id) == []


def test_where_no_check_lies_ahead_another_person_confirms_the_correction(town: World) -> None:
    case_id = town.entered("single", evidence=["notification"])
    incident = _stopped(town, case_id)
    proposer = town.caller("okamura")
    assert not correct_answer(town.services, proposer, incident, "enter.phone", "080-1111-2222", "本人に聞いた")
    assert _incident(town, incident).status == "open"
    assert PENDING in _incident(town, incident).detail
    with pytest.raises(Refused, match="same_person_entered_values"):
        confirm_correction(town.services, proposer, incident)
    confirm_correction(town.services, town.caller("saeki"), incident)
    found = _incident(town, incident)
    assert (found.status, PENDING in found.detail) == ("closed", False)
    with pytest.raises(Refused, match="incident_not_found"):
        confirm_correction(town.services, town.caller("saeki"), incident)
    assert replay_case(town.services, case_id) == []


@pytest.mark.parametrize(
    ("path", "value", "reason", "code"),
    [
        (BIRTH, "1988-05-03", " ", "reason_missing"),
        ("enter.numbers", "x", "わけ", "not_an_option"),
        ("enter.members.9.name", "x", "わけ", "not_an_option"),
        ("check.result", "agree", "わけ", "not_an_option"),
        ("", "", "わけ", "not_an_option"),
        (BIRTH, "1988-13-40", "わけ", None),
        (BIRTH, "", "わけ", None),
        ("enter.phone", "x" * 2000, "わけ", None),
    ],
)
def test_a_wrong_correction_changes_nothing(town: World, path: str, value: str, reason: str, code: str | None) -> None:
    case_id = town.entered("single")
    incident, before = _stopped(town, case_id), town.case(case_id).rev
    with pytest.raises(InputInvalid if code is None else Refused) as refused:
        correct_answer(town.services, town.caller("okamura"), incident, path, value, reason)
    assert code is None or refused.value.code == code
    assert town.case(case_id).rev == before
    assert _incident(town, incident).status == "open"


def test_only_who_works_in_the_cases_office_sees_and_corrects_its_answers(town: World) -> None:
    incident = _stopped(town, town.entered("single"))
    assert BIRTH in {place.path for place in places(town.services, town.caller("okamura"), incident)}
    north, manager = town.caller("kitano"), town.caller("mizuno")
    with pytest.raises(Refused, match="out_of_scope"):
        places(town.services, north, incident)
    assert places(town.services, manager, incident) == ()
    for stranger, code in ((north, "out_of_scope"), (manager, "no_right")):
        with pytest.raises(Refused, match=code):
            correct_answer(town.services, stranger, incident, BIRTH, "1988-05-03", "わけ")


def test_an_incident_is_handed_to_a_person_and_to_an_office(city: World) -> None:
    incident = _stopped(city, city.entered("single"))
    head = city.caller("kuroda")
    own_incident(city.services, head, incident)
    offered = dict(receivers(city.services, head, incident))
    assert "user:mizuno" in offered
    assert "user:saeki" not in offered
    hand_over(city.services, head, incident, "user:mizuno", "図の誤り")
    hand_over(city.services, head, incident, "user:mizuno", "図の誤り")
    assert _incident(city, incident).owner == "mizuno"
    hand_over(city.services, city.caller("mizuno"), incident, "office:hq", "本庁で直す")
    found = _incident(city, incident)
    assert (found.owner, found.office) == (None, "hq")
    with pytest.raises(Refused, match="out_of_scope"):
        hand_over(city.services, head, incident, "office:chuo", "戻す")
    for to, reason, code in (("user:saeki", "わけ", "not_an_option"), ("", "わけ", "not_an_option")):
        with pytest.raises(Refused, match=code):
            hand_over(city.services, city.caller("mizuno"), incident, to, reason)
    with pytest.raises(Refused, match="reason_missing"):
        hand_over(city.services, city.caller("mizuno"), incident, "office:chuo", "")


def test_pressing_twice_does_nothing_twice(town: World) -> None:
    case_id = town.entered("single")
    incident, head = _stopped(town, case_id), town.caller("kuroda")
    assert retry_incident(town.services, head, incident)
    rev = town.case(case_id).rev
    assert retry_incident(town.services, head, incident)
    assert town.case(case_id).rev == rev
    again = _stopped(town, case_id)
    close_incident(town.services, head, again, "直した")
    close_incident(town.services, head, again, "直した")
    assert _incident(town, again).resolution == "直した"
    with pytest.raises(Refused, match="incident_not_found"):
        close_incident(town.services, town.caller("mizuno"), again, "私も")
