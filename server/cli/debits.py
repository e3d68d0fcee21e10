"""`kokuho debit`: the night's work on direct debits by hand, and the list of the requests."""

from __future__ import annotations

from dataclasses import asdict

import click

from server.casework.debit_night import run_debits
from server.cli.output import emit, json_option
from server.cli.tools import open_installation
from server.store import debit_runs


@click.group()
def debit() -> None:
    """口座振替 / direct debits."""


@debit.command()
@json_option
def night(as_json: bool) -> None:
    """作る日の来た請求を作り、停止の一覧を見直す / cut what is due, renew the stop lists."""
    _, services = open_installation()
    done = run_debits(services)
    emit(asdict(done), f"請求 {done.cut}件 終えた登録 {done.ended}件", as_json=as_json)


@debit.command("list")
@json_option
def list_runs(as_json: bool) -> None:
    """請求の一覧 / the requests, newest first."""
    _, services = open_installation()
    with services.database.read() as conn:
        found = debit_runs.runs(conn)
    told = [
        {"due_on": one.due_on.isoformat(), "turn": one.turn, "count": one.count, "total": one.total}
        | {"result_on": None if one.result_on is None else one.result_on.isoformat()}
        for one in found
    ]
    lines = "\n".join(f"{one['due_on']} {one['turn']} {one['count']}件 {one['total']:,}円" for one in told)
    emit({"runs": told}, lines or "請求はありません", as_json=as_json)
