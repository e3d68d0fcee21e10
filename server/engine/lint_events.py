"""Rules of events (イベント): only what is really waited for, really thrown and really caught."""

from __future__ import annotations

from collections.abc import Iterator

from server.engine.lint_data import error_code, markers, shape_of_call, throwing
from server.engine.lint_model import PEOPLE, Diagram, Node, Scope
from server.engine.lint_rules import Neighbours, Said, rule, title

_REFUSED = {
    "link": ("リンクイベント", "Link events", "矢印で直接つないでください。", "draw the flow itself"),
    "signal": ("シグナルイベント", "Signal events", "登録を介した知らせ(メッセージ)にしてください。", "use a message"),
    "compensate": ("補償イベント", "Compensation", "取り消しは別のタスクに。", "undo in a task of its own"),
    "cancel": ("取消イベント", "Cancel events", "取り消しは別のタスクに。", "undo in a task of its own"),
    "conditional": ("条件イベント", "Conditional events", "知らせか期限で待ってください。", "wait for news or a date"),
    "escalation": (
        "エスカレーション",
        "Escalations",
        "エラーか、ふつうの分岐にしてください。",
        "use an error or a gateway",
    ),
}
_ALLOWED = {
    "startEvent": frozenset({"", "message", "timer"}),
    "endEvent": frozenset({"", "message", "terminate", "error"}),
    "intermediateThrowEvent": frozenset({"", "message"}),
    "intermediateCatchEvent": frozenset({"timer", "message"}),
    "boundaryEvent": frozenset({"timer", "message", "error"}),
}
_WAITING = PEOPLE | {"receiveTask"}


def _events(diagram: Diagram, *tags: str) -> Iterator[Node]:
    return (node for node in diagram.nodes() if node.tag in (tags or _ALLOWED))


def _refused_event(kind: str, diagram: Diagram) -> Iterator[Said]:
    ja, en, instead_ja, instead_en = _REFUSED[kind]
    for node in _events(diagram):
        if any(one.tag.endswith(f"}}{kind}EventDefinition") for one in node.definitions):
            yield Said(node, f"{ja}は使えません。{instead_ja}", f"{en} cannot run here; {instead_en}.")


