"""What commands print, and how they end: one home for data, text, refusals and exit statuses.

Status 0 is success, 1 a finding or a refusal, 2 a wrong call. With `--json` standard output carries one JSON document
and nothing else; a refusal is data too: `{"refusal": {"code", "message_ja", "message_en", "field", "basis"}}`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

import click

from server.domain.refusals import InputInvalid, Refused

OK, FOUND, WRONG_CALL, INTERRUPTED = 0, 1, 2, 130
_F = TypeVar("_F", bound=Callable[..., Any])


def json_option(function: _F) -> _F:
    """The option `--json` (parameter `as_json`), the same words in every command."""
    return click.option("--json", "as_json", is_flag=True, help="JSON で出力する / print JSON")(function)


def emit(data: object, text: str | Callable[[], str], *, as_json: bool) -> None:
    """Prints `data` as JSON (UTF-8 whatever the locale) or `text` for people; `text` may be made only when wanted."""
    if as_json:
        _print_json(data)
    else:
        click.echo(text if isinstance(text, str) else text())


def fail(refused: Refused, *, as_json: bool) -> NoReturn:
    """Prints the refusal (as data with `as_json`, else to standard error) and ends with status 1."""
    if as_json:
        _print_json({"refusal": refused.as_json()})
    else:
        click.echo(refusal_text(refused), err=True)
    raise SystemExit(FOUND)


def refusal_text(refused: Refused) -> str:
    """The refusal for a terminal: both languages, the legal basis, and every wrong field on a line of its own."""
    basis = f" [{refused.basis}]" if refused.basis else ""
    lines = [f"{refused.message_ja}{basis}", refused.message_en, f"({refused.code})"]
    if isinstance(refused, InputInvalid):
        lines = [f"{e.path}: {e.message_ja} / {e.message_en} ({e.code})" for e in refused.errors]
    return "\n".join(lines)


def run(command: click.Command, arguments: Sequence[str]) -> int:
    """Runs `command` and answers the exit status; the one place where a refusal of any floor becomes output."""
    as_json = "--json" in arguments  # a refusal may come before the command has parsed its options
    try:
        status = command.main(args=list(arguments), prog_name="kokuho", standalone_mode=False)
    except Refused as refused:
        fail(refused, as_json=as_json)
    except click.ClickException as wrong:
        wrong.show()
        return WRONG_CALL
    except click.Abort:
        click.echo("中断しました / interrupted", err=True)
        return INTERRUPTED
    return status if isinstance(status, int) else OK


def _print_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False).encode())
