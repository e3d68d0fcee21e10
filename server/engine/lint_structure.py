"""Rules of the drawing itself (図の骨組み): ids, flows, starts, ends, what is reached and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.engine.lint_model import NODES, Diagram, Node, Scope, bpmn_children, is_true, tag_of
from server.engine.lint_rules import Neighbours, Said, rule, title
from server.engine.safe_xml import text_in

_RESERVED = re.compile(r"Start|End|Root|.*\.(EndJoin|BoundaryEventJoin|BoundaryEventSplit)")
_KEYS_TAKEN = frozenset({"start", "case"})
_PLAIN_ID = re.compile(r"[^\W\d]\w*")


@rule("no-process")
def no_process(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Something in the file can run."""
    if tag_of(diagram.root) == "definitions" and not diagram.processes:
        yield Said(diagram.root, "プロセスがありません。", "There is no process in the file.")


@rule("not-executable")
def not_executable(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A process that says it is not to be run is not run."""
    for process in diagram.processes:
        if not is_true(process.element.get("isExecutable", "true")):
            yield Said(
                process,
                "実行しない印(isExecutable=false)の付いたプロセスです。実行するなら true にしてください。",
                "The process is marked as not executable; set isExecutable to true to run it.",
            )


@rule("several-processes")
def several_processes(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """One process per file begins; in the tree the file holds no other."""
    others = diagram.processes[1:] if around.in_tree else diagram.runnable[1:]
    for process in others:
        yield Said(
            process,
            "始まるプロセスが二つ以上あります。一つのファイルに一つだけ置いてください。",
            "More than one process would begin; keep one to a file.",
        )


@rule("process-id")
def process_id(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """In the tree a process is named as its folder; so it is found by its callers."""
    for process in diagram.processes:
        if not process.id or (around.in_tree and around.slug and process.id != around.slug):
            yield Said(
                process,
                f"プロセスの id はフォルダー名「{around.slug}」と同じにしてください。",
                f"The process id must be that of its folder, '{around.slug}'.",
            )


@rule("missing-id")
def missing_id(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Every node and every flow can be named."""
    for scope in diagram.scopes():
        for element in bpmn_children(scope.element):
            if tag_of(element) in NODES | {"sequenceFlow"} and not element.get("id"):
                yield Said(element, "id がありません。", "The element has no id.")


@rule("duplicate-id")
def duplicate_id(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """An id names one thing."""
    for name, elements in diagram.ids.items():
        for element in elements[1:]:
            yield Said(element, f"id「{name}」が二つあります。", f"The id '{name}' stands twice.")


@rule("reserved-id")
def reserved_id(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """Ids that the engine uses inside: an element of that name would be skipped without a word."""
    own = {process.id for process in diagram.processes}
    for node in diagram.nodes():
        taken = node.id in _KEYS_TAKEN and node.tag != "startEvent"
        if _RESERVED.fullmatch(node.id) or node.id in own or (around.in_tree and taken):
            yield Said(
                node, f"id「{node.id}」は予約されています。別の id にしてください。", f"The id '{node.id}' is reserved."
            )


@rule("id-not-a-name")
def id_not_a_name(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """In the tree an element's id is the key of its data, so expressions must be able to name it."""
    if not around.in_tree:
        return
    for node in diagram.nodes():
        if not _PLAIN_ID.fullmatch(node.id):
            yield Said(
                node,
                f"id「{node.id}」は式の中で名前として書けません。文字、数字、下線だけにしてください。",
                f"The id '{node.id}' cannot be named in expressions; use letters, digits and underscores.",
            )


@rule("dangling-flow")
def dangling_flow(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A flow begins and ends at nodes of its own scope."""
    for scope in diagram.scopes():
        for flow in scope.flows:
            for end in (flow.source, flow.target):
                if end not in scope.nodes:
                    yield Said(
                        flow,
                        f"矢印の端「{end}」がありません(別の枠の中は指せません)。つなぎ直してください。",
                        f"The flow's end '{end}' is not here (another level cannot be reached); connect it again.",
                    )


@rule("flow-references")
def flow_references(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """What a node lists as its flows are its flows."""
    for node in diagram.nodes():
        for kind, flows in (("incoming", node.incoming), ("outgoing", node.outgoing)):
            listed = {text_in(one).rpartition(":")[2] for one in bpmn_children(node.element, kind)}
            for wrong in sorted(listed - {flow.id for flow in flows}):
                yield Said(
                    node,
                    f"「{title(node)}」の {kind} に、つながっていない矢印「{wrong}」があります。",
                    f"'{title(node)}' lists '{wrong}' as {kind}, which is not connected to it.",
                )


@rule("flow-twice")
def flow_twice(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Two flows between the same two nodes are counted as one by joins."""
    for scope in diagram.scopes():
        seen: set[tuple[str, str]] = set()
        for flow in scope.flows:
            if (flow.source, flow.target) in seen:
                yield Said(
                    flow,
                    "同じ二つの間に矢印が二本あります。一本にし、条件は or でつないでください。",
                    "Two flows connect the same two nodes; keep one and join conditions with or.",
                )
            seen.add((flow.source, flow.target))


@rule("missing-start")
def missing_start(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Each scope begins at exactly one start event."""
    for scope in _ordinary_scopes(diagram):
        if not scope.starts:
            yield Said(scope, "開始イベントがありません。", "There is no start event.")
        for start in scope.starts[1:]:
            yield Said(
                start,
                "開始イベントが二つ以上あります。一つにしてください。",
                "There is more than one start event; keep one.",
            )


@rule("missing-end")
def missing_end(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Each scope has an end event."""
    for scope in _ordinary_scopes(diagram):
        if not any(node.tag == "endEvent" for node in scope.nodes.values()):
            yield Said(scope, "終了イベントがありません。", "There is no end event.")


def _ordinary_scopes(diagram: Diagram) -> Iterator[Scope]:
    return (scope for scope in diagram.scopes() if scope.tag in {"process", "subProcess"})


@rule("start-entered")
def start_entered(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Nothing leads into a start event or a boundary event, nothing leads out of an end event."""
    for node in diagram.nodes():
        if node.tag in {"startEvent", "boundaryEvent"} and node.incoming:
            yield Said(node, "ここへ入る矢印は引けません。", "No flow may lead in here.")
        if node.tag == "endEvent" and node.outgoing:
            yield Said(node, "終了イベントから矢印は引けません。", "No flow may leave an end event.")


@rule("dead-end")
def dead_end(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Every path that begins comes to an end event: nothing stops in the middle."""
    for scope in diagram.scopes():
        reaching = _reaching_end(scope)
        for node in scope.nodes.values():
            if node.tag != "endEvent" and not _is_event_subprocess(node) and not node.outgoing:
                yield Said(
                    node,
                    f"「{title(node)}」から先がありません。次か終了へつないでください。",
                    f"Nothing follows '{title(node)}'; connect it to the next step or to an end.",
                )
            elif node.id not in reaching and node.outgoing:
                yield Said(
                    node,
                    f"「{title(node)}」からは終了に着きません。出口を付けてください。",
                    f"No end can be reached from '{title(node)}'; add a way out.",
                )


def _is_event_subprocess(node: Node) -> bool:
    return node.tag == "subProcess" and is_true(node.element.get("triggeredByEvent"))


def _reaching_end(scope: Scope) -> set[str]:
    """The nodes from which an end event is reached along the flows."""
    reaching = {node.id for node in scope.nodes.values() if node.tag == "endEvent"}
    grew = True
    while grew:
        more = {
            node.id
            for node in scope.nodes.values()
            if node.id not in reaching and any(after.id in reaching for after in scope.next_of(node))
        }
        grew = bool(more)
        reaching |= more
    return reaching


@rule("unreachable")
def unreachable(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """What no path reaches would be left out without a word."""
    for scope in diagram.scopes():
        reached = {start.id for start in scope.starts}
        waiting = list(scope.starts)
        while waiting:
            node = waiting.pop()
            for after in (*scope.next_of(node), *node.boundary):
                if after.id not in reached:
                    reached.add(after.id)
                    waiting.append(after)
        for node in scope.nodes.values():
            if scope.starts and node.id not in reached and not _is_event_subprocess(node):
                yield Said(
                    node,
                    f"「{title(node)}」へ着く道がありません。つなぐか、削除してください。",
                    f"No path reaches '{title(node)}'; connect or delete it.",
                )


@rule("loop-in-subprocess")
def loop_in_subprocess(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """In the tree rounds are drawn where a reader sees them, never inside a sub-process."""
    for scope in diagram.scopes() if around.in_tree else ():
        looping = [] if scope.is_process else in_cycles(scope)
        if looping:
            yield Said(
                scope.nodes[min(looping)],
                "サブプロセスの中で繰り返しはできません。外に出してください。",
                "No loops inside a sub-process; move the loop outside.",
            )


def in_cycles(scope: Scope) -> set[str]:
    """The nodes from which a path leads back to themselves."""
    after = {node.id: {one.id for one in scope.next_of(node)} for node in scope.nodes.values()}
    return {start for start in after if start in _reachable(after, start)}


def _reachable(after: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(after[start])
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting.extend(after[one])
    return seen
