"""納付確認書 on request: what whoever owes paid in a calendar year is read from the ledger, then printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, LetterRequest
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.payment_notice.paid import lines
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class PaidInputs:
    """The household and the calendar year that is asked for."""

    household_key: str | None
    year: int


@dataclass(frozen=True, slots=True)
class PaidOutputs:
    """`total` yen paid in the year by every channel, `payer_key` who owes; `sheets` for the clerk."""

    total: int
    payer_key: str
    sheets: list[dict[str, JSON]]


def _needs(inputs: PaidInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("household", inputs.household_key)


@operator("payment_notice/look_up", inputs=PaidInputs, outputs=PaidOutputs, needs=_needs)
def look_up(inputs: PaidInputs, context: Context) -> Done:
    """Sums what the head of the household, who owes it (国保法76条), paid in the year.

    Raises `head_unknown` without a household or head, `payment_year_ahead` for a year that has not begun.
    """
    household: Any = context.facts.get_fact("household", inputs.household_key) if inputs.household_key else None
    if household is None or household["head_person_key"] is None:
        raise Refused("head_unknown", at_field="household_key")
    if inputs.year > context.today.year:
        raise Refused("payment_year_ahead", at_field="year", year=inputs.year)
    payer = str(household["head_person_key"])
    found: Any = context.facts.get_fact("paid_in_year", f"{inputs.household_key}/{payer}/{inputs.year}")
    paid = lines(found)
    total = sum(int(str(one["amount"])) for one in paid)
    rows = [line(str(one["name"]), str(one["name"]), f"{one['amount']:,}円") for one in paid]
    rows.append(line("計", "Total", f"{total:,}円", value_en=f"{total:,} yen"))
    title = f"{inputs.year}年に納めた額"
    return Done(PaidOutputs(total, payer, [sheet("paid", title, f"Paid in {inputs.year}", rows)]))


@dataclass(frozen=True, slots=True)
class IssueInputs:
    """The household, who owes, the year, and how the application came: at the counter the paper goes over it."""

    household_key: str
    payer_key: str
    year: int
    channel: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


@operator("payment_notice/issue", inputs=IssueInputs, outputs=Nothing)
def issue(inputs: IssueInputs, context: Context) -> Done:  # noqa: ARG001 - an operator's shape
    """Asks for the 納付確認書; its sums are read again when it is issued."""
    keys = {"household_key": inputs.household_key, "payer_key": inputs.payer_key, "year": inputs.year}
    delivery = "WINDOW" if inputs.channel == "COUNTER" else "POST"
    letter = LetterRequest("payment_notice/certificate", inputs.household_key, inputs.payer_key, keys, delivery)
    return Done(Nothing(), (letter,))
