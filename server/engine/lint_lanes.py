"""Rules of lanes (レーン): in the tree each person's task stands in one lane, and the lane names its role."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from server.engine.lint_model import BPMN, Diagram, Scope, bpmn_children, properties_of
from server.engine.lint_rules import Neighbours, Said, rule, title
from server.engine.safe_xml import text_in

MACHINE = "system"  # the lane of automatic steps: nobody works it


def _lanes(scope: Scope) -> Iterator[etree._Element]:
    return scope.element.iter(f"{{{BPMN}}}lane")


def _holds(lane: etree._Element) -> set[str]:
    return {text_in(one) for one in bpmn_children(lane, "flowNodeRef")}


@rule("lane-role")
def lane_role(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A lane of the tree carries a role that exists."""
    for process in diagram.processes if around.in_tree else ():
        people = {node.id for node in process.all_nodes() if node.tag == "userTask" or node.inside is not None}
        for lane in _lanes(process):
            role = properties_of(lane).get("role")
            if role is None and _holds(lane) & people:
                yield Said(lane, "レーンに役割(role)がありません。", "The lane has no role.")
            elif role is not None and role not in around.roles and (role != MACHINE or _holds(lane) & people):
                yield Said(lane, f"役割「{role}」はありません。", f"There is no role '{role}'.")


@rule("task-without-lane")
def task_without_lane(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A person's task of the tree stands in exactly one lane."""
    for process in diagram.processes if around.in_tree else ():
        for node in process.nodes.values():
            holding = [lane for lane in _lanes(process) if node.id in _holds(lane)]
            inside = node.inside is not None and any(one.tag == "userTask" for one in node.inside.all_nodes())
            if (node.tag == "userTask" or inside) and len(holding) != 1:
                yield Said(
                    node,
                    f"「{title(node)}」を一つのレーンに入れてください。",
                    f"Put '{title(node)}' into exactly one lane.",
                )


@rule("nested-lanes")
def nested_lanes(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """One level of lanes: a task must not have two roles."""
    for element in diagram.root.iter(f"{{{BPMN}}}childLaneSet") if around.in_tree else ():
        yield Said(element, "レーンの中にレーンは置けません。", "No lanes inside lanes.")


@rule("lane-reference")
def lane_reference(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A lane holds nodes that exist."""
    for process in diagram.processes:
        there = {node.id for node in process.all_nodes()}
        for lane in _lanes(process):
            for name in sorted(_holds(lane) - there):
                yield Said(lane, f"レーンの中の「{name}」がありません。", f"The lane holds '{name}', not here.")
