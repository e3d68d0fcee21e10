"""How a participation ended (交付要求の結末): money came, nothing was left, or it became our own seizure (art. 87)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.distribution import Owed, distribute
from server.domain.effects import Effect, Message, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.claim_participation.taking_over import taken_over
from server.operators.distribution.planning import sheet_json
from server.operators.enforcement import as_debt, owed
from server.operators.registry import operator

WAIT = "WAIT"


@dataclass(frozen=True, slots=True)
class SettleInputs:
    """The receipt, what was filed, and what is known of its end."""

    start: Any
    filed: Any
    result: Any


@dataclass(frozen=True, slots=True)
class SettleOutputs:
    """`outcome` PAID, NOTHING, TAKEN_OVER, or WAIT; `received` yen."""

    outcome: str
    received: int


def _needed(inputs: Any) -> Iterator[FactKey]:
    key = str(inputs.start["household_key"])
    if inputs.result["outcome"] == "PAID":
        yield FactKey("collection_debts", f"{key}@{inputs.result['paid_on']}")
    if inputs.result["outcome"] == "TAKEN_OVER":
        for kind in ("assets", "debtor", "participations"):
            yield FactKey(kind, key)


@operator("claim_participation/settle", inputs=SettleInputs, outputs=SettleOutputs, needs=_needed)
def settle(inputs: SettleInputs, context: Context) -> Done:
    """Records the end. Raises `deposit_paid_in_future`, `distribution_sheet_moved` for more than is owed, and what
    `taking_over` refuses."""
    outcome = str(inputs.result["outcome"])
    if outcome == WAIT:
        return Done(SettleOutputs(WAIT, 0))
    received = int(inputs.result["amount"]) if outcome == "PAID" else 0
    return Done(SettleOutputs(outcome, received), tuple(_effects(inputs, outcome, received, context)))


def _effects(inputs: SettleInputs, outcome: str, received: int, context: Context) -> Iterator[Effect]:
    key, filed = str(inputs.start["household_key"]), str(inputs.filed["participation_id"])
    end = {
        "participation_id": filed,
        "household_key": key,
        "ended_on": context.today.isoformat(),
        "outcome": outcome,
        "received": received if outcome == "PAID" else None,
    }
    yield RegisterChange("end_participation", f"{filed}/end", end)
    if outcome == "PAID":
        yield _received(inputs, received, context)
    if inputs.start["kind"] == "BANKRUPTCY":
        hold = {"hold_key": f"bankruptcy/{filed}", "on": context.today.isoformat(), "reason": "破産手続の終わり"}
        yield RegisterChange("end_hold", f"{filed}/end_hold", hold)
    if outcome == "TAKEN_OVER":
        yield from taken_over(inputs.start, filed, inputs.result, context)
    said = {"outcome": outcome, "received": received, "case_number": context.case["number"]}
    yield Message("case_event", f"claim_participation/{filed}/{outcome}", {"household_key": key}, said)


def _received(inputs: SettleInputs, received: int, context: Context) -> RegisterChange:
    """The money on our instalments, principal first (art. 129(6)); it may not be more than they owe."""
    paid_on = date.fromisoformat(inputs.result["paid_on"])
    if paid_on > context.today:
        raise Refused("deposit_paid_in_future", at_field="paid_on")
    key = str(inputs.start["household_key"])
    every: Any = context.facts.get_fact("collection_debts", f"{key}@{paid_on.isoformat()}")
    debts = [one for one in every if owed(one)]
    known = [as_debt(one) for one in debts]
    mine = [Owed(one.claim_key, one.due_on, one.principal, one.late, one.fee, one.cost) for one in known]
    made = distribute(received, 0, (), mine)
    if made.surplus:
        raise Refused("distribution_sheet_moved", at_field="amount")
    grown = {str(one["claim_key"]): int(one["late_grown"]) for one in debts}
    payload = {
        "participation_id": str(inputs.filed["participation_id"]),
        "household_key": key,
        "paid_on": paid_on.isoformat(),
        "sheet": sheet_json(made, grown, ()),
    }
    return RegisterChange("receive_participation", f"{inputs.filed['participation_id']}/receive", payload)
