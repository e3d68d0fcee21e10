"""`kokuho import I02` and `kokuho income`: the tax system's incomes, what is missing, what waits for a person."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from server.casework.import_incomes import import_incomes, settle
from server.casework.income_inquiries import answer, ask
from server.casework.request_declarations import request_declarations
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


@income.command("request")
@json_option
def request_command(as_json: bool) -> None:
    """所得の分からない世帯に申告を依頼する / asks households with an unknown income; again does nothing twice."""
    _, services = open_installation()
    done = request_declarations(services, operator_caller())
    words = f"所得の分からない世帯 {done.unknown} 依頼を始めた {done.begun} 始められない {len(done.left)}"
    emit(asdict(done), words, as_json=as_json)
    if done.left:
        raise SystemExit(1)


@income.command("ask")
@click.argument("person")
@click.argument("year", type=click.IntRange(2015, 2199))
@click.argument("municipality")
def ask_command(person: str, year: int, municipality: str) -> None:
    """PERSON の YEAR 年中の所得を MUNICIPALITY(市区町村コード)に照会したと記録する / records an inquiry."""
    _, services = open_installation()
    click.echo(ask(services, operator_caller(), person, year, municipality))


@income.command("answer")
@click.argument("inquiry")
@click.argument("outcome", type=click.Choice(["ANSWERED", "NO_RECORD", "NO_ANSWER"]))
@click.option("--levy-income", type=click.IntRange(0), help="総所得金額等(円) / levy income in yen")
def answer_command(inquiry: str, outcome: str, levy_income: int | None) -> None:
    """照会 INQUIRY の回答を記録する / records the answer; with an income it becomes the record of the year."""
    _, services = open_installation()
    answer(services, operator_caller(), inquiry, outcome, levy_income)
    click.echo("記録しました")
