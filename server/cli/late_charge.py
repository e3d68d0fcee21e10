"""`kokuho late-charge`: the late charge on one instalment (延滞金の計算), with its spans."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from server.cli.output import emit, json_option
from server.cli.value_files import file_values, values_option
from server.domain.late_charge import LateCharge, Payment, Span
from server.domain.late_charge import late_charge as compute
from server.domain.refusals import Refused

_MOST_YEN = 10**12
_DIGITS = 4


def _day(text: str) -> date:
    """A civil day like 2025-04-01; anything else is a wrong call."""
    try:
        if len(text) == len("2025-04-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise click.BadParameter(f"{text!r}: 2025-04-01 の形で入れてください / a date like 2025-04-01")


def _dates(_ctx: click.Context, _param: click.Parameter, text: str | None) -> date | None:
    return None if text is None else _day(text)


def _payments(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[Payment, ...]:
    return tuple(map(_payment, texts))


def _payment(text: str) -> Payment:
    day, _, amount = text.partition(":")
    if not (amount.isascii() and amount.isdigit()) or len(amount) > len(str(_MOST_YEN)):
        raise click.BadParameter(f"{text!r}: 2025-11-20:30000 の形で入れてください / like 2025-11-20:30000")
    return Payment(_day(day), int(amount))


@click.command("late-charge")
@click.option("--amount", required=True, type=click.IntRange(0, _MOST_YEN), help="期別の保険料額(円) / yen")
@click.option("--due", required=True, callback=_dates, help="納期限 / due date")
@click.option("--paid", required=True, callback=_dates, help="納付の日 / day of (the last) payment")
@click.option("--payment", "earlier", multiple=True, callback=_payments, help="途中の納付 / earlier payment, DATE:YEN")
@click.option("--designated", callback=_dates, help="督促状の指定期限 / date designated in the dunning letter")
@values_option
@json_option
def late_charge(
    amount: int,
    due: date,
    paid: date,
    earlier: tuple[Payment, ...],
    designated: date | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """延滞金を計算する / computes the late charge on one instalment."""
    rest = amount - sum(payment.amount for payment in earlier)
    if rest < 0:
        raise Refused("late_charge_too_much_paid", at_field="payment")
    if any(payment.day > paid for payment in earlier):
        raise Refused("dates_reversed", at_field="payment")
    payments = (*earlier, Payment(paid, rest))
    found = compute(amount, due, payments, file_values(folder), designated=designated)
    data = {"late_charge": found.amount, "spans": [_span(span) for span in found.spans]}
    emit(data, lambda: _text(found), as_json=as_json)


def _span(span: Span) -> dict[str, object]:
    """`exact` is in yen to four places, `fraction` without any rounding; rates and both are text."""
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "days": span.days,
        "rate": str(span.rate),
        "base": span.base,
        "exact": _places(span),
        "fraction": str(span.exact),
        "article": span.article,
    }


def _places(span: Span) -> str:
    rounded = (2 * span.exact * 10**_DIGITS + 1) // 2
    whole, rest = divmod(int(rounded), 10**_DIGITS)
    return f"{whole}.{rest:0{_DIGITS}}"


def _text(found: LateCharge) -> str:
    lines = [f"延滞金 {found.amount:,}円 / late charge {found.amount:,} yen"]
    lines += [
        f"  {span.first} – {span.last} {span.days}日 × {span.rate} × {span.base:,}円 = {_places(span)} [{span.article}]"
        for span in found.spans
    ]
    return "\n".join(lines)
