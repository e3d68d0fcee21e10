"""What goes into a step and what comes out of it: commands, the result, open tasks, history (歩進の入出力)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from server.domain.effects import JSON, Effect, JSONObject
from server.domain.facts import FactKey

StepStatus = Literal["active", "completed", "needs_facts", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Start:
    """Begin a case: `data` are the start form's answers, `case` the header operators may read (id, number …)."""

    data: JSONObject
    case: JSONObject
    by: str


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """A person's answers to one open task; `by` is the user id, or `system` for a window nobody sits at."""

    task_key: str
    answers: JSONObject
    by: str


@dataclass(frozen=True, slots=True)
class Deliver:
    """A message for one subscription of this case (addressed by casework, never broadcast)."""

    subscription_key: str
    kind: str
    payload: JSONObject
    by: str = "system"


@dataclass(frozen=True, slots=True)
class Wake:
    """Do what has fallen due by the step's instant."""

    by: str = "system"


@dataclass(frozen=True, slots=True)
class Correct:
    """Answers an element gave earlier, put right by a person (訂正), with the reason; no token moves by it."""

    element: str
    answers: JSONObject
    reason: str
    by: str


Command = Start | CompleteTask | Deliver | Wake | Correct


@dataclass(frozen=True, slots=True)
class OpenTask:
    """One task waiting for a person. `key` is stable over saves; `path` names the called parts around it."""

    key: str
    element: str
    name: str
    role: str
    form: str
    path: tuple[str, ...] = ()
    due_on: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One wait for a message inside this case."""

    key: str
    kind: str
    element: str


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One thing that happened.

    `kind` is started, completed, computed, decided, armed, fired, received, chosen, ended or interrupted.
    """

    kind: str
    element: str
    name: str
    element_type: str
    path: tuple[str, ...]
    by: str
    detail: JSONObject


@dataclass(frozen=True, slots=True)
class StepResult:
    """The outcome of one step. `state` is None unless status is active or completed; effects are in order.

    `outcome` is the id of the end event reached when completed. `values_used` are the dated values read
    (key and day → value), recorded with the facts so that the step can be replayed without today's registers.
    """

    status: StepStatus
    state: bytes | None = None
    open_tasks: tuple[OpenTask, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    next_due: datetime | None = None
    history: tuple[HistoryEvent, ...] = ()
    effects: tuple[Effect, ...] = ()
    needs: frozenset[FactKey] = frozenset()
    facts_used: Mapping[str, JSON] = field(default_factory=dict)
    values_used: Mapping[str, JSON] = field(default_factory=dict)
    data: JSONObject = field(default_factory=dict)
    outcome: str | None = None
    refusal: Mapping[str, object] | None = None
    error: str | None = None
