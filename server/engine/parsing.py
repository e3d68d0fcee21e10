"""From BPMN to runnable processes (図の組立): the library's parser with our own elements, and nothing it would guess.

Only what stands in `Reader.PARSER_CLASSES` is built; any other element is a `ValidationException`. Positions of shapes
play no part (the library would order branches by them), data objects are drawing, scripts do not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.util import full_tag

from server.engine import element_parsers as elements
from server.engine import event_parsers as events
from server.engine import gateways, nodes, waits
from server.engine.decision_model import Table
from server.engine.lint_model import BPMN, Diagram, Node, is_true

_DRAWING_ONLY = (
    "dataObject",
    "dataObjectReference",
    "dataStore",
    "dataStoreReference",
    "dataInputAssociation",
    "dataOutputAssociation",
    "ioSpecification",
    "correlationProperty",
    "correlationKey",
    "collaboration",
    "documentation",
    "extensionElements",  # read from the diagram itself; ids inside would hide elements of the same id
)
_MARKERS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_TRUTHS = frozenset({"isSequential", "testBefore"})  # the library knows "true" only, the schema "1" too
_DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"


def parser_tree(root: etree._Element, *, force_executable: bool) -> etree._Element:
    """A copy for the parser: flow nodes and flows only; with `force_executable` every process may run."""
    tree = deepcopy(root)
    for tag in (_DIAGRAM, *(f"{{{BPMN}}}{name}" for name in _DRAWING_ONLY)):
        for element in list(tree.iter(tag)):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    for marker in tree.iter(*(f"{{{BPMN}}}{name}" for name in _MARKERS)):
        for name in _TRUTHS & set(marker.attrib):
            marker.set(name, "true" if is_true(marker.get(name)) else "false")
    if force_executable:
        for process in tree.iter(f"{{{BPMN}}}process"):
            process.set("isExecutable", "true")
    return tree


class Reader(BpmnParser):  # type: ignore[misc] # the library is untyped
    """Reads the diagrams of one procedure. `lone` reads a file outside the tree by its milder rules.

    `tables` maps `folder/decision` to a table; a rule task finds its own folder's first, then those of `home`.
    """

    PARSER_CLASSES = {  # noqa: RUF012 - the library's own attribute
        full_tag(tag): classes
        for tag, classes in {
            "startEvent": (elements.StartParser, nodes.Begin),
            "endEvent": (events.EndParser, nodes.End),
            "task": (elements.ElementParser, nodes.PlainTask),
            "manualTask": (elements.ElementParser, nodes.PlainTask),
            "userTask": (elements.ElementParser, nodes.UserTask),
            "serviceTask": (elements.ServiceParser, nodes.Operation),
            "businessRuleTask": (elements.RuleParser, nodes.Ruling),
            "sendTask": (events.SendParser, nodes.Sending),
            "receiveTask": (events.ReceiveParser, waits.Catching),
            "exclusiveGateway": (elements.ChoosingParser, gateways.ExclusiveGateway),
            "inclusiveGateway": (elements.ChoosingParser, gateways.InclusiveGateway),
            "parallelGateway": (elements.GatewayParser, gateways.ParallelGateway),
            "eventBasedGateway": (elements.EventGatewayParser, waits.EventGateway),
            "callActivity": (elements.CallParser, nodes.PartCall),
            "subProcess": (elements.SubProcessParser, nodes.SubProcess),
            "intermediateCatchEvent": (events.CatchParser, waits.Catching),
            "intermediateThrowEvent": (events.ThrowParser, nodes.Sending),
            "boundaryEvent": (events.BoundaryParser, waits.Boundary),
        }.items()
    }

    def __init__(self, tables: Mapping[str, Table], home: str, *, lone: bool = False) -> None:
        super().__init__()
        self.shapes: dict[tuple[str, str], Node] = {}
        self.tables = tables
        self.home = home
        self.lone = lone

    def add(self, diagram: Diagram) -> None:
        """Takes in one diagram."""
        self.shapes.update({(diagram.path, node.id): node for node in diagram.nodes()})
        self.add_bpmn_xml(parser_tree(diagram.root, force_executable=self.lone), diagram.path)

    def table_for(self, path: str, decision: str) -> Table | None:
        """The table a rule task in the diagram at `path` asks for."""
        folder = path.rpartition("/")[0].rpartition("/")[2]
        return self.tables.get(f"{folder}/{decision}") or self.tables.get(f"{self.home}/{decision}")
