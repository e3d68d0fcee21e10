"""`kokuho seizure limits`: what of pay may be seized (差押禁止額の計算), item by item with its article."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from server.cli.output import emit, json_option
from server.cli.value_files import file_values, values_option
from server.clock import Clock
from server.domain.seizure_limits import Pay, PayLimit, paid_out_protected, pay_limit, retirement_seizable
from server.domain.seizure_trace import Line, trace
from server.domain.values import Values

_MOST_YEN = 10**12
_PARTS = 4
_yen = click.IntRange(0, _MOST_YEN)
_FIELDS = ("income_tax", "residents_tax", "social_insurance")
_SHAPE = "2026-04-01"


def _day(_ctx: click.Context, _param: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        if len(text) == len(_SHAPE):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise click.BadParameter(f"{text!r}: 2026-04-01 の形で入れてください / a date like 2026-04-01")


def _others(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[Pay, ...]:
    return tuple(map(_other, texts))


def _other(text: str) -> Pay:
    parts = text.split(":")
    if len(parts) != _PARTS or not all(one.isascii() and one.isdigit() and int(one) <= _MOST_YEN for one in parts):
        raise click.BadParameter(f"{text!r}: 支給額:所得税:住民税:社会保険料 / like 120000:2000:0:0")
    gross, income_tax, residents_tax, social_insurance = map(int, parts)
    return Pay(gross, income_tax, residents_tax, social_insurance)


@click.group()
def seizure() -> None:
    """滞納処分の計算 / computations of enforcement."""


@seizure.command("limits")
@click.option("--salary", required=True, type=_yen, help="支給額(円) / gross pay, yen")
@click.option("--income-tax", default=0, type=_yen, help="所得税(円) / yen")
@click.option("--residents-tax", default=0, type=_yen, help="住民税・森林環境税(円) / yen")
@click.option("--social-insurance", default=0, type=_yen, help="社会保険料(円) / yen")
@click.option("--dependants", default=0, type=click.IntRange(0, 30), help="生計を一にする配偶者・親族(人)")
@click.option("--other", "others", multiple=True, callback=_others, help="ほかの勤め先 / GROSS:TAX:RESIDENTS:INSURANCE")
@click.option("--days", default=None, type=click.IntRange(1, 366), help="1月に満たない支給期間の日数")
@click.option("--next-pay-in", default=None, type=click.IntRange(0, 366), help="支払済みの給与: 次の支給日までの日数")
@click.option("--retirement-years", default=None, type=click.IntRange(0, 80), help="退職手当: 勤続年数")
@click.option("--consent", is_flag=True, help="滞納者の承諾がある(76条5項) / with the debtor's consent")
@click.option("--on", "day", default=None, callback=_day, help="判定の日")
@values_option
@json_option
def limits(day: date | None, folder: Path | None, as_json: bool, **asked: Any) -> None:
    """給与・賞与・年金・退職手当のうち差し押さえられる額 / what of pay may be seized (国税徴収法76条)."""
    values, on = file_values(folder), day or Clock().business_day()
    first = Pay(**{name: asked[name] for name in _FIELDS}, gross=asked["salary"], days=asked["days"])
    pays, dependants = (first, *asked["others"]), int(asked["dependants"])
    years, consent = asked["retirement_years"], bool(asked["consent"])
    if years is not None:
        found = retirement_seizable(first, dependants, years, values, on, consent=consent)
        data: dict[str, object] = {"seizable": found, "exempt": first.gross - found, "trace": []}
        emit(data, lambda: _sum(found, first.gross - found), as_json=as_json)
        return
    limit = pay_limit(pays, dependants, values, on, consent=consent)
    lines = () if consent else trace(limit, pays, dependants, values, on)
    data = _data(limit, lines) | _paid_out(limit, asked["next_pay_in"], asked["days"], values, on)
    emit(data, lambda: _text(limit, lines, data), as_json=as_json)


def _data(limit: PayLimit, lines: tuple[Line, ...]) -> dict[str, object]:
    """Yen throughout; `each` what may be seized from each employer at most, never more than `seizable` together."""
    return {
        "seizable": limit.seizable,
        "exempt": limit.exempt,
        "each": list(limit.each),
        "trace": [
            {"item": one.item, "given": one.given, "yen": one.yen, "rule": one.rule, "article": one.article}
            for one in lines
        ],
    }


def _paid_out(
    limit: PayLimit, next_pay_in: int | None, days: int | None, values: Values, on: date
) -> dict[str, object]:
    """What stays protected of pay that is paid out already (art. 76(2))."""
    if next_pay_in is None:
        return {}
    period = days or values.integer("seizure.pay_month_days", on)
    return {"paid_out_protected": paid_out_protected(limit, next_pay_in, period)}


def _text(limit: PayLimit, lines: tuple[Line, ...], data: dict[str, object]) -> str:
    said = [_sum(limit.seizable, limit.exempt)]
    said += [f"  {one.ja} / {one.en} {one.yen:,}円 ({one.rule}) [{one.article}]" for one in lines]
    if "paid_out_protected" in data:
        said.append(
            f"  支払済みのうち差押禁止 / protected when paid out {data['paid_out_protected']:,}円 [国税徴収法76条2項]"
        )
    return "\n".join(said)


def _sum(seizable: int, exempt: int) -> str:
    said = f"差し押さえられる額 {seizable:,}円 (禁止額 {exempt:,}円)"
    return f"{said} / may be seized: {seizable:,}, exempt: {exempt:,} yen"
