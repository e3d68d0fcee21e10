"""Replay: recorded steps come out the same; a changed program is found out; a case moves to another version whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from server.domain.operating import Context, Done
from server.engine.definition import Procedure
from server.engine.migrate import move_state, obstacles
from server.engine.replay import RecordedStep, record_step, replay
from server.engine.types import Command, HistoryEvent, Start, StepResult, Wake
from tests.engine.draw import Draw
from tests.engine.everything import OPERATORS, CountOutputs, everything
from tests.engine.walker import CASE, Walk, built, values
from tests.engine.wandering import Saved, Wanderer


def _recorded(procedure: Procedure, seed: int) -> list[RecordedStep]:
    case, wanderer = Saved(procedure), Wanderer(seed)
    command: Command = Start({"x": 1}, CASE, "clerk")
    result, records = case.step(command, wanderer.at), []
    records.append(record_step(command, wanderer.at, result))
    while result.status == "active" and len(records) < 30:
        command = wanderer.next(result)
        result = case.step(command, wanderer.at)
        records.append(record_step(command, wanderer.at, result))
    return records


@pytest.mark.parametrize("seed", range(5))
def test_recorded_steps_come_out_the_same_with_their_own_facts_and_values_only(seed: int) -> None:
    procedure = everything()
    assert replay(_recorded(procedure, seed), procedure, OPERATORS) == []


def test_a_record_that_went_through_a_database_as_json_compares_equal() -> None:
    procedure = everything()
    records = [
        replace(
            one,
            facts=orjson.loads(orjson.dumps(dict(one.facts))),
            values=orjson.loads(orjson.dumps(dict(one.values))),
            effects=orjson.loads(orjson.dumps(list(one.effects))),
            history=[HistoryEvent(**_listed(event)) for event in one.history],
        )
        for one in _recorded(procedure, 1)
    ]
    assert replay(records, procedure, OPERATORS) == []


def _listed(event: HistoryEvent) -> dict[str, Any]:
    fields = {name: getattr(event, name) for name in HistoryEvent.__dataclass_fields__}
    return fields | {"path": list(event.path)}


def test_an_operator_that_would_decide_otherwise_today_is_found() -> None:
    def other(_: Any, context: Context) -> Done:
        return Done(CountOutputs(99, None))

    procedure = everything()
    changed = {"demo/count": replace(OPERATORS["demo/count"], run=other)}
    found = replay(_recorded(procedure, 1), procedure, changed)
    assert [(one.step, one.what) for one in found] == [(1, "history"), (1, "effects"), (1, "state")]


def test_a_fact_that_was_not_recorded_is_found() -> None:
    procedure = everything()
    first = _recorded(procedure, 1)[0]
    found = replay([replace(first, facts={})], procedure, OPERATORS)
    assert (found[0].what, "household:H1" in str(found[0].replayed)) == ("status", True)


# -- moving to another version -----------------------------------------------------------------------------------------


def _first() -> Draw:
    draw = Draw("demo").start("s").user("a", due="due").on_timer("a", "late", "wait").user("b").end("e").end("f")
    return draw.path("s", "a", "b", "e").path("late", "f").lane("counter", "a", "b")


def _moved(case: Walk, old: Procedure, new: Draw) -> StepResult:
    procedure = built(new)
    assert case.state is not None
    assert obstacles(case.state, old, procedure) == []
    case.state = move_state(case.state, procedure)
    case.procedure = procedure
    return case.ok(Wake())


def test_a_case_moves_to_a_version_with_a_new_step_directly_ahead_and_does_not_skip_it() -> None:
    """Clock, due date and key stay; nothing of the way ahead was stored."""
    old = built(_first())
    case = Walk(old)
    before = case.start()
    new = Draw("demo").start("s").user("a", due="due").on_timer("a", "late", "wait").user("between").user("b").end("e")
    new.end("f").path("s", "a", "between", "b", "e").path("late", "f").lane("counter", "a", "b", "between")
    case.values = values(wait="99 days", due="99 days")
    after = _moved(case, old, new)
    assert (after.next_due, after.open_tasks) == (before.next_due, before.open_tasks)
    case.complete("a")
    assert case.open == ["between"]


def _without(name: str) -> Draw:
    return Draw("demo").start("s").user("c").user(name).end("e").path("s", "c", name, "e")


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (_without("b"), "not in the new diagram"),
        (Draw("demo").start("s").receive("a", "m").end("e").path("s", "a", "e"), "another kind"),
        (Draw("demo").start("s").user("a").end("e").path("s", "a", "e"), "edge"),
        (
            Draw("demo")
            .start("s")
            .user("a")
            .on_timer("a", "later", "wait")
            .end("e")
            .path("s", "a", "e")
            .path("later", "e"),
            "edge",
        ),
    ],
)
def test_a_case_that_cannot_stand_in_the_new_version_stays_with_its_reason(new: Draw, reason: str) -> None:
    old = built(_first())
    case = Walk(old)
    case.start()
    assert any(reason in one.reason and one.element == "a" for one in obstacles(case.state or b"", old, built(new)))


def test_changed_waits_joins_and_calls_are_told() -> None:
    def version(part: str, message: str, extra: bool) -> Procedure:
        draw = Draw("demo").start("s").parallel("p").receive("r", message).call("c", part).user("u").events("g")
        draw.timer("t", "wait").catch("m", message).parallel("j").end("e").path("s", "p", "r", "j", "e")
        draw.path("p", "c", "j").path("p", "u", "j").path("p", "g", "t", "j").path("g", "m", "e")
        if extra:
            draw.user("v").path("p", "v", "j")
        parts = [Draw(n).start(f"{n}s").user(f"{n}u").end(f"{n}e").path(f"{n}s", f"{n}u", f"{n}e") for n in ("x", "y")]
        return built(draw, *parts)

    old = version("x", "one", False)
    case = Walk(old)
    case.start()
    case.complete("u")
    state = case.state or b""
    assert obstacles(state, old, version("x", "one", False)) == []
    reasons = {(one.element, one.reason) for one in obstacles(state, old, version("y", "two", True))}
    assert {("r", "it waits for something else"), ("c", "it calls another part")} <= reasons
    assert ("j", "the ways into this join have changed") in reasons
    assert ("g", "what this gateway waits for has changed") in reasons
