"""Rights by function, office and day; default deny; second persons by relation."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.refusals import Refused
from server.domain.rights import (
    ALL,
    Function,
    Grant,
    check_differs,
    holds,
    may,
    require,
    scope,
    within,
    work,
)
from server.domain.roles import OFFICIALS_ONLY, ROLES, is_function, role_grants

TODAY = date(2026, 11, 18)
NORTH = Grant("case:view", "kita", date(2026, 4, 1), date(2027, 4, 1))
EVERYWHERE = Grant("case:view", "all", date(2026, 4, 1))


def test_without_a_grant_nothing_is_allowed():
    assert not may([], "case:view", "kita", TODAY)
    assert scope([], "case:view", TODAY) == frozenset()


@pytest.mark.parametrize(
    ("function", "office", "day", "allowed"),
    [
        ("case:view", "kita", "2026-11-18", True),
        ("case:view", "minami", "2026-11-18", False),
        ("case:start", "kita", "2026-11-18", False),
        ("case:view", "kita", "2026-03-31", False),
        ("case:view", "kita", "2026-04-01", True),
        ("case:view", "kita", "2027-03-31", True),
        ("case:view", "kita", "2027-04-01", False),
    ],
)
def test_a_grant_holds_for_its_function_office_and_days(function, office, day, allowed):
    assert may([NORTH], function, office, date.fromisoformat(day)) is allowed


def test_a_right_in_all_offices_gives_the_whole_scope():
    assert scope([NORTH, EVERYWHERE], "case:view", TODAY) is ALL
    assert may([EVERYWHERE], "case:view", "center", TODAY)
    assert within("anywhere", ALL)


def test_rights_in_two_offices_add_up():
    south = Grant("case:view", "minami", date(2026, 4, 1))
    assert scope([NORTH, south], "case:view", TODAY) == {"kita", "minami"}


def test_a_missing_right_and_a_right_elsewhere_are_refused_differently():
    with pytest.raises(Refused) as none:
        require([], "case:view", "kita", TODAY)
    with pytest.raises(Refused) as elsewhere:
        require([NORTH], "case:view", "minami", TODAY)
    require([NORTH], "case:view", "kita", TODAY)
    assert (none.value.code, none.value.status) == ("no_right", 403)
    assert (elsewhere.value.code, elsewhere.value.status) == ("out_of_scope", 404)


def test_the_refusal_of_another_office_does_not_confirm_that_the_thing_exists():
    with pytest.raises(Refused) as elsewhere:
        require([NORTH], "case:view", "minami", TODAY)
    assert "minami" not in elsewhere.value.message_ja
    assert "見つからないか" in elsewhere.value.message_ja


def test_every_role_works_its_own_lane_and_holds_known_functions_only():
    for role in ROLES.values():
        assert work(role.id) in role.functions or role.id == "caller"  # whoever has no lane has no inbox
        assert all(is_function(function) for function in role.functions)
    assert not is_function("work:nobody")
    assert not is_function("case:delete")


def test_a_role_given_in_an_office_is_its_functions_there():
    grants = role_grants("counter", "kita", date(2026, 4, 1), date(2027, 4, 1))
    assert may(grants, work("counter"), "kita", TODAY)
    assert may(grants, Function.CASE_START, "kita", TODAY)
    assert not may(grants, Function.CASE_START, "minami", TODAY)
    assert not holds(grants, Function.PROCEDURE_DEPLOY, TODAY)
    assert holds(grants, Function.CASE_START, TODAY)


def test_the_typing_centre_neither_searches_nor_decides():
    typing = ROLES["typing"].functions
    assert not typing & OFFICIALS_ONLY
    assert Function.PERSON_SEARCH not in typing
    assert Function.HOUSEHOLD_VIEW not in typing


def test_contracted_callers_see_whom_to_call_and_nothing_else():
    assert ROLES["caller"].functions == {Function.CALL_LIST}
    assert not ROLES["caller"].functions & OFFICIALS_ONLY
    assert Function.ARREARS_VIEW in OFFICIALS_ONLY


def test_who_requests_ids_does_not_issue_them():
    assert not any({Function.USER_REQUEST, Function.USER_ISSUE} <= role.functions for role in ROLES.values())


def test_who_reads_the_audit_does_not_work_cases():
    assert Function.CASE_START not in ROLES["security"].functions


def test_the_second_person_is_another_one():
    check_differs("u2", ["u1", "u3"])
    with pytest.raises(Refused) as refused:
        check_differs("u1", ["u1"])
    assert (refused.value.code, refused.value.status) == ("same_person_enters_and_checks", 403)
    with pytest.raises(Refused) as approver:
        check_differs("u1", ("u2", "u1"), "approver_entered_or_checked")
    assert approver.value.code == "approver_entered_or_checked"
