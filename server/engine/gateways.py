"""Gateways as they run (分岐と合流): conditions taken only when exactly true, joins that count the tokens that stand.

Ways out stand in the order of the diagram's text; positions of shapes play no part. A join looks at standing tokens
only, never at the past, so that it is right in its second round too and after finished tokens were cleared away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.specs.Join import Join

from server.engine.faults import StepFault
from server.engine.feel import Expression
from server.engine.nodes import Node, next_token, step_of
from server.engine.tokens import UNFINISHED, WAITING, CaseTask, Meeting


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a gateway; `condition` is None for the default and for the only way."""

    flow: str
    target: str
    condition: Expression | None


class Choosing(Node):
    """A gateway whose ways out are decided by expressions."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.ways: list[Way] = []

    def add_way(self, flow: str, condition: Expression | None, target: Any) -> None:
        """Connects one way out, in the order of the diagram's text."""
        self.ways.append(Way(flow, target.name, condition))
        self.connect(target)

    def _predict_hook(self, my_task: CaseTask) -> None:
        """The ways are not known before the gateway runs."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        data = step_of(my_task).scope(my_task)
        open_ways = [way for way in self.ways if way.condition is not None and way.condition.is_true(data)]
        taken = self.choose(open_ways) or [way for way in self.ways if way.condition is None]
        if not taken:
            raise StepFault(f"gateway {self.bpmn_id}: no condition is true and there is no default way")
        if len(self.ways) > 1:
            step_of(my_task).chose(my_task, [way.flow for way in taken])
        next_token(my_task, *(way.target for way in taken))
        return True

    def choose(self, open_ways: list[Way]) -> list[Way]:
        """The ways taken among those whose condition holds."""
        raise NotImplementedError


class ExclusiveGateway(Choosing):
    """One way: the first whose condition is exactly true, in the order of the diagram's text, else the default."""

    def choose(self, open_ways: list[Way]) -> list[Way]:
        """The first."""
        return open_ways[:1]


class _Joining(Meeting, Node):
    """A gateway at which tokens wait for each other. Each remembers the way on which it came."""

    def _update_hook(self, my_task: CaseTask) -> bool:
        way: str = my_task.internal_data.setdefault("from", my_task.parent.task_spec.name)
        if len(self._inputs) < 2:
            return True
        first = {way: my_task}
        for token in my_task.workflow.tasks.values():
            if token.task_spec is self and token._state == WAITING:
                first.setdefault(token.internal_data["from"], token)
        if not self.all_here(my_task, frozenset(first)):
            my_task._set_state(WAITING)
            return False
        for token in first.values():
            if token is not my_task:
                token.cancel()
        return True

    def all_here(self, my_task: CaseTask, arrived: frozenset[str]) -> bool:
        """Whether the tokens that came on the ways `arrived` need wait for no other."""
        raise NotImplementedError


class ParallelGateway(_Joining):
    """All ways: waits for one token on each way in, sends one on each way out; a second token on a way waits."""

    def all_here(self, my_task: CaseTask, arrived: frozenset[str]) -> bool:  # noqa: ARG002 - the frame's signature
        """One token on each way in."""
        return arrived >= set(self._inputs)


class InclusiveGateway(_Joining, Choosing):
    """Every way whose condition is true; as a join, waits while a token elsewhere can still come in on an empty way.

    BPMN 2.0.2 section 13.4.3. `feeders` maps each way in to the elements from which it is reached without passing here.
    """

    feeders: dict[str, frozenset[str]]

    def choose(self, open_ways: list[Way]) -> list[Way]:
        """All."""
        return open_ways

    def all_here(self, my_task: CaseTask, arrived: frozenset[str]) -> bool:
        """No token can still come in on an empty way (unless it can also come in on one where a token waits)."""
        empty = set(self._inputs) - arrived
        return not any(
            self._may_come(token, empty, arrived)
            for token in my_task.workflow.tasks.values()
            if token._state & UNFINISHED and token is not my_task and not isinstance(token.task_spec, Join)
        )

    def _may_come(self, token: CaseTask, empty: set[str], arrived: frozenset[str]) -> bool:
        if token.task_spec is self:
            return token._state < WAITING  # on its last step to this gateway
        name = token.task_spec.name
        if any(name in self.feeders[way] for way in arrived):
            return False
        return any(name in self.feeders[way] for way in empty)


def prepare(spec: Any) -> None:
    """Makes a parsed process ready to be shared by all cases and threads: nothing writes to it after this."""
    for task_spec in spec.task_specs.values():
        if not isinstance(task_spec, Node):
            task_spec._predict = _predict_nothing
        if isinstance(task_spec, InclusiveGateway):
            task_spec.feeders = {way: _upstream(spec, way, task_spec.name) for way in task_spec._inputs}
        connect = getattr(task_spec, "connect_instances", None)
        if connect is not None:
            connect(spec)


def names_read_by(task_spec: Any) -> frozenset[str]:
    """The dotted names that an element's expressions and table look up."""
    asked = [way.condition for way in getattr(task_spec, "ways", ())]
    asked += [getattr(task_spec, name, None) for name in ("condition", "cardinality", "collection", "table")]
    asked += getattr(task_spec, "parameters", {}).values()
    return frozenset().union(*(one.names for one in asked if one is not None))


def _predict_nothing(*_: Any, **__: Any) -> None:
    """Nothing is predicted, at the library's own elements neither."""


def _upstream(spec: Any, way: str, gateway: str) -> frozenset[str]:
    found, waiting = {way}, [way]
    while waiting:
        for name in spec.task_specs[waiting.pop()]._inputs:
            if name != gateway and name not in found:
                found.add(name)
                waiting.append(name)
    return frozenset(found)
