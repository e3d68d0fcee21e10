"""`kokuho late-charge`: the late charge on one instalment (延滞金の計算), with its spans."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from server.cli.output import emit, json_option
from server.cli.spans import MOST_YEN, dated_yen, optional_day, span_json, span_text
from server.cli.value_files import file_values, values_option
from server.domain.late_charge import LateCharge, Payment
from server.domain.late_charge import late_charge as compute
from server.domain.refusals import Refused


def _payments(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[Payment, ...]:
    return tuple(Payment(*dated_yen(text)) for text in texts)


@click.command("late-charge")
@click.option("--amount", required=True, type=click.IntRange(0, MOST_YEN), help="期別の保険料額(円) / yen")
@click.option("--due", required=True, callback=optional_day, help="納期限 / due date")
@click.option("--paid", required=True, callback=optional_day, help="納付の日 / day of (the last) payment")
@click.option("--payment", "earlier", multiple=True, callback=_payments, help="途中の納付 / earlier payment, DATE:YEN")
@click.option("--designated", callback=optional_day, help="督促状の指定期限 / date designated in the dunning letter")
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
    data = {"late_charge": found.amount, "spans": [span_json(span) for span in found.spans]}
    emit(data, lambda: _text(found), as_json=as_json)


def _text(found: LateCharge) -> str:
    lines = [f"延滞金 {found.amount:,}円 / late charge {found.amount:,} yen"]
    return "\n".join([*lines, *map(span_text, found.spans)])
