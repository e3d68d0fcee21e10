"""A trial moved by hand (試行): one act at a time on a virtual clock, nothing happening that nobody did.

What would be written is only told. The registers are empty unless facts are given: each fact asked for and not given
answers that nothing is there, and is named, so that it can be made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from server.domain.calendar import JAPAN
from server.domain.effects import Decision, ExportRequest, JSONObject, LetterRequest, Message, RegisterChange, StartCase
from server.domain.facts import FactKey, Facts
from server.domain.operating import Operator
from server.domain.values import Values
from server.engine.definition import Procedure
from server.engine.lint_tree import Surroundings
from server.engine.run import Visited
from server.engine.step import Surround, advance
from server.engine.types import Command, CompleteTask, Deliver, OpenTask, Start, StepResult, Wake

MAX_WAKES = 1_000
MAX_ROUNDS_OF_FACTS = 12
BY = "try"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a trial stands on: the virtual clock's start (aware), the operators, dated values, facts, and what the gate
    is told by other rooms."""

    start: datetime
    operators: Mapping[str, Operator] = field(default_factory=dict)
    values: Values = field(default_factory=lambda: Values(()))
    facts: Mapping[FactKey, Any] = field(default_factory=dict)
    surroundings: Surroundings = field(default_factory=Surroundings)


def walk_acts(
    procedure: Procedure, data: JSONObject, acts: Sequence[Mapping[str, Any]], stage: Stage
) -> dict[str, Any]:
    """The report of a walk by acts (see `scenario.Scenario`): as `try` gives it, and with it

    `at` (the clock now), `acts` (what the start and each act did: `visited`, `letters`, `written`, `at`), `tasks` and
    `waits` (open tasks and messages waited for, with their forms), `asked` (facts that were asked for and not given).
    An act that cannot be done ends the walk with its number in `stopped_at`, the case standing where it stood.
    """
    return _Session(procedure, stage).walk(data, acts)


