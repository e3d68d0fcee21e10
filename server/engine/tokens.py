"""Tokens and the trees that hold them (トークン): the library's task and workflow without clock, guesswork or data.

What the library's own classes do otherwise, and why it is not wanted here:
- ids are numbers counted per case, never reused, so that the same step twice gives the same bytes and the same keys;
- nothing is predicted: a task's children appear when it runs, from the diagram as it is then, so a stored state holds
  no guess about the way ahead and a case can be moved to a new version of its diagram;
- data live once, in the case (`CaseWorkflow.case_data`), never in tasks: branches that meet cannot overwrite each other
  with stale copies, and history never changes under the hand;
- scans are flat, over the few tasks that stand; nothing depends on the depth of the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any, Protocol

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from server.engine.library import RefusingEngine  # the library is made safe by importing it

UNFINISHED = int(TaskState.NOT_FINISHED_MASK)
WAITING, READY, STARTED, COMPLETED = (
    int(state) for state in (TaskState.WAITING, TaskState.READY, TaskState.STARTED, TaskState.COMPLETED)
)

ROOT_ID = 1


class Surroundings(Protocol):
    """What tokens tell the step they move in."""

    def opened(self, token: CaseTask) -> None: ...
    def passed(self, token: CaseTask) -> None: ...
    def cancelled(self, token: CaseTask) -> None: ...


class Meeting:
    """Marks an element at which tokens wait for each other."""


class CaseTask(Task):  # type: ignore[misc] # the library is untyped
    """One token at one element. `internal_data` is JSON only and is all that is stored of it."""

    def __init__(
        self,
        workflow: Any,
        task_spec: Any,
        parent: CaseTask | None = None,
        state: int = TaskState.MAYBE,
        id: int | None = None,  # noqa: A002 - the library's word
    ) -> None:
        self.id = workflow.top_workflow.take_id() if id is None else id
        workflow.tasks[self.id] = self
        self.workflow = workflow
        self.task_spec = task_spec
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0
        self._state = state
        self._children: list[int] = []
        self._parent = None if parent is None else parent.id
        if parent is not None:
            parent._children.append(self.id)

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> CaseTask:
        return CaseTask(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        if value != self._state:
            self._state = value
            if value == READY and not self.task_spec.manual:
                self.workflow.top_workflow.enqueue(self)

    def _inherit_data(self) -> None:
        """Data are the case's, not the token's."""

    def run(self) -> bool | None:
        """Lets the token do its element's work; its children come from the diagram as it is now."""
        self.task_spec._predict_hook(self)
        answer: bool | None = super().run()
        return answer

    def complete(self) -> None:
        self.workflow.top_workflow.surroundings.passed(self)
        super().complete()

    def cancel(self) -> None:
        if self._state & UNFINISHED:
            self.workflow.top_workflow.surroundings.cancelled(self)
            for instance in self.children:  # the library would drop them with their parts still running
                instance.cancel()
        super().cancel()


class _Flat:
    """The scans of a workflow, over the tokens that stand, in the order in which they arose."""

    tasks: dict[int, CaseTask]
    spec: Any
    completed: bool
    task_tree: CaseTask

    def begin(self) -> None:
        """Sets the first token, at the start."""
        self.task_tree = CaseTask(self, self.spec.start, state=TaskState.FUTURE)
        self.task_tree._ready()

    def unfinished(self) -> list[CaseTask]:
        """The tokens that have not come to their end."""
        return [task for task in self.tasks.values() if task._state & UNFINISHED]

    def get_tasks_iterator(self, first_task: Any = None, **wanted: Any) -> Iterator[CaseTask]:
        """The library's query, for the filters it uses itself: state, name, and a token to begin from."""
        state, name = wanted.get("state", TaskState.ANY_MASK), wanted.get("spec_name")
        whole = first_task is None or first_task.id == self.task_tree.id
        for task in list(self.tasks.values()) if whole else list(_below(first_task)):
            if task._state & state and name in (None, task.task_spec.name):
                yield task

    def update_waiting_tasks(self) -> None:
        """Asks joins again; what waits for the world is never moved by another token."""
        for task in list(self.tasks.values()):
            if task._state == WAITING and isinstance(task.task_spec, Join | Meeting):
                task.task_spec._update(task)  # type: ignore[union-attr] # each is a task spec of the library

    def is_completed(self) -> bool:
        """Whether no token stands; the library asks a depth-limited walk instead."""
        self.completed = self.completed or not self.unfinished()
        return self.completed

    def cancel(self, success: bool = False) -> list[CaseTask]:  # noqa: ARG002 - the library's signature
        """Ends the whole tree; what was open is told as interrupted."""
        self.completed = True
        standing = self.unfinished()
        for task in standing:
            task.cancel()
        return standing

    def _mark_complete(self, task: CaseTask) -> None:  # noqa: ARG002 - the library's signature
        self.completed = True

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        """Nothing of a case is written to logs."""
        return dct or {}


