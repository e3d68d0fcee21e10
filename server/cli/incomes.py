"""`kokuho import I02` and `kokuho income`: the tax system's incomes, what is missing, what waits for a person."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from server.casework.import_incomes import import_incomes, settle
from server.cli.output import emit, json_option
from server.cli.tools import open_installation, operator_caller
from server.exchange.tax_feed import INTERFACE
from server.store import feeds

__all__ = ["INTERFACE", "income", "take_in"]


def take_in(file: Path, *, as_json: bool) -> None:
    """Takes in FILE and tells what became of its rows; status 1 when some wait for a person."""
    _, services = open_installation()
    done = import_incomes(services, operator_caller(), file.read_bytes(), name=file.name)
    told = asdict(done) | {"covers_to": done.covers_to.isoformat()}
    words = f"{done.records}件 {done.covers_to.isoformat()}まで 更正 {done.changed}件 同じ {done.unchanged}件"
    words += f" 世帯なし {len(done.quarantined)}件 期間制限 {len(done.barred)}件"
    emit(told, words, as_json=as_json)
    if done.quarantined or done.barred:
        raise SystemExit(1)


@click.group()
def income() -> None:
    """所得の連携 / incomes from the tax system."""


@income.command("missing")
@json_option
def missing_command(as_json: bool) -> None:
    """届くはずのファイルが届いているか / whether every file is in; status 1 when one is missing."""
    _, services = open_installation()
    day = services.clock.business_day()
    with services.database.read() as conn:
        owed = feeds.missing(conn, INTERFACE, day, services.values(conn))
        last = feeds.last_file(conn, INTERFACE)
    known = None if last is None else last.covers_to.isoformat()
    told = {
        "interface": INTERFACE,
        "covered_to": known,
        "missing": None if owed is None else owed.why,
        "expected_by": None if owed is None else owed.expected_by.isoformat(),
    }
    state = "届いています" if owed is None else f"{owed.expected_by.isoformat()}までに届くはずのものがありません"
    emit(told, f"{INTERFACE} {known or '1件もありません'}まで {state}", as_json=as_json)
    if owed is not None:
        raise SystemExit(1)


@income.command("waiting")
@json_option
def waiting_command(as_json: bool) -> None:
    """保留の行を見る / the rows that wait for a person."""
    _, services = open_installation()
    with services.database.read() as conn:
        rows = feeds.waiting(conn, INTERFACE)
    told = [asdict(row) | {"raised_at": row.raised_at.isoformat()} for row in rows]
    emit(told, "\n".join(f"{r.item_id} {r.row_no}行目 {r.person_key} {r.reason}" for r in rows), as_json=as_json)


@income.command("settle")
@click.argument("item")
@click.argument("how", type=click.Choice(["take", "drop"]))
def settle_command(item: str, how: str) -> None:
    """保留の行 ITEM を台帳に取り込む(take)か取り込まない(drop) / settles a waiting row."""
    _, services = open_installation()
    settle(services, operator_caller(), item, take=how == "take")
    click.echo("取り込みました" if how == "take" else "取り込まずに片付けました")
