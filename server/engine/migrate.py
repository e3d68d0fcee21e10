"""Moving a running case to another version of its procedure (版の乗換え): clocks, drafts and keys stay as they are.

A state holds standing tokens and nothing of the way ahead, so it is enough to see whether every token can stand in the
new diagram: a step that was put directly behind the open one is visited when the case gets there. What cannot be moved
is told with its reason, and the case stays in its version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from server.domain.calendar import Calendar
from server.domain.values import Values
from server.engine.codec import dump, load, read_state, write_state
from server.engine.definition import Procedure
from server.engine.nodes import PartCall, SubProcess
from server.engine.repeat import Repeated
from server.engine.run import period_record
from server.engine.step import open_task, open_tokens
from server.engine.tokens import UNFINISHED, CaseTask, Meeting
from server.engine.types import OpenTask, Subscription
from server.engine.waits import EventGateway, TimerWait, Wait, waits_of

Choice = Literal["keep", "again"]
"""What becomes of a running period: its date stays, or it is counted again from the day it began."""

_NOTHING: Mapping[str, str] = {}

REASONS: Mapping[str, str] = {
    "it is not in the new diagram": "新しい図にない",
    "it is of another kind in the new diagram": "新しい図では種類が違う",
    "the events on its edge have changed": "縁のイベントが変わった",
    "the ways into this join have changed": "合流に入る流れが変わった",
    "what this gateway waits for has changed": "待ち分岐の待つものが変わった",
    "it calls another part": "別の部品を呼び出す",
    "it is in the middle of its rounds": "繰返しの途中",
    "it waits for something else": "待つものが変わった",
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a case cannot be moved: the element it stands at and the reason."""

    element: str
    reason: str

    @property
    def reason_ja(self) -> str:
        """The reason in Japanese."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Clock:
    """A period that runs: at which element, its name in the old and in the new version, when it began and ends."""

    element: str
    period: str
    period_now: str
    began: date
    due: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What a state says where it stands: what the case's rows must say."""

    elements: tuple[str, ...]
    open_tasks: tuple[OpenTask, ...]
    subscriptions: tuple[Subscription, ...]
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How cases move: for elements of other ids the new id, for the element of each running period what becomes of it
    (the date is kept unless it says otherwise)."""

    elements: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, Choice] = field(default_factory=dict)

    def back(self) -> Plan:
        """The plan that leads back; what was counted again is counted again."""
        return Plan({new: old for old, new in self.elements.items()}, self.periods)


def obstacles(state: bytes, old: Procedure, new: Procedure, elements: Mapping[str, str] = _NOTHING) -> list[Obstacle]:
    """What keeps a case in state `state` of version `old` from going on in `new`; empty when it can be moved.

    `elements` maps the ids of elements to those they have in `new`.
    """
    found: list[Obstacle] = []
    for token in load(state, old).tokens():
        if token._state & UNFINISHED:
            place = token.task_spec.bpmn_id or token.task_spec.name
            found += [Obstacle(place, reason) for reason in _why(token, new, elements)]
    return sorted(set(found), key=lambda one: (one.element, one.reason))


def move_state(state: bytes, new: Procedure) -> bytes:
    """The same state, belonging to version `new`. Ask `obstacles` first."""
    return write_state(read_state(state) | {"h": new.hash})


def move_by_plan(state: bytes, new: Procedure, plan: Plan, values: Values, on: date) -> bytes:
    """The state in version `new` by a plan, on the day of the move: it decides how long a period is that is counted
    again. Ask `obstacles` first. Raises `Refused("value_missing")` for a period without a value."""
    content = read_state(state) | {"h": new.hash}
    if plan.elements:
        content["t"] = [
            [process, host, done, [_renamed(row, plan.elements) for row in rows]]
            for process, host, done, rows in content["t"]
        ]
    if "again" not in plan.periods.values():
        return write_state(content)
    workflow = load(write_state(content), new)
    back = {new_id: old_id for old_id, new_id in plan.elements.items()}
    for wait in waits_of(workflow):
        element = wait.spec.bpmn_id
        if wait.timer is not None and plan.periods.get(back.get(element, element)) == "again":
            _count_again(wait, values, on)
    return dump(workflow, new.hash)


def standing(state: bytes, procedure: Procedure) -> Standing:
    """Where a state stands. Raises `StepFault` for bytes that are not a state of this version."""
    workflow = load(state, procedure)
    tasks, waits = open_tokens(workflow), waits_of(workflow)
    elements = {token.task_spec.bpmn_id for token in tasks} | {wait.spec.bpmn_id for wait in waits}
    return Standing(
        elements=tuple(sorted(elements)),
        open_tasks=tuple(open_task(token) for token in tasks),
        subscriptions=tuple(Subscription(w.key, w.kind, w.spec.bpmn_id) for w in waits if w.kind is not None),
        next_due=min((wait.due for wait in waits if wait.due is not None), default=None),
    )


def clocks(state: bytes, old: Procedure, new: Procedure, elements: Mapping[str, str] = _NOTHING) -> list[Clock]:
    """The running periods of a case, each with its name in both versions (empty in `new` when it is not there)."""
    specs = _specs(new)
    found = []
    for wait in waits_of(load(state, old)):
        if wait.timer is not None and wait.due is not None:
            name, process = _name(wait.spec.name, elements), wait.token.workflow.spec.name
            other = specs[process].task_specs.get(name) if process in specs else None
            definition = getattr(other, "event_definition", None)
            now = definition.text if isinstance(definition, TimerWait) else ""
            began = date.fromisoformat(wait.timer["from"])
            found.append(Clock(wait.spec.bpmn_id, str(wait.timer["period"]), now, began, wait.due))
    return found


def suggestions(open_elements: Iterable[str], old: Procedure, new: Procedure) -> dict[str, str]:
    """For elements that `new` lacks, the one of the same kind and name that `old` lacks: an offer, no more."""
    fresh = {(one.type, one.name): one.id for one in new.elements if one.id not in old.element_ids and one.name}
    named = {one.id: (one.type, one.name) for one in old.elements}
    gone = [one for one in open_elements if one in named and one not in new.element_ids]
    return {one: fresh[named[one]] for one in gone if named[one] in fresh}


def _renamed(row: list[Any], elements: Mapping[str, str]) -> list[Any]:
    """A token's row under the new name of its element; an event gateway's clocks are named by elements too."""
    changed = [*row[:3], _name(row[3], elements), *row[4:]]
    if len(row) > 4 and isinstance(row[4], dict) and "timers" in row[4]:
        timers = {_name(name, elements): record for name, record in row[4]["timers"].items()}
        changed[4] = row[4] | {"timers": timers}
    return changed


def _name(name: str, elements: Mapping[str, str]) -> str:
    """`call.BoundaryEventSplit` belongs to `call`."""
    own, dot, rest = name.partition(".")
    return f"{elements.get(own, own)}{dot}{rest}"


def _count_again(wait: Wait, values: Values, on: date) -> None:
    """The period's record anew, from the day on which it began, by the value in force on the day of the move."""
    assert wait.timer is not None  # noqa: S101 - asked before
    definition = wait.spec.event_definition
    began = date.fromisoformat(wait.timer["from"])
    record = period_record(definition.text, began, on, values, Calendar(values))
    if isinstance(wait.token.task_spec, EventGateway):
        wait.token.internal_data["timers"][wait.spec.name] = record
    else:
        wait.token.internal_data["timer"] = record


