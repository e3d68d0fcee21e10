"""Work done several times (繰り返し): instances side by side, one after another, or round by round.

Only files outside the tree use these; a procedure handles many households as rows of a run. The container holds two
counters and the items; the instances are its tokens' children.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from server.engine.counters import counted
from server.engine.faults import StepFault
from server.engine.feel import Expression, compile_expression
from server.engine.nodes import Node, step_of
from server.engine.tokens import READY, STARTED, UNFINISHED, CaseTask

MAX_INSTANCES = 1000
MAX_SIDE_BY_SIDE = 300  # each step looks at all that stand, so many that stand together cost the square


class Repeated(Node):
    """The container of instances. `task_spec` is the library's name for the element that is repeated."""

    task_spec: str
    item_names: tuple[str, ...] = ()

    def connect_instances(self, spec: Any) -> None:
        """Lets the instances tell their container; done once, before the process is shared."""
        spec.task_specs[self.task_spec].completed_event.connect(self.instance_done)

    def begin_instance(self, my_task: CaseTask, number: int) -> None:
        """Starts instance `number`, counted from 0."""
        spec = my_task.workflow.spec.task_specs[self.task_spec]
        child = my_task._add_child(spec, TaskState.FUTURE)
        child.triggered = True
        child.internal_data["loop"] = number
        items = my_task.internal_data.get("items")
        if items is not None:
            child.internal_data["item"] = items[number]
        spec._update(child)

    def instance_done(self, _workflow: Any, child: CaseTask) -> None:
        """One instance has ended; the container goes on, or another begins."""
        container = child.parent
        container.internal_data["done"] += 1
        if self.enough(container):
            for instance in container.children:
                if instance._state & UNFINISHED:
                    instance.cancel()
            container._set_state(READY)
        else:
            self.after_instance(container)

    def enough(self, container: CaseTask) -> bool:
        """Whether no further instance is wanted."""
        raise NotImplementedError

    def after_instance(self, container: CaseTask) -> None:
        """What follows an instance when it was not the last."""
        raise NotImplementedError


class Loop(Repeated):
    """A standard loop: again while the condition is true, at most `maximum` times."""

    def __init__(
        self,
        wf_spec: Any,
        bpmn_id: str,
        task_spec: str,
        maximum: int | None,
        condition: str | None,
        test_before: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.task_spec = task_spec
        self.maximum = maximum
        self.condition = _compiled(condition)
        self.test_before = test_before

    def _update_hook(self, my_task: CaseTask) -> bool:
        my_task.internal_data["done"] = 0
        if self.test_before and self.enough(my_task):
            return True
        my_task._set_state(STARTED)
        self.begin_instance(my_task, 0)
        return False

    def enough(self, container: CaseTask) -> bool:
        """The maximum is reached, or the condition is not true any more."""
        done = container.internal_data["done"]
        if self.maximum is not None and done >= self.maximum:
            return True
        return self.condition is not None and not self.condition.is_true(step_of(container).scope(container))

    def after_instance(self, container: CaseTask) -> None:
        """The next round."""
        self.begin_instance(container, container.internal_data["done"])


class Instances(Repeated):
    """Multi-instance: one instance per item of a list, or as many as an expression says, up to `most`."""

    most = MAX_INSTANCES

    def __init__(
        self,
        wf_spec: Any,
        bpmn_id: str,
        task_spec: str,
        cardinality: str | None = None,
        data_input: Any = None,
        input_item: Any = None,
        condition: str | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("data_output", None)
        kwargs.pop("output_item", None)
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.task_spec = task_spec
        self.cardinality = _compiled(cardinality)
        self.collection = None if data_input is None else _compiled(data_input.bpmn_id)
        self.condition = _compiled(condition)
        if input_item is not None:
            self.item_names = tuple(name for name in (input_item.bpmn_id, input_item.bpmn_name) if name)

    def _update_hook(self, my_task: CaseTask) -> bool:
        my_task.internal_data["done"] = 0
        my_task.internal_data["all"] = self._count(my_task)
        if my_task.internal_data["all"] == 0:
            return True
        my_task._set_state(STARTED)
        self.begin_first(my_task)
        return False

    def _count(self, my_task: CaseTask) -> int:
        data = step_of(my_task).scope(my_task)
        if self.collection is not None:
            items = self.collection.evaluate(data)
            if not isinstance(items, list):
                raise StepFault(f"{self.bpmn_id}: {self.collection.text} is not a list")
            my_task.internal_data["items"] = items
            count: Any = len(items)
        else:
            count = None if self.cardinality is None else self.cardinality.evaluate(data)
        if type(count) is not int or not 0 <= count <= self.most:
            raise StepFault(f"{self.bpmn_id}: the number of instances must be between 0 and {self.most}")
        return count

    def begin_first(self, my_task: CaseTask) -> None:
        """Starts what starts at once."""
        raise NotImplementedError

    def enough(self, container: CaseTask) -> bool:
        """All have ended, or the completion condition is true."""
        done, together = container.internal_data["done"], container.internal_data["all"]
        if done >= together:
            return True
        if self.condition is None:
            return False
        return self.condition.is_true({**step_of(container).scope(container), **counted(together, done)})


class ParallelInstances(Instances):
    """All at once."""

    most = MAX_SIDE_BY_SIDE

    def begin_first(self, my_task: CaseTask) -> None:
        """Starts all."""
        for number in range(my_task.internal_data["all"]):
            self.begin_instance(my_task, number)

    def after_instance(self, container: CaseTask) -> None:
        """The others are already under way."""


class SequentialInstances(Instances):
    """One after another."""

    def begin_first(self, my_task: CaseTask) -> None:
        """Starts the first."""
        self.begin_instance(my_task, 0)

    def after_instance(self, container: CaseTask) -> None:
        """The next."""
        self.begin_instance(container, container.internal_data["done"])


def _compiled(text: str | None) -> Expression | None:
    return None if text is None or not text.strip() else compile_expression(text.strip())
