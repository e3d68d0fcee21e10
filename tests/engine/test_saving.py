"""Saved and restored between any two steps, a case does what it does when it is never put away.

Random diagrams with instances side by side and in turn, rounds, called processes, sub-processes, event-based gateways,
every kind of timer, errors and ends that end everything; and operators that fail in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from server.domain.facts import Facts
from server.domain.operating import Context, Done, Operator
from server.engine.codec import dump, load
from server.engine.definition import Procedure
from server.engine.faults import StepFault
from server.engine.lone import build_lone
from server.engine.step import step
from server.engine.types import Command, CompleteTask, Deliver, Start, StepResult, Wake
from tests.engine.diagrams import boundary, catch, diagram, end, event, gateway, message, path, start, timer, user
from tests.engine.draw import Draw
from tests.engine.sketch import Sketch
from tests.engine.walker import CASE, NOW, VALUES, Walk, built
from tests.engine.wandering import Live, Saved, trace

FEW, MANY, STEPS = 60, 1_500, 25


def _sketched(seed: int) -> Procedure:
    return build_lone("p.bpmn", Sketch(Random(seed)).draw(2).bpmn(), {})


def _wander(procedure: Procedure, seed: int, case: Saved | Live) -> list[tuple[object, ...]]:
    """Somebody acts or time passes, in an order set by the seed, until the end or for so many steps."""
    random, at = Random(seed), NOW
    data = {f"v{number}": number % 3 for number in range(5)}
    traces: list[tuple[object, ...]] = []
    command: Command | None = Start(data, CASE, "clerk")
    while command is not None and len(traces) < STEPS:
        try:
            result = case.step(command, at)
        except StepFault:  # what is never put away tells its faults as they come
            result = StepResult("failed")
        traces.append(trace(result) if _goes_on(result) else ("stands still",))
        command, at = _next(result, random, at) if result.status == "active" else (None, at)
    return traces


def _goes_on(result: StepResult) -> bool:
    waits = bool(result.open_tasks or result.subscriptions or result.next_due)
    return result.status == "completed" or (result.status == "active" and waits)


def _next(result: StepResult, random: Random, at: datetime) -> tuple[Command | None, datetime]:
    answers = {"again": random.random() < 0.5}
    choices: list[Command] = [CompleteTask(task.key, answers, "clerk") for task in result.open_tasks]
    choices += [Deliver(one.key, one.kind, {}) for one in result.subscriptions]
    if result.next_due is not None and (not choices or random.random() < 0.4):
        return Wake(), max(at, result.next_due + timedelta(minutes=random.choice((0, 5, 5_000_000))))
    return (random.choice(choices) if choices else None), at + timedelta(minutes=1)


def test_random_diagrams_leave_the_same_trace_saved_and_never_saved(request: pytest.FixtureRequest) -> None:
    steps = 0
    for seed in range(MANY if request.config.getoption("--sweep", default=False) else FEW):
        procedure = _sketched(seed)
        saved = _wander(procedure, seed, Saved(procedure))
        assert saved == _wander(procedure, seed, Live(procedure)), seed
        steps += len(saved)
    assert steps > FEW * 2


WAITS = {
    "a date": catch("t", timer("2026-05-01", "timeDate")),
    "a date with zone": catch("t", timer("2026-05-01T09:30:00+09:00", "timeDate")),
    "months": catch("t", timer("P1M")),
    "days and hours": catch("t", timer("P3DT12H")),
    "minutes": catch("t", timer("PT90M")),
}


@pytest.mark.parametrize("name", WAITS)
def test_each_kind_of_timer_keeps_its_instant_over_a_save(name: str) -> None:
    procedure = build_lone("p.bpmn", diagram(start(), WAITS[name], end(), path("s", "t", "e")), {})
    saved = Saved(procedure)
    first = saved.step(Start({}, CASE, "clerk"), NOW)
    assert first.state is not None
    assert first.next_due is not None
    assert dump(load(first.state, procedure), procedure.hash) == first.state
    assert saved.step(Wake(), first.next_due - timedelta(seconds=1)).next_due == first.next_due
    assert saved.step(Wake(), first.next_due).status == "completed"


def test_news_a_date_and_a_border_are_still_awaited_after_a_save() -> None:
    text = diagram(
        start(), user("u"), boundary("b", "u", timer("P2D"), cancelActivity="false"), end("eb"),
        gateway("g", "eventBased"), catch("m", event("message", messageRef="m")), catch("t", timer("P9D")), end(),
        path("s", "u", "g", "m", "e"), path("g", "t", "e"), path("b", "eb"), around=message(),
    )  # fmt: skip
    procedure = build_lone("p.bpmn", text, {})
    for last in (Deliver("", "news", {"n": 1}), Wake()):
        traces = []
        for case in (Saved(procedure), Live(procedure)):
            result = case.step(Start({}, CASE, "clerk"), NOW)
            told = [trace(result)]
            for command in (Wake(), CompleteTask(result.open_tasks[0].key, {}, "clerk"), last):
                key = result.subscriptions[0].key if isinstance(command, Deliver) else ""
                at = NOW + timedelta(days=3 if command is not last else 20)
                result = case.step(Deliver(key, "news", {"n": 1}) if key else command, at)
                told.append(trace(result))
            assert result.status == "completed"
            traces.append(told)
        assert traces[0] == traces[1]


# -- operators that fail -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Given:
    """What the operator is told."""

    n: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What it answers."""

    n: int


def _broken(_given: _Given, _context: Context) -> Done:
    raise ZeroDivisionError("no office has no cases")


def _whole(given: _Given, _context: Context) -> Done:
    return Done(_Found(given.n + 1), ())


def _operators(run: Any) -> dict[str, Operator]:
    return {"demo/add": Operator("demo/add", _Given, _Found, run, lambda _given: (), (), "adds")}


def test_a_case_whose_operator_fails_stands_where_it_stood_and_goes_on_when_it_is_mended() -> None:
    draw = (
        Draw("demo").start("s").parallel("p").user("a").user("beside").service("x", "demo/add", n="a.n").parallel("j")
    )
    procedure = built(draw.end("e").path("s", "p", "a", "x", "j", "e").path("p", "beside", "j"))
    case = Walk(procedure, _operators(_broken))
    case.start()
    before = case.state
    assert before is not None
    result = case.do(CompleteTask(case.task("a").key, {"n": 4}, "clerk"))
    assert (result.status, "ZeroDivisionError" in str(result.error)) == ("failed", True)
    assert case.state == before
    assert dump(load(before, procedure), procedure.hash) == before
    case.complete("beside")
    case.operators = _operators(_whole)
    case.complete("a", n=4)
    assert (case.last.status, case.data["x"]) == ("completed", {"n": 5})


def test_the_same_step_gives_the_same_bytes_every_time() -> None:
    for seed in range(20):
        procedure = _sketched(seed)
        command = Start({"v0": 1}, CASE, "clerk")
        one, other = (step(None, command, NOW, procedure, {}, Facts(), VALUES) for _ in range(2))
        assert (one.state, one.history) == (other.state, other.history)