def _specs(procedure: Procedure) -> dict[str, Any]:
    return {procedure.spec.name: procedure.spec, **procedure.subspecs}


def _why(token: CaseTask, new: Procedure, elements: Mapping[str, str]) -> Iterator[str]:
    specs = _specs(new)
    process, spec = token.workflow.spec.name, token.task_spec
    other = specs[process].task_specs.get(_name(spec.name, elements)) if process in specs else None
    if other is None:
        yield "it is not in the new diagram"
    elif type(other) is not type(spec):
        yield "it is of another kind in the new diagram"
    else:
        yield from _changed(token, spec, other, specs, elements)


def _changed(
    token: CaseTask, spec: Any, other: Any, specs: dict[str, Any], elements: Mapping[str, str]
) -> Iterator[str]:
    if _edge(spec, token.workflow.spec, elements) != _edge(other, specs[token.workflow.spec.name], _NOTHING):
        yield "the events on its edge have changed"
    ways, ways_now = {_name(one, elements) for one in spec._inputs}, set(other._inputs)
    if isinstance(spec, Meeting) and ways != ways_now:
        yield "the ways into this join have changed"
    if isinstance(spec, EventGateway) and _alternatives(spec, elements) != _alternatives(other, _NOTHING):
        yield "what this gateway waits for has changed"
    if isinstance(spec, PartCall | SubProcess) and spec.spec != other.spec:
        yield "it calls another part"
    if isinstance(spec, Repeated):
        yield "it is in the middle of its rounds"
    if _awaited(spec) != _awaited(other):
        yield "it waits for something else"


def _awaited(spec: Any) -> str:
    """What an element waits for; a period of another length or name is a period still."""
    definition = getattr(spec, "event_definition", None)
    return "a period" if isinstance(definition, TimerWait) else str(definition)


def _edge(spec: Any, process: Any, elements: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """The boundary events around an activity."""
    split = process.task_specs.get(f"{spec.name}.BoundaryEventSplit")
    events = [] if split is None else [process.task_specs[name] for name in split._outputs if name != spec.name]
    return sorted((_name(one.name, elements), _awaited(one), one.cancel_activity) for one in events)


def _alternatives(gateway: Any, elements: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted((_name(one.name, elements), _awaited(one)) for one in gateway.outputs)
