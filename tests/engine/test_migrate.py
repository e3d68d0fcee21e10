"""Moving a state to another version: what waits keeps its date or is counted again, under old names or new ones."""

from __future__ import annotations

from datetime import date

import pytest

from server.engine.migrate import Plan, clocks, move_by_plan, obstacles, standing
from server.engine.types import StepResult
from tests.engine.draw import Draw
from tests.engine.walker import Walk, built, values

LATER = date(2030, 1, 1)


def _gateway(period: str, timer: str = "t") -> Draw:
    draw = Draw("demo").start("s").events("g").timer(timer, period).catch("m", "came").end("e").end("f")
    return draw.path("s", "g", timer, "e").path("g", "m", "f").lane("counter", "g")


def _edge(period: str, task: str = "a") -> Draw:
    draw = Draw("demo").start("s").user(task).on_timer(task, "late", period).end("e").end("f")
    return draw.path("s", task, "e").path("late", "f").lane("counter", task)


def _wait(period: str) -> Draw:
    return Draw("demo").start("s").timer("t", period).end("e").path("s", "t", "e").lane("counter", "t")


def _after(walk: Walk, new: Draw, plan: Plan) -> tuple[bytes, StepResult]:
    procedure = built(new)
    assert walk.state is not None
    assert obstacles(walk.state, walk.procedure, procedure, plan.elements) == []
    state = move_by_plan(walk.state, procedure, plan, values(wait="3 days", longer="30 days"), LATER)
    walk.state, walk.procedure = state, procedure
    return state, StepResult("active", state=state)


@pytest.mark.parametrize(("draw", "element"), [(_gateway, "t"), (_edge, "late"), (_wait, "t")])
def test_a_period_keeps_its_date_or_is_counted_again_from_where_it_began(draw: object, element: str) -> None:
    assert callable(draw)
    old, new = draw("wait"), draw("longer")
    for choice, days in (("keep", 3), ("again", 30)):
        walk = Walk(built(old))
        walk.values = values(wait="3 days", longer="30 days")
        began = walk.start()
        assert began.next_due is not None
        (clock,) = clocks(walk.state or b"", walk.procedure, built(new))
        assert (clock.element, clock.period, clock.period_now) == (element, "wait", "longer")
        state, _ = _after(walk, new, Plan(periods={element: choice}))  # type: ignore[dict-item]
        due = standing(state, walk.procedure).next_due
        assert due is not None
        assert (due - began.next_due).days == days - 3


def test_an_element_of_another_id_stands_under_its_new_one_with_its_clock() -> None:
    for old, new, elements in (
        (_gateway("wait"), _gateway("longer", "timer_anew"), {"t": "timer_anew"}),
        (_edge("wait"), _edge("longer", "anew"), {"a": "anew"}),
    ):
        walk = Walk(built(old))
        walk.values = values(wait="3 days", longer="30 days")
        began = walk.start()
        assert obstacles(walk.state or b"", walk.procedure, built(new)) != []
        state, _ = _after(walk, new, Plan(elements=elements))
        now = standing(state, walk.procedure)
        assert now.next_due == began.next_due
        assert set(elements.values()) <= set(now.elements)


def test_a_plan_leads_back_to_the_very_bytes() -> None:
    walk = Walk(built(_edge("wait")))
    walk.values = values(wait="3 days", longer="30 days")
    walk.start()
    before, old, plan = walk.state, walk.procedure, Plan(elements={"a": "anew"})
    state, _ = _after(walk, _edge("longer", "anew"), plan)
    assert move_by_plan(state, old, plan.back(), walk.values, LATER) == before
