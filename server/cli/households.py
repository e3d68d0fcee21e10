"""`kokuho households`: the nightly run over heads and former seniors, by hand (擬制世帯主など)."""

from __future__ import annotations

from dataclasses import asdict

import click

from server.casework.household_run import run_households
from server.cli.output import emit
from server.cli.tools import open_installation


@click.command()
@click.option("--all", "everyone", is_flag=True, help="すべての世帯を見る / look at every household")
@click.option("--json", "as_json", is_flag=True)
def households(everyone: bool, as_json: bool) -> None:
    """擬制世帯主と特定同一世帯所属者の台帳を更新する / bring the registers of nominal heads and former seniors up."""
    _, services = open_installation()
    done = run_households(services, again=True, everyone=everyone)
    line = f"世帯 {done.looked_at} 変更 {done.changed} 期間終了 {done.terms_over}"
    emit(asdict(done), line, as_json=as_json)
