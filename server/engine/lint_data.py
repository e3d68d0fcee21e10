"""What is known where (データの流れ): the keys that steps leave in a case, followed along the flows.

Every step writes one key, its own id; a called part leaves the keys of its own steps. `case` and `start` are there from
the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from server.engine.feel import Expression, FeelError, compile_expression
from server.engine.lint_model import PEOPLE, Diagram, Flow, Node, Scope, bpmn_children, tag_of
from server.engine.lint_rules import Neighbours, PartShape
from server.engine.safe_xml import text_in

HEADER = frozenset(
    {"id", "number", "procedure", "office", "household_key", "channel", "received_on", "started_by", "protected"}
)
ALWAYS = frozenset({"case", "start"})
_REPEATING = ("loopCondition", "loopCardinality", "completionCondition", "loopDataInputRef")
_WRITERS = PEOPLE | {"businessRuleTask", "serviceTask", "receiveTask"}


@dataclass(frozen=True, slots=True)
class Site:
    """One expression of a diagram: where it stands, the step that evaluates it, and its text, read or not."""

    subject: Flow | etree._Element
    node: Node
    text: str
    expression: Expression | None
    error: FeelError | None

    @property
    def is_condition(self) -> bool:
        return isinstance(self.subject, Flow)


def sites(diagram: Diagram) -> Iterator[Site]:
    """All conditions and operator parameters, and the counts and conditions of repeated steps."""
    for node in diagram.nodes():
        for marker in markers(node):
            for part in bpmn_children(
                marker, "loopCondition", "loopCardinality", "completionCondition", "loopDataInputRef"
            ):
                yield _site(part, node, text_in(part))
        for flow in node.outgoing:
            if flow.condition is not None:
                yield _site(flow, node, flow.condition_text)
        for part in node.parameters if node.tag == "serviceTask" else ():
            yield _site(part, node, part.get("value") or "")


def markers(node: Node) -> list[etree._Element]:
    """The marks of repetition on a step."""
    return list(bpmn_children(node.element, "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"))


def _site(subject: Flow | etree._Element, node: Node, text: str) -> Site:
    try:
        return Site(subject, node, text, compile_expression(text), None)
    except FeelError as error:
        return Site(subject, node, text, None, error)


def reads(diagram: Diagram, around: Neighbours) -> Iterator[tuple[Flow | Node | etree._Element, Node, str]]:
    """Every dotted path that is read, with what reads it and where: expressions, tables, called parts."""
    for site in sites(diagram):
        if site.expression is not None:
            for name in sorted(site.expression.names):
                yield site.subject, site.node, name
    for node in diagram.nodes():
        table = around.tables.get(node.decision) if node.tag == "businessRuleTask" else None
        part = shape_of_call(node, diagram, around)
        for name in sorted(table.names if table is not None else part.reads if part is not None else ()):
            yield node, node, name


def shape_of_call(node: Node, diagram: Diagram, around: Neighbours) -> PartShape | None:
    """What a call activity's part reads and writes, from the file itself or from beside it."""
    if node.tag != "callActivity":
        return None
    local = next((process for process in diagram.processes if process.id == node.called), None)
    if local is None:
        return around.parts.get(node.called)
    own = {one.id for one in local.all_nodes() if one.tag in _WRITERS or one.event == "message"}
    return PartShape(writes=frozenset(own), throws=frozenset(error_code(one, diagram) for one in throwing(local)))


def throwing(scope: Scope) -> list[Node]:
    """The error end events of a scope itself."""
    return [one for one in scope.nodes.values() if one.tag == "endEvent" and one.event == "error"]


def error_code(node: Node, diagram: Diagram) -> str:
    """The code, else the name, of the error an event throws or catches; empty when it names none."""
    found = diagram.definitions("error").get(node.definitions[0].get("errorRef") or "")
    return "" if found is None else (found.get("errorCode") or found.get("name") or "").strip()


