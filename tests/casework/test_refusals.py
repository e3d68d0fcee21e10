"""Who may do what (権限と関係): every refusal changes nothing, and says which rule it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.casework.complete_task import complete_task
from server.casework.start_case import start_case
from server.domain.effects import JSON
from server.domain.forms.tree import Posted
from server.domain.refusals import InputInvalid, Refused
from tests.world import World


def refused(act: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


def unchanged(city: World, case_id: str, act: Callable[[], object]) -> str:
    """The code of the refusal, which leaves the case, its tasks and its history as they were."""
    before = city.case(case_id), city.history(case_id), city.open_tasks(case_id)
    code = refused(act)
    assert (city.case(case_id), city.history(case_id), city.open_tasks(case_id)) == before
    return code


def check_by(city: World, case_id: str, user_id: str) -> Callable[[], object]:
    return lambda: city.complete(case_id, "check", city.answers_check(case_id), user_id)


def test_who_entered_never_checks(city: World) -> None:
    case_id = city.entered("single", by="okamura")
    assert unchanged(city, case_id, check_by(city, case_id, "okamura")) == "same_person_enters_and_checks"
    city.complete(case_id, "check", city.answers_check(case_id), "utsumi")


def test_who_entered_in_an_earlier_round_never_checks_either(city: World) -> None:
    case_id = city.entered("single", by="okamura")
    city.complete(case_id, "check", city.answers_check(case_id, "return"), "utsumi")
    entry = city.open_task(case_id, "enter")
    with city.uow() as uow:
        from server.store.tasks import assign_task

        assign_task(uow, entry.task_id, None)
    city.complete(case_id, "enter", city.answers_enter("single"), "saeki")
    with city.uow() as uow:
        assign_task(uow, city.open_task(case_id, "check").task_id, None)
    assert unchanged(city, case_id, check_by(city, case_id, "okamura")) == "same_person_enters_and_checks"


def test_who_checked_never_decides(city: World) -> None:
    city.grant("okamura", "work:approver", "chuo")
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "to_approver"), "okamura")
    decide = lambda: city.complete(case_id, "decide", city.answers_decide(), "okamura")  # noqa: E731 - said in one line
    assert unchanged(city, case_id, decide) == "approver_entered_or_checked"


def test_a_clerk_of_another_ward_does_not_find_the_case(city: World) -> None:
    case_id = city.entered("single")
    assert unchanged(city, case_id, check_by(city, case_id, "kitano")) == "out_of_scope"


def test_a_clerk_without_the_role_has_no_right(city: World) -> None:
    case_id = city.entered("single", by="okamura")
    assert unchanged(city, case_id, check_by(city, case_id, "saeki")) == "no_right"


def test_the_household_of_another_ward_is_not_taken_in(city: World) -> None:
    assert refused(lambda: city.start("north", by="saeki")) == "out_of_scope"
    assert city.start("north", by="kitano").first_task_id is not None


def test_a_head_does_not_take_in_notifications(city: World) -> None:
    assert refused(lambda: city.start("single", by="kuroda")) == "no_right"


def test_a_page_that_is_not_the_newest_is_refused_with_the_name_of_who_was_faster(city: World) -> None:
    case_id = city.identified("single")
    task, rev = city.open_task(case_id, "enter"), city.case(case_id).rev
    caller, answers = city.caller("saeki"), city.answers_enter("single")
    with pytest.raises(Refused, match="stale_page") as refusal:
        complete_task(city.services, caller, task.task_id, answers, rev=rev - 1)
    assert refusal.value.params["name"] == "佐伯 由美"
    complete_task(city.services, caller, task.task_id, answers, rev=rev)


def test_a_button_pressed_twice_does_its_work_once(city: World) -> None:
    case_id = city.identified("single")
    task, caller, answers = city.open_task(case_id, "enter"), city.caller("saeki"), city.answers_enter("single")
    complete_task(city.services, caller, task.task_id, answers)
    again = lambda: complete_task(city.services, caller, task.task_id, answers)  # noqa: E731 - said in one line
    assert unchanged(city, case_id, again) == "already_done"
    assert [row.element for row in city.history(case_id) if row.kind == "completed"] == ["check_identity", "enter"]


def test_a_task_in_anothers_hand_is_refused_with_his_name(city: World) -> None:
    case_id = city.identified("single", by="saeki")
    with pytest.raises(Refused, match="claimed_by_other") as refusal:
        city.complete(case_id, "enter", city.answers_enter("single"), "utsumi")
    assert refusal.value.params["name"] == "佐伯 由美"


@pytest.mark.parametrize("name", ["role", "status", "members.0.office"])
def test_a_field_that_the_form_does_not_ask_is_refused_by_name(town: World, name: str) -> None:
    case_id = town.identified("single")
    answers = town.answers_enter("single")
    if name.startswith("members"):
        answers["members"][0]["office"] = "hq"
    else:
        answers[name] = "x"
    with pytest.raises(InputInvalid) as refusal:
        town.complete(case_id, "enter", answers, "saeki")
    assert [(error.path, error.code) for error in refusal.value.errors] == [(name, "unknown_field")]


def test_a_posted_field_that_the_form_does_not_ask_is_refused_too(town: World) -> None:
    page = {"channel": "COUNTER", "received_on": "R8.11.18", "acq_reason": "birth", "decided_by": "kuroda"}
    posted = Posted.of({**page, "head_name": "本間 葵", "head_kana": "ホンマ アオイ", "paper_location": "A"})
    with pytest.raises(InputInvalid) as refusal:
        start_case(town.services, town.caller("saeki"), "enrolment", posted)
    assert ("decided_by", "unknown_field") in [(error.path, error.code) for error in refusal.value.errors]


@pytest.mark.parametrize(
    ("number", "code"),
    [("123456789010", "my_number_check_digit"), ("12345678901", "my_number_length"), ("12345678901x", "not_digits")],
)
def test_a_my_number_that_cannot_be_one_is_refused_beside_its_field(town: World, number: str, code: str) -> None:
    case_id = town.identified("single")
    answers = town.answers_enter("single")
    answers["members"][0]["my_number"] = number
    with pytest.raises(InputInvalid) as refusal:
        town.complete(case_id, "enter", answers, "saeki")
    (error,) = refusal.value.errors
    assert (error.path, error.code) == ("members.0.my_number", code)
    assert number not in str(refusal.value)


def test_a_household_that_nobody_has_is_refused_beside_its_field(town: World) -> None:
    with pytest.raises(InputInvalid) as refusal:
        town.start("single", household_key="9999999999")
    assert [(error.path, error.code) for error in refusal.value.errors] == [("household_key", "household_not_found")]


def test_a_procedure_that_is_not_in_force_is_refused(town: World) -> None:
    caller = town.caller("saeki")
    assert refused(lambda: start_case(town.services, caller, "withdrawal", {})) == "procedure_not_active"


def test_the_protected_are_taken_in_by_anyone_and_worked_by_those_who_may_see_them(city: World) -> None:
    started = city.start("protected", by="saeki")
    assert started.first_task_id is None
    case_id = started.case_id

    def identify() -> object:
        return city.complete(case_id, "check_identity", city.answers_identity(), "saeki")

    assert unchanged(city, case_id, identify) == "protected_person"
    city.complete(case_id, "check_identity", city.answers_identity(), "okamura")
    assert city.open_task(case_id, "enter").claimed_by == "okamura"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"method": "E_CERT"}, "method"),
        ({"method": "NONE", "number_shown": "yes", "identity_proven": "no"}, "method"),
    ],
)
def test_a_method_of_identification_that_contradicts_the_counter_is_refused(
    town: World, changes: dict[str, JSON], path: str
) -> None:
    started = town.start("single")
    with pytest.raises(InputInvalid) as refusal:
        town.complete(started.case_id, "check_identity", town.answers_identity(**changes), "saeki")
    assert [error.path for error in refusal.value.errors] == [path]


def test_without_proof_of_authority_the_doubt_is_looked_into_and_may_end_the_case(city: World) -> None:
    started = city.start("single")
    proxy = {"applicant_kind": "PROXY", "applicant_name": "本間 樹", "authority": "NONE", "proxy_identity": "CARD"}
    city.complete(started.case_id, "check_identity", city.answers_identity(**proxy), "saeki")
    stopped = {"looked_at": ["person"], "finding": "委任がない", "result": "stop", "reason": "代理権がない"}
    city.complete(started.case_id, "resolve_identity", stopped, "okamura")
    assert city.case(started.case_id).outcome == "withdrawn"
