"""`kokuho recourse`: amount and last days of a recourse claim (求償額・時効) for any city's case, by `--values`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from server.cli.output import emit, json_option
from server.cli.remittances import settle_command, waiting_command
from server.cli.spans import dated_yen, day, optional_day
from server.cli.value_files import file_values, values_option
from server.domain.recourse.amount import Treated, recourse_amount
from server.domain.recourse.limits import CivilAct, Touched, limits


def _benefits(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[tuple[date, int], ...]:
    return tuple(dated_yen(text) for text in texts)


def _acts(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[Touched, ...]:
    found = []
    for text in texts:
        kind, _, on = text.partition(":")
        if kind not in tuple(CivilAct):
            raise click.BadParameter(f"{kind!r}: {', '.join(CivilAct)}")
        found.append(Touched(CivilAct(kind), day(on)))
    return tuple(found)


@click.group()
def recourse() -> None:
    """第三者行為求償 / recourse against third parties."""


recourse.add_command(waiting_command)
recourse.add_command(settle_command)


@recourse.command()
@click.option("--benefit", required=True, multiple=True, callback=_benefits, help="診療日:給付費 / DATE:YEN paid by us")
@click.option("--private", type=click.IntRange(0), default=0, help="除く私病の額 / yen of another illness")
@click.option("--fault", required=True, type=click.IntRange(0, 100), help="第三者の過失% / third party's fault")
@click.option("--settled", callback=optional_day, help="示談の日 / day of a settlement of everything")
@click.option("--insured-left", type=click.IntRange(0), help="自賠責の残り / what the compulsory insurer still pays")
@click.option("--accident", callback=optional_day, help="事故の日 / day of the accident, for the last days")
@click.option("--knew", callback=optional_day, help="相手を知った日 / day on which the offender was known")
@click.option("--act", multiple=True, callback=_acts, help="時効に関わること / ACKNOWLEDGED:DATE, SUIT:DATE …")
@values_option
@json_option
def amount(
    benefit: tuple[tuple[date, int], ...],
    private: int,
    fault: int,
    settled: date | None,
    insured_left: int | None,
    accident: date | None,
    knew: date | None,
    act: tuple[Touched, ...],
    folder: Path | None,
    as_json: bool,
) -> None:
    """求償額と時効を計算する / reckons what may be claimed and until when."""
    found = recourse_amount(_treated(benefit, private), fault, settled_on=settled, insured_left=insured_left)
    told = asdict(found) | {"months": [{"month": month, "yen": yen} for month, yen in found.months]}
    words = f"給付費{found.paid:,}円 対象{found.base:,}円 過失{fault}% 求償額{found.amount:,}円"
    if accident is not None:
        ends = limits(accident, knew, act, act, file_values(folder))
        told |= {name: None if on is None else on.isoformat() for name, on in asdict(ends).items()}
        words += f" 時効 {ends.first.isoformat()}"
    emit(told, words, as_json=as_json)


def _treated(benefit: tuple[tuple[date, int], ...], private: int) -> list[Treated]:
    """The claims in order, another illness taken out of the first ones."""
    treated, left = [], private
    for place, (on, yen) in enumerate(benefit, 1):
        off = min(left, yen)
        treated.append(Treated(str(place), on.isoformat()[:7], on, yen, off))
        left -= off
    if left:
        raise click.BadParameter("私病の額が給付費を超えます / more than was paid", param_hint="--private")
    return treated
