"""`kokuho import INTERFACE FILE`: a linked system's file (連携のファイル), each record told with its result."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from server.casework.entrusted_money import take_in_remittance
from server.casework.import_benefits import import_benefits
from server.casework.take_in_moves import take_in_file
from server.casework.take_in_welfare import take_in_file as take_in_welfare
from server.cli import incomes, receipts
from server.cli.output import emit
from server.cli.tools import open_installation, operator_caller
from server.exchange.benefit_file import INTERFACE as BENEFITS
from server.exchange.remittance_file import INTERFACE as REMITTANCE
from server.exchange.resident_moves import INTERFACE
from server.exchange.welfare_events import INTERFACE as WELFARE

_FEDERATION = (BENEFITS, REMITTANCE)


@click.command("import")
@click.argument(
    "interface", type=click.Choice([INTERFACE, incomes.INTERFACE, WELFARE, *_FEDERATION, *receipts.INTERFACES])
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--credited", type=click.IntRange(0), help="口座に入った金額(収納データと送金明細) / what the account received"
)
@click.option("--json", "as_json", is_flag=True, help="JSON で出力する / print JSON")
def import_command(interface: str, file: Path, credited: int | None, as_json: bool) -> None:
    """INTERFACE の FILE を取り込む(住基、所得、生活保護、レセプト、委託求償、収納) / takes in a file."""
    if interface == incomes.INTERFACE:
        incomes.take_in(file, as_json=as_json)
        return
    if interface == WELFARE:
        _welfare(file, as_json=as_json)
        return
    if interface == BENEFITS:
        _benefits(file, as_json=as_json)
        return
    if interface == REMITTANCE:
        _remittance(file, credited, as_json=as_json)
        return
    if interface != INTERFACE:
        receipts.take_in(interface, file, credited=credited, as_json=as_json)
        return
    _, services = open_installation()
    taken = take_in_file(services, operator_caller(), file.read_bytes())
    found = {name: sum(one.result == name for one in taken) for name in ("case", "incident", "other")}
    told = {"interface": interface, **found, "records": [asdict(one) for one in taken]}
    words = f"{len(taken)}件 案件 {found['case']}件 要確認 {found['incident']}件 対象外 {found['other']}件"
    emit(told, words, as_json=as_json)
    if found["incident"]:
        raise SystemExit(1)


def _welfare(file: Path, *, as_json: bool) -> None:
    _, services = open_installation()
    taken = take_in_welfare(services, operator_caller(), file.read_bytes())
    found = {name: sum(one.result == name for one in taken) for name in ("case", "incident", "before")}
    told = {"interface": WELFARE, **found, "records": [asdict(one) for one in taken]}
    words = f"{len(taken)}件 案件 {found['case']}件 要確認 {found['incident']}件 前に来た {found['before']}件"
    emit(told, words, as_json=as_json)
    if found["incident"]:
        raise SystemExit(1)


def _benefits(file: Path, *, as_json: bool) -> None:
    _, services = open_installation()
    done = import_benefits(services, operator_caller(), file.read_bytes(), name=file.name)
    words = f"{done.month} {done.records}件 給付費{done.benefit:,}円 取込 {done.added}件 返戻 {done.voided}件"
    emit(asdict(done), f"{words} 台帳にいない人 {len(done.quarantined)}件", as_json=as_json)
    if done.quarantined:
        raise SystemExit(1)


def _remittance(file: Path, credited: int | None, *, as_json: bool) -> None:
    _, services = open_installation()
    done = take_in_remittance(services, operator_caller(), file.read_bytes(), name=file.name, credited=credited)
    words = (
        f"{done.records}件 収納{done.collected:,}円 手数料{done.fee:,}円 入金{done.remitted:,}円 記帳 {done.posted}件"
    )
    emit(asdict(done), f"{words} 案件の分からない行 {len(done.waiting)}件", as_json=as_json)
    if done.waiting:
        raise SystemExit(1)
