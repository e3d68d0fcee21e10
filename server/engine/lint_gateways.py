"""Rules of gateways and conditions (分岐): every way out is decided by something that is really evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from server.engine.feel import FeelError, compile_expression
from server.engine.feel_ast import Compare, Literal, Not
from server.engine.lint_model import ACTIVITIES, Diagram, Flow, Node, bpmn_children
from server.engine.lint_rules import Neighbours, Said, rule, title
from server.engine.lint_structure import in_cycles
from server.engine.safe_xml import text_in

_DIRECTIONS = {  # (several ways in, several ways out)
    "Converging": frozenset({(True, False)}),
    "Diverging": frozenset({(False, True)}),
    "Mixed": frozenset({(True, True)}),
}
CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


@rule("complex-gateway")
def complex_gateway(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A complex gateway has no agreed meaning that runs."""
    for node in diagram.nodes():
        if node.tag == "complexGateway":
            yield Said(
                node,
                "複合ゲートウェイは使えません。排他と並列に分けてください。",
                "A complex gateway cannot run; use exclusive and parallel gateways.",
            )


@rule("several-flows-leaving")
def several_flows_leaving(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Only gateways have several ways out."""
    for node in diagram.nodes():
        if not node.tag.endswith("Gateway") and len(node.outgoing) > 1:
            yield Said(
                node,
                f"「{title(node)}」から矢印が{len(node.outgoing)}本出ています。ゲートウェイで分けてください。",
                f"{len(node.outgoing)} flows leave '{title(node)}'; split with a gateway.",
            )


@rule("condition-misplaced")
def condition_misplaced(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A condition on a flow that does not leave a choosing gateway would be passed over."""
    for scope in diagram.scopes():
        for flow in scope.flows:
            source = scope.nodes.get(flow.source)
            if flow.condition is not None and source is not None and source.tag not in CHOOSING:
                yield Said(
                    flow,
                    f"「{title(source)}」から出る矢印の条件は働きません。排他ゲートウェイで分けてください。",
                    f"A condition on a flow leaving '{title(source)}' has no effect; use an exclusive gateway.",
                )


@rule("condition-missing")
def condition_missing(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Every way out of a choosing gateway has a condition, or is the default."""
    for gateway in _choosing(diagram):
        for flow in gateway.outgoing:
            if len(gateway.outgoing) > 1 and flow.id != gateway.default and not flow.condition_text:
                yield Said(
                    flow,
                    f"「{title(gateway)}」の出口に条件がありません。条件を書くか、既定の出口にしてください。",
                    f"A way out of '{title(gateway)}' has no condition; write one or make it the default.",
                )


@rule("condition-on-only-way")
def condition_on_only_way(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A gateway with one way out must always let through."""
    for gateway in _choosing(diagram):
        if len(gateway.outgoing) == 1 and gateway.outgoing[0].condition is not None:
            yield Said(
                gateway.outgoing[0],
                "出口が一つだけなのに条件があります。条件を消すか、ほかの出口を付けてください。",
                "The only way out has a condition; delete it or add another way out.",
            )


@rule("gateway-without-ways")
def gateway_without_ways(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A gateway splits or joins; one that has neither several ways in nor several out says nothing."""
    for node in diagram.nodes():
        if node.tag.endswith("Gateway") and len(node.incoming) < 2 and len(node.outgoing) < 2:
            yield Said(
                node,
                f"「{title(node)}」は分けも合わせもしません。削除してください。",
                f"'{title(node)}' neither splits nor joins; delete it.",
                "warning",
            )


@rule("gateway-direction")
def gateway_direction(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A gateway that says which way it goes has its flows so."""
    for node in diagram.nodes():
        said = node.element.get("gatewayDirection", "Unspecified")
        several = (len(node.incoming) > 1, len(node.outgoing) > 1)
        if node.tag.endswith("Gateway") and said in _DIRECTIONS and several not in _DIRECTIONS[said]:
            yield Said(
                node,
                f"「{title(node)}」の向き({said})と矢印の本数が合いません。",
                f"The direction of '{title(node)}' ({said}) does not fit its flows.",
            )


@rule("default-not-own")
def default_not_own(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """The default is one of the gateway's own flows and has no condition."""
    for node in diagram.nodes():
        own = {flow.id: flow for flow in node.outgoing}
        if node.default is None:
            continue
        flow = own.get(node.default)
        if node.tag not in CHOOSING or flow is None or flow.condition is not None:
            yield Said(
                node,
                f"「{title(node)}」の既定の出口が正しくありません(自分から出る、条件のない矢印にしてください)。",
                f"The default of '{title(node)}' is wrong; it is a flow of its own without a condition.",
            )


@rule("gateway-no-default")
def gateway_no_default(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """Whatever the data, one way out is taken: by a default, or by a condition and its exact opposite."""
    for gateway in _choosing(diagram):
        if gateway.default is None and len(gateway.outgoing) > 1 and not _complete(gateway):
            yield Said(
                gateway,
                f"「{title(gateway)}」でどの条件も真にならないときの出口がありません。既定の出口を付けてください。",
                f"'{title(gateway)}' has no way out when no condition is true; give it a default.",
                "error" if around.in_tree else "warning",
            )


def _choosing(diagram: Diagram) -> Iterator[Node]:
    return (node for node in diagram.nodes() if node.tag in CHOOSING)


def _complete(gateway: Node) -> bool:
    """Whether two conditions are a comparison and its opposite (`a = 1`, `a != 1`), so that one is always true."""
    if len(gateway.outgoing) != 2:
        return False
    shapes = [_equality(flow) for flow in gateway.outgoing]
    if None in shapes:
        return False
    (one_op, one), (other_op, other) = shapes  # type: ignore[misc]
    return bool(one == other and {one_op, other_op} == {"=", "!="})


def _equality(flow: Flow) -> tuple[str, Compare] | None:
    """The comparison behind a condition, without its sense; only with null is it never unknown."""
    try:
        node = compile_expression(flow.condition_text).node
    except FeelError:
        return None
    negated = isinstance(node, Not)
    inner = node.operand if isinstance(node, Not) else node
    if not isinstance(inner, Compare) or inner.op not in {"=", "!="}:
        return None
    sense = (inner.op == "=") != negated
    return "=" if sense else "!=", Compare("=", inner.left, inner.right)


@rule("way-order")
def way_order(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """When more than one condition may be true, the order decides; the file must not give two orders."""
    for node in diagram.nodes():
        drawn = [flow.id for flow in node.outgoing if flow.id != node.default]
        listed = [text_in(one).rpartition(":")[2] for one in bpmn_children(node.element, "outgoing")]
        in_list = [one for one in listed if one in drawn]
        if node.tag == "exclusiveGateway" and in_list and in_list != drawn and not _apart(node):
            yield Said(
                node,
                f"「{title(node)}」の出口の順が二通りに書かれています。条件が重ならないようにしてください。",
                f"The ways out of '{title(node)}' are written in two orders; set their conditions apart.",
            )


def _apart(gateway: Node) -> bool:
    """Whether the conditions are equalities of one name with different values (or a pair of opposites)."""
    ways = [_equality(flow) for flow in gateway.outgoing if flow.id != gateway.default]
    shapes = {(op, compare.left) for op, compare in (way for way in ways if way is not None)}
    values = {compare.right for _, compare in (way for way in ways if way is not None)}
    alike = None not in ways and len(shapes) == 1 and next(iter(shapes))[0] == "="
    return _complete(gateway) or (
        alike and len(values) == len(ways) and all(isinstance(value, Literal) for value in values)
    )


@rule("inclusive-in-loop")
def inclusive_in_loop(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """An inclusive join waits for what may still come; in a loop no reader of the tree could say what that is."""
    for scope in diagram.scopes() if around.in_tree else ():
        looping = in_cycles(scope)
        for node in scope.nodes.values():
            if node.tag == "inclusiveGateway" and len(node.incoming) > 1 and node.id in looping:
                yield Said(
                    node,
                    "繰り返しの中で包含ゲートウェイの合流は使えません。",
                    "An inclusive join cannot stand inside a loop.",
                )


@rule("unlabelled-way")
def unlabelled_way(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """In the tree a question stands at each choice and an answer at each way out, so that people can read it."""
    if not around.in_tree:
        return
    for node in diagram.nodes():
        if node.tag in CHOOSING and len(node.outgoing) > 1:
            named: list[Node | Flow] = [node, *node.outgoing]
            for subject in named:
                if not subject.name.strip():
                    yield Said(
                        subject, "分岐の問いと答えを書いてください。", "Label the question and each answer.", "warning"
                    )


@rule("unlabelled-node")
def unlabelled_node(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """In the tree every step has a name, for it is shown in the inbox and in the history."""
    if not around.in_tree:
        return
    for node in diagram.nodes():
        if node.tag in ACTIVITIES and not node.name.strip():
            yield Said(node, "名前がありません。", "The step has no name.")
