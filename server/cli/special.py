"""`kokuho special`: candidates for withholding from pensions taken in and judged (特別徴収)."""

from __future__ import annotations

from pathlib import Path

import click

from server.casework.special_answer import take_in_answer
from server.casework.special_collection import judge, take_in_candidates
from server.casework.special_night import run_special
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
@click.option("--first-month", type=click.Choice(["10", "12", "2", "4"]), default="10", help="最初の月 / first month")
@json_option
def judge_year(levy_year: int, first_month: str, as_json: bool) -> None:
    """要件を判定する / judge each household by every condition."""
    _, services = open_installation()
    found = judge(services, operator_caller(), levy_year, int(first_month))
    told = [
        {
            "household_key": one.household_key,
            "barred": [{"condition": str(why), "article": ARTICLES[why]} for why in one.barred],
            "amounts": {str(month): yen for month, yen in one.months.items()},
        }
        for one in found
    ]
    eligible = sum(not one.barred for one in found)
    emit({"households": told}, f"対象 {eligible}世帯 対象外 {len(found) - eligible}世帯", as_json=as_json)


@special.command("answer")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def take_answer(file: Path, as_json: bool) -> None:
    """依頼処理結果を取り込む / take in the answer to a request."""
    _, services = open_installation()
    done = take_in_answer(services, operator_caller(), file.read_bytes(), name=file.name)
    told = {"run_id": done.run_id, "accepted": done.accepted, "refused": done.refused}
    emit(told, f"受理 {done.accepted}人 受理されない {done.refused}人", as_json=as_json)
    if done.refused:
        raise SystemExit(1)


@special.command("night")
@json_option
def night(as_json: bool) -> None:
    """止めるべき世帯を止め、中止通知のファイルを作る / stop what has lost its ground, make the file of notices."""
    _, services = open_installation()
    done = run_special(services)
    told = {"stopped": done.stopped, "notices": done.notices}
    emit(told, f"中止 {done.stopped}世帯 通知 {done.notices}件", as_json=as_json)
