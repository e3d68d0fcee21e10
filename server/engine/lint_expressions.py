"""Rules of expressions and data (式とデータ): each can be read, and names what an earlier step has set."""

from __future__ import annotations

from collections.abc import Iterator

from server.engine.counters import COUNTERS
from server.engine.feel_ast import Call, ListOf, Literal, Logic, Node, Not
from server.engine.feel_functions import FUNCTIONS
from server.engine.lint_data import fields_of, known_before, markers, reads, sites
from server.engine.lint_model import Diagram
from server.engine.lint_rules import Neighbours, Said, rule


@rule("expression-unreadable")
def expression_unreadable(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Every condition and parameter compiles, here and now."""
    for site in sites(diagram):
        if site.error is not None:
            at = site.error.position + 1
            yield Said(
                site.subject,
                f"式 {site.text[:80]} が読めません({at}文字目): {site.error.message_ja}",
                f"The expression {site.text[:80]} cannot be read (character {at}): {site.error.message_en}",
            )


@rule("not-a-condition")
def not_a_condition(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A condition answers true or false; anything else would never be taken."""
    for site in sites(diagram):
        if site.is_condition and site.expression is not None and not _may_be_true(site.expression.node):
            yield Said(
                site.subject,
                f"条件 {site.text[:80]} は、真か偽を答えないか、真になりません。",
                f"The condition {site.text[:80]} is no question of true or false, or can never be true.",
            )


def _may_be_true(node: Node) -> bool:
    if isinstance(node, Literal):
        return node.value is True
    if isinstance(node, Call):
        return FUNCTIONS[node.name].answers == "boolean"
    if isinstance(node, Logic):  # `a = 1 or 2`: the 2 is no condition, whatever its writer meant
        return all(_is_truth(part) for part in node.parts)
    if isinstance(node, Not):
        return _is_truth(node.operand)
    return not isinstance(node, ListOf)


def _is_truth(node: Node) -> bool:
    """Whether a part of a condition may be true or false at all."""
    return isinstance(node.value, bool) if isinstance(node, Literal) else _may_be_true(node)


@rule("unknown-name")
def unknown_name(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """What is read has been set by an earlier step; in a lone file it is taken as start data."""
    if around.is_part:
        return  # what a part reads is judged where it is called
    known = known_before(diagram, around)
    for subject, node, name in reads(diagram, around):
        root = name.partition(".")[0]
        told = root in known.get(node.id, {root}) or root in COUNTERS  # where counters stand is asked elsewhere
        if told or (root == node.id and markers(node)):
            continue
        if around.in_tree:
            yield Said(
                subject,
                f"「{name}」は、ここより前のどのステップも書いていません。",
                f"'{name}' is set by no step before this one.",
            )
        else:
            yield Said(
                subject,
                f"「{name}」はどのステップも書かないので、始めに渡すデータとみなします。",
                f"'{name}' is set by no step; it is taken as data given at the start.",
                "warning",
            )


@rule("unknown-field")
def unknown_field(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """Behind a step's key stands a name of its form, its table or its operator."""
    for subject, _node, name in reads(diagram, around):
        root, _, rest = name.partition(".")
        fields = fields_of(root, diagram, around)
        field = rest.partition(".")[0]
        if fields is not None and field and field not in fields:
            yield Said(
                subject,
                f"「{root}」に「{field}」という項目はありません。",
                f"'{root}' has no field '{field}'.",
            )
