"""Rows of a table (表の行): cells against columns, answers against types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from server.engine.decision_model import Input, Output, Row, fits
from server.engine.decision_words import Words, text_of
from server.engine.decision_xml import dmn_children, local, refuse_language
from server.engine.feel import Expression, UnaryTests, compile_expression
from server.engine.feel_ast import Literal
from server.engine.safe_xml import line_of


def read_rows(table: etree._Element, inputs: Sequence[Input], outputs: Sequence[Output], words: Words) -> Iterator[Row]:
    """Every row whose number of cells is right; the others are findings."""
    named = {name.partition(".")[0] for column in inputs for name in column.expression.names}
    roots = frozenset(named | set(words.declared.types))
    for number, rule in enumerate((part for part in dmn_children(table) if local(part) == "rule"), 1):
        cells = [part for part in dmn_children(rule) if local(part) == "inputEntry"]
        answers = [part for part in dmn_children(rule) if local(part) == "outputEntry"]
        notes = [text_of(part) for part in dmn_children(rule) if local(part) == "annotationEntry"]
        if len(cells) != len(inputs) or len(answers) != len(outputs):
            words.notes.say(
                rule,
                "table-row-shape",
                f"{number}行目の欄の数が列と合いません。",
                f"Row {number} has a wrong number of cells.",
            )
            continue
        yield Row(
            id=rule.get("id") or f"row-{number}",
            number=number,
            tests=tuple(_cell(*pair, roots, number, words) for pair in zip(cells, inputs, strict=True)),
            outputs=tuple(_answer(*pair, roots, number, words) for pair in zip(answers, outputs, strict=True)),
            line=line_of(rule),
            note="・".join(note for note in notes if note),
        )


def _cell(element: etree._Element, column: Input, roots: frozenset[str], number: int, words: Words) -> UnaryTests:
    refuse_language(element, words.notes)
    text = text_of(element)
    if not text:
        words.notes.say(
            element,
            "table-empty-cell",
            f"{number}行目「{column.label}」が空です。何でもよいときは「-」と書いてください。",
            f"Row {number}, '{column.label}' is empty; write '-' where anything goes.",
            "warning",
        )
    cell = words.cell(text, element, "table-cell")
    words.check_names(cell.names, roots, element, number)
    words.check_cell(cell, column.type, element, text)
    return cell


def _answer(element: etree._Element, column: Output, roots: frozenset[str], number: int, words: Words) -> Expression:
    refuse_language(element, words.notes)
    text = text_of(element)
    if not text:
        words.notes.say(
            element,
            "table-empty-answer",
            f"{number}行目の答え「{column.label}」が空です。値を書いてください(なしは null)。",
            f"Row {number} has no answer in '{column.label}'; write a value (null for none).",
        )
        return compile_expression("null")
    answer = words.expression(text, element, "table-answer")
    words.check_names(answer.names, roots, element, number)
    _check_answer(answer, column, element, number, words)
    return answer


def _check_answer(answer: Expression, column: Output, element: etree._Element, number: int, words: Words) -> None:
    if not isinstance(answer.node, Literal):
        return
    value = answer.node.value
    if not fits(value, column.type) or (column.allowed is not None and not column.allowed.test(value, {})):
        words.notes.say(
            element,
            "table-answer-type",
            f"{number}行目の答え {answer} は列「{column.label}」の型か許された値に合いません。",
            f"Row {number}: the answer {answer} does not fit the type or values of '{column.label}'.",
        )
