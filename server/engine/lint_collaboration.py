"""Rules of pools (プール): a partner and the news between the two are drawn only, so they must be drawn rightly."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from server.engine.lint_model import BPMN, Diagram, Node, bpmn_children
from server.engine.lint_rules import Neighbours, Said, rule

_SPEAKS = frozenset({"endEvent", "intermediateThrowEvent"})
_LISTENS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def _participants(diagram: Diagram) -> Iterator[etree._Element]:
    return diagram.root.iter(f"{{{BPMN}}}participant")


@rule("participant")
def participant(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A pool shows a process of the file, once; one without process is a partner whose inside nobody knows."""
    own = {process.id for process in diagram.processes}
    shown: set[str] = set()
    for pool in _participants(diagram):
        process = pool.get("processRef")
        if process is not None and (process not in own or process in shown):
            yield Said(
                pool,
                f"プールのプロセス「{process}」がないか、二つのプールにあります。",
                f"The pool's process '{process}' is not in the file, or stands in two pools.",
            )
        if process is not None and next(bpmn_children(pool, "participantMultiplicity"), None) is not None:
            yield Said(pool, "複数参加の印は働きません。", "The mark of several participants has no effect here.")
        shown.add(process or "")


@rule("message-flow")
def message_flow(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """News goes from one pool to another, from what speaks to what listens."""
    pools = {pool.get("id") or "": pool.get("processRef") or pool.get("id") or "" for pool in _participants(diagram)}
    nodes = {node.id: (node, process.id) for process in diagram.processes for node in process.all_nodes()}
    for flow in diagram.root.iter(f"{{{BPMN}}}messageFlow"):
        ends = [flow.get("sourceRef") or "", flow.get("targetRef") or ""]
        sides = [nodes[end][1] if end in nodes else pools.get(end) for end in ends]
        source, target = (nodes[end][0] if end in nodes else None for end in ends)
        if None in sides or not _may_speak(source) or not _may_listen(target):
            yield Said(
                flow,
                "メッセージフローの端が、送る要素と受ける要素(またはプール)になっていません。",
                "A message flow leads from what sends to what receives (or from and to a pool).",
            )
        elif sides[0] == sides[1]:
            yield Said(
                flow,
                "同じプールの中にメッセージフローは引けません。順序の矢印にしてください。",
                "A message flow connects two pools; inside one, draw a sequence flow.",
            )


def _may_speak(node: Node | None) -> bool:
    if node is None:
        return True
    return not node.tag.endswith("Gateway") and node.tag not in _LISTENS | {"receiveTask"}


def _may_listen(node: Node | None) -> bool:
    if node is None:
        return True
    return not node.tag.endswith("Gateway") and node.tag not in _SPEAKS | {"sendTask"}
