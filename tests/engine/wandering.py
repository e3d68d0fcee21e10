"""Random walks through a procedure: whoever may act acts, clocks jump, messages come, in an order set by a seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from server.engine.codec import load
from server.engine.definition import Procedure
from server.engine.run import Run
from server.engine.step import Surround, _result, move, run_ready, settle, step
from server.engine.tokens import CaseWorkflow
from server.engine.types import Command, CompleteTask, Deliver, Start, StepResult, Wake
from tests.engine.everything import FACTS, OPERATORS
from tests.engine.walker import CASE, NOW, VALUES

STEPS = 60
ANSWERS = ("one", "two", "again", "stop", "wrong")


@dataclass
class Saved:
    """The case as it is served: bytes between all steps."""

    procedure: Procedure
    state: bytes | None = None

    def step(self, command: Command, at: datetime) -> StepResult:
        result = step(self.state, command, at, self.procedure, OPERATORS, FACTS, VALUES)
        self.state = result.state
        return result


@dataclass
class Live:
    """The same case kept in memory, never saved and never cleared of its past: the measure of the other."""

    procedure: Procedure
    workflow: CaseWorkflow | None = None

    def step(self, command: Command, at: datetime) -> StepResult:
        if self.workflow is None:
            self.workflow = CaseWorkflow(self.procedure.spec, self.procedure.subspecs)
        run = Run(self.workflow, self.procedure, OPERATORS, FACTS.fresh(), VALUES.fresh(), at)
        move(self.workflow, run, command)
        self.workflow.is_completed()
        return _result(self.workflow, run, Surround(at, self.procedure, OPERATORS, FACTS, VALUES))


@dataclass
class Wanderer:
    """Chooses what happens next."""

    seed: int
    at: datetime = NOW
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def next(self, last: StepResult) -> Command:
        choices: list[Command] = [CompleteTask(task.key, self._answers(), "clerk") for task in last.open_tasks]
        choices += [Deliver(one.key, one.kind, {"n": self.random.randrange(9)}) for one in last.subscriptions]
        self.at += timedelta(hours=self.random.choice((0, 1, 30)))
        if last.next_due is not None and (not choices or self.random.random() < 0.35):
            self.at = max(self.at, last.next_due + timedelta(days=self.random.choice((0, 0, 1, 30))))
            return Wake()
        return self.random.choice(choices)

    def _answers(self) -> dict[str, Any]:
        return {name: self.random.random() < 0.4 for name in ANSWERS}


def trace(result: StepResult) -> tuple[object, ...]:
    """Everything a step says but its state."""
    tasks = [(t.key, t.element, t.role, t.path, t.due_on) for t in result.open_tasks]
    return (
        result.status,
        tasks,
        result.subscriptions,
        result.next_due,
        result.history,
        result.effects,
        result.data,
        result.outcome,
    )


def wander(procedure: Procedure, seed: int, case: Saved | Live, steps: int = STEPS) -> list[tuple[object, ...]]:
    """The traces of one walk."""
    wanderer = Wanderer(seed)
    result = case.step(Start({"x": 1}, CASE, "clerk"), wanderer.at)
    traces = [trace(result)]
    while result.status == "active" and len(traces) < steps:
        result = case.step(wanderer.next(result), wanderer.at)
        traces.append(trace(result))
        assert result.status in ("active", "completed"), (seed, result.error, result.refusal)
    return traces


__all__ = ["Live", "Saved", "load", "run_ready", "settle", "wander"]
