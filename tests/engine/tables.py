"""Builds small decision tables as DMN text, so that a test shows only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


@dataclass(frozen=True, slots=True)
class Column:
    """An input (its expression) or an output (its name), with type, allowed values and default."""

    text: str
    type: str = ""
    values: str = ""
    default: str = ""


def table_xml(
    inputs: Sequence[Column],
    outputs: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    namespace: str = DMN_13,
    around: str = "",
    inside: str = "",
    table_attributes: str = "",
) -> bytes:
    """One decision `choice` with its table; `around` stands beside the decision, `inside` before its table."""
    body = "".join(_input(at, column) for at, column in enumerate(inputs, 1))
    body += "".join(_output(at, column) for at, column in enumerate(outputs, 1))
    body += "".join(_rule(number, cells, len(inputs)) for number, cells in enumerate(rows, 1))
    aggregate = f" aggregation={quoteattr(aggregation)}" if aggregation else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{namespace}" id="d" name="d" namespace="http://x">'
        f'{around}<decision id="choice" name="選択">{inside}'
        f'<decisionTable id="t" hitPolicy={quoteattr(policy)}{aggregate}{table_attributes}>{body}</decisionTable>'
        "</decision></definitions>"
    ).encode()


def _type(column: Column) -> str:
    return f" typeRef={quoteattr(column.type)}" if column.type else ""


def _text(tag: str, text: str) -> str:
    return f"<{tag}><text>{escape(text)}</text></{tag}>"


def _input(at: int, column: Column) -> str:
    values = _text("inputValues", column.values) if column.values else ""
    return (
        f'<input id="i{at}" label={quoteattr(column.text)}><inputExpression id="ie{at}"{_type(column)}>'
        f"<text>{escape(column.text)}</text></inputExpression>{values}</input>\n"
    )


def _output(at: int, column: Column) -> str:
    values = _text("outputValues", column.values) if column.values else ""
    default = _text("defaultOutputEntry", column.default) if column.default else ""
    return f'<output id="o{at}" name={quoteattr(column.text)}{_type(column)}>{values}{default}</output>\n'


def _rule(number: int, cells: Sequence[str], inputs: int) -> str:
    entries = "".join(_text("inputEntry" if at < inputs else "outputEntry", text) for at, text in enumerate(cells))
    return f'<rule id="r{number}">{entries}</rule>\n'
