"""A diagram as the gate reads it (図の読込): nodes, flows and scopes with their XML behind them, nothing judged yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from server.engine.safe_xml import attributes, line_of, text_in

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

TASKS = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask"}
)
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
EVENTS = CATCHING | {"endEvent", "intermediateThrowEvent"}
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
NODES = ACTIVITIES | GATEWAYS | EVENTS
PEOPLE = frozenset({"userTask"})


def tag_of(element: etree._Element) -> str:
    """The element's BPMN name; empty for an element of another namespace."""
    name = etree.QName(element)
    return name.localname if name.namespace == BPMN else ""


def is_true(written: str | None) -> bool:
    """A truth value as XML Schema writes it: `true` or `1`, with space around it or not."""
    return (written or "").strip() in {"true", "1"}


def bpmn_children(element: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The element's own BPMN children, all or those of some kinds."""
    return (child for child in element if tag_of(child) and (not tags or tag_of(child) in tags))


@dataclass(slots=True, eq=False)
class Flow:
    """One sequence flow; `source` and `target` are ids as written, whether or not they exist."""

    id: str
    name: str
    element: etree._Element
    source: str
    target: str
    condition: etree._Element | None

    @property
    def condition_text(self) -> str:
        return text_in(self.condition)


@dataclass(slots=True, eq=False)
class Node:
    """One flow node of a scope with its flows, event definitions and extension properties."""

    id: str
    name: str
    tag: str
    element: etree._Element
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    boundary: list[Node] = field(default_factory=list)
    inside: Scope | None = None

    @property
    def definitions(self) -> list[etree._Element]:
        """The event definitions inside an event."""
        return [child for child in bpmn_children(self.element) if tag_of(child).endswith("EventDefinition")]

    @property
    def event(self) -> str:
        """The one kind of event (`timer`, `message` …), empty for a none event, `several` for more than one."""
        kinds = [tag_of(one).removesuffix("EventDefinition") for one in self.definitions]
        return "" if not kinds else kinds[0] if len(kinds) == 1 else "several"

    @property
    def default(self) -> str | None:
        return self.element.get("default")

    @property
    def host(self) -> str | None:
        """For a boundary event, the activity it stands on."""
        return self.element.get("attachedToRef") if self.tag == "boundaryEvent" else None

    @property
    def interrupting(self) -> bool:
        return is_true(self.element.get("cancelActivity", "true"))

    def extensions(self, name: str) -> list[etree._Element]:
        """The extension elements `spiffworkflow:name` of the node."""
        return [
            found
            for holder in bpmn_children(self.element, "extensionElements")
            for found in holder
            if found.tag == f"{{{SPIFF}}}{name}"
        ]

    @property
    def properties(self) -> Mapping[str, str]:
        """The node's `spiffworkflow:property` values by name."""
        return properties_of(self.element)

    @property
    def decision(self) -> str:
        """The table a business rule task asks."""
        called = self.extensions("calledDecisionId")
        return text_in(called[0]) if called else ""

    @property
    def operator(self) -> str:
        """The operator a service task runs."""
        found = self.extensions("serviceTaskOperator")
        return (found[0].get("id") or "") if found else ""

    @property
    def parameters(self) -> list[etree._Element]:
        """The parameters of the operator."""
        found = self.extensions("serviceTaskOperator")
        return [part for one in found for part in one.iter(f"{{{SPIFF}}}parameter")]

    @property
    def called(self) -> str:
        return (self.element.get("calledElement") or "").strip()


def properties_of(element: etree._Element) -> dict[str, str]:
    """The `spiffworkflow:property` values directly on an element (a task or a lane)."""
    return {
        part.get("name") or "": part.get("value") or ""
        for holder in bpmn_children(element, "extensionElements")
        for properties in holder
        if properties.tag == f"{{{SPIFF}}}properties"
        for part in properties.iter(f"{{{SPIFF}}}property")
    }


@dataclass(slots=True, eq=False)
class Scope:
    """One process or sub-process: its own nodes and flows."""

    id: str
    name: str
    element: etree._Element
    tag: str
    parent: Scope | None = None
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    @property
    def starts(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.tag == "startEvent"]

    @property
    def is_process(self) -> bool:
        return self.tag == "process"

    def scopes(self) -> Iterator[Scope]:
        """This scope and all inside it."""
        yield self
        for node in self.nodes.values():
            if node.inside is not None:
                yield from node.inside.scopes()

    def all_nodes(self) -> Iterator[Node]:
        """The nodes of this scope and of all inside it."""
        for scope in self.scopes():
            yield from scope.nodes.values()

    def next_of(self, node: Node) -> list[Node]:
        """Where a token at `node` can go next in this scope, its boundary events counted as ways out."""
        flows = [flow for one in (node, *node.boundary) for flow in one.outgoing]
        return [self.nodes[flow.target] for flow in flows if flow.target in self.nodes]


@dataclass(slots=True, eq=False)
class Diagram:
    """One BPMN file. `processes` are those of the file, in its order."""

    path: str
    root: etree._Element
    processes: list[Scope]
    ids: dict[str, list[etree._Element]]

    def scopes(self) -> Iterator[Scope]:
        for process in self.processes:
            yield from process.scopes()

    def nodes(self) -> Iterator[Node]:
        for process in self.processes:
            yield from process.all_nodes()

    def definitions(self, tag: str) -> dict[str, etree._Element]:
        """The file's messages, errors, … by id."""
        return {child.get("id") or "": child for child in bpmn_children(self.root, tag)}

    def name_of_ref(self, tag: str, reference: str | None) -> str:
        """The name of a message, error, … by its id; empty when there is none."""
        found = self.definitions(tag).get(reference or "")
        return "" if found is None else (found.get("name") or "").strip()

    @property
    def runnable(self) -> list[Scope]:
        """Processes that are marked to run and are not called from inside the file."""
        called = {node.called for node in self.nodes() if node.tag == "callActivity"}
        return [
            process
            for process in self.processes
            if is_true(process.element.get("isExecutable", "true")) and process.id not in called
        ]


def read_diagram(path: str, root: etree._Element) -> Diagram:
    """The diagram behind a parsed file; never fails, what is odd is for the rules to tell."""
    ids: dict[str, list[etree._Element]] = {}
    for element in root.iter():
        if tag_of(element) and element.get("id"):
            ids.setdefault(element.get("id") or "", []).append(element)
    processes = [_scope(child, None) for child in bpmn_children(root, "process")]
    return Diagram(path, root, processes, ids)


def _scope(element: etree._Element, parent: Scope | None) -> Scope:
    scope = Scope(element.get("id") or "", element.get("name") or "", element, tag_of(element), parent)
    for child in bpmn_children(element):
        tag = tag_of(child)
        if tag == "sequenceFlow":
            scope.flows.append(_flow(child))
        elif tag in NODES:
            node = Node(child.get("id") or f"line-{line_of(child)}", child.get("name") or "", tag, child)
            scope.nodes.setdefault(node.id, node)
            if tag in SUBPROCESSES:
                node.inside = _scope(child, scope)
    _connect(scope)
    return scope


def _flow(element: etree._Element) -> Flow:
    written = attributes(element)
    condition = next(bpmn_children(element, "conditionExpression"), None)
    return Flow(
        id=written.get("id", ""),
        name=written.get("name", ""),
        element=element,
        source=written.get("sourceRef", ""),
        target=written.get("targetRef", ""),
        condition=condition,
    )


def _connect(scope: Scope) -> None:
    for flow in scope.flows:
        if flow.source in scope.nodes:
            scope.nodes[flow.source].outgoing.append(flow)
        if flow.target in scope.nodes:
            scope.nodes[flow.target].incoming.append(flow)
    for node in scope.nodes.values():
        if node.host in scope.nodes:
            scope.nodes[node.host or ""].boundary.append(node)
