"""Evidence of what was done (操作記録と再演): every use case leaves an event, seals hold, cases can be walked again."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from server.casework.confirm_daylist import confirm_decisions
from server.casework.reconcile import reconcile
from server.casework.replay_case import replay_case
from server.casework.seal_audit import seal_audit, verify_audit
from server.casework.views.case import case_view
from server.store import audit, decisions
from server.store.tasks import sync_tasks
from tests.world import World


def test_the_events_of_a_walk_are_sealed_and_verified(city: World) -> None:
    city.checked("single")
    before = verify_audit(city.services)
    assert before.unsealed > 0
    assert seal_audit(city.services)
    assert not seal_audit(city.services)
    report = verify_audit(city.services)
    assert (report.ok, report.unsealed) == (True, 0)


def test_each_person_and_each_look_stand_in_the_events_of_a_case(city: World) -> None:
    case_id = city.checked("single")
    case_view(city.services, city.caller("okamura"), case_id)
    with city.database.read() as conn:
        events = audit.events_of(conn, case_id=case_id)
    assert [(event.kind, event.user_id) for event in reversed(events)] == [
        ("case.start", "saeki"),
        ("task.complete", "saeki"),
        ("task.complete", "saeki"),
        ("task.complete", "okamura"),
        ("case.view", "okamura"),
    ]


def test_no_name_stands_in_the_audit_and_its_persons_are_pseudonyms(city: World) -> None:
    case_id = city.checked("single")
    key = city.household("single").key
    with city.database.read() as conn:
        events = audit.events_of(conn, case_id=case_id)
        by_household = audit.events_of(conn, household_key=key)
    assert "本間" not in repr(events)
    assert by_household != ()
    assert all(event.household_ref not in (None, key) for event in by_household)


@pytest.mark.parametrize("column", ["kind", "user_id", "detail"])
def test_a_changed_event_breaks_the_check(town: World, column: str) -> None:
    case_id = town.checked("single")
    seal_audit(town.services)
    with town.database.read() as conn:
        changed = audit.events_of(conn, case_id=case_id)[0].event_id
    path = town.database.url.removeprefix("sqlite:///")
    town.database.dispose()
    with sqlite3.connect(path) as conn:
        for (name,) in conn.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'audit_events'"
        ).fetchall():
            conn.execute(f"drop trigger {name}")
        conn.execute(f"update audit_events set {column} = '{{}}' where event_id = {changed}")
    assert verify_audit(town.services).changed == (changed,)


def test_a_walked_case_comes_out_the_same_when_it_is_done_again(city: World) -> None:
    for case_id in (city.checked("single"), city.checked("family"), city.entered("senior", evidence=["notification"])):
        assert replay_case(city.services, case_id) == []


def test_the_head_confirms_the_days_list_but_not_what_he_decided_himself(city: World) -> None:
    city.grant("okamura", "daylist:confirm", "chuo")
    case_id = city.checked("single")
    with city.database.read() as conn:
        (decision,) = decisions.decisions_of_case(conn, case_id)
    (own,) = confirm_decisions(city.services, city.caller("okamura"), [decision.decision_id])
    assert own.refusal is not None
    assert own.refusal.code == "daylist_own_decisions"
    (done,) = confirm_decisions(city.services, city.caller("kuroda"), [decision.decision_id])
    assert done.refusal is None
    (again,) = confirm_decisions(city.services, city.caller("kuroda"), [decision.decision_id])
    assert again.refusal is not None
    assert again.refusal.code == "daylist_confirmed"
    with city.database.read() as conn:
        (kept,) = decisions.decisions_of_case(conn, case_id)
    assert kept.confirmed_by == "kuroda"


def test_a_case_that_nobody_and_nothing_waits_for_is_found(town: World) -> None:
    case_id = town.entered("single")
    with town.uow() as uow:
        sync_tasks(uow, case_id, "chuo", ())
    assert [one["case_id"] for one in reconcile(town.services)["forgotten"]] == [case_id]


def test_a_case_that_the_waker_missed_is_found(town: World) -> None:
    case_id = town.entered("single", evidence=["notification"])
    last = town.open_task(case_id, "receive_documents").due_on
    assert last is not None
    assert reconcile(town.services)["overrun"] == []
    town.clock.set(last + timedelta(days=1), 2)
    assert [one["case_id"] for one in reconcile(town.services)["overrun"]] == [case_id]