def _below(task: CaseTask) -> Iterator[CaseTask]:
    waiting = [task]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(one.children))


class CasePart(_Flat, BpmnSubWorkflow):  # type: ignore[misc] # the library is untyped
    """The tree of a called part or an embedded sub-process."""


class CaseWorkflow(_Flat, BpmnWorkflow):  # type: ignore[misc] # the library is untyped
    """A case's tokens with its data, for the length of one step.

    `case_data` holds one key per element that produced data, `case` for the header and `start` for the start form.
    `outcome` is the last end event reached in the main process.
    """

    def __init__(self, spec: Any, subspecs: Any) -> None:
        super().__init__(spec, subspecs, script_engine=RefusingEngine(), deserializing=True)
        self.case_data: dict[str, Any] = {}
        self.outcome: str | None = None
        self.next_id = ROOT_ID
        self.surroundings: Surroundings = _Nobody()
        self._queue: list[int] = []

    def fall_apart(self) -> None:
        """Lets go of everything at the end of a step: trees and tokens that know each other would lie about until the
        collector of circles comes by, which takes longer than to undo the circles.
        """
        for tree in self.trees():
            tree.tasks, tree.task_tree = {}, None
        self.subprocesses.clear()
        self.surroundings = _Nobody()

    def take_id(self) -> int:
        """The next unused number; also the order in which tokens arose."""
        self.next_id += 1
        return self.next_id - 1

    def create_subprocess(self, my_task: CaseTask, spec_name: str) -> CasePart:
        """The library's hook: the tree of a called part, begun."""
        part = self.open_part(my_task, spec_name)
        part.begin()
        return part

    def open_part(self, my_task: CaseTask, spec_name: str) -> CasePart:
        """The tree of a called part without tokens yet (they are begun, or read from a stored state)."""
        part = CasePart(self.subprocess_specs[spec_name], my_task.id, self, deserializing=True)
        self.subprocesses[my_task.id] = part
        return part

    def trees(self) -> list[Any]:
        """The case's own tree and those of its parts, in the order in which they were opened."""
        return [self, *self.subprocesses.values()]

    def tokens(self) -> Iterator[CaseTask]:
        """All tokens of all trees."""
        for tree in self.trees():
            yield from tree.tasks.values()

    def enqueue(self, token: CaseTask) -> None:
        """A token is ready to run by itself."""
        heappush(self._queue, token.id)

    def next_ready(self) -> CaseTask | None:
        """The oldest token that runs by itself; so an event on an edge goes before everything that it interrupts."""
        while self._queue:
            token: CaseTask | None = self.find(heappop(self._queue))
            if token is not None and token._state == READY:
                return token
        return None

    def find(self, token_id: int) -> CaseTask | None:
        """The token with this number in any tree."""
        return next((tree.tasks[token_id] for tree in self.trees() if token_id in tree.tasks), None)

    def get_task_from_id(self, task_id: int) -> CaseTask | None:
        """The library's name for `find`."""
        return self.find(task_id)


class _Nobody:
    """Surroundings of a case that is not being moved."""

    def opened(self, token: CaseTask) -> None: ...
    def passed(self, token: CaseTask) -> None: ...
    def cancelled(self, token: CaseTask) -> None: ...
