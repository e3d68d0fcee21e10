"""Rules of what a drawing holds (図の中身): how much of it, and what is drawn but holds or compares nothing."""

from __future__ import annotations

from collections.abc import Iterator

from server.engine.lint_data import sites
from server.engine.lint_model import BPMN, Diagram, bpmn_children
from server.engine.lint_rules import Neighbours, Said, rule
from server.engine.safe_xml import text_in

MAX_NODES = 400
MANY_NODES = 25
TREE_NODES = 40

_HOLDERS = ("dataObject", "dataObjectReference", "dataStoreReference", "property", "dataInput", "dataOutput")
_DATA = (
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "dataStore",
    "ioSpecification",
    "property",
    "dataInputAssociation",
    "dataOutputAssociation",
)


@rule("too-many-nodes")
def too_many_nodes(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A diagram that people can read, and that is read without recursion running out."""
    for scope in diagram.scopes():
        count = len(scope.nodes)
        if count > (TREE_NODES if around.in_tree else MAX_NODES):
            yield Said(
                scope, f"要素が{count}個あります。部品に分けてください。", f"{count} nodes; split it into parts."
            )
        elif around.in_tree and count > MANY_NODES:
            yield Said(
                scope,
                f"要素が{count}個あります。{MANY_NODES}個以内が読みやすい図です。",
                f"{count} nodes; a diagram reads well up to {MANY_NODES}.",
                "warning",
            )


@rule("data-object")
def data_object(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """Case data are the answers of the steps; data objects and stores are drawing and hold nothing."""
    for element in diagram.root.iter(*(f"{{{BPMN}}}{tag}" for tag in _DATA)):
        yield Said(
            element,
            "データオブジェクトとデータストアは絵として扱い、値を持ちません。注記にしてください。",
            "Data objects and stores are only drawn, they hold no value; use a text annotation.",
            "error" if around.in_tree else "warning",
        )


@rule("data-moved")
def data_moved(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Values are not carried along data associations, so nothing may depend on it."""
    read = {name.partition(".")[0] for site in sites(diagram) if site.expression for name in site.expression.names}
    named = {
        element.get("id"): {element.get("id"), element.get("name"), element.get("dataObjectRef")}
        for element in diagram.root.iter(*(f"{{{BPMN}}}{tag}" for tag in _HOLDERS))
    }
    for element in diagram.root.iter(
        *(f"{{{BPMN}}}{tag}" for tag in ("dataInputAssociation", "dataOutputAssociation"))
    ):
        computed = next(bpmn_children(element, "assignment", "transformation"), None) is not None
        targets = {text_in(one) for one in bpmn_children(element, "targetRef")}
        if computed or any(named.get(target, {target}) & read for target in targets):
            yield Said(
                element,
                "データの関連でデータは運ばれません。ステップの答えを式で直接読んでください。",
                "No data are carried along a data association; read the step's own answers in expressions.",
            )


@rule("correlation")
def correlation(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A message is addressed to one case; keys in the diagram are never compared."""
    for tag in ("correlationProperty", "correlationKey", "correlationSubscription"):
        for element in diagram.root.iter(f"{{{BPMN}}}{tag}"):
            yield Said(
                element,
                "相関キーは使いません。知らせは宛先の案件に届きます。削除してください。",
                "Correlation keys are not used; a message is addressed to its case. Delete this.",
            )
