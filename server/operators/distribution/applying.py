"""The money in custody, its sheet sent, and on the day of payment applied (受入・謄本の発送・換価代金等の交付)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.distribution import payment_day
from server.domain.effects import JSON, Decision, Effect, LetterRequest, Message, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.distribution.planning import money_needs, planned, seizure_of_money, sheet_json
from server.operators.enforcement import yen
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class SendInputs:
    """The receipt and the sheet as it was checked."""

    start: Any
    planned: Any


@dataclass(frozen=True, slots=True)
class SendOutputs:
    """`sent_on` the day of dispatch, `pay_on` 換価代金等の交付期日; `held`: the money lies in custody."""

    sent_on: str
    pay_on: str
    held: bool


@operator("distribution/send", inputs=SendInputs, outputs=SendOutputs)
def send(inputs: SendInputs, context: Context) -> Done:
    """Takes the money into custody and sends the copies to the debtor and every creditor (arts. 131, 132)."""
    start, plan, case = inputs.start, inputs.planned, context.case
    sent, pay = context.today, payment_day(context.today, context.values)
    deposit = {
        "deposit_id": case["id"],
        "seizure_id": plan["seizure_id"],
        "household_key": start["household_key"],
        "amount": start["amount"],
        "paid_on": start["paid_on"],
    }
    effects: list[Effect] = [RegisterChange("hold_deposit", f"{case['id']}/hold", deposit)]
    keys: dict[str, JSON] = {
        "seizure_id": plan["seizure_id"],
        "case_number": case["number"],
        "sheet": plan["sheet"],
        "paid_on": start["paid_on"],
        "pay_on": pay.isoformat(),
        "payer": start.get("payer"),
    }
    household = str(start["household_key"])
    effects.append(LetterRequest("distribution/sheet", household, None, {**keys, "to": None}, "TRACKED"))
    effects += [
        LetterRequest("distribution/sheet", household, None, {**keys, "to": share}, "TRACKED")
        for share in plan["sheet"]["shares"]
    ]
    return Done(SendOutputs(sent.isoformat(), pay.isoformat(), True), tuple(effects))


@dataclass(frozen=True, slots=True)
class ApplyInputs:
    """The receipt, the entry, the sheet that was sent and the day of payment; what was said at it."""

    start: Any
    entry: Any
    planned: Any
    sent: Any
    payment: Any


@dataclass(frozen=True, slots=True)
class ApplyOutputs:
    """`applied` yen to our claims, `surplus` to the debtor."""

    applied: int
    surplus: int


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from money_needs(inputs.start)


@operator("distribution/apply", inputs=ApplyInputs, outputs=ApplyOutputs, needs=_needed)
def apply(inputs: ApplyInputs, context: Context) -> Done:
    """Pays out as the sheet says. Raises `distribution_before_day`, and `distribution_sheet_moved` when it would be
    another one by now: then it is made and sent again."""
    pay_on = date.fromisoformat(inputs.sent["pay_on"])
    if context.today < pay_on:
        raise Refused("distribution_before_day", day=pay_on.isoformat())
    seizure = seizure_of_money(inputs.start, context)
    now = planned(inputs.start, inputs.entry, seizure, context)
    grown = {one["claim_key"]: one["late_grown"] for one in inputs.planned["sheet"]["own"]}
    rows = inputs.entry["creditors"] or ()
    again = sheet_json(now, {one.claim_key: grown.get(one.claim_key, 0) for one in now.own}, rows)
    if again != inputs.planned["sheet"]:
        raise Refused("distribution_sheet_moved", at_field="result")
    return Done(ApplyOutputs(now.applied, now.surplus), tuple(_effects(inputs, now.applied, context)))


def _effects(inputs: ApplyInputs, applied: int, context: Context) -> Iterator[Effect]:
    case, household = context.case, str(inputs.start["household_key"])
    payload = {
        "deposit_id": case["id"],
        "household_key": household,
        "sheet": inputs.planned["sheet"],
        "sent_on": inputs.sent["sent_on"],
        "pay_on": inputs.sent["pay_on"],
    }
    yield RegisterChange("apply_deposit", f"{case['id']}/apply", payload)
    summary = f"配当 {yen(inputs.planned['sheet']['amount'])} うち保険料 {yen(applied)}"
    yield Decision("distribution", "distributed", "check", "9-3 配当(徴収職員二人)", "daily_list", summary, {})
    yield Message("case_event", f"distribution/{case['id']}", {"household_key": household}, {"applied": applied})
