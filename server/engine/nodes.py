"""The elements of a diagram as they run (図の要素): activities and ends; gateways, waits and rounds stand beside.

Each is a task spec of the library with our own behaviour where the library would guess, run text or read a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity, SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from server.engine.decision_model import Table
from server.engine.faults import StepFault
from server.engine.feel import Expression
from server.engine.tokens import WAITING, CaseTask


class Node(BpmnSpecMixin):  # type: ignore[misc] # the library is untyped
    """An element of the diagram: its BPMN kind, the role of its lane, the form and properties of a person's task."""

    element_type = ""
    role = ""
    form = ""
    properties: Mapping[str, str] = MappingProxyType({})
    bpmn_id: str
    bpmn_name: str | None

    def test(self) -> None:
        """The library would check the drawing at every token; the gate has done it once."""

    def _predict(self, my_task: CaseTask, *_: Any, **__: Any) -> None:
        """Nothing is predicted."""

    def _update_hook(self, my_task: CaseTask) -> bool:  # noqa: ARG002 - the library's signature
        return True


def step_of(token: CaseTask) -> Any:
    """The step in which the token moves."""
    return token.workflow.top_workflow.surroundings


def next_token(token: CaseTask, *targets: str) -> None:
    """Sends the token on along chosen ways only."""
    specs = token.workflow.spec.task_specs
    token._sync_children([specs[target] for target in targets], TaskState.FUTURE)


class PlainTask(Node):
    """Work that the case does not wait for: it passes."""


class Begin(Node):
    """A start event. What starts the case from outside is casework's matter."""


class UserTask(Node):
    """Work of a person: waits until answers come."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.manual = True

    def _on_ready_hook(self, my_task: CaseTask) -> None:
        step_of(my_task).opened(my_task)


class Operation(Node):
    """A service task: an operator computes. Without `operator` (lone files only) it passes."""

    def __init__(
        self, wf_spec: Any, bpmn_id: str, *, operator: str, parameters: dict[str, Expression], **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.operator = operator
        self.parameters = parameters

    def _run_hook(self, my_task: CaseTask) -> bool:
        step_of(my_task).operate(my_task)
        return True


class Ruling(Node):
    """A business rule task: a table decides."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, table: Table, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.table = table

    def _run_hook(self, my_task: CaseTask) -> bool:
        step_of(my_task).rule(my_task)
        return True


class Sending(Node):
    """A send task or a throwing event: a message leaves. Without `message` it passes."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, message: str | None, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.message = message

    def _run_hook(self, my_task: CaseTask) -> bool:
        if self.message is not None:
            step_of(my_task).send(my_task, self.message)
        return True


class PartCall(CallActivity, Node):  # type: ignore[misc] # the library is untyped
    """A call activity: a shared part runs inside."""


class SubProcess(SubWorkflowTask, Node):  # type: ignore[misc] # the library is untyped
    """An embedded sub-process."""


class End(Node):
    """An end event: plain, with a message, with an error for the activity around, or ending everything at once."""

    def __init__(
        self,
        wf_spec: Any,
        bpmn_id: str,
        *,
        message: str | None = None,
        error: str | None = None,
        terminates: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.message = message
        self.error = error
        self.terminates = terminates

    def _run_hook(self, my_task: CaseTask) -> bool:
        if self.message is not None:
            step_of(my_task).send(my_task, self.message)
        if self.error is not None:
            raise_error(my_task, self.error)
        return True

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        super()._on_complete_hook(my_task)
        if self.terminates:
            for token in my_task.workflow.unfinished():
                token.cancel()


def raise_error(token: CaseTask, code: str) -> None:
    """Hands an error to the nearest activity around the token that has a boundary event for it."""
    tree = token.workflow
    while tree.parent_task_id is not None:
        host = token.workflow.top_workflow.find(tree.parent_task_id)
        catching = [
            one
            for one in _beside(host)
            if one._state == WAITING and getattr(one.task_spec, "catches_error", _never)(code)
        ]
        if catching:
            border = min(catching, key=lambda one: one.task_spec.event_definition.code is None)  # its own code first
            border.task_spec.fire(border)
            return
        tree = host.workflow
    raise StepFault(f"end event {token.task_spec.bpmn_id}: no boundary event takes its error {code!r}")


def _never(_: str) -> bool:
    return False


def _beside(host: CaseTask) -> list[CaseTask]:
    """The boundary events' tokens of an activity (of the container, when it is one of several instances)."""
    activity = host.parent if host.triggered else host
    parent = activity.parent
    if parent is None or not isinstance(parent.task_spec, BoundaryEventSplit):
        return []
    children: list[CaseTask] = parent.children
    return children
