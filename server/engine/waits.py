"""Waits for the world (待ち): timers and messages, in the flow, on an activity's edge, or as alternatives of a gateway.

A wait is armed once, when its token arrives, and moves only when the step fires it: no clock is read here, no name is
broadcast. What a timer stands for (start date, period, value, rule, instant) is kept in its token.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent

from server.engine.nodes import Node, next_token, step_of
from server.engine.tokens import WAITING, CaseTask


@dataclass(frozen=True, slots=True)
class TimerWait:
    """Waits for the end of a period named `text`, or (`literal`, lone files only) for an ISO 8601 period or date."""

    text: str
    literal: bool = False


@dataclass(frozen=True, slots=True)
class MessageWait:
    """Waits for a message of one kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class ErrorWait:
    """Waits for an error raised inside the activity; `code` None takes any."""

    code: str | None


Definition = TimerWait | MessageWait | ErrorWait | None


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait that stands: the token, the catching element, and the timer's record or the message's kind."""

    token: CaseTask
    spec: Any
    timer: dict[str, Any] | None
    kind: str | None

    @property
    def key(self) -> str:
        """Stable over saves; names the token and the catching element."""
        return f"{self.token.id}.{self.spec.bpmn_id}"

    @property
    def due(self) -> datetime | None:
        """The instant at which a timer has run out (aware UTC)."""
        return None if self.timer is None else datetime.fromisoformat(self.timer["due"])

    def fire(self) -> None:
        """What was waited for has come."""
        self.token.task_spec.fire(self.token, self.spec.name)


class _Waiting(Node):
    """An element that waits for what its definition says; without definition it passes."""

    event_definition: Definition

    def _update_hook(self, my_task: CaseTask) -> bool:
        if self.event_definition is None or "fired" in my_task.internal_data:
            return True
        my_task._set_state(WAITING)
        if isinstance(self.event_definition, TimerWait):
            my_task.internal_data["timer"] = step_of(my_task).arm(my_task, self, self.event_definition)
        return False

    def fire(self, token: CaseTask, _: str | None = None) -> None:
        """Lets the waiting token go on."""
        token.internal_data["fired"] = 1
        self._update(token)

    def waits(self, token: CaseTask) -> Iterator[Wait]:
        """The one wait of this element."""
        if isinstance(self.event_definition, TimerWait):
            yield Wait(token, self, token.internal_data["timer"], None)
        elif isinstance(self.event_definition, MessageWait):
            yield Wait(token, self, None, self.event_definition.kind)

    def _on_ready_hook(self, my_task: CaseTask) -> None:
        """The library would tell its event manager, which is not asked here."""

    def _on_cancel(self, my_task: CaseTask) -> None:
        """As above."""


class Catching(_Waiting):
    """An intermediate catching event or a receive task."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, event_definition: Definition, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.event_definition = event_definition


class Boundary(_Waiting, BoundaryEvent):  # type: ignore[misc] # the library is untyped
    """An event on an activity's edge; interrupting unless `cancel_activity` is false."""

    def catches_error(self, code: str) -> bool:
        """Whether an error of this code ends the activity here."""
        return isinstance(self.event_definition, ErrorWait) and self.event_definition.code in (None, code)

    def _run_hook(self, my_task: CaseTask) -> bool:  # noqa: ARG002 - the library's signature
        return True

    def _predict_hook(self, my_task: CaseTask) -> None:
        Node._predict_hook(self, my_task)


class EventGateway(Node):
    """An event-based gateway: the first of its events decides; the others are never looked at again."""

    def _predict_hook(self, my_task: CaseTask) -> None:
        """The way is not known before an event comes."""

    def _update_hook(self, my_task: CaseTask) -> bool:
        if "fired" in my_task.internal_data:
            return True
        my_task._set_state(WAITING)
        my_task.internal_data["timers"] = {
            spec.name: step_of(my_task).arm(my_task, spec, spec.event_definition)
            for spec in self.outputs
            if isinstance(spec.event_definition, TimerWait)
        }
        return False

    def fire(self, token: CaseTask, name: str) -> None:
        """The event of element `name` has come."""
        token.internal_data["fired"] = name
        self._update(token)

    def waits(self, token: CaseTask) -> Iterator[Wait]:
        """One wait for each event behind the gateway."""
        for spec in self.outputs:
            if isinstance(spec.event_definition, TimerWait):
                yield Wait(token, spec, token.internal_data["timers"][spec.name], None)
            else:
                yield Wait(token, spec, None, spec.event_definition.kind)

    def _run_hook(self, my_task: CaseTask) -> bool:
        next_token(my_task, my_task.internal_data["fired"])
        my_task.children[0].internal_data["fired"] = 1
        return True


def waits_of(workflow: Any) -> list[Wait]:
    """Everything the case waits for from outside, in the order in which it was armed."""
    found: list[Wait] = []
    for token in workflow.tokens():
        if token._state == WAITING and isinstance(token.task_spec, _Waiting | EventGateway):
            found.extend(token.task_spec.waits(token))
    return sorted(found, key=lambda wait: wait.token.id)
