"""Rules of events (イベント): only what is really waited for, really thrown and really caught."""

from __future__ import annotations

from collections.abc import Iterator

from server.engine.lint_model import PEOPLE, Diagram, Node, Scope
from server.engine.lint_rules import Neighbours, Said, rule, title

_REFUSED = {
    "link": ("リンクイベント", "Link events", "矢印で直接つないでください。", "draw the flow itself"),
    "signal": ("シグナルイベント", "Signal events", "登録を介した知らせ(メッセージ)にしてください。", "use a message"),
    "compensate": (
        "補償イベント",
        "Compensation",
        "取り消しは別のタスクにしてください。",
        "make undoing a task of its own",
    ),
    "cancel": (
        "取消イベント",
        "Cancel events",
        "取り消しは別のタスクにしてください。",
        "make undoing a task of its own",
    ),
    "conditional": (
        "条件イベント",
        "Conditional events",
        "知らせか期限で待ってください。",
        "wait for a message or a date",
    ),
}
_ALLOWED = {
    "startEvent": frozenset({""}),
    "endEvent": frozenset({"", "terminate", "error", "escalation"}),
    "intermediateThrowEvent": frozenset({""}),
    "intermediateCatchEvent": frozenset({"timer", "message"}),
    "boundaryEvent": frozenset({"timer", "message", "error", "escalation"}),
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


@rule("start-trigger")
def start_trigger(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A case is begun by a person or by another case, never by a trigger in the diagram."""
    for node in _events(diagram, "startEvent"):
        if node.event and node.event not in _REFUSED:
            yield Said(
                node,
                "開始イベントに引き金は付けられません。何も付けない開始にしてください。",
                "A start event has no trigger here; make it a none start event.",
            )


@rule("event-kind")
def event_kind(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """An event of a kind that does nothing, or nothing right, at its place."""
    for node in _events(diagram):
        known = node.tag == "startEvent" or node.event in _ALLOWED[node.tag] or node.event in {*_REFUSED, "several"}
        if not known:
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
def message_missing(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Who waits for a message says which: without one, a receive task would not wait at all."""
    for node in diagram.nodes():
        waits = node.tag == "receiveTask" or (node.tag in _ALLOWED and node.event == "message")
        if waits and not message_of(node, diagram):
            yield Said(
                node,
                f"「{title(node)}」が待つ知らせの名前がありません。message を作って選んでください。",
                f"'{title(node)}' names no message; define one and refer to it.",
            )


@rule("send-task")
def send_task(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """What leaves the house is requested by an operator, in the case's own transaction."""
    for node in diagram.nodes():
        if node.tag == "sendTask":
            yield Said(
                node,
                "送信タスクは使えません。自動処理(サービスタスク)にしてください。",
                "A send task cannot run here; use an operator (service task).",
            )


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
    if host.tag == "subProcess":
        return node.event in {"timer", "error", "escalation"}
    return host.tag == "callActivity" and node.event == "timer"


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
        if node.event in {"error", "escalation"} and not node.interrupting:
            yield Said(node, "ここは中断する境界イベントにしてください。", "This boundary event must interrupt.")


# -- errors and escalations ------------------------------------------------------------------------------------


def thrown_code(node: Node, diagram: Diagram) -> str | None:
    """The code an error or escalation event throws or catches; None for any."""
    reference = node.definitions[0].get(f"{node.event}Ref")
    if not reference:
        return None
    found = diagram.definitions(node.event).get(reference)
    return None if found is None else found.get(f"{node.event}Code")


@rule("error-without-code")
def error_without_code(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """An error or escalation names its code, at both ends."""
    for node in _events(diagram, "endEvent", "boundaryEvent"):
        if node.event in {"error", "escalation"} and not thrown_code(node, diagram):
            yield Said(
                node,
                "コードのある error / escalation を選んでください。",
                "Refer to an error or escalation with a code.",
            )


@rule("error-uncaught")
def error_uncaught(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """What a sub-process throws is caught at its border, so that no case ends in an error by design."""
    for scope in diagram.scopes():
        host = None if scope.parent is None else scope.parent.nodes.get(scope.id)
        caught = {(one.event, thrown_code(one, diagram)) for one in _catching(host)}
        for node in _throwing(scope):
            if (node.event, thrown_code(node, diagram)) not in caught:
                yield Said(
                    node,
                    "これを受ける境界イベントが外側にありません。",
                    "No boundary event on the sub-process around it catches this.",
                )


def _catching(host: Node | None) -> list[Node]:
    return [] if host is None else [one for one in host.boundary if one.event in {"error", "escalation"}]


def _throwing(scope: Scope) -> list[Node]:
    return [one for one in scope.nodes.values() if one.tag == "endEvent" and one.event in {"error", "escalation"}]


@rule("error-never-thrown")
def error_never_thrown(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A border that catches what nothing inside throws would never be used."""
    for node, host, _scope in _on_host(diagram):
        if node.event not in {"error", "escalation"} or host is None or host.inside is None:
            continue
        thrown = {thrown_code(one, diagram) for one in _throwing(host.inside) if one.event == node.event}
        if thrown_code(node, diagram) not in thrown:
            yield Said(node, "中でこれを起こすものがありません。", "Nothing inside throws this.")


# -- event-based gateways --------------------------------------------------------------------------------------


@rule("event-gateway")
def event_gateway(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """It waits for messages of different names and at most one date, each entered from here only."""
    for scope in diagram.scopes():
        for node in scope.nodes.values():
            if node.tag == "eventBasedGateway":
                yield from _event_gateway(
                    node, [scope.nodes[f.target] for f in node.outgoing if f.target in scope.nodes], diagram
                )


def _event_gateway(node: Node, targets: list[Node], diagram: Diagram) -> Iterator[Said]:
    if len(targets) < 2:
        yield Said(node, "待つイベントが二つ以上要ります。", "It needs two events or more to wait for.")
    if sum(one.event == "timer" for one in targets) > 1:
        yield Said(node, "期限は一つだけ付けられます。", "It takes at most one timer; several are not kept apart.")
    names = [message_of(one, diagram) for one in targets if one.event == "message"]
    if len(set(names)) < len(names):
        yield Said(node, "同じ知らせを二度待っています。", "It waits for the same message twice.")
    for one in targets:
        fits = one.tag == "intermediateCatchEvent" and one.event in {"timer", "message"}
        if not fits or len(one.incoming) != 1:
            yield Said(
                one,
                "イベントゲートウェイの先は、そこからだけ入る中間イベント(知らせか期限)にしてください。",
                "Behind an event-based gateway stand catching events (message or timer), entered from it only.",
            )
