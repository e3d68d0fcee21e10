"""Taking tasks (引き受ける): one person at a time, whoever presses at once; assigned only to those who can do them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from server.casework.claim import assign_task, claim_task, release_task
from server.casework.complete_task import complete_task
from server.casework.start_case import start_case
from server.domain.refusals import Refused
from server.store.tasks import get_task
from tests.world import World


def holder(city: World, task_id: str) -> str | None:
    with city.database.read() as conn:
        task = get_task(conn, task_id)
    assert task is not None
    return task.claimed_by


def test_of_two_who_claim_at_once_one_has_the_task_and_the_other_is_told_who(city: World) -> None:
    task_id = city.open_task(city.entered("single"), "check").task_id
    callers = [city.caller("okamura"), city.caller("utsumi")]
    ready = Barrier(len(callers))

    def press(caller: object) -> str:
        ready.wait()
        try:
            claim_task(city.services, caller, task_id)  # type: ignore[arg-type]
        except Refused as refusal:
            return f"{refusal.code} {refusal.params['name']}"
        return "done"

    with ThreadPoolExecutor() as pool:
        results = list(pool.map(press, callers))
    names = {"okamura": "岡村 修", "utsumi": "内海 千尋"}
    winner = holder(city, task_id)
    assert winner is not None
    assert sorted(results) == sorted(["done", f"claimed_by_other {names[winner]}"])


def test_of_many_who_complete_at_once_one_moves_the_case(city: World) -> None:
    case_id = city.entered("single")
    task_id, answers = city.open_task(case_id, "check").task_id, city.answers_check(case_id)
    caller = city.caller("okamura")
    ready = Barrier(4)

    def press(_: int) -> str:
        ready.wait()
        try:
            complete_task(city.services, caller, task_id, answers)
        except Refused as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor() as pool:
        results = sorted(pool.map(press, range(4)))
    assert results == ["already_done", "already_done", "already_done", "done"]
    assert city.case(case_id).outcome == "decided"
    assert len([row for row in city.history(case_id) if row.element == "register"]) == 1


def test_cases_started_at_once_get_numbers_without_gap_or_repetition(city: World) -> None:
    caller, answers = city.caller("saeki"), city.answers_start(None)
    with ThreadPoolExecutor() as pool:
        started = list(pool.map(lambda _: start_case(city.services, caller, "enrolment", answers), range(6)))
    assert sorted(one.number for one in started) == [f"R8-{number:06d}" for number in range(1, 7)]


def test_a_claimed_task_is_given_back_by_its_holder_alone(city: World) -> None:
    task_id = city.open_task(city.entered("single"), "check").task_id
    claim_task(city.services, city.caller("okamura"), task_id)
    claim_task(city.services, city.caller("okamura"), task_id)
    with pytest.raises(Refused, match="release_not_own"):
        release_task(city.services, city.caller("utsumi"), task_id)
    release_task(city.services, city.caller("okamura"), task_id)
    assert holder(city, task_id) is None


def test_who_entered_cannot_even_claim_the_check(city: World) -> None:
    task_id = city.open_task(city.entered("single", by="okamura"), "check").task_id
    with pytest.raises(Refused, match="same_person_enters_and_checks"):
        claim_task(city.services, city.caller("okamura"), task_id)


def test_a_head_assigns_to_those_who_can_do_it_with_a_reason(city: World) -> None:
    task_id = city.open_task(city.entered("single", by="okamura"), "check").task_id
    head = city.caller("kuroda")
    for user_id, code in (("saeki", "assignee_cannot_work"), ("okamura", "same_person_enters_and_checks")):
        with pytest.raises(Refused, match=code):
            assign_task(city.services, head, task_id, user_id, "休暇のため")
    with pytest.raises(Refused, match="reason_missing"):
        assign_task(city.services, head, task_id, "utsumi", " ")
    with pytest.raises(Refused, match="no_right"):
        assign_task(city.services, city.caller("saeki"), task_id, "utsumi", "休暇のため")
    assign_task(city.services, head, task_id, "utsumi", "休暇のため")
    assert holder(city, task_id) == "utsumi"


def test_the_task_of_the_protected_is_assigned_to_those_alone_who_may_see_them(city: World) -> None:
    case_id = city.start("protected", by="saeki").case_id
    task_id = city.open_task(case_id, "check_identity").task_id
    with pytest.raises(Refused, match="assignee_cannot_work"):
        assign_task(city.services, city.caller("kuroda"), task_id, "utsumi", "担当")
    assign_task(city.services, city.caller("kuroda"), task_id, "okamura", "担当")
    with pytest.raises(Refused, match="protected_person"):
        claim_task(city.services, city.caller("utsumi"), task_id)
