"""Rules of the known (知らないものは通さない): what stands in no table of the known is refused."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from server.engine.lint_model import BPMN, NODES, SPIFF, Diagram, bpmn_children, tag_of
from server.engine.lint_rules import Neighbours, Said, rule
from server.engine.lint_vocabulary import (
    ACTIVE_ATTRIBUTES,
    ACTIVE_EXTENSIONS,
    ATTRIBUTES,
    CUSTOMARY_LANGUAGES,
    FEEL_LANGUAGES,
    NOTES,
    PERFORMERS,
    SPIFF_ELEMENTS,
    TOLD_ELSEWHERE,
)
from server.engine.safe_xml import attributes

_EXPRESSIONS = (
    "conditionExpression",
    "timeDuration",
    "timeDate",
    "loopCondition",
    "loopCardinality",
    "completionCondition",
)


def _read_elements(diagram: Diagram) -> Iterator[etree._Element]:
    """The BPMN elements that matter: notes and what they hold are passed over."""
    waiting = [diagram.root]
    while waiting:
        element = waiting.pop()
        yield element
        if tag_of(element) in NOTES | TOLD_ELSEWHERE | PERFORMERS:
            continue
        waiting.extend(bpmn_children(element))


@rule("not-bpmn")
def not_bpmn(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """The file is a BPMN 2.0 definitions document."""
    if tag_of(diagram.root) != "definitions":
        yield Said(
            diagram.root,
            f"BPMN 2.0 の図ではありません(名前空間 {BPMN} の definitions が要ります)。",
            f"This is no BPMN 2.0 diagram (definitions in the namespace {BPMN} is needed).",
        )


@rule("unknown-element")
def unknown_element(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """An element that is in no table of the known."""
    for element in _read_elements(diagram):
        tag = tag_of(element)
        if tag and tag not in ATTRIBUTES and tag not in NOTES | TOLD_ELSEWHERE | PERFORMERS:
            yield Said(
                element,
                f"「{tag}」は実行できません。使える要素に置き換えてください。",
                f"'{tag}' cannot run here; replace it with elements that can.",
            )


@rule("unknown-attribute")
def unknown_attribute(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """An attribute, or a value of one, that would be silently passed over."""
    for element in _read_elements(diagram):
        known = ATTRIBUTES.get(tag_of(element))
        if known is None:
            continue
        for name, value in attributes(element).items():
            if name.startswith("{") or (name == "default" and name not in known):
                continue
            values = known.get(name, frozenset())
            if values is not None and value.strip() not in values:
                yield Said(
                    element,
                    f'属性 {name}="{value[:40]}" は働きません。削除してください。',
                    f'The attribute {name}="{value[:40]}" has no effect here; delete it.',
                )


@rule("performer-ignored")
def performer_ignored(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """Who does a task is read from its lane, not from the task."""
    for element in _read_elements(diagram):
        if tag_of(element) in PERFORMERS:
            yield Said(
                element,
                "担当者の指定は読みません。レーンの役割で決まります。",
                "Who does the task is not read here; the lane's role decides.",
                "error" if around.in_tree else "warning",
            )


@rule("vendor-extension")
def vendor_extension(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """What other engines' extensions would do is not done; those that would change the course are refused."""
    for node in diagram.root.iter():
        if tag_of(node) not in ATTRIBUTES:
            continue
        for name in _active_attributes(node):
            yield _not_done(node, name)
        for holder in bpmn_children(node, "extensionElements"):
            yield from _vendor_elements(holder, around)


def _active_attributes(element: etree._Element) -> Iterator[str]:
    for name in attributes(element):
        foreign = name.startswith("{") and not name.startswith("{http://www.w3.org/")
        acts = tag_of(element) in NODES or tag_of(element) in _EXPRESSIONS
        if foreign and acts and etree.QName(name).localname in ACTIVE_ATTRIBUTES:
            yield etree.QName(name).localname


def _vendor_elements(holder: etree._Element, around: Neighbours) -> Iterator[Said]:
    for part in holder.iter():
        name = etree.QName(part)
        if part is holder or name.namespace == SPIFF:
            if name.namespace == SPIFF and name.localname not in SPIFF_ELEMENTS:
                yield _not_done(part, name.localname)
        elif name.localname in ACTIVE_EXTENSIONS or (around.in_tree and part.getparent() is holder):
            yield _not_done(part, name.localname)


def _not_done(element: etree._Element, name: str) -> Said:
    return Said(
        element,
        f"拡張「{name}」は実行されません。削除し、この製品の書き方にしてください。",
        f"The extension '{name}' is not carried out; delete it and use this program's own.",
    )


@rule("expression-language")
def expression_language(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """An expression that says it is written in another language than FEEL is not guessed at."""
    written = (diagram.root.get("expressionLanguage") or "").strip().lower()
    expressions = list(diagram.root.iter(*(f"{{{BPMN}}}{tag}" for tag in _EXPRESSIONS)))
    if written not in FEEL_LANGUAGES | CUSTOMARY_LANGUAGES and expressions:
        yield _other_language(diagram.root, written)
    for element in expressions:
        own = (element.get("language") or "").strip().lower()
        if own and own not in FEEL_LANGUAGES:
            yield _other_language(element, own)
        if len(element):
            yield Said(element, "式の中に要素は書けません。", "An expression is text only; no elements stand in it.")


def _other_language(element: etree._Element, language: str) -> Said:
    return Said(
        element,
        f"式の言語「{language[:60]}」は読めません。FEEL(docs/expressions.md)で書いてください。",
        f"The expression language '{language[:60]}' is not read here; use FEEL (docs/expressions.md).",
    )
