"""`kokuho refund plan`: what an overpayment is set off against, with the late charge and interest that this stops."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from server.cli.output import emit, json_option
from server.cli.spans import dated_yen, optional_day, span_json
from server.cli.value_files import file_values, values_option
from server.domain.calendar import Calendar
from server.domain.effects import JSON
from server.domain.refund.interest import Cause, Paid
from server.domain.refund.settlement import Owed, Settlement, Source, settle

_CAUSES = {"reassessed": Cause.REASSESSED, "mispaid": Cause.MISPAID}


def _paid(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[Paid, ...]:
    return tuple(Paid(*dated_yen(text)) for text in texts)


def _debts(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[tuple[date, int], ...]:
    return tuple(dated_yen(text) for text in texts)


@click.command("plan")
@click.option("--cause", required=True, type=click.Choice(sorted(_CAUSES)), help="過納・誤納 / why too much was paid")
@click.option(
    "--overpaid", required=True, multiple=True, callback=_paid, help="納付日:過誤納額 / DATE:YEN of a payment"
)
@click.option("--arose", required=True, callback=optional_day, help="減額の決定日・納付日 / day on which it arose")
@click.option(
    "--debt",
    multiple=True,
    callback=_debts,
    help="条例の納期限:未納額 / DATE:YEN of an unpaid instalment, by its due day",
)
@click.option("--dunned", callback=optional_day, help="督促状の発送日 / day of dispatch of the dunning letters")
@click.option("--today", required=True, callback=optional_day, help="充当する日 / day on which it is done")
@values_option
@json_option
def plan(
    cause: str,
    overpaid: tuple[Paid, ...],
    arose: date,
    debt: tuple[tuple[date, int], ...],
    dunned: date | None,
    today: date,
    folder: Path | None,
    as_json: bool,
) -> None:
    """充当の計画を立てる / plans the set-offs of one overpayment in the order of the law."""
    values = file_values(folder)
    calendar = Calendar(values)
    source = Source("overpaid", "overpaid", "payer", _CAUSES[cause], arose, date.max, overpaid)
    owed = [
        Owed(
            f"{place:02d}",
            "payer",
            due,
            _open_day(due, calendar),
            yen,
            0,
            0,
            0,
            yen,
            late_fixed=False,
            dispatched=dunned,
        )
        for place, (due, yen) in enumerate(sorted(debt), 1)
    ]
    found = settle([source], owed, today, values)
    data = _data(found, {one.claim: one for one in owed})
    emit(data, lambda: _text(data), as_json=as_json)


def _open_day(day: date, calendar: Calendar) -> date:
    while not calendar.is_open(day):
        day += timedelta(days=1)
    return day


def _data(found: Settlement, owed: dict[str, Owed]) -> dict[str, JSON]:
    return {
        "set_offs": [
            {
                "due": owed[one.claim].ordinance_due.isoformat(),
                "kind": str(one.kind),
                "yen": one.yen,
                "effective_on": one.effective_on.isoformat(),
            }
            for one in found.made
        ],
        "left_out": [
            {"due": owed[claim].ordinance_due.isoformat(), "kind": str(kind), "why": str(why)}
            for claim, kind, why in found.left_out
        ],
        "rest": sum(one.yen for one in found.rests),
        "interest": sum(one.interest.amount for one in found.borne),
        "spans": [span_json(span) for one in found.borne for span in one.interest.spans],
        "none_because": next((one.interest.none_because for one in found.borne), None),
    }


def _text(data: dict[str, JSON]) -> str:
    lines = [f"{one['due']} {one['kind']} {one['yen']:,}円 ({one['effective_on']})" for one in data["set_offs"]]
    lines += [f"{one['due']} {one['kind']} - {one['why']}" for one in data["left_out"]]
    rest, interest = data["rest"], data["interest"]
    return "\n".join(
        [*lines, f"還付 {rest:,}円 充当加算金 {interest:,}円 / to refund {rest:,}, interest {interest:,} yen"]
    )
