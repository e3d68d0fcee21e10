"""Taking back one's own last completion."""

from __future__ import annotations

import pytest

from server.casework.claim import claim_task
from server.casework.replay_case import replay_case
from server.casework.undo import own_last, undo_last
from server.casework.views.task import task_view
from server.domain.refusals import Refused
from tests.world import World


def test_one_takes_back_ones_own_entry_and_enters_it_anew(city: World) -> None:
    case_id = city.identified("single")
    entry = city.open_task(case_id, "enter").task_id
    city.complete(case_id, "enter", city.answers_enter("single"), "saeki")
    before = city.case(case_id)
    assert undo_last(city.services, city.caller("saeki"), case_id) == entry
    (task,) = city.open_tasks(case_id)
    assert (task.task_id, task.claimed_by) == (entry, "saeki")
    case = city.case(case_id)
    assert (case.status, case.rev, case.step_no) == ("active", before.rev + 1, before.step_no + 1)
    assert [row.kind for row in city.history(case_id)][-1] == "undone"
    city.complete(case_id, "enter", city.answers_enter("single"), "saeki")
    assert city.open_task(case_id, "check").status == "open"
    assert replay_case(city.services, case_id) == []
    city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    assert city.case(case_id).status == "completed"
    assert replay_case(city.services, case_id) == []


def test_the_form_shows_again_what_was_answered(town: World) -> None:
    case_id = town.entered("single")
    task_id = undo_last(town.services, town.caller("saeki"), case_id)
    assert task_view(town.services, town.caller("saeki"), task_id).tree["prev_insurer"] == "若葉健康保険組合"


def test_once_the_second_person_has_opened_or_taken_it_nothing_is_taken_back(city: World) -> None:
    opened, taken = city.entered("single"), city.entered("family")
    task_view(city.services, city.caller("okamura"), city.open_task(opened, "check").task_id)
    claim_task(city.services, city.caller("okamura"), city.open_task(taken, "check").task_id)
    for case_id in (opened, taken):
        rev = city.case(case_id).rev
        with pytest.raises(Refused, match="undo_too_late"):
            undo_last(city.services, city.caller("saeki"), case_id)
        assert city.case(case_id).rev == rev
    assert [one.late for one in own_last(city.services, city.caller("saeki"))] == [True, True]


def test_nobody_takes_back_anothers_work_nor_twice_nor_what_has_left_the_case(town: World) -> None:
    entered, decided = town.entered("single"), town.checked("senior")
    for who, case_id, code in (("okamura", entered, "undo_nothing"), ("okamura", decided, "undo_nothing")):
        with pytest.raises(Refused, match=code):
            undo_last(town.services, town.caller(who), case_id)
    with pytest.raises(Refused, match="case_not_found"):
        undo_last(town.services, town.caller("saeki"), "nothing")
    undo_last(town.services, town.caller("saeki"), entered)
    with pytest.raises(Refused, match="undo_nothing"):
        undo_last(town.services, town.caller("saeki"), entered)


def test_what_asked_for_a_letter_is_not_taken_back(town: World) -> None:
    case_id = town.identified("single")
    town.complete(case_id, "enter", town.answers_enter("single", evidence=["notification"]), "saeki")
    with pytest.raises(Refused, match="undo_nothing"):
        undo_last(town.services, town.caller("saeki"), case_id)
