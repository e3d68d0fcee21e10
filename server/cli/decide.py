"""`kokuho decide`: asks one decision table, alone, with an input file (決定表の試し)."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from server.cli.output import FOUND, OK, emit, json_option
from server.domain.refusals import Refused
from server.engine.decision import TableInvalid, evaluate, read_table
from server.engine.findings import Finding
from server.engine.safe_xml import MAX_BYTES

_MAX_DEPTH = 24
_MAX_DIGITS = 34


@click.command()
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--input",
    "data",
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="入力の JSON / the inputs as a JSON object (- for standard input)",
)
@json_option
def decide(table: Path, data: Path, as_json: bool) -> int:
    """TABLE(.dmn)に答えさせる / evaluates one decision table."""
    inputs = _inputs(data)
    try:
        read = read_table(table.read_bytes()[: MAX_BYTES + 1], str(table))
    except TableInvalid as invalid:
        findings = invalid.findings
        emit({"findings": [one.as_json() for one in findings]}, lambda: _as_text(findings), as_json=as_json)
        return FOUND
    try:
        decided = evaluate(read, inputs)
    except Refused as refused:
        answer = {"rows": [], "refusal": refused.as_json()}
        emit(answer, f"{refused.message_ja}\n{refused.message_en}", as_json=as_json)
        return FOUND
    result = _numbers(decided.result)
    emit(
        {"result": result, "rows": list(decided.rows)},
        lambda: json.dumps(result, ensure_ascii=False, indent=2),
        as_json=as_json,
    )
    return OK


def _inputs(file: Path) -> dict[str, Any]:
    """The input object; numbers keep every digit. A file that is no such object is a wrong call."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
        read = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_no_number)
        _check_depth(read)
    except (ValueError, RecursionError) as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="--input") from None
    if not isinstance(read, dict):
        raise click.BadParameter(f"{file}: JSON object expected", param_hint="--input")
    return read


def _number(text: str) -> int | Decimal:
    """A JSON number exactly: whole numbers as `int`."""
    value = Decimal(text)
    if len(value.as_tuple().digits) > _MAX_DIGITS or abs(value.adjusted()) > _MAX_DIGITS:
        raise ValueError(f"a number of more than {_MAX_DIGITS} digits")
    return int(value) if value == value.to_integral_value() else value


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _check_depth(value: Any) -> None:
    waiting = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise ValueError(f"deeper than {_MAX_DEPTH} levels")
        children = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting.extend((child, depth + 1) for child in children)


def _numbers(value: Any) -> Any:
    """The result with its decimals as JSON numbers; one of more digits than such a number keeps becomes text."""
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else format(value, "f")
    if isinstance(value, dict):
        return {key: _numbers(one) for key, one in value.items()}
    return [_numbers(one) for one in value] if isinstance(value, list) else value


def _as_text(findings: tuple[Finding, ...]) -> str:
    return "\n".join(
        f"{one.path}:{one.line or ''}: {one.message_ja} / {one.message_en} [{one.rule}]" for one in findings
    )
