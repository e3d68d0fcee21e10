"""Input and output columns of a table (表の列)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from server.engine.decision_model import Input, Output
from server.engine.decision_types import ResolvedType, resolve, resolve_both
from server.engine.decision_words import ANYTHING, Words, child_of, text_of
from server.engine.decision_xml import dmn_children, local, refuse_language
from server.engine.feel import Expression, UnaryTests
from server.engine.feel_ast import ListOf
from server.engine.safe_xml import line_of

_ONE_ANSWER = frozenset({"UNIQUE", "ANY", "FIRST"})


def read_input(element: etree._Element, words: Words) -> Input:
    """One input column; its type is its own or that of the declared input it names."""
    inner = child_of(element, "inputExpression")
    text = text_of(inner)
    if inner is not None:
        refuse_language(inner, words.notes)
    _know_heading(text, element, words)
    expression = words.expression(text, element, "table-input")
    written = None if inner is None else inner.get("typeRef")
    named = words.declared.types.get(" ".join(text.split()))
    resolved = resolve_both(written, named, words.declared, element, words.notes)
    return Input(
        id=element.get("id") or "",
        label=element.get("label") or text,
        expression=expression,
        type=resolved.type,
        allowed=_allowed(element, "inputValues", resolved, words),
        line=line_of(element),
    )


def _know_heading(text: str, element: etree._Element, words: Words) -> None:
    """An input that is only words, the same as its heading, is a name with spaces, in the whole table."""
    name = " ".join(text.split())
    plain = all(word.isidentifier() for word in name.split())
    if " " in name and plain and name == " ".join((element.get("label") or "").split()):
        words.known = words.known | {name}


def read_outputs(table: etree._Element, decision: etree._Element, words: Words) -> Iterator[Output]:
    """The output columns; a single one may leave its name and type to the decision."""
    columns = [part for part in dmn_children(table) if local(part) == "output"]
    alone = len(columns) == 1
    variable = child_of(decision, "variable") if alone else None
    for element in columns:
        name = " ".join((element.get("name") or "").split())
        if not name and not alone:
            words.notes.say(
                element, "table-output-name", "出力の列に name が要ります。", "Each output column needs a name."
            )
        said = None if variable is None else variable.get("typeRef")
        resolved = _output_type(element, table, said or (table.get("typeRef") if alone else None), words)
        yield Output(
            id=element.get("id") or "",
            name=name or decision.get("id") or "",
            label=element.get("label") or name,
            type=resolved.type,
            allowed=_allowed(element, "outputValues", resolved, words),
            default=_default(element, table, words),
            line=line_of(element),
        )


def _output_type(element: etree._Element, table: etree._Element, said: str | None, words: Words) -> ResolvedType:
    """The column's own type; `said` is what the decision's variable or the table says of a single answer."""
    written = element.get("typeRef")
    if table.get("hitPolicy", "UNIQUE") in _ONE_ANSWER:
        return resolve_both(written, said, words.declared, element, words.notes)
    return resolve(written or said, words.declared, element, words.notes)


def _default(element: etree._Element, table: etree._Element, words: Words) -> Expression | None:
    inner = child_of(element, "defaultOutputEntry")
    if inner is None or not text_of(inner):
        return None
    default = words.expression(text_of(inner), inner, "table-default")
    policy, aggregation = table.get("hitPolicy"), table.get("aggregation")
    if (policy == "RULE ORDER" or (policy == "COLLECT" and not aggregation)) and default.node != ListOf(()):
        words.notes.say(
            inner,
            "table-default",
            "答えがリストになる表の既定値は [] だけです。",
            "A table that answers with a list has only [] as its default.",
        )
    return default


def _allowed(element: etree._Element, part: str, resolved: ResolvedType, words: Words) -> UnaryTests | None:
    inner = child_of(element, part)
    text = text_of(inner) or resolved.allowed or ""
    if not text or text == ANYTHING:
        return None
    cell = words.cell(text, element if inner is None else inner, "table-allowed")
    words.check_cell(cell, resolved.type, element, text)
    words.check_names(cell.names, frozenset(), element, 0)
    return cell
