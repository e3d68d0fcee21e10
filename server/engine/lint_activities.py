"""Rules of steps (タスクと部品): each does something, and what it does exists."""

from __future__ import annotations

from collections.abc import Iterator

from server.engine.feel import FeelError, compile_expression
from server.engine.feel_ast import Literal
from server.engine.lint_data import form_of, markers, others_of, shape_of_call
from server.engine.lint_loops import can_repeat
from server.engine.lint_model import Diagram, is_true
from server.engine.lint_rules import Neighbours, Said, rule, title

_WAITING_MARKS = frozenset({"documents"})
_TASK_PROPERTIES = frozenset({"form", "differs_from", "due", "waiting", "act", "checks", "fresh"})
_PROPERTIES = {
    "userTask": _TASK_PROPERTIES,
    "manualTask": _TASK_PROPERTIES,
    "startEvent": frozenset({"form"}),
}


@rule("script-task")
def script_task(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Text of a diagram never runs as a program."""
    for node in diagram.nodes():
        if node.tag == "scriptTask":
            yield Said(
                node,
                "スクリプトタスクは使えません。自動処理(サービスタスク)にしてください。",
                "A script task cannot run here; use an operator (service task).",
            )


@rule("plain-task")
def plain_task(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """In the tree a step is somebody's or something's."""
    for node in diagram.nodes():
        if around.in_tree and node.tag in {"task", "manualTask"}:
            yield Said(
                node,
                f"「{title(node)}」は誰の仕事でもありません。人のタスクか自動処理にしてください。",
                f"'{title(node)}' is nobody's work; make it a user task or an operator.",
            )


@rule("sub-process-kind")
def sub_process_kind(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """Only the plain sub-process runs as drawn."""
    for node in diagram.nodes():
        if node.tag in {"transaction", "adHocSubProcess"} or is_true(node.element.get("triggeredByEvent")):
            yield Said(
                node,
                "トランザクション、アドホック、イベントサブプロセスは使えません。ふつうの流れに直してください。",
                "Transactions, ad-hoc and event sub-processes cannot run here; draw it as ordinary flow.",
            )


@rule("loop-marker")
def loop_marker(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """In the tree many things are rows of a run or rounds of a drawn loop; a lone file may mark repetition."""
    for node in diagram.nodes():
        for marker in markers(node):
            if around.in_tree or node.boundary or not can_repeat(marker):
                yield Said(
                    marker,
                    "この繰り返し・複数インスタンスの印は使えません。矢印で戻るか、行のある様式にしてください。",
                    "This loop or multi-instance marker cannot run here; draw the loop, or use a form with rows.",
                )


# -- people ----------------------------------------------------------------------------------------------------


@rule("missing-form")
def missing_form(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """In the tree every user task has its form."""
    if not around.in_tree:
        return
    for node in diagram.nodes():
        form = node.properties.get("form", node.id)
        if node.tag == "userTask" and form_of(form, around) is None:
            yield Said(
                node,
                f"様式 forms/{around.slug}/{form}.yaml がありません。",
                f"There is no form forms/{around.slug}/{form}.yaml.",
            )


@rule("unknown-property")
def unknown_property(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A property that nobody reads is a wish that nobody hears."""
    for node in diagram.nodes():
        known = _PROPERTIES.get(node.tag, frozenset())
        for name in node.properties:
            if name not in known:
                yield Said(
                    node,
                    f"設定「{name}」は読まれません。名前を直すか、削除してください。",
                    f"The property '{name}' is not read; mend its name or delete it.",
                    "error" if around.in_tree else "warning",
                )
        mark = node.properties.get("waiting")
        if mark is not None and mark not in _WAITING_MARKS:
            yield Said(node, f"waiting「{mark}」は決められた値にありません。", f"waiting '{mark}' is no known mark.")
        fresh = node.properties.get("fresh")
        if fresh not in (None, "true"):
            yield Said(node, f"fresh「{fresh}」は true だけです。", f"fresh is 'true' or left out, not '{fresh}'.")


@rule("differs-from")
def differs_from(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """Another person than that of an earlier step: the step is a person's, here or where the part is called."""
    people = {node.id for node in diagram.nodes() if node.tag in {"userTask", "startEvent"}}
    for part in around.parts.values():
        people |= part.writes if part is not None else frozenset()
    for node in diagram.nodes():
        shape = shape_of_call(node, diagram, around)
        wanted = [*others_of(node), *sorted(shape.not_by if shape is not None else ())]
        for other in wanted if not around.is_part else [one for one in wanted if one == node.id]:
            if other not in people or other == node.id:
                yield Said(
                    node,
                    f"differs_from「{other}」は人のタスクではありません。",
                    f"differs_from '{other}' is no other person's task.",
                )


# -- operators, tables, parts ----------------------------------------------------------------------------------


@rule("unknown-operator")
def unknown_operator(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A service task runs exactly one operator that exists; in a lone file one without operator passes."""
    for node in diagram.nodes():
        if node.tag != "serviceTask":
            continue
        named = node.extensions("serviceTaskOperator")
        if len(named) > 1 or node.operator not in around.operators:
            yield Said(
                node,
                f"自動処理「{node.operator or 'なし'}」がありません。",
                f"There is no operator '{node.operator or 'none'}'.",
                "error" if around.in_tree or named else "warning",
            )


@rule("operator-parameters")
def operator_parameters(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """The operator is given what it takes, each once."""
    for node in diagram.nodes():
        shape = around.operators.get(node.operator)
        if node.tag != "serviceTask" or shape is None:
            continue
        given = [part.get("id") or "" for part in node.parameters]
        for name in sorted(shape.required - set(given)):
            yield Said(node, f"自動処理に「{name}」が渡されていません。", f"The operator lacks its input '{name}'.")
        for name in sorted(set(given) - shape.inputs):
            yield Said(node, f"自動処理は「{name}」を受け取りません。", f"The operator takes no input '{name}'.")
        for name in sorted({one for one in given if given.count(one) > 1}):
            yield Said(node, f"「{name}」が二度渡されています。", f"The input '{name}' is given twice.")
        for table in shape.tables:
            if around.in_tree and table not in around.table_ids:
                yield Said(
                    node, f"自動処理が使う表「{table}」がありません。", f"Its operator asks table '{table}', not here."
                )


@rule("unknown-letter")
def unknown_letter(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A letter that a diagram names as an operator's `letter` exists."""
    if not around.in_tree:
        return
    for node in diagram.nodes():
        for part in node.parameters:
            name = _written_text(part.get("value") or "") if part.get("id") == "letter" else None
            if name is not None and name not in around.letters:
                yield Said(part, f"通知書「{name}」がありません。", f"There is no letter '{name}'.")


def _written_text(text: str) -> str | None:
    try:
        node = compile_expression(text).node
    except FeelError:
        return None
    return node.value if isinstance(node, Literal) and isinstance(node.value, str) else None


@rule("unknown-table")
def unknown_table(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A business rule task asks exactly one table that can be read."""
    for node in diagram.nodes():
        if node.tag != "businessRuleTask":
            continue
        if len(node.extensions("calledDecisionId")) != 1 or node.decision not in around.tables:
            yield Said(
                node,
                f"決定表「{node.decision or 'なし'}」がありません。図の横に置いてください。",
                f"There is no table '{node.decision or 'none'}'; put it beside the diagram.",
            )
        elif around.tables[node.decision] is None:
            yield Said(
                node,
                f"決定表「{node.decision}」に誤りがあります。",
                f"The table '{node.decision}' has errors.",
            )


@rule("unknown-part")
def unknown_part(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A call activity calls a process of the file or a part that can be read, and no ring of calls is closed."""
    own = {process.id for process in diagram.processes}
    for node in diagram.nodes():
        if node.tag != "callActivity":
            continue
        if not node.called or (node.called not in own and node.called not in around.parts):
            yield Said(
                node,
                f"部品「{node.called or 'なし'}」がありません。",
                f"There is no part '{node.called or 'none'}' to call.",
            )
        elif node.called not in own and around.parts[node.called] is None:
            yield Said(node, f"部品「{node.called}」に誤りがあります。", f"The part '{node.called}' has errors.")


@rule("recursive-call")
def recursive_call(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A process that calls itself, directly or round about, never comes to an end."""
    calls = {
        process.id: {node.called for node in process.all_nodes() if node.tag == "callActivity"}
        for process in diagram.processes
    }
    for process in diagram.processes:
        seen: set[str] = set()
        waiting = set(calls[process.id])
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting |= calls.get(one, set())
        if process.id in seen:
            yield Said(process, "部品が自分自身を呼び出しています。", "The process calls itself.")
