"""Clearing away the past (足跡の整理): a stored case holds what stands and what a join or an event may still ask for.

History lives in its own table, so finished tokens leave. What stays: the root; tokens that stand; and, while an
activity with events on its edge is open, the split around it with its branches. However often a case goes round, in
sub-processes too, its state does not grow.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit

from server.engine.tokens import UNFINISHED, CaseTask, CaseWorkflow


def squash(workflow: CaseWorkflow) -> None:
    """Drops finished tokens and finished parts. Safe whenever no token is in the middle of its work."""
    for tree in workflow.trees():
        _squash_tree(tree)
    for host_id in list(workflow.subprocesses):
        host = workflow.find(host_id)
        if host is None or not host._state & UNFINISHED:
            del workflow.subprocesses[host_id]


def _squash_tree(tree: Any) -> None:
    tasks: dict[int, CaseTask] = tree.tasks
    keep = {tree.task_tree.id}
    for token in tasks.values():
        if token._state & UNFINISHED:
            keep.add(token.id)
            split = _split_of(token)
            if split is not None:
                keep.add(split.id)
                keep.update(split._children)
    if len(keep) == len(tasks):
        return
    parents = {token_id: _nearest(tasks, token_id, keep) for token_id in keep}
    tree.tasks = {token_id: token for token_id, token in tasks.items() if token_id in keep}
    for token in tree.tasks.values():
        token._children = []
    for token in tree.tasks.values():
        token._parent = parents[token.id]
        if token._parent is not None:
            tree.tasks[token._parent]._children.append(token.id)
    tree.last_task = None


def _split_of(token: CaseTask) -> CaseTask | None:
    """The split that a branch of an activity with events stands under, or that an unfinished join looks for."""
    if isinstance(token.task_spec, BoundaryEventJoin):
        found: CaseTask | None = token.find_ancestor(token.task_spec.split_task)
        return found
    parent: CaseTask | None = token.parent
    return parent if parent is not None and isinstance(parent.task_spec, BoundaryEventSplit) else None


def _nearest(tasks: dict[int, CaseTask], token_id: int, keep: set[int]) -> int | None:
    parent = tasks[token_id]._parent
    while parent is not None and parent not in keep:
        parent = tasks[parent]._parent
    return parent
