"""The general check names whatever damage is done to a database, row by row; on a sound one it finds nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from server.casework.deliver_waiting import UNCLAIMED, UNCLAIMED_AFTER, deliver_waiting, raise_unclaimed
from server.casework.reconcile import KINDS, reconcile
from server.cli.operate import WORDS
from server.domain.effects import Message
from server.domain.rights import ALL
from server.engine.codec import read_state, write_state
from server.store import incidents, messages
from server.store import tables as t
from tests.world import World


def _execute(city: World, statement: Any) -> None:
    """Damage, as no use case does it."""
    with city.database.engine.connect().execution_options(kokuho_write=True) as conn, conn.begin():
        conn.execute(statement)


def _state(city: World, case_id: str, change: Callable[[dict[str, Any]], None]) -> None:
    content = read_state(city.case(case_id).state or b"")
    change(content)
    _execute(city, update(t.cases).where(t.cases.c.case_id == case_id).values(state=write_state(content)))


def _deepen(content: dict[str, Any]) -> None:
    """A chain of 800 tokens below the last one."""
    rows = content["t"][0][3]
    last = rows[-1]
    for _ in range(800):
        rows.append([content["n"], rows[-1][0], 64, last[3]])
        content["n"] += 1


def _wait_of_an_ended_case(city: World, case_id: str) -> None:
    _execute(city, insert(t.subscriptions).values(case_id=case_id, key="9.x", kind="case_event", element="x"))
    _execute(city, update(t.cases).where(t.cases.c.case_id == case_id).values(status="cancelled"))


Damage = Callable[[World, str], object]
DAMAGES: dict[str, Damage] = {
    "tasks_differ": lambda city, case: _execute(
        city, update(t.tasks).where(t.tasks.c.case_id == case, t.tasks.c.status == "open").values(status="interrupted")
    ),
    "clock_differs": lambda city, case: _execute(
        city, update(t.cases).where(t.cases.c.case_id == case).values(next_due_at=city.clock.wall_now() + timedelta(9))
    ),
    "subscriptions_differ": lambda city, case: _execute(
        city, insert(t.subscriptions).values(case_id=case, key="99.x", kind="case_event", element="x")
    ),
    "unreadable": lambda city, case: _execute(
        city, update(t.cases).where(t.cases.c.case_id == case).values(state=b"\x01broken")
    ),
    "state_changed": lambda city, case: _state(city, case, lambda content: content["d"]["start"].update(phone="1")),
    "too_deep": lambda city, case: _state(city, case, _deepen),
    "overrun": lambda city, case: _execute(
        city, update(t.cases).where(t.cases.c.case_id == case).values(next_due_at=city.clock.wall_now() - timedelta(1))
    ),
    "stray_tasks": lambda city, case: _execute(
        city, update(t.cases).where(t.cases.c.case_id == case).values(status="cancelled")
    ),
    "stray_clocks": lambda city, case: _execute(
        city,
        update(t.cases).where(t.cases.c.case_id == case).values(status="cancelled", next_due_at=city.clock.wall_now()),
    ),
    "stray_subscriptions": _wait_of_an_ended_case,
    "forgotten": lambda city, case: _execute(
        city, update(t.tasks).where(t.tasks.c.case_id == case).values(status="done")
    ),
}


@pytest.mark.parametrize("kind", sorted(DAMAGES))
def test_each_damage_is_named_with_its_case(town: World, kind: str) -> None:
    case_id, sound = town.entered(), town.identified("senior")
    assert not any(reconcile(town.services).values())
    DAMAGES[kind](town, case_id)
    report = reconcile(town.services)
    assert len(report[kind]) == 1
    assert case_id in json.dumps(report[kind]) or kind == "stray_tasks"
    assert sound not in json.dumps(report)


def test_a_letter_that_nobody_makes_is_named_after_a_day(town: World) -> None:
    town.checked()
    assert reconcile(town.services)["stuck_letters"] == []
    town.clock.wait(days=1, minutes=1)
    found: list[Any] = reconcile(town.services)["stuck_letters"]
    assert found
    assert {one["kind"] for one in found} == {"requested"}


def test_a_job_that_was_given_up_is_named(town: World) -> None:
    row = {"job_id": "j1", "kind": "x", "job_key": "x/1", "payload": {}, "status": "failed", "attempts": 5}
    counts = {"total": 0, "done": 0, "held": 0}
    now = town.clock.wall_now()
    _execute(town, insert(t.jobs).values(**row, **counts, due_at=now, queued_at=now))
    found: list[Any] = reconcile(town.services)["stuck_jobs"]
    assert [one["id"] for one in found] == ["j1"]


def test_a_message_nobody_takes_becomes_one_incident_and_is_named_only_when_even_that_is_missing(city: World) -> None:
    with city.uow() as uow:
        messages.put_message(uow, Message("case_event", "src-1", {"household_key": "0000000101"}))
    assert raise_unclaimed(city.services) == 0
    city.clock.wait(seconds=2 * UNCLAIMED_AFTER.total_seconds() + 60)
    assert len(reconcile(city.services)["stuck_messages"]) == 1
    assert (raise_unclaimed(city.services), raise_unclaimed(city.services)) == (1, 0)
    assert reconcile(city.services)["stuck_messages"] == []
    with city.database.read() as conn:
        assert [one.kind for one in incidents.open_incidents(conn, ALL)] == [UNCLAIMED]
    assert deliver_waiting(city.services) == 0


def test_what_a_case_tells_procedures_to_come_is_no_incident(town: World) -> None:
    town.checked()
    town.clock.wait(seconds=2 * UNCLAIMED_AFTER.total_seconds() + 60)
    assert raise_unclaimed(town.services) == 0
    assert reconcile(town.services)["stuck_messages"] == []


def test_every_kind_has_a_damage_here_and_words_in_the_command() -> None:
    assert set(KINDS) == {*DAMAGES, "stuck_letters", "stuck_messages", "stuck_jobs", "uncollected"} == set(WORDS)
