"""`kokuho refund interest`: the interest on an instalment's overpayment (還付加算金の計算), with its spans."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from server.cli.output import emit, json_option
from server.cli.refund_plan import plan
from server.cli.spans import dated_yen, optional_day, span_json, span_text
from server.cli.value_files import file_values, values_option
from server.domain.refund.interest import Cause, Interest, Paid, refund_interest

_CAUSES = {"reassessed": Cause.REASSESSED, "mispaid": Cause.MISPAID}


def _overpaid(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[Paid, ...]:
    return tuple(Paid(*dated_yen(text)) for text in texts)


@click.group()
def refund() -> None:
    """過誤納金の還付 / refunds."""


@refund.command()
@click.option(
    "--cause",
    required=True,
    type=click.Choice(sorted(_CAUSES)),
    help="reassessed 過納(減額賦課) / mispaid 誤納(二重払い)",
)
@click.option(
    "--overpaid", required=True, multiple=True, callback=_overpaid, help="納付日:過誤納額 / DATE:YEN of a payment"
)
@click.option("--until", required=True, callback=optional_day, help="支出決定日・充当適状日 / last day, counted")
@values_option
@json_option
def interest(cause: str, overpaid: tuple[Paid, ...], until: date, folder: Path | None, as_json: bool) -> None:
    """還付加算金を計算する / computes the interest on the overpayment of one instalment."""
    found = refund_interest(_CAUSES[cause], overpaid, until, file_values(folder))
    data = {
        "interest": found.amount,
        "spans": [span_json(span) for span in found.spans],
        "begins": [day.isoformat() for day in found.begins],
        "none_because": found.none_because,
    }
    emit(data, lambda: _text(found), as_json=as_json)


def _text(found: Interest) -> str:
    lines = [f"還付加算金 {found.amount:,}円 / interest {found.amount:,} yen"]
    if found.none_because:
        lines.append(f"  0円の理由 / because of: {found.none_because}")
    return "\n".join([*lines, *map(span_text, found.spans)])


refund.add_command(plan)
