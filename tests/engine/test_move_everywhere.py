"""A case moves from every place where cases wait, of every diagram: nothing of it is lost and its way goes on."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from server.engine.definition import Procedure, build_procedure
from server.engine.migrate import Plan, Standing, clocks, move_by_plan, move_state, obstacles, standing
from server.engine.types import CompleteTask, Deliver, Wake
from tests.engine.jumped import (
    AT,
    INSERTED,
    Place,
    files_of,
    later,
    other_periods,
    places,
    renamed,
    slugs,
    standing_at,
    stepped,
    with_a_task_behind,
)
from tests.shipped_values import shipped_values

FEW = ("address_protection", "arrears", "public_sale")
PERIOD = "document_wait"


@pytest.mark.parametrize("slug", FEW)
def test_cases_move_from_every_place_of_a_diagram(slug: str) -> None:
    assert [moves(place) for place in places(slug)]


@pytest.mark.sweep
@pytest.mark.parametrize("slug", slugs())
def test_cases_move_from_every_place_of_every_diagram(slug: str) -> None:
    for place in places(slug):
        moves(place)


def moves(place: Place) -> bool:
    """Moves a case that stands at the place to a version with a task directly behind it and other periods; and back."""
    files = files_of(place.slug)
    old = build_procedure(files, place.slug)
    before = standing_at(place, old)
    assert before.status == "active", (str(place), before.error, before.refusal)
    assert before.state is not None
    changed = {path: other_periods(data, PERIOD) if path.endswith(".bpmn") else data for path, data in files.items()}
    changed[place.path] = with_a_task_behind(changed[place.path], place.element)
    new = build_procedure(changed, place.slug)
    assert obstacles(before.state, old, new) == [], str(place)
    after = move_by_plan(before.state, new, Plan(), shipped_values(), AT.date())
    was, now = standing(before.state, old), standing(after, new)
    assert now.next_due == was.next_due == before.next_due, str(place)
    assert [one.due for one in clocks(after, new, old)] == [one.due for one in clocks(before.state, old, new)]
    assert {one.period_now for one in clocks(before.state, old, new)} <= {PERIOD}
    assert [(one.key, one.element) for one in now.open_tasks] == [(one.key, one.element) for one in was.open_tasks]
    assert now.subscriptions == was.subscriptions
    assert move_state(after, old) == before.state, str(place)  # an undo puts back the very bytes
    assert goes_on(after, now, new) == "active", str(place)
    gone = build_procedure(files | {place.path: renamed(files[place.path], place.element)}, place.slug)
    assert (place.element, "新しい図にない") in told(before.state, old, gone), str(place)
    assert told(before.state, old, gone, {place.element: f"{place.element}_anew"}) == [], str(place)
    return True


def told(state: bytes, old: Procedure, new: Procedure, plan: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Where the case stands and why it stays."""
    return [(one.element, one.reason_ja) for one in obstacles(state, old, new, plan or {})]


def goes_on(state: bytes, now: Standing, new: Procedure) -> str:
    """What stands open is done, by a person, a message or the clock: then the case stands at the task put behind it."""
    if now.open_tasks:
        told = stepped(state, CompleteTask(now.open_tasks[0].key, {}, "saeki"), new)
    elif now.subscriptions:
        one = now.subscriptions[0]
        told = stepped(state, Deliver(one.key, one.kind, {}), new)
    else:
        assert now.next_due is not None
        told = stepped(state, Wake(), new, later(now.next_due))
    assert {one.element for one in told.open_tasks} & {f"{INSERTED}_{number}" for number in range(4)}, told
    return told.status