def written_by(node: Node, diagram: Diagram, around: Neighbours) -> frozenset[str]:
    """The keys that a step leaves in the case when it is done."""
    if node.inside is not None:
        return frozenset().union(*(written_by(one, diagram, around) for one in node.inside.nodes.values()))
    part = shape_of_call(node, diagram, around)
    if part is not None:
        return part.writes
    own = node.tag in _WRITERS or (node.tag in {"intermediateCatchEvent", "boundaryEvent"} and node.event == "message")
    return frozenset({node.id}) if own else frozenset()


def known_before(diagram: Diagram, around: Neighbours) -> Mapping[str, frozenset[str]]:
    """For each node, the keys that some path to it may have set."""
    known: dict[str, frozenset[str]] = {}
    for process in diagram.processes:
        _follow(process, ALWAYS, known, diagram, around)
    return known


def _follow(
    scope: Scope, given: frozenset[str], known: dict[str, frozenset[str]], diagram: Diagram, around: Neighbours
) -> None:
    for start in scope.starts:
        known[start.id] = given
    waiting: list[Node] = list(scope.starts)
    while waiting:
        node = waiting.pop()
        for after, keys in _passed_on(node, known[node.id], scope, diagram, around):
            if not keys <= known.get(after.id, frozenset()) or after.id not in known:
                known[after.id] = known.get(after.id, frozenset()) | keys
                waiting.append(after)
    for node in scope.nodes.values():
        if node.inside is not None:
            _follow(node.inside, known.get(node.id, given), known, diagram, around)


def _passed_on(
    node: Node, before: frozenset[str], scope: Scope, diagram: Diagram, around: Neighbours
) -> Iterable[tuple[Node, frozenset[str]]]:
    done = before | written_by(node, diagram, around)
    for flow in node.outgoing:
        if flow.target in scope.nodes:
            yield scope.nodes[flow.target], done
    for event in node.boundary:
        yield event, before


def fields_of(key: str, diagram: Diagram, around: Neighbours) -> frozenset[str] | None:
    """The names under a key, when they are known: a form's answers, a table's or an operator's outputs."""
    if key == "case":
        return HEADER if around.in_tree else None
    node = next((one for one in diagram.nodes() if one.id == key), None)
    if key == "start":
        named = next((one.properties.get("form") for one in diagram.nodes() if one.tag == "startEvent"), None)
        return _form_fields(named or "start", around)
    if node is None:
        return None
    if any(tag_of(marker).startswith("multi") for marker in markers(node)):
        return frozenset({"instances"})
    if node.tag == "userTask":
        return _form_fields(node.properties.get("form", node.id), around)
    if node.tag == "businessRuleTask":
        table = around.tables.get(node.decision)
        return None if table is None else frozenset(table.output_names) if not _listed(table) else frozenset({"rows"})
    shape = around.operators.get(node.operator)
    return shape.outputs if node.tag == "serviceTask" and shape is not None else None


def _listed(table: object) -> bool:
    return bool(getattr(table, "many", False)) and len(getattr(table, "outputs", ())) > 1


def form_of(name: str, around: Neighbours) -> str | None:
    """The full id of a form named in a diagram: of the procedure, shared, or written in full."""
    candidates = (name,) if "/" in name else (f"{around.slug}/{name}", f"_shared/{name}")
    return next((one for one in candidates if one in around.forms), None)


def _form_fields(name: str, around: Neighbours) -> frozenset[str] | None:
    found = form_of(name, around)
    return None if found is None else around.forms[found]


def part_shape(diagram: Diagram, around: Neighbours) -> PartShape:
    """What a part reads without having set it, and the keys it leaves."""
    known = known_before(diagram, around)
    read = {
        name
        for _, node, name in reads(diagram, around)
        if name.partition(".")[0] not in known.get(node.id, frozenset())
    }
    nodes = list(diagram.nodes())
    own = {node.id for node in nodes}
    return PartShape(
        reads=frozenset(read),
        writes=frozenset().union(*(written_by(node, diagram, around) for node in nodes)),
        throws=frozenset(error_code(one, diagram) for process in diagram.processes for one in throwing(process)),
        not_by=frozenset(other for node in nodes for other in others_of(node) if other not in own),
    )


def others_of(node: Node) -> list[str]:
    """The steps whose last actors may not do this task."""
    return [part.strip() for part in node.properties.get("differs_from", "").split(",") if part.strip()]
