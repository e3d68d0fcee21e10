"""Looking at a stored state without moving it (状態の点検): what stands open in it, and how deep its tokens lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.engine.codec import load
from server.engine.definition import Procedure
from server.engine.step import open_tokens
from server.engine.tokens import CaseTask
from server.engine.waits import MessageWait, waits_of


@dataclass(frozen=True, slots=True)
class Inside:
    """What a state says: keys of open tasks and of waits for messages, the next due instant, the deepest token."""

    tasks: frozenset[str]
    subscriptions: frozenset[str]
    next_due: datetime | None
    depth: int


def inspect_state(state: bytes, procedure: Procedure) -> Inside:
    """The inside of a state. Raises `StepFault` for bytes that are not a state of this procedure's version."""
    workflow = load(state, procedure)
    waits = waits_of(workflow)
    return Inside(
        tasks=frozenset(str(token.id) for token in open_tokens(workflow)),
        subscriptions=frozenset(wait.key for wait in waits if wait.kind is not None),
        next_due=min((wait.due for wait in waits if wait.due is not None), default=None),
        depth=max(map(_depth, workflow.tokens()), default=0),
    )


def awaited_kinds(procedure: Procedure) -> frozenset[str]:
    """The kinds of messages that some place of the diagram or its parts waits for."""
    specs = (procedure.spec, *procedure.subspecs.values())
    waits = (getattr(one, "event_definition", None) for spec in specs for one in spec.task_specs.values())
    return frozenset(wait.kind for wait in waits if isinstance(wait, MessageWait))


def _depth(token: CaseTask) -> int:
    depth, at = 1, token
    while at.parent is not None:
        depth, at = depth + 1, at.parent
    return depth
