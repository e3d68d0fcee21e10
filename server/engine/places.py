"""Where a token stands (トークンの居場所): the calls around it, its lane's role, the instances it is part of."""

from __future__ import annotations

from collections.abc import Iterator

from server.engine.tokens import CaseTask


def path_of(token: CaseTask) -> tuple[str, ...]:
    """The call activities around a token, outermost first."""
    found: list[str] = []
    tree = token.workflow
    while tree.parent_task_id is not None:
        host = token.workflow.top_workflow.find(tree.parent_task_id)
        if host.task_spec.element_type == "callActivity":
            found.append(host.task_spec.bpmn_id)
        tree = host.workflow
    return tuple(reversed(found))


def role_of(token: CaseTask) -> str:
    """The role of the lane a token stands in, its own or that of the nearest call around it."""
    role: str = token.task_spec.role
    tree = token.workflow
    while not role and tree.parent_task_id is not None:
        host = token.workflow.top_workflow.find(tree.parent_task_id)
        role, tree = host.task_spec.role, host.workflow
    return role


def instances_around(token: CaseTask) -> Iterator[CaseTask]:
    """The repeated instances that a token is, or stands inside of, innermost first."""
    current: CaseTask | None = token
    while current is not None:
        if current.triggered:
            yield current
        host_id = current.workflow.parent_task_id
        current = None if host_id is None else current.workflow.top_workflow.find(host_id)
