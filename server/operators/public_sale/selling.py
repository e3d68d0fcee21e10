"""The decision of the sale and its price (売却決定・買受代金): arts. 111, 113, 115-121, 128."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Decision, Effect, LetterRequest, Message, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.seizure import Kind
from server.operators.enforcement import HOLDS, owed, yen
from server.operators.public_sale.bidding import current
from server.operators.public_sale.ending import letters_of_outcome, stand_now, stopped
from server.operators.public_sale.judging import HOLD, WAIT, debts_of, rounds_of, says_of
from server.operators.public_sale.planning import sale_needs
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class SellInputs:
    """The receipt, what was found of the seizure, and what was answered."""

    start: Any
    examined: Any
    answer: Any


@dataclass(frozen=True, slots=True)
class SellOutputs:
    """`state` SOLD, BARRED, CALLED_OFF, or why the sale ends (PAID, HELD, RELEASED)."""

    state: str


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from sale_needs(inputs.start, inputs.examined)
    yield FactKey("deposits", str(inputs.start["household_key"]))


@operator("public_sale/sell", inputs=SellInputs, outputs=SellOutputs, needs=_needed, tables=(HOLD,))
def sell(inputs: SellInputs, context: Context) -> Done:
    """売却決定: a movable on the day of the sale, real estate not before its announced day.

    Raises `sale_before_day`, `sale_inquiry_missing` (art. 106-2), `sale_held` while something is to be waited for.
    """
    now = current(rounds_of(str(inputs.examined["seizure_id"]), context), context)
    result, over = str(inputs.answer["result"]), stand_now(inputs.start, inputs.examined, context)
    if over is not None:
        return Done(SellOutputs(over))
    if result != "sell":
        ground = "BARRED" if result == "barred" else "CALLED_OFF"
        told = letters_of_outcome(inputs.start, inputs.examined, now, ground, context)
        return Done(SellOutputs(ground), (stopped(inputs.start, now, ground, context), *told))
    _refuse_sale(inputs, now, context)
    bid = next(one for one in now["bids"] if one["place"] == now["best"])
    key = str(inputs.start["household_key"])
    payload = {"sale_id": now["sale_id"], "household_key": key, "decided_on": context.today.isoformat()}
    summary = f"売却決定 {yen(bid['yen'])}(見積価額 {yen(now['estimate'])})"
    basis = {"round": now["round"], "inquiry": inputs.answer["inquiry"]}
    keys: dict[str, JSON] = {
        "seizure_id": str(inputs.examined["seizure_id"]),
        "sale_id": now["sale_id"],
        "case_number": context.case["number"],
    }
    effects: tuple[Effect, ...] = (
        RegisterChange("decide_sale", f"{now['sale_id']}/decide", payload),
        Decision("public_sale", "sold", "confirm", "9-7 売却決定(課長)", "none", summary, basis),
        LetterRequest("public_sale/decision", key, None, keys, "TRACKED"),
    )
    return Done(SellOutputs("SOLD"), effects)


def _refuse_sale(inputs: SellInputs, now: Any, context: Context) -> None:
    if context.today < date.fromisoformat(now["decide_on"]):
        raise Refused("sale_before_day", at_field="result", day=now["decide_on"])
    real = Kind(str(inputs.examined["kind"])) is Kind.REAL_ESTATE
    if real and inputs.answer["inquiry"] not in ("CLEAR", "EXEMPT"):
        raise Refused("sale_inquiry_missing", at_field="inquiry")
    seizure: Any = context.facts.get_fact("seizure", str(inputs.examined["seizure_id"]))
    for hold, (says, article) in says_of(seizure, context).items():
        if says == WAIT:
            raise Refused("sale_held", at_field="result", hold=HOLDS.get(hold, hold), article=article)


@dataclass(frozen=True, slots=True)
class PriceOutputs:
    """`state` PRICED, UNPAID, or why the sale ends (PAID, HELD, RELEASED)."""

    state: str


@operator("public_sale/take_price", inputs=SellInputs, outputs=PriceOutputs, needs=_needed, tables=(HOLD,))
def take_price(inputs: SellInputs, context: Context) -> Done:
    """What became of the price: paid by its day (art. 115), not paid (the decision is taken back, art. 115(4)), or the
    debtor proved that he has paid everything before (art. 117).

    Raises `sale_price_differs`, `sale_price_day`, `sale_payment_not_over`, `sale_debt_paid`, `sale_debt_open`.
    """
    now = current(rounds_of(str(inputs.examined["seizure_id"]), context), context)
    result, answer = str(inputs.answer["result"]), inputs.answer
    seizure: Any = context.facts.get_fact("seizure", str(inputs.examined["seizure_id"]))
    left = sum(map(owed, debts_of(seizure, context)))
    if result == "settled":
        if left:
            raise Refused("sale_debt_open", at_field="result", yen=f"{left:,}")
        return Done(PriceOutputs("PAID"))
    if result == "unpaid":
        return Done(PriceOutputs("UNPAID"), tuple(_unpaid(inputs, now, context)))
    _refuse_price(answer, now, context)
    if not left and not answer["price_first"]:
        raise Refused("sale_debt_paid", at_field="result")
    return Done(PriceOutputs("PRICED"), tuple(_priced(inputs, now, context)))


def _refuse_price(answer: Any, now: Any, context: Context) -> None:
    bid = next(one for one in now["bids"] if one["place"] == now["best"])
    if int(answer["amount"]) != bid["yen"]:
        raise Refused("sale_price_differs", at_field="amount", yen=f"{bid['yen']:,}")
    paid_on = date.fromisoformat(answer["paid_on"])
    first, last = date.fromisoformat(now["decided_on"]), date.fromisoformat(now["pay_by"])
    if not first <= paid_on <= min(last, context.today):
        raise Refused("sale_price_day", at_field="paid_on", first=first.isoformat(), last=last.isoformat())


def _priced(inputs: SellInputs, now: Any, context: Context) -> Iterator[Effect]:
    """The thing is the buyer's (art. 116): the seizure has done its work, the title is entrusted (art. 121), the price
    goes into custody (art. 128)."""
    key, answer = str(inputs.start["household_key"]), inputs.answer
    payload = {
        "sale_id": now["sale_id"],
        "household_key": key,
        "priced_on": answer["paid_on"],
        "price": int(answer["amount"]),
    }
    yield RegisterChange("price_sale", f"{now['sale_id']}/price", payload)
    seizure: Any = context.facts.get_fact("seizure", str(inputs.examined["seizure_id"]))
    keys: dict[str, JSON] = {
        "seizure_id": str(seizure["seizure_id"]),
        "sale_id": now["sale_id"],
        "case_number": context.case["number"],
    }
    if Kind(seizure["asset"]["kind"]) is Kind.REAL_ESTATE:
        yield LetterRequest("public_sale/title", key, str(seizure["person_key"]), keys, "TRACKED")
    bid = next(one for one in now["bids"] if one["place"] == now["best"])
    yield _distribution(inputs, now, int(answer["amount"]), answer["paid_on"], bid["bidder"], answer["proof"], context)
    yield from _seizure_done(seizure, key, now, context)
    ended = {
        "asset_id": seizure["asset"]["asset_id"],
        "household_key": key,
        "ended_on": context.today.isoformat(),
        "end_ground": "公売",
    }
    if seizure["asset"]["ended_on"] is None:
        yield RegisterChange("end_asset", f"{now['sale_id']}/asset", ended)
    said = {"sale_id": now["sale_id"], "price": int(answer["amount"])}
    yield Message("case_event", f"public_sale/{now['sale_id']}/priced", {"household_key": key}, said)


def _seizure_done(seizure: Any, key: str, now: Any, context: Context) -> Iterator[Effect]:
    """Nothing is left to seize: the register ends it, so that no limitation stands still for a thing that was sold."""
    today, seizure_id = context.today.isoformat(), str(seizure["seizure_id"])
    payload = {"seizure_id": seizure_id, "household_key": key, "released_on": today, "release_ground": "SOLD"}
    yield RegisterChange("release_seizure", f"{now['sale_id']}/seizure", payload)
    hold = {"hold_key": f"seizure/{seizure_id}", "on": today, "reason": f"公売 {now['number']}"}
    yield RegisterChange("end_hold", f"{now['sale_id']}/end_hold", hold)


def _unpaid(inputs: SellInputs, now: Any, context: Context) -> Iterator[Effect]:
    """The decision is taken back; a guarantee that was given goes to the premium, the rest to the debtor (art. 100)."""
    if context.today <= date.fromisoformat(now["pay_by"]):
        raise Refused("sale_payment_not_over", at_field="result", day=now["pay_by"])
    yield stopped(inputs.start, now, "UNPAID", context)
    yield from letters_of_outcome(inputs.start, inputs.examined, now, "UNPAID", context)
    bid = next(one for one in now["bids"] if one["place"] == now["best"])
    if bid["guarantee"]:
        day, proof = context.today.isoformat(), f"公売保証金 {context.case['number']}"
        yield _distribution(inputs, now, bid["guarantee"], day, bid["bidder"], proof, context)


def _distribution(
    inputs: SellInputs, now: Any, amount: int, paid_on: str, payer: str, proof: str, context: Context
) -> StartCase:
    data = {
        "channel": "EXOFFICIO",
        "received_on": context.today.isoformat(),
        "household_key": str(inputs.start["household_key"]),
        "seizure_number": str(inputs.start["seizure_number"]).strip(),
        "amount": amount,
        "paid_on": paid_on,
        "origin": "SALE",
        "payer": payer,
        "proof": proof,
    }
    return StartCase("distribution", f"distribution/{now['sale_id']}", data, str(inputs.start["household_key"]))