@rule("link-event")
def link_event(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A link would end the path in silence."""
    return _refused_event("link", diagram)


@rule("signal-event")
def signal_event(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A signal reaches nobody: cases speak through the registers."""
    return _refused_event("signal", diagram)


@rule("compensation")
def compensation(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Compensation would be passed through without undoing anything."""
    return _refused_event("compensate", diagram)


@rule("cancel-event")
def cancel_event(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Cancel events belong to transactions, which do not run here."""
    return _refused_event("cancel", diagram)


@rule("conditional-event")
def conditional_event(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Nobody watches the data between two steps."""
    return _refused_event("conditional", diagram)


@rule("escalation")
def escalation(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """An escalation would reach nobody."""
    return _refused_event("escalation", diagram)


@rule("start-trigger")
def start_trigger(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A case is begun by a person or by another case; a trigger drawn in a lone file is taken to have happened."""
    called = {node.called for node in diagram.nodes()} - {""}
    for scope in diagram.scopes():
        begun_from_outside = scope.is_process and scope.id not in called and not around.is_part
        for node in scope.starts:
            if node.event in {"message", "timer"}:
                yield Said(
                    node,
                    "開始イベントの引き金は見ません。始める人か案件が始めます。",
                    "The trigger of a start event is not watched; a person or a case begins it.",
                    "error" if around.in_tree or not begun_from_outside else "warning",
                )


@rule("event-kind")
def event_kind(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """An event of a kind that does nothing, or nothing right, at its place."""
    for node in _events(diagram):
        if node.event not in _ALLOWED[node.tag] and node.event not in {*_REFUSED, "several"}:
            yield Said(
                node,
                f"ここで使えないイベントです({node.event or 'なし'})。",
                f"This kind of event ({node.event or 'none'}) cannot stand here.",
            )


@rule("several-triggers")
def several_triggers(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """One event has one definition of its own."""
    for node in _events(diagram):
        borrowed = any(child.tag.endswith("}eventDefinitionRef") for child in node.element)
        if node.event == "several" or borrowed:
            yield Said(
                node,
                "イベントの定義は、その中に一つだけ書いてください(参照も使えません)。",
                "An event holds exactly one definition of its own (no references).",
            )


# -- messages --------------------------------------------------------------------------------------------------


def message_of(node: Node, diagram: Diagram) -> str:
    """The name of the message a catch event, boundary event or receive task waits for; empty when there is none."""
    holders = [node.element, *node.definitions] if node.tag in {"receiveTask", "sendTask"} else node.definitions
    for holder in holders:
        if holder.get("messageRef"):
            return diagram.name_of_ref("message", holder.get("messageRef"))
    return ""


@rule("message-missing")
def message_missing(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """Who waits for news or sends some says which. In a lone file a nameless one waits, or passes, all the same."""
    for node in diagram.nodes():
        speaks = node.tag in {"receiveTask", "sendTask"} or (node.tag in _ALLOWED and node.event == "message")
        if speaks and not message_of(node, diagram):
            yield Said(
                node,
                f"「{title(node)}」の知らせ(message)の名前がありません。作って選んでください。",
                f"'{title(node)}' names no message; define one and refer to it.",
                "error" if around.in_tree else "warning",
            )


@rule("message-unknown")
def message_unknown(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A reference to a message that is not there."""
    known = diagram.definitions("message")
    for node in diagram.nodes():
        for holder in (node.element, *node.definitions):
            if holder.get("messageRef") and holder.get("messageRef") not in known:
                yield Said(node, "選ばれた message がありません。", "The message it refers to does not exist.")


# -- boundary events -------------------------------------------------------------------------------------------


def _on_host(diagram: Diagram) -> Iterator[tuple[Node, Node | None, Scope]]:
    for scope in diagram.scopes():
        for node in scope.nodes.values():
            if node.tag == "boundaryEvent":
                yield node, scope.nodes.get(node.host or ""), scope


@rule("boundary-host")
def boundary_host(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A boundary event stands on a step of its own scope that can be interrupted by it."""
    for node, host, _scope in _on_host(diagram):
        if host is None:
            yield Said(node, "付く先のタスクがありません。", "The activity it stands on does not exist here.")
        elif not _can_wait(node, host):
            yield Said(
                node,
                f"「{title(host)}」にこの境界イベントは働きません(人のタスクに付けてください)。",
                f"This boundary event never acts on '{title(host)}'; put it on a person's task.",
            )


def _can_wait(node: Node, host: Node) -> bool:
    if host.tag in _WAITING:
        return node.event in {"timer", "message"}
    return host.tag in {"subProcess", "callActivity"} and node.event in {"timer", "error"}


@rule("boundary-message")
def boundary_message(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A message at the border interrupts, and there is one: a second of the kind would be lost."""
    for node, host, _scope in _on_host(diagram):
        if node.event != "message":
            continue
        others = [] if host is None else [one for one in host.boundary if one.event == "message"]
        if not node.interrupting or len(others) > 1:
            yield Said(
                node,
                "境界の知らせは、タスクを中断するものを一つだけ付けられます。",
                "A task takes one message boundary event, and it interrupts.",
            )


@rule("boundary-not-interrupting")
def boundary_not_interrupting(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """What is thrown inside a sub-process ends it; only a timer may run beside its task."""
    for node, _host, _scope in _on_host(diagram):
        if node.event == "error" and not node.interrupting:
            yield Said(node, "ここは中断する境界イベントにしてください。", "This boundary event must interrupt.")


# -- errors ----------------------------------------------------------------------------------------------------


@rule("error-without-code")
def error_without_code(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """An error that is thrown has a code; a border without one catches any."""
    known = diagram.definitions("error")
    for node in _events(diagram, "endEvent", "boundaryEvent"):
        reference = node.definitions[0].get("errorRef") if node.event == "error" else None
        dangling = bool(reference) and reference not in known
        if dangling or (node.event == "error" and node.tag == "endEvent" and not error_code(node, diagram)):
            yield Said(node, "コードのある error を選んでください。", "Refer to an error with a code.")


@rule("error-uncaught")
def error_uncaught(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """What is thrown inside is caught at the border, so that no case ends in an error by design."""
    called = {node.called for node in diagram.nodes()} - {""}
    for scope in diagram.scopes():
        host = None if scope.parent is None else scope.parent.nodes.get(scope.id)
        if scope.is_process and (around.is_part or scope.id in called):
            continue  # its callers are asked
        for node in throwing(scope):
            if not _catches(host, error_code(node, diagram), diagram):
                yield _uncaught(node)
    for node in diagram.nodes():
        shape = shape_of_call(node, diagram, around)
        if shape is not None and not all(_catches(node, code, diagram) for code in shape.throws):
            yield _uncaught(node)


def _uncaught(node: Node) -> Said:
    return Said(
        node,
        "ここで起こるエラーを受ける境界イベントが外側にありません。",
        "No boundary event around it catches the error that is thrown here.",
    )


def _catches(host: Node | None, code: str, diagram: Diagram) -> bool:
    border = [] if host is None else [one for one in host.boundary if one.event == "error"]
    return any(error_code(one, diagram) in {"", code} for one in border)


@rule("error-never-thrown")
def error_never_thrown(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A border that catches what nothing inside throws would never be used."""
    for node, host, _scope in _on_host(diagram):
        if node.event == "error" and host is not None and host.tag in {"subProcess", "callActivity"}:
            thrown = _thrown_inside(host, diagram, around)
            earlier = [one for one in host.boundary[: host.boundary.index(node)] if one.event == "error"]
            taken = error_code(node, diagram) in {error_code(one, diagram) for one in earlier}
            if not thrown or taken or error_code(node, diagram) not in {"", *thrown}:
                yield Said(
                    node,
                    "中でこれを起こすものがないか、ほかの境界が先に受けます。",
                    "Nothing inside throws this, or another border takes it.",
                )


def _thrown_inside(host: Node, diagram: Diagram, around: Neighbours) -> set[str]:
    shape = shape_of_call(host, diagram, around)
    scopes = [] if host.inside is None else list(host.inside.scopes())
    return {error_code(one, diagram) for scope in scopes for one in throwing(scope)} | set(
        shape.throws if shape else ()
    )


# -- event-based gateways --------------------------------------------------------------------------------------


@rule("event-gateway")
def event_gateway(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """It waits for messages of different names and at most one date, each entered from here only."""
    for scope in diagram.scopes():
        for node in scope.nodes.values():
            if node.tag == "eventBasedGateway":
                targets = [scope.nodes[flow.target] for flow in node.outgoing if flow.target in scope.nodes]
                yield from _event_gateway(node, targets, diagram, around.in_tree)


def _event_gateway(node: Node, targets: list[Node], diagram: Diagram, in_tree: bool) -> Iterator[Said]:
    if len(targets) < 2:
        yield Said(node, "待つイベントが二つ以上要ります。", "It needs two events or more to wait for.")
    if in_tree and sum(one.event == "timer" for one in targets) > 1:
        yield Said(node, "期限は一つだけ付けられます。", "It takes at most one timer.")
    names = [
        message_of(one, diagram) or one.id for one in targets if one.event == "message" or one.tag == "receiveTask"
    ]
    if len(set(names)) < len(names):
        yield Said(node, "同じ知らせを二度待っています。", "It waits for the same message twice.")
    if {"receiveTask", "message"} <= {one.tag if one.tag == "receiveTask" else one.event for one in targets}:
        yield Said(
            node, "受信タスクと知らせのイベントは一緒に使えません。", "Use receive tasks or message events, not both."
        )
    for one in targets:
        fits = one.tag == "receiveTask" or (one.tag == "intermediateCatchEvent" and one.event in {"timer", "message"})
        fits = fits and not one.boundary and not markers(one)
        if not fits or len(one.incoming) != 1:
            yield Said(
                one,
                "イベントゲートウェイの先は、そこからだけ入る中間イベント(知らせか期限)にしてください。",
                "Behind an event-based gateway stand catching events (message or timer), entered from it only.",
            )
