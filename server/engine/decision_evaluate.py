"""Asking a decision table (決定表の評価): exactly the hit policies of the standard, or a refusal.

Nothing is guessed: a value of the wrong type, a value the column does not allow, two rows where one may answer, and no
row at all are refusals (`table_…`), each naming the table and the place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from typing import Any

from server.domain.refusals import Refused
from server.engine.decision_model import Input, Output, Row, Table, fits
from server.engine.feel import Expression
from server.engine.feel_errors import FeelError
from server.engine.feel_lexer import MAX_DIGITS, iso_date
from server.engine.feel_values import as_json, equal

_PLAIN = frozenset({str, bool, int, type(None)})
_MOST = 1024


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer and the rows that gave it (none when the defaults answered).

    `result` is a value for one output, an object for several, a list of such where every row counts. `outputs` is the
    same as an object always, as a step keeps it under the table's id. `inputs` is what was asked, by the columns' text.
    """

    result: Any
    rows: tuple[str, ...]
    outputs: Mapping[str, Any]
    inputs: Mapping[str, Any] = field(default_factory=dict)


def evaluate(table: Table, data: Mapping[str, Any]) -> Decided:
    """Asks `table` with case data (JSON; numbers may be `Decimal`).

    Raises `Refused` `table_no_answer`, `table_two_answers`, `table_input_type`, `table_input_not_allowed`,
    `table_output_type`, `expression_failed`.
    """
    try:
        found = [column.expression.value(data) for column in table.inputs]
        return _remembered(table, found) or _evaluated(table, found, data)
    except FeelError as error:
        raise Refused("expression_failed", expression=table.id, fault=error.message_ja) from None


def _evaluated(table: Table, found: Sequence[Any], data: Mapping[str, Any]) -> Decided:
    values = [_input(table, column, value, data) for column, value in zip(table.inputs, found, strict=True)]
    asked = {column.expression.text: as_json(value) for column, value in zip(table.inputs, values, strict=True)}
    hits = _hits(table, values, data)
    if not hits:
        return _keep(table, found, replace(_default(table, data), inputs=asked))
    answers = [
        [_answer(table, *pair, row, data) for pair in zip(table.outputs, row.outputs, strict=True)] for row in hits
    ]
    return _keep(table, found, replace(_decided(table, hits, answers), inputs=asked))


# A night asks a table the same few questions thousands of times. Where no cell and no answer looks a name up, the
# answer hangs on the inputs alone.


def _remembered(table: Table, found: Sequence[Any]) -> Decided | None:
    """The answer to these inputs as it was given before, in objects of its own."""
    if not _PLAIN.issuperset(map(type, found)):
        return None
    known: Decided | None = table.known.get((*found, *map(type, found)))
    if known is None:
        return None
    outputs = dict(known.outputs)
    result = outputs if known.result is known.outputs else known.result
    return Decided(result, known.rows, outputs, dict(known.inputs))


def _keep(table: Table, found: Sequence[Any], decided: Decided) -> Decided:
    """Remembers an answer of plain values; answers it."""
    plain = _PLAIN.issuperset(map(type, found)) and _PLAIN.issuperset(map(type, decided.outputs.values()))
    if plain and not table.names_inside and len(table.known) < _MOST:
        own = dict(decided.outputs)
        result = own if isinstance(decided.result, dict) else decided.result
        table.known[(*found, *map(type, found))] = Decided(result, decided.rows, own, dict(decided.inputs))
    return decided


def _input(table: Table, column: Input, value: Any, data: Mapping[str, Any]) -> Any:
    if column.type == "date" and isinstance(value, str):
        value = iso_date(value) or value
    if not fits(value, column.type):
        raise Refused("table_input_type", table=table.id, name=column.expression.text, type=column.type)
    if column.allowed is not None and not column.allowed.test(value, data):
        raise Refused("table_input_not_allowed", table=table.id, name=column.expression.text, value=_shown(value))
    return value


def _shown(value: Any) -> str:
    return "null" if value is None else str(as_json(value))[:60]


def _hits(table: Table, values: Sequence[Any], data: Mapping[str, Any]) -> list[Row]:
    hits: list[Row] = []
    for row, checks in zip(table.rows, table.checks, strict=True):
        for place, test in checks:
            if not test.test(values[place], data):
                break
        else:
            hits.append(row)
            if table.hit_policy == "FIRST":
                break
    if table.hit_policy == "UNIQUE" and len(hits) > 1:
        raise _two_answers(table, hits)
    return hits


def _two_answers(table: Table, hits: Sequence[Row]) -> Refused:
    return Refused("table_two_answers", table=table.id, rows=", ".join(row.id for row in hits))


def _answers(table: Table, row: Row, data: Mapping[str, Any]) -> list[Any]:
    return [_answer(table, *pair, row, data) for pair in zip(table.outputs, row.outputs, strict=True)]


def _answer(table: Table, output: Output, written: Expression, row: Row | None, data: Mapping[str, Any]) -> Any:
    value = written.value(data)
    if output.type == "date" and isinstance(value, str):
        value = iso_date(value) or value
    place = row.id if row else "default"
    if not fits(value, output.type) or (output.allowed is not None and not output.allowed.test(value, data)):
        raise Refused("table_output_type", table=table.id, name=output.name, row=place)
    return as_json(value)


def _decided(table: Table, hits: list[Row], answers: list[list[Any]]) -> Decided:
    rows = tuple(row.id for row in hits)
    if table.many:
        return _listed(table, rows, answers)
    if table.hit_policy == "COLLECT":
        total = _aggregated(table, [answer[0] for answer in answers])
        return Decided(total, rows, {table.output_names[0]: total})
    if table.hit_policy == "ANY" and any(equal(answer, answers[0]) is not True for answer in answers[1:]):
        raise _two_answers(table, hits)
    return _single(table, rows, answers[0])


def _single(table: Table, rows: tuple[str, ...], answer: list[Any]) -> Decided:
    outputs = dict(zip(table.output_names, answer, strict=True))
    return Decided(answer[0] if len(answer) == 1 else outputs, rows, outputs)


def _listed(table: Table, rows: tuple[str, ...], answers: list[list[Any]]) -> Decided:
    if len(table.outputs) == 1:
        values = [answer[0] for answer in answers]
        return Decided(values, rows, {table.output_names[0]: values})
    objects = [dict(zip(table.output_names, answer, strict=True)) for answer in answers]
    return Decided(objects, rows, {"rows": objects})


def _default(table: Table, data: Mapping[str, Any]) -> Decided:
    """The default outputs of the standard, when every column has one; else there is no answer."""
    defaults = [(output, output.default) for output in table.outputs if output.default is not None]
    if len(defaults) < len(table.outputs):
        raise Refused("table_no_answer", table=table.id)
    if table.many:
        return Decided([], (), {table.output_names[0]: []})  # the reader lets only an empty list be its default
    return _single(table, (), [_answer(table, output, default, None, data) for output, default in defaults])


_AGGREGATES: Mapping[str, Callable[[list[Any]], Any]] = {"SUM": sum, "MIN": min, "MAX": max}


def _aggregated(table: Table, values: list[Any]) -> int | Decimal:
    if table.aggregation == "COUNT":
        return len(values)
    if not all(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in values):
        raise Refused("table_output_type", table=table.id, name=table.output_names[0], row=str(table.aggregation))
    with localcontext(prec=MAX_DIGITS):
        total: int | Decimal = as_json(_AGGREGATES[str(table.aggregation)](values))
    return total
