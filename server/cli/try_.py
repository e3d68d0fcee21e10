"""`kokuho try`: walks a diagram through without registers (図の試行), on a virtual clock, answers from a file.

Nothing is kept, written or sent; the registers are empty unless `--facts` says otherwise.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from server.casework.surroundings import surroundings_of
from server.cli.output import FOUND, OK, emit, json_option
from server.clock import JAPAN, Clock
from server.domain.facts import FactKey
from server.domain.values import Values
from server.engine.session import Stage
from server.engine.simulate import last_instant, tree_of, try_procedure
from server.exchange.values_files import default_directories, load_values
from server.operators.registry import load_operators
from server.settings import ROOT

_SHOWN = 40  # of a longer walk the beginning and the end are printed, this many steps of each; --json tells all
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("try")
@click.argument("path", type=_FILE)
@click.option("--data", type=_FILE, help="始めに渡すデータ / start data, a JSON object")
@click.option("--answers", type=_FILE, help="タスクの答え / answers by task id, a list when visited more than once")
@click.option("--facts", type=_FILE, help="台帳の中身 / what the registers hold, {kind:key: value}")
@click.option("--from", "start", help="仮の時計の始め / where the virtual clock begins (ISO)")
@click.option("--until", help="ここまで時を進める / how far time may run (ISO)")
@json_option
def try_command(
    path: Path,
    data: Path | None,
    answers: Path | None,
    facts: Path | None,
    start: str | None,
    until: str | None,
    as_json: bool,
) -> int:
    """PATH(.bpmn)を仮に動かす / walks a diagram without registers."""
    stage = _stage(path, facts, start)
    report = try_procedure(path, _object(data, "--data"), _object(answers, "--answers"), _until(until), stage)
    emit(report, lambda: _as_text(report), as_json=as_json)
    return OK if report["status"] in ("completed", "waiting") else FOUND


def _stage(path: Path, facts: Path | None, start: str | None) -> Stage:
    operators = load_operators().operators
    place = tree_of(path)
    return Stage(
        start=Clock().business_now().replace(microsecond=0) if start is None else _instant(start, "--from"),
        operators=operators,
        values=Values(load_values(default_directories())),
        facts={FactKey.parse(key): value for key, value in _object(facts, "--facts").items()},
        surroundings=surroundings_of(ROOT if place is None else place[0], operators),
    )


def _object(file: Path | None, option: str) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"), parse_float=_number)
    except ValueError as fault:
        raise click.BadParameter(f"{file}: {fault}", param_hint=option) from fault
    if not isinstance(content, dict):
        raise click.BadParameter(f"{file}: an object is expected", param_hint=option)
    return content


def _number(text: str) -> int:
    """Case data hold whole numbers; `1000.0` is one."""
    if not float(text).is_integer():
        raise ValueError(f"{text}: 小数は使えません / case data hold whole numbers only")
    return int(float(text))


def _until(text: str | None) -> datetime | None:
    """An instant; a day alone means to its end."""
    if text is None:
        return None
    instant = _instant(text, "--until")
    return last_instant(instant) if len(text.strip()) == 10 else instant


def _instant(text: str, option: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError as fault:
        raise click.BadParameter(f"{text}: YYYY-MM-DD, YYYY-MM-DDThh:mm", param_hint=option) from fault
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=JAPAN)


def _as_text(report: dict[str, Any]) -> str:
    lines = _steps([f"{one['at']}  {one['element']}" for one in report["visited"]])
    lines += [f"待ち / waiting: {json.dumps(one, ensure_ascii=False)}" for one in report["open"]]
    lines += [f"通知書 / letter: {one['letter']}" for one in report["letters"]]
    errors = [one for one in report["findings"] if one["severity"] == "error"]
    lines += [f"{one['line'] or ''}: {one['message_ja']} / {one['message_en']} [{one['rule']}]" for one in errors]
    if report["error"] and not errors:
        lines.append(f"誤り / error: {_error_text(report['error'])}")
    return "\n".join([*lines, report["status"]])


def _steps(lines: list[str]) -> list[str]:
    """The steps of a walk; one that goes round in circles is told by its beginning and its end."""
    left_out = len(lines) - 2 * _SHOWN
    if left_out <= 0:
        return lines
    return [*lines[:_SHOWN], f"… ほかに{left_out}段 / {left_out} steps more …", *lines[-_SHOWN:]]


def _error_text(error: Any) -> str:
    return str(error["message_ja"]) + " / " + str(error["message_en"]) if isinstance(error, dict) else str(error)
