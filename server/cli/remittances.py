"""`kokuho recourse waiting` and `settle`: lines of remittances that name no entrusted case (委託求償の保留)."""

from __future__ import annotations

from dataclasses import asdict

import click

from server.casework.entrusted_money import settle_line
from server.cli.output import emit, json_option
from server.cli.tools import open_installation, operator_caller
from server.exchange.remittance_file import INTERFACE
from server.store import feeds


@click.command("waiting")
@json_option
def waiting_command(as_json: bool) -> None:
    """案件の分からない入金の行を見る / the lines of money that name no entrusted case."""
    _, services = open_installation()
    with services.database.read() as conn:
        rows = feeds.waiting(conn, INTERFACE)
    told = [asdict(row) | {"raised_at": row.raised_at.isoformat()} for row in rows]
    words = (f"{row.item_id} {row.person_key} {row.content['collected']:,}円 {row.content['payer']}" for row in rows)
    emit(told, "\n".join(words), as_json=as_json)


@click.command("settle")
@click.argument("item")
@click.option("--case", "number", help="入金する案件の受付番号 / the case that takes it")
@click.option("--drop", is_flag=True, help="この市の入金でない / it is not this city's")
def settle_command(item: str, number: str | None, drop: bool) -> None:
    """保留の行 ITEM を案件へ記帳するか(--case)片付ける(--drop) / posts a waiting line or drops it."""
    if (number is None) is not drop:
        raise click.UsageError("--case か --drop のどちらか一つを指定してください / give --case or --drop")
    _, services = open_installation()
    settle_line(services, operator_caller(), item, case_number=number)
    click.echo("記帳しました" if number else "片付けました")
