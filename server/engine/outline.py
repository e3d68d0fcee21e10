"""What people see of a procedure (手続の見取り図): its elements in the order of the text, with roles, forms and places.

Everything is read from the diagrams alone; running them is `parsing`'s matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from server.engine.faults import DefinitionError
from server.engine.lint_model import Node, Scope, bpmn_children, properties_of
from server.engine.safe_xml import text_in

MAX_NESTING = 10


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node. `role` is its lane's role id, `lane` the lane's label, `path` the call activities around it.

    `ways` are its flows out, as pairs of the flow's id and the element it leads to.
    """

    id: str
    name: str
    type: str
    role: str
    lane: str
    path: tuple[str, ...] = ()
    ways: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TaskDef:
    """A person's task. `form` is the form's key (`enrolment/enter`), `path` the call activities around it.

    A part that is called at two places stands here once, with the first of them.
    """

    element: str
    name: str
    role: str
    form: str
    properties: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane's role id and label; `borrowed` when a called part without lanes stands in its caller's."""

    role: str = ""
    label: str = ""
    borrowed: bool = False


def lanes_of(process: etree._Element) -> dict[str, Lane]:
    """The innermost lane of each node that a lane of the process names; a lane without role takes that around it."""
    found: dict[str, Lane] = {}
    for lane_set in bpmn_children(process, "laneSet"):
        _read_lanes(lane_set, Lane(), found)
    return found


def _read_lanes(lane_set: etree._Element, around: Lane, found: dict[str, Lane]) -> None:
    for element in bpmn_children(lane_set, "lane"):
        label = " ".join((element.get("name") or "").split())
        lane = Lane(properties_of(element).get("role", around.role), label or around.label)
        for reference in bpmn_children(element, "flowNodeRef"):
            found[text_in(reference)] = lane
        for inner in bpmn_children(element, "childLaneSet"):
            _read_lanes(inner, lane, found)


@dataclass(frozen=True, slots=True)
class Placed:
    """One node with everything around it: its scope (sub-process or process), process, lane and calls."""

    node: Node
    scope: Scope
    process: Scope
    lane: Lane
    path: tuple[str, ...]


def walk(main: Scope, processes: Mapping[str, Scope]) -> Iterator[Placed]:
    """Every node of `main` in the order of the text, a called part's nodes after its call, a sub-process's after it.

    A node without a lane of its own stands in that of the activity around it. Raises `DefinitionError` for a call that
    leads nowhere and for parts that call each other in a circle.
    """
    yield from _walk(main, main, Lane(), (), processes)


def _walk(
    scope: Scope, process: Scope, around: Lane, path: tuple[str, ...], processes: Mapping[str, Scope]
) -> Iterator[Placed]:
    lanes = lanes_of(process.element)
    for node in scope.nodes.values():
        lane = lanes.get(node.id, around)
        yield Placed(node, scope, process, lane, path)
        if node.inside is not None:
            yield from _walk(node.inside, process, lane, path, processes)
        if node.tag == "callActivity":
            called = processes.get(node.called)
            if called is None:
                raise DefinitionError(f"the called part {node.called!r} is not there", node.id)
            if len(path) >= MAX_NESTING:
                raise DefinitionError("parts call each other in a circle, or too deeply", node.id)
            yield from _walk(called, called, replace(lane, borrowed=True), (*path, node.id), processes)


def label(node: Node) -> str:
    """The node's name on one line."""
    return " ".join(node.name.split())


def outline(placed: list[Placed]) -> tuple[Element, ...]:
    """The list of steps."""
    return tuple(
        Element(
            p.node.id,
            label(p.node),
            p.node.tag,
            p.lane.role,
            p.lane.label,
            p.path,
            tuple((flow.id, flow.target) for flow in p.node.outgoing),
        )
        for p in placed
    )
