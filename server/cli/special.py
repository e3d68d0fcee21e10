"""`kokuho special`: candidates for withholding from pensions taken in and judged (特別徴収)."""

from __future__ import annotations

from pathlib import Path

import click

from server.casework.special_collection import judge, take_in_candidates
from server.cli.output import emit, json_option
from server.cli.tools import open_installation, operator_caller
from server.domain.special_collection import ARTICLES


@click.group()
def special() -> None:
    """特別徴収 / withholding from pensions."""


@special.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def candidates(file: Path, as_json: bool) -> None:
    """対象者情報を取り込む / take in a file of candidates."""
    _, services = open_installation()
    done = take_in_candidates(services, operator_caller(), file.read_bytes())
    told = {"levy_year": done.levy_year, "count": done.count, "unclear": list(done.unclear)}
    emit(told, f"{done.levy_year}年度 {done.count}件 宛名の定まらないもの {len(done.unclear)}件", as_json=as_json)


@special.command("judge")
@click.argument("levy_year", type=click.IntRange(2008, 2100))
@json_option
def judge_year(levy_year: int, as_json: bool) -> None:
    """要件を判定する / judge each household by every condition."""
    _, services = open_installation()
    found = judge(services, operator_caller(), levy_year)
    told = [
        {
            "household_key": one.household_key,
            "barred": [{"condition": str(why), "article": ARTICLES[why]} for why in one.barred],
            "amounts": {str(month): yen for month, yen in one.schedule.amounts.items()},
        }
        for one in found
    ]
    eligible = sum(not one.barred for one in found)
    emit({"households": told}, f"対象 {eligible}世帯 対象外 {len(found) - eligible}世帯", as_json=as_json)
