"""The distribution sheet (配当計算書): who gets what of the money that a third debtor or a sale brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.distribution import Creditor, Owed, Rank, Sheet, distribute
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.enforcement import as_debt, japan_day
from server.operators.registry import operator
from server.operators.seizure_watch.watching import open_debts

RANKS = {
    "TAX": "国税・地方税",
    "SECURED_BEFORE": "担保権(法定納期限等以前)",
    "OWN": "国民健康保険料",
    "PUBLIC": "その他の公課",
    "SECURED_AFTER": "担保権(法定納期限等の後)",
}


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """The receipt of the money, costs and other creditors as entered, and whether the money is in custody already."""

    start: Any
    entry: Any
    held: Any


@dataclass(frozen=True, slots=True)
class PlanOutputs:
    """`sheet`: amount, cost, shares, own instalments, surplus; `send_by` the last day of its dispatch."""

    seizure_id: str
    sheet: dict[str, JSON]
    send_by: str


def money_needs(start: Any) -> Iterator[FactKey]:
    """The seizures of the household and its debts as they stand, late charge to the day of payment."""
    yield FactKey("seizures", str(start["household_key"]))
    yield FactKey("collection_debts", f"{start['household_key']}@{start['paid_on']}")


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from money_needs(inputs.start)


@operator("distribution/plan", inputs=PlanInputs, outputs=PlanOutputs, needs=_needed)
def plan(inputs: PlanInputs, context: Context) -> Done:
    """Distributes the money. Raises `seizure_unknown`, `seizure_not_in_force`, what the day of payment refuses, and
    `deposit_held` for a withdrawal when the money lies in custody.

    National Tax Collection Act arts. 128-131; the day on which the third debtor paid is the debtor's (art. 67(3)).
    """
    if inputs.entry["result"] == "withdraw":
        raise Refused("deposit_held", at_field="result")
    seizure = seizure_of_money(inputs.start, context)
    made = planned(inputs.start, inputs.entry, seizure, context)
    paid_on = date.fromisoformat(inputs.start["paid_on"])
    send_by = period_end(paid_on, context.values.period("distribution_sheet_due", paid_on), Calendar(context.values))
    whole = sheet_json(made, _grown(seizure, inputs.start, context), inputs.entry["creditors"] or ())
    return Done(PlanOutputs(str(seizure["seizure_id"]), whole, send_by.isoformat()))


def seizure_of_money(start: Any, context: Context) -> Any:
    """The seizure by which the money came; it was served by the day of payment."""
    seizures: Any = context.facts.get_fact("seizures", str(start["household_key"]))
    found = [one for one in seizures if one["number"] == str(start["seizure_number"]).strip()]
    if not found:
        raise Refused("seizure_unknown", at_field="seizure_number", number=start["seizure_number"])
    whole: Any = context.facts.get_fact("seizure", str(found[0]["seizure_id"]))
    if whole["served_at"] is None:
        raise Refused("seizure_not_in_force", at_field="seizure_number", number=start["seizure_number"])
    paid_on = date.fromisoformat(start["paid_on"])
    if paid_on > context.today:
        raise Refused("deposit_paid_in_future", at_field="paid_on")
    if paid_on.isoformat() < japan_day(whole["served_at"]):
        raise Refused("deposit_paid_before_service", at_field="paid_on")
    return whole


def planned(start: Any, entry: Any, seizure: Any, context: Context) -> Sheet:
    """The sheet by the debts of this moment, late charge to the day of payment."""
    debts = _debts(seizure, start, context)
    known = [as_debt(one) for one in debts]
    mine = [Owed(one.claim_key, one.due_on, one.principal, one.late, one.fee, one.cost) for one in known]
    others = [
        Creditor(row["name"], Rank(row["rank"]), int(row["claim"]), date.fromisoformat(row["since"]))
        for row in entry["creditors"] or ()
    ]
    return distribute(int(start["amount"]), int(entry["cost"] or 0), others, mine)


def _debts(seizure: Any, start: Any, context: Context) -> list[Any]:
    every = context.facts.get_fact("collection_debts", f"{start['household_key']}@{start['paid_on']}")
    return open_debts(seizure, every)


def _grown(seizure: Any, start: Any, context: Context) -> dict[str, int]:
    """The late charge that is assessed when it is covered, by instalment."""
    return {str(one["claim_key"]): int(one["late_grown"]) for one in _debts(seizure, start, context)}


def sheet_json(made: Sheet, grown: Mapping[str, int], rows: Sequence[Any]) -> dict[str, JSON]:
    """The sheet as data: shares in their order, ours among them by instalment."""
    places = {row["name"]: row for row in rows}
    return {
        "amount": made.amount,
        "cost": made.cost,
        "surplus": made.surplus,
        "applied": made.applied,
        "shares": [
            {
                "name": one.creditor.name,
                "rank": str(one.creditor.rank),
                "claim": one.creditor.claim,
                "yen": one.yen,
                "postal_code": places[one.creditor.name]["postal_code"],
                "address": places[one.creditor.name]["address"],
            }
            for one in made.shares
        ],
        "own": [_own(one, grown) for one in made.own],
    }


def _own(one: Owed, grown: Mapping[str, int]) -> dict[str, JSON]:
    amounts = {name: getattr(one, name) for name in ("principal", "late", "fee", "cost")}
    return {"claim_key": one.claim_key, "late_grown": grown[one.claim_key] if one.late else 0, **amounts}