class _Session:
    """One walk."""

    def __init__(self, procedure: Procedure, stage: Stage) -> None:
        self.procedure = procedure
        self.stage = stage
        self.facts: dict[FactKey, Any] = dict(stage.facts)
        self.asked: dict[FactKey, None] = {}
        self.at = stage.start
        self.done: list[dict[str, Any]] = []
        self.stands = StepResult("failed")

    def walk(self, data: JSONObject, acts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The report."""
        given = {name: value for name, value in data.items() if name != "case"}
        started = self._do(Start(given, self._header(data), BY))
        stopped: int | None = None if started is None else 0
        fault = started
        for number, act in enumerate(acts, start=1):
            if fault is not None or self.stands.status != "active":
                break
            fault = self._act(act)
            stopped = number if fault is not None else None
        return self._told(fault, stopped)

    def _header(self, data: JSONObject) -> dict[str, Any]:
        received = self.at.astimezone(JAPAN).date().isoformat()
        header = {"id": BY, "number": "", "procedure": self.procedure.slug, "office": "hq", "household_key": None}
        header |= {"channel": "COUNTER", "received_on": received, "started_by": BY}
        given: Mapping[str, Any] = data.get("case", {})
        return header | dict(given)

    def _act(self, act: Mapping[str, Any]) -> StepResult | None:
        """None when it was done, else what kept it from being done."""
        if "facts" in act:
            self.facts |= {FactKey.parse(key): value for key, value in act["facts"].items()}
            self.done.append(self._line([], StepResult("active")))
            return None
        if "answer" in act:
            task = next((one for one in self.stands.open_tasks if one.element == act["answer"]), None)
            return self._not_there() if task is None else self._do(CompleteTask(task.key, act["with"], BY))
        if "message" in act:
            wait = next((one for one in self.stands.subscriptions if one.element == act["message"]), None)
            return self._not_there() if wait is None else self._do(Deliver(wait.key, wait.kind, act["with"], BY))
        return self._pass(act)

    def _pass(self, act: Mapping[str, Any]) -> StepResult | None:
        """Time passes: to the next thing that falls due, or over some days with all that falls due in them."""
        due = self.stands.next_due
        if "next" in act:
            if due is None:
                return self._not_there()
            self.at = max(self.at, due)
            return self._do(Wake(BY))
        end = self.at + timedelta(days=act["days"])
        for _ in range(MAX_WAKES):
            due = self.stands.next_due
            if self.stands.status != "active" or due is None or due > end:
                break
            self.at = max(self.at, due)
            fault = self._do(Wake(BY))
            if fault is not None:
                return fault
        self.at = end
        self.done.append(self._line([], StepResult("active")))
        return None

    def _not_there(self) -> StepResult:
        return StepResult("failed", error="nothing waits there for this now")

    def _do(self, command: Command) -> StepResult | None:
        stage, state = self.stage, self.stands.state
        result, visited = StepResult("failed"), tuple[Visited, ...]()
        for _ in range(MAX_ROUNDS_OF_FACTS):
            around = Surround(self.at, self.procedure, stage.operators, Facts(self.facts), stage.values)
            result, visited = advance(state, command, around)
            if result.status != "needs_facts":
                break
            self.asked |= dict.fromkeys(result.needs)
            self.facts |= dict.fromkeys(result.needs)
        if result.status not in ("active", "completed"):
            return result
        self.stands = result
        self.done.append(self._line([one.element for one in visited], result))
        return None

    def _line(self, visited: Sequence[str], result: StepResult) -> dict[str, Any]:
        at = self.at.astimezone(JAPAN).isoformat()
        return {
            "at": at,
            "visited": [{"element": one, "at": at} for one in visited],
            "letters": [letter(one) for one in result.effects if isinstance(one, LetterRequest)],
            "written": [told for one in result.effects if (told := _written(one))],
        }

    def _told(self, fault: StepResult | None, stopped: int | None) -> dict[str, Any]:
        now = self.stands
        waiting = now.status == "active"
        status, error = "waiting" if waiting else now.status, None
        if fault is not None:
            status, error = fault.status, fault.refusal or fault.error
        visited = [one for line in self.done for one in line["visited"]]
        letters = [one for line in self.done for one in line["letters"]]
        told = report(status, visited, standing(now) if waiting else [], letters, error)
        return told | {
            "at": self.at.astimezone(JAPAN).isoformat(),
            "acts": self.done,
            "tasks": [{"element": o.element, "name": o.name, "form": o.form} for o in now.open_tasks],
            "waits": [{"element": one.element, "kind": one.kind} for one in now.subscriptions],
            "next_due": None if now.next_due is None else now.next_due.astimezone(JAPAN).isoformat(),
            "asked": sorted(f"{one.kind}:{one.key}" for one in self.asked),
            "stopped_at": stopped,
        }


def _written(effect: object) -> str:
    """What would be written or sent, by its name; letters are told by themselves."""
    match effect:
        case RegisterChange(kind=kind) | Message(kind=kind) | Decision(kind=kind):
            return f"{type(effect).__name__}: {kind}"
        case StartCase(procedure=name) | ExportRequest(interface=name):
            return f"{type(effect).__name__}: {name}"
    return ""


def report(
    status: str,
    visited: Iterable[dict[str, str]] = (),
    open_now: Iterable[dict[str, Any]] = (),
    letters: Iterable[dict[str, Any]] = (),
    error: Any = None,
) -> dict[str, Any]:
    """What a trial tells of its walk."""
    return {
        "status": status,
        "visited": list(visited),
        "open": list(open_now),
        "letters": list(letters),
        "error": error,
    }


def standing(result: StepResult) -> list[dict[str, Any]]:
    """What stands open: tasks, messages waited for, and the next instant at which something falls due."""
    tasks = [_task(task) for task in result.open_tasks]
    waits = [{"element": one.element, "waits_for": "message", "message": one.kind} for one in result.subscriptions]
    due = result.next_due
    clocks = [] if due is None else [{"waits_for": "timer", "due": due.astimezone(JAPAN).isoformat()}]
    return [*tasks, *waits, *clocks]


def _task(task: OpenTask) -> dict[str, Any]:
    return {"element": task.element, "waits_for": "task", "name": task.name, "role": task.role, "due_on": task.due_on}


def letter(effect: LetterRequest) -> dict[str, Any]:
    """A letter that would be ordered."""
    return {
        "letter": effect.letter,
        "household_key": effect.household_key,
        "person_key": effect.person_key,
        "keys": dict(effect.keys),
        "delivery": effect.delivery,
    }
