"""Moving a running case to another version of its procedure (版の乗換え): clocks, drafts and keys stay as they are.

A state holds standing tokens and nothing of the way ahead, so it is enough to see whether every token can stand in the
new diagram. What cannot be moved is told with its reason, and the case stays in its version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.engine.codec import load, read_state, write_state
from server.engine.definition import Procedure
from server.engine.nodes import PartCall, SubProcess
from server.engine.repeat import Repeated
from server.engine.tokens import UNFINISHED, CaseTask, Meeting
from server.engine.waits import EventGateway


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a case cannot be moved: the element it stands at and the reason."""

    element: str
    reason: str


def obstacles(state: bytes, old: Procedure, new: Procedure) -> list[Obstacle]:
    """What keeps a case in state `state` of version `old` from going on in `new`; empty when it can be moved."""
    found: list[Obstacle] = []
    for token in load(state, old).tokens():
        if token._state & UNFINISHED:
            found += [Obstacle(token.task_spec.bpmn_id or token.task_spec.name, reason) for reason in _why(token, new)]
    return sorted(set(found), key=lambda one: (one.element, one.reason))


def move_state(state: bytes, new: Procedure) -> bytes:
    """The same state, belonging to version `new`. Ask `obstacles` first."""
    return write_state(read_state(state) | {"h": new.hash})


def _why(token: CaseTask, new: Procedure) -> Iterator[str]:
    specs = {new.spec.name: new.spec, **new.subspecs}
    process, spec = token.workflow.spec.name, token.task_spec
    other = specs[process].task_specs.get(spec.name) if process in specs else None
    if other is None:
        yield "it is not in the new diagram"
    elif type(other) is not type(spec):
        yield "it is of another kind in the new diagram"
    else:
        yield from _changed(token, spec, other, specs)


def _changed(token: CaseTask, spec: Any, other: Any, specs: dict[str, Any]) -> Iterator[str]:
    if _edge(spec, token.workflow.spec) != _edge(other, specs[token.workflow.spec.name]):
        yield "the events on its edge have changed"
    ways, ways_now = set(spec._inputs), set(other._inputs)
    if isinstance(spec, Meeting) and ways != ways_now:
        yield "the ways into this join have changed"
    if isinstance(spec, EventGateway) and _alternatives(spec) != _alternatives(other):
        yield "what this gateway waits for has changed"
    if isinstance(spec, PartCall | SubProcess) and spec.spec != other.spec:
        yield "it calls another part"
    if isinstance(spec, Repeated):
        yield "it is in the middle of its rounds"
    if getattr(spec, "event_definition", None) != getattr(other, "event_definition", None):
        yield "it waits for something else"


def _edge(spec: Any, process: Any) -> list[tuple[str, object, bool]]:
    """The boundary events around an activity."""
    split = process.task_specs.get(f"{spec.name}.BoundaryEventSplit")
    events = [] if split is None else [process.task_specs[name] for name in split._outputs if name != spec.name]
    return sorted((one.name, str(one.event_definition), one.cancel_activity) for one in events)


def _alternatives(gateway: Any) -> list[tuple[str, str]]:
    return sorted((one.name, str(one.event_definition)) for one in gateway.outputs)
