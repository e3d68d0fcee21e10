"""Where a sale stands, and how it ends without a buyer (公売の中止・売却決定の取消し): arts. 107, 108, 115, 117."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Effect, LetterRequest, Message, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.public_sale import Phase, Stand, phase
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.enforcement import debt_sheet, hold_sheet, owed, yen
from server.operators.public_sale.judging import HOLD, STOP, debts_of, rounds_of, says_of
from server.operators.public_sale.planning import sale_needs
from server.operators.registry import operator

_OVER = (Phase.PAID, Phase.HELD, Phase.RELEASED)


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The receipt, what was found of the seizure, what people said at the last review: `stop` calls it off."""

    start: Any
    examined: Any
    called_off: Any


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """`phase` what the sale waits for, or why it ends."""

    phase: str
    sheets: list[dict[str, JSON]]


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from sale_needs(inputs.start, inputs.examined)
    yield FactKey("deposits", str(inputs.start["household_key"]))


@operator("public_sale/look", inputs=LookInputs, outputs=LookOutputs, needs=_needed, tables=(HOLD,))
def look(inputs: LookInputs, context: Context) -> Done:
    """Reads sale, debt, holds and money anew: payment in full, a deferral or a release stops the sale the same day."""
    stand, now, seizure = _stand(inputs.start, inputs.examined, context)
    lines = [
        line("公売の日", "Sale", str(now["sale_on"]), soft=f"見積価額 {yen(now['estimate'])}"),
        line("売却決定の日", "Decision", str(now["decide_on"])),
        line("納付の期限", "Payment by", str(now["pay_by"])),
        line("残り", "Still owed", yen(stand.open_yen)),
    ]
    shown = [
        sheet("terms", "公売の条件", "Terms of the sale", lines),
        debt_sheet(debts_of(seizure, context)),
        hold_sheet(context.facts.get_fact("holds", str(inputs.start["household_key"]))),
    ]
    found = phase(stand, context.today)
    off = inputs.called_off == "stop" and found in (Phase.WAIT, Phase.BIDS, Phase.CONFIRM) and not stand.priced
    return Done(LookOutputs("CALLED_OFF" if off else str(found), shown))


def stand_now(start: Any, examined: Any, context: Context) -> str | None:
    """Why the sale ends today (PAID, HELD, RELEASED); None when nothing stands against it."""
    stand, _, _ = _stand(start, examined, context)
    found = phase(stand, context.today)
    return str(found) if found in _OVER else None


def own_rounds(examined: Any, context: Context) -> list[Any]:
    """The rounds of this case. Raises `sale_moved` before there is one."""
    mine = [one for one in rounds_of(str(examined["seizure_id"]), context) if one["case_id"] == context.case["id"]]
    if not mine:
        raise Refused("sale_moved", number=context.case["number"])
    return mine


def _stand(start: Any, examined: Any, context: Context) -> tuple[Stand, Any, Any]:
    now = own_rounds(examined, context)[-1]
    seizure: Any = context.facts.get_fact("seizure", str(examined["seizure_id"]))
    held: Any = context.facts.get_fact("deposits", str(start["household_key"]))
    paid_out = any(
        one["seizure_id"] == seizure["seizure_id"]
        and one["applied_on"] is not None
        and (one["paid_on"], one["amount"]) == (now["priced_on"], now["price"])
        for one in held
    )
    stand = Stand(
        sale_on=date.fromisoformat(now["sale_on"]),
        decide_on=date.fromisoformat(now["decide_on"]),
        opened=now["outcome"] is not None,
        decided=now["decided_on"] is not None,
        priced=now["priced_on"] is not None,
        released=seizure["released_on"] is not None,
        open_yen=sum(map(owed, debts_of(seizure, context))),
        stopping=[hold for hold, (says, _) in says_of(seizure, context).items() if says == STOP],
        distributed=paid_out,
    )
    return stand, now, seizure


@dataclass(frozen=True, slots=True)
class StopOutputs:
    """`ended` PAID (paid in full before the price) or STOPPED."""

    ended: str


@dataclass(frozen=True, slots=True)
class StopInputs:
    """The receipt and what was found of the seizure."""

    start: Any
    examined: Any


