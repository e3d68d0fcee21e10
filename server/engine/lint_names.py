"""Rules of names that stand for something else than they seem (名前の取り違え)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from server.engine.counters import ASKED_AT_THE_END, ASKED_SIDE_BY_SIDE, COUNTERS, LOOP_COUNTER
from server.engine.feel_ast import Compare, Literal, Path, Test, children
from server.engine.feel_ast import Node as Tree
from server.engine.lint_data import ALWAYS, Site, known_before, markers, sites
from server.engine.lint_model import Diagram, Flow, Node, Scope, bpmn_children, is_true, tag_of
from server.engine.lint_rules import Neighbours, Said, rule
from server.engine.safe_xml import text_in

_ASKED_BESIDE = frozenset({"completionCondition", "loopCondition"})


@rule("step-as-value")
def step_as_value(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A step leaves an object; compared with a value it would never be equal, so its field must be named."""
    passing = {node.id for node in diagram.nodes() if node.tag == "serviceTask" and not node.operator}
    left = {name: keys - ALWAYS - passing for name, keys in known_before(diagram, around).items()}
    for site in sites(diagram):
        before = left.get(site.node.id, frozenset())
        if not isinstance(site.subject, Flow):  # beside its rounds, a repeated step has already been done
            before = before | {site.node.id} if tag_of(site.subject) in _ASKED_BESIDE else frozenset()
        for name in sorted(before & set(_values(site.expression.node))) if site.expression else ():
            yield _names_a_step(site.subject, name)
    for node in diagram.nodes():
        table = None if around.in_tree else around.tables.get(node.decision)
        columns = () if node.tag != "businessRuleTask" or table is None else table.inputs
        read = {name for column in columns for name in column.expression.names}
        for name in sorted(read & left.get(node.id, frozenset())):
            yield _names_a_step(node, name)


def _names_a_step(subject: Flow | Node | etree._Element, name: str) -> Said:
    return Said(
        subject,
        f"「{name}」はステップの名前で、値ではありません。「{name}.項目」の形で書いてください。",
        f"'{name}' is a step, not a value; name its field ('{name}.field').",
    )


def _values(part: Tree | Test) -> Iterator[str]:
    """Single names whose value is compared or judged; whether one is null may be asked of a step, too."""
    if isinstance(part, Path) and len(part.names) == 1:
        yield part.names[0]
    elif not (isinstance(part, Compare) and Literal(None) in (part.left, part.right)):
        for inner in children(part):
            yield from _values(inner)


@rule("counter-name")
def counter_name(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """The counters of repeated work are known beside their instances, and the number of an instance inside it."""
    inside = {node.id for scope in diagram.processes for node in _repeated(scope, around=False)}
    items = {name for node in diagram.nodes() for name in _items(node)}
    for site in sites(diagram):
        read = set() if site.expression is None else {name.partition(".")[0] for name in site.expression.names}
        for name in sorted((read & COUNTERS) - items - _known(site, inside)):
            yield Said(
                site.subject,
                f"回数の名前「{name}」はここでは分かりません。",
                f"The counter '{name}' is not known at this place.",
            )


def _known(site: Site, inside: set[str]) -> frozenset[str]:
    tag = "" if isinstance(site.subject, Flow) else tag_of(site.subject)
    if tag == "completionCondition":
        marker = site.subject.getparent() if isinstance(site.subject, etree._Element) else None
        in_turn = marker is None or is_true(marker.get("isSequential"))
        return ASKED_AT_THE_END if in_turn else ASKED_AT_THE_END | ASKED_SIDE_BY_SIDE
    if tag in {"loopCondition", "loopCardinality", "loopDataInputRef"} or site.node.id not in inside:
        return frozenset()
    return frozenset({LOOP_COUNTER})


def _repeated(scope: Scope, *, around: bool) -> Iterator[Node]:
    """The nodes that are done several times: marked themselves, or inside what is."""
    for node in scope.nodes.values():
        within = around or bool(markers(node))
        if within:
            yield node
        if node.inside is not None:
            yield from _repeated(node.inside, around=within)


def _items(node: Node) -> Iterator[str]:
    """The names under which instances find their item."""
    for marker in markers(node):
        for item in bpmn_children(marker, "inputDataItem"):
            yield from (text for text in (item.get("id"), item.get("name"), text_in(item)) if text)
