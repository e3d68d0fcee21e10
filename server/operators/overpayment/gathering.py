"""What a household paid too much (過誤納の検知): each overpayment with its payments and both causes, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Effect, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refund.interest import Cause, refund_interest
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, name, yen
from server.operators.overpayment.words import CAUSES, EVENTS, STARTS, cause_of, money_of, starts
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class GatherInputs:
    """Whose overpayments."""

    household_key: str


@dataclass(frozen=True, slots=True)
class GatherOutputs:
    """How many overpayments this case works on, their yen together, each one (`lots`); `sheets`."""

    count: int
    yen: int
    lots: list[dict[str, JSON]]
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.household_key))
    yield FactKey("overpaid", str(inputs.household_key))


@operator("overpayment/gather", inputs=GatherInputs, outputs=GatherOutputs, needs=_needs)
def gather(inputs: GatherInputs, context: Context) -> Done:
    """Takes up every overpayment that no other case holds.

    Raises `household_not_found`; the database `overpayment_taken` where another case was faster.
    """
    if context.facts.get_fact("household", inputs.household_key) is None:
        raise Refused("household_not_found", at_field="household_key")
    case = str(context.case["id"])
    lots = mine(context, inputs.household_key)
    new = [one for one in lots if one["case_id"] is None]
    effects: list[Effect] = []
    if new:
        names = ("line_no", "claim_key", "yen", "arose_on")
        lines = [{name: one[name] for name in names} for one in new]
        key = f"{case}/take/" + ",".join(str(one["line_no"]) for one in new)
        payload = {"household_key": inputs.household_key, "lines": lines}
        effects.append(RegisterChange("take_overpayments", key, payload))
    if not lots:
        effects.append(RegisterChange("drop_overpayments", f"{case}/drop", {"household_key": inputs.household_key}))
    sheets = [causes_sheet(lots, context)] if lots else []
    total = sum(int(one["left"]) for one in lots)
    return Done(GatherOutputs(len(lots), total, lots, sheets), tuple(effects))


def mine(context: Context, household_key: str) -> list[dict[str, Any]]:
    """The overpayments that nobody or this case holds, of which something is left, or interest that was fixed when
    they were set off before their refund went back.
    """
    found: Any = context.facts.get_fact("overpaid", household_key)
    return [
        one
        for one in found["lots"]
        if one["case_id"] in (None, context.case["id"])
        and one["state"] in (None, "OPEN")
        and (one["left"] or one["interest"])
    ]


def causes_sheet(lots: Sequence[Any], context: Context) -> dict[str, JSON]:
    """Each overpayment with the cause that the ledger speaks for and the one it speaks against, and what either means
    for the interest: cities that looked at one cause alone had to pay again.
    """
    rows = []
    for place, lot in enumerate(lots, 1):
        ja, en = name(lot)
        if not lot["left"]:
            said = f"{yen(lot['interest'])}(充当済み。充当加算金だけが残る)"
            rows.append(line(f"{place}. {ja}", f"{place}. {en}", said, value_en=f"Interest {lot['interest']:,} yen"))
            continue
        paid = "、".join(f"{day(on)} {yen(part)}" for on, part in lot["money"])
        paid_en = ", ".join(f"{on} {part:,} yen" for on, part in lot["money"])
        rows.append(
            line(f"{place}. {ja}", f"{place}. {en}", yen(lot["left"]), soft=(f"納付 {paid}", f"paid {paid_en}"))
        )
        event = EVENTS[lot["event"]]
        rows.append(line("発生の日・記録", "Arose", f"{day(lot['arose_on'])} {event[0]}", value_en=event[1]))
        for cause in (cause_of(lot["cause"]), *(one for one in Cause if one is not cause_of(lot["cause"]))):
            stands = cause is cause_of(lot["cause"])
            label = ("台帳の示す原因", "By the ledger") if stands else ("退けた原因", "Rejected")
            value, value_en = CAUSES[cause]
            begins, until_now = starts(cause, money_of(lot), context.values), _to_date(cause, lot, context)
            soft = (f"起算日 {begins[0]}。{until_now[0]}", f"from {begins[1]}. {until_now[1]}")
            rows.append(line(*label, value, value_en=f"{value_en}. {STARTS[cause][1]}", soft=soft))
        rows.append(line("還付請求権の期限", "Can be claimed until", day(lot["lapses_on"]), value_en=lot["lapses_on"]))
    return sheet("overpaid", "過誤納金と原因", "Overpayments and their causes", rows)


def _to_date(cause: Cause, lot: Any, context: Context) -> tuple[str, str]:
    found = refund_interest(
        cause, money_of(lot), max(context.today, date.fromisoformat(lot["arose_on"])), context.values
    )
    exact = int(found.exact)
    return (
        f"今日までの加算金 {yen(found.amount)}(端数処理の前 {exact:,}円)",
        f"Interest to today {found.amount:,} yen ({exact:,} yen before rounding)",
    )