@operator("public_sale/stop", inputs=StopInputs, outputs=StopOutputs, needs=_needed, tables=(HOLD,))
def stop(inputs: StopInputs, context: Context) -> Done:
    """Stops the sale for what stands against it, else because people called it off; whoever was told of it is told."""
    ground = stand_now(inputs.start, inputs.examined, context) or "CALLED_OFF"
    now = own_rounds(inputs.examined, context)[-1]
    if now["priced_on"] is not None:
        raise Refused("sale_price_paid", at_field="result")
    effects: list[Effect] = []
    if now["stopped_on"] is None:
        effects.append(stopped(inputs.start, now, ground, context))
    effects += letters_of_outcome(inputs.start, inputs.examined, now, ground, context)
    effects.append(_ended(inputs.start, now, ground))
    return Done(StopOutputs("PAID" if ground == "PAID" else "STOPPED"), tuple(effects))


def stopped(start: Any, now: Any, ground: str, context: Context) -> RegisterChange:
    """The round ends without a sale."""
    payload = {
        "sale_id": now["sale_id"],
        "household_key": str(start["household_key"]),
        "stopped_on": context.today.isoformat(),
        "stop_ground": ground,
    }
    return RegisterChange("stop_sale", f"{now['sale_id']}/stop", payload)


def letters_of_outcome(start: Any, examined: Any, now: Any, ground: str, context: Context) -> list[Effect]:
    """To the debtor and everybody who has rights (art. 106(2); circular on art. 117, no. 3), and to who was to buy."""
    key = str(start["household_key"])
    seizure: Any = context.facts.get_fact("seizure", str(examined["seizure_id"]))
    keys: dict[str, JSON] = {
        "seizure_id": str(seizure["seizure_id"]),
        "sale_id": now["sale_id"],
        "case_number": context.case["number"],
        "ground": ground,
        "day": context.today.isoformat(),
        "to": None,
    }
    asked: list[Effect] = [LetterRequest("public_sale/outcome", key, str(seizure["person_key"]), keys, "TRACKED")]
    others = [*(now["terms"]["creditors"] or ()), *(() if ground == "BEST" else _buyer(now))]
    asked += [LetterRequest("public_sale/outcome", key, None, {**keys, "to": row}, "TRACKED") for row in others]
    return asked


def _buyer(now: Any) -> list[dict[str, JSON]]:
    """Whoever was to buy, as an addressee."""
    return [
        {"name": bid["bidder"], "honorific": "様", "postal_code": bid["postal_code"], "address": bid["address"]}
        for bid in now["bids"]
        if bid["place"] == now["best"]
    ]


def _ended(start: Any, now: Any, ground: str) -> Message:
    key = str(start["household_key"])
    said = {"sale_id": now["sale_id"], "ground": ground}
    return Message("case_event", f"public_sale/{now['sale_id']}/{ground}", {"household_key": key}, said)


@dataclass(frozen=True, slots=True)
class WindInputs:
    """The receipt, what was found of the seizure, and what people decided after a sale without a buyer."""

    start: Any
    examined: Any
    answer: Any


@dataclass(frozen=True, slots=True)
class WindOutputs:
    """`ended` UNSOLD (no bid), CANCELLED (the decision was taken back) or STOPPED."""

    ended: str


_ENDED = {"UNPAID": "CANCELLED", "BARRED": "CANCELLED", "CALLED_OFF": "STOPPED"}


@operator("public_sale/wind_up", inputs=WindInputs, outputs=WindOutputs, needs=_needed)
def wind_up(inputs: WindInputs, context: Context) -> Done:
    """Gives the sale up. Raises `sale_release_too_early` for a release before three sales found no bid."""
    rounds = rounds_of(str(inputs.examined["seizure_id"]), context)
    now = own_rounds(inputs.examined, context)[-1]
    ended = _ENDED.get(str(now["stop_ground"] or now["outcome"]), "UNSOLD")
    effects: list[Effect] = [_ended(inputs.start, now, f"ended/{ended}")]
    if inputs.answer["result"] == "release":
        unsold = sum(one["outcome"] == "NO_BID" for one in rounds)
        needed = context.values.integer("sale.unsold_rounds", context.today)
        if unsold < needed:
            raise Refused("sale_release_too_early", at_field="result", count=unsold, needed=needed)
        effects.append(_release(inputs, now, context))
    return Done(WindOutputs(ended), tuple(effects))


def _release(inputs: WindInputs, now: Any, context: Context) -> StartCase:
    key = str(inputs.start["household_key"])
    data = {
        "channel": "EXOFFICIO",
        "received_on": context.today.isoformat(),
        "household_key": key,
        "seizure_number": str(inputs.start["seizure_number"]).strip(),
        "ground": "NO_BID",
        "reason": f"公売を重ねたが入札がない({now['number']})",
    }
    return StartCase("seizure_release", f"seizure_release/{inputs.examined['seizure_id']}/NO_BID", data, key)
