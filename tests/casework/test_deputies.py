"""Deputies (代決) decide for an absent decider on the days named, and he looks at it afterwards (後閲)."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.claim import claim_task
from server.casework.complete_task import complete_task
from server.casework.deputies import Naming, end_deputy, look_later, name_deputy
from server.casework.views.case import case_view
from server.casework.views.task import task_view
from server.domain.refusals import InputInvalid, Refused
from server.domain.roles import role_grants
from server.store import audit, decisions, deputies, grants, users
from server.store.decisions import DecisionRow
from server.store.users import NewUser
from tests.world import DAY, World

APPROVED = {"result": "approve"}
NAMED = Naming("chuo", "all", "kuroda", "utsumi", "1", "2026-11-18", "2026-11-20")


def named(town: World, by: str = "kuroda", **changes: str) -> str:
    said = {name: getattr(NAMED, name) for name in Naming.__slots__} | changes
    return name_deputy(town.services, town.caller(by), Naming(**said))


def waiting(town: World, checker: str = "okamura", by: str = "saeki", household: str = "single") -> str:
    """A case that waits for its decider."""
    case_id = town.entered(household, by=by)
    town.complete(case_id, "check", town.answers_check(case_id, "to_approver"), checker)
    return case_id


def decide(town: World, case_id: str, by: str) -> None:
    town.complete(case_id, "decide", APPROVED, by)


def refusal(town: World, case_id: str, by: str) -> str:
    """The code with which this person is refused; the task is open afterwards as before."""
    task = town.open_task(case_id, "decide")
    with pytest.raises(Refused) as caught:
        complete_task(town.services, town.caller(by), task.task_id, APPROVED)
    assert town.open_task(case_id, "decide") == task
    return caught.value.code


def decision(town: World, case_id: str) -> DecisionRow:
    with town.database.read() as conn:
        (found,) = decisions.decisions_of_case(conn, case_id)
    return found


def clerk(town: World, user_id: str) -> None:
    """One more official of the same office who may check."""
    new = NewUser(
        user_id, "000999", "野田 透", "ノダ トオル", "chuo", "permanent", "資格担当", DAY, None, "demo-request"
    )
    with town.uow() as uow:
        users.issue_user(uow, new)
        grants.give(uow, user_id, role_grants("qualification", "chuo", DAY), requested_by="demo-request")


def test_a_deputy_decides_for_the_absent_decider_who_looks_at_it_afterwards(town: World) -> None:
    case_id = waiting(town)
    assert refusal(town, case_id, "utsumi") == "no_right"
    named(town)
    view = task_view(town.services, town.caller("utsumi"), town.open_task(case_id, "decide").task_id)
    assert (view.may_do, view.why_not) == (True, "")
    decide(town, case_id, "utsumi")
    found = decision(town, case_id)
    assert (found.decided_by, found.deputy_for, found.confirm_by) == ("utsumi", "kuroda", "deputised")
    assert found.confirmed_by is None
    page = case_view(town.services, town.caller("okamura"), case_id)
    assert page.decisions[-1].decided_by == "内海 千尋 代決(黒田 節子 不在)"
    assert any(event.note.startswith("代決(黒田 節子 不在)") for event in page.events)
    with town.database.read() as conn:
        (act,) = deputies.acts_to_look_at(conn, "kuroda")
    assert (act.deputy, act.element, act.case_id) == ("utsumi", "decide", case_id)
    (looked,) = look_later(town.services, town.caller("kuroda"), [act.act_id])
    assert looked.refusal is None
    assert decision(town, case_id).confirmed_by == "kuroda"
    with town.database.read() as conn:
        kinds = [one.kind for one in audit.events_of(conn, case_id=case_id, limit=200)]
    assert "deputy.look" in kinds


def test_only_the_absent_decider_looks_at_it_and_only_once(town: World) -> None:
    case_id = waiting(town)
    named(town)
    decide(town, case_id, "utsumi")
    with town.database.read() as conn:
        (act,) = deputies.acts_to_look_at(conn, "kuroda")
    for who, ids in (("utsumi", [act.act_id]), ("sakai", [act.act_id]), ("kuroda", ["", "x" * 5000])):
        told = [one.refusal.code for one in look_later(town.services, town.caller(who), ids) if one.refusal]
        assert told == ["deputy_act_not_own"] * len(ids)
    twice = look_later(town.services, town.caller("kuroda"), [act.act_id, act.act_id])
    assert [one.refusal for one in twice] == [None]
    (again,) = look_later(town.services, town.caller("kuroda"), [act.act_id])
    assert again.refusal is not None


def test_a_deputy_who_entered_or_checked_the_case_does_not_decide_it(town: World) -> None:
    named(town, deputy="okamura")
    assert refusal(town, waiting(town), "okamura") == "approver_entered_or_checked"
    named(town, rank="2")
    assert refusal(town, waiting(town, by="utsumi", household="senior"), "utsumi") == "approver_entered_or_checked"


def test_a_deputy_of_a_decider_who_checked_the_case_himself_does_not_decide_it_either(town: World) -> None:
    town.grant("kuroda", "work:qualification")
    named(town)
    assert refusal(town, waiting(town, checker="kuroda"), "utsumi") == "deputy_not_in_turn"


@pytest.mark.parametrize(
    ("first", "last"), [("2026-11-19", "2026-11-20"), ("2026-11-18", "2026-11-18")], ids=["not begun", "over"]
)
def test_a_deputy_has_no_right_before_the_first_day_nor_after_the_last(town: World, first: str, last: str) -> None:
    case_id = waiting(town)
    named(town, first_day=first, last_day=last)
    if last == "2026-11-18":
        town.clock.set(date(2026, 11, 19))
    assert refusal(town, case_id, "utsumi") == "no_right"


def test_a_deputy_of_another_office_or_another_procedure_has_no_right(town: World) -> None:
    case_id = waiting(town)
    named(town, by="sakai", office="kita", principal="sakai")
    assert refusal(town, case_id, "utsumi") == "no_right"


def test_a_naming_that_was_ended_gives_no_right_and_ends_only_once(town: World) -> None:
    case_id, deputy_id = waiting(town), named(town)
    end_deputy(town.services, town.caller("kuroda"), deputy_id)
    assert refusal(town, case_id, "utsumi") == "no_right"
    for wrong in (deputy_id, "", "x" * 300):
        with pytest.raises(Refused) as caught:
            end_deputy(town.services, town.caller("kuroda"), wrong)
        assert caught.value.code == "deputy_not_found"


def test_the_second_deputy_decides_only_what_the_first_entered_or_checked(town: World) -> None:
    clerk(town, "noda")
    named(town, deputy="okamura")
    named(town, deputy="noda", rank="2")
    decide(town, waiting(town, checker="okamura"), "noda")
    other = waiting(town, checker="utsumi", household="senior")
    assert refusal(town, other, "noda") == "deputy_not_in_turn"
    decide(town, other, "okamura")


def test_what_the_absent_decider_holds_his_deputy_may_decide(town: World) -> None:
    case_id = waiting(town)
    claim_task(town.services, town.caller("kuroda"), town.open_task(case_id, "decide").task_id)
    named(town)
    decide(town, case_id, "utsumi")
    assert decision(town, case_id).deputy_for == "kuroda"


def test_who_may_decide_himself_decides_in_his_own_name(town: World) -> None:
    case_id = waiting(town)
    named(town, deputy="sakai")
    decide(town, case_id, "sakai")
    found = decision(town, case_id)
    assert (found.decided_by, found.deputy_for, found.confirm_by) == ("sakai", None, "none")


def test_a_deputy_decides_nothing_else_of_the_absent_decider(town: World) -> None:
    named(town)
    caller = town.caller("utsumi")
    assert not caller.holds("work:approver", DAY)
    assert not caller.holds("daylist:confirm", DAY)
    assert [one.principal for one in caller.standings] == ["kuroda"]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"slug": "nowhere"}, "slug", "not_an_option"),
        ({"rank": ""}, "rank", "required"),
        ({"rank": "6"}, "rank", "not_an_option"),
        ({"rank": "１"}, "rank", "not_an_option"),
        ({"principal": "x" * 400}, "principal", "not_an_option"),
        ({"principal": "saeki"}, "principal", "deputy_of_nobody"),
        ({"deputy": ""}, "deputy", "required"),
        ({"deputy": "kuroda"}, "deputy", "deputy_unfit"),
        ({"deputy": "center1"}, "deputy", "deputy_unfit"),
        ({"first_day": ""}, "first_day", "required"),
        ({"last_day": "2026-11-17"}, "last_day", "deputy_days_wrong"),
        ({"first_day": "2026-11-17"}, "last_day", "deputy_days_wrong"),
        ({"last_day": "2027-11-18"}, "last_day", "deputy_days_wrong"),
    ],
)
def test_a_naming_that_cannot_be_is_refused_at_its_field(
    town: World, changes: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(InputInvalid) as caught:
        named(town, **changes)
    assert [(one.path, one.code) for one in caught.value.errors] == [(field, code)]


def test_a_day_that_is_none_is_refused_at_its_field(town: World) -> None:
    with pytest.raises(InputInvalid) as caught:
        named(town, last_day="らいしゅう" * 100)
    assert {one.path for one in caught.value.errors} == {"last_day"}


def test_nobody_is_named_twice_and_no_rank_given_twice(town: World) -> None:
    named(town)
    for changes in ({}, {"deputy": "okamura"}, {"rank": "2"}):
        with pytest.raises(InputInvalid) as caught:
            named(town, **changes)
        assert [one.code for one in caught.value.errors] == ["deputy_named"]


def test_only_the_head_of_the_office_names_and_ends(town: World) -> None:
    deputy_id = named(town)
    for who in ("utsumi", "okamura", "saeki"):
        with pytest.raises(Refused) as caught:
            named(town, by=who, rank="3", deputy="okamura")
        assert caught.value.code == "no_right"
        with pytest.raises(Refused):
            end_deputy(town.services, town.caller(who), deputy_id)
    with pytest.raises(Refused) as caught:
        named(town, office="kita")
    assert caught.value.code == "out_of_scope"
