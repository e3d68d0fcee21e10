"""Talks that lead to no pledge, and pledges that end otherwise (誓約に至らない相談・誓約の終了)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import Decision, Effect, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.operators.plan_sheets import told_hub
from server.operators.pledge.register import end_hold
from server.operators.pledge.review import pledge_of
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class TurnAwayInputs:
    """`result` and `rule` of the table; `decided` and `reason` where the approver refused."""

    result: str
    rule: str
    decided: str | None
    reason: str | None
    provision: str | None


@dataclass(frozen=True, slots=True)
class TurnAwayOutputs:
    """`outcome` REFUSED (payment at once is asked for) or GUIDED (to deferral, relief, suspension, welfare)."""

    outcome: str


@operator("pledge/turn_away", inputs=TurnAwayInputs, outputs=TurnAwayOutputs)
def turn_away(inputs: TurnAwayInputs, context: Context) -> Done:
    """The hub is told, so that it goes on with the arrears or with the other ways (P11, P12, P19)."""
    by_approver = inputs.decided == "refuse"
    outcome = "GUIDED" if inputs.result == "GUIDE" and not by_approver else "REFUSED"
    effects: list[Effect] = [told_hub(context, f"pledge_{outcome.lower()}")]
    if by_approver:
        basis = {"reason": inputs.reason, "provision": inputs.provision}
        summary = f"分割納付誓約を認めない {inputs.provision}"
        effects.append(Decision("pledge", "refused", "decide", inputs.rule, "none", summary, basis))
    return Done(TurnAwayOutputs(outcome), tuple(effects))


@dataclass(frozen=True, slots=True)
class CloseInputs:
    """Why the pledge ends without being kept or broken, as the officer wrote it."""

    pledge_key: str
    household_key: str
    came: Any


@dataclass(frozen=True, slots=True)
class CloseOutputs:
    """`ground` as the register has it."""

    ground: str


def _needs(inputs: CloseInputs) -> Iterator[FactKey]:
    yield FactKey("pledges", inputs.household_key)


@operator("pledge/close", inputs=CloseInputs, outputs=CloseOutputs, needs=_needs)
def close(inputs: CloseInputs, context: Context) -> Done:
    """The pledge ends today (死亡, 猶予への切替え, 本人の申出 …) and so does its hold."""
    pledge = pledge_of(inputs.pledge_key, inputs.household_key, context)
    ground = str(inputs.came["reason"])
    payload = {
        "household_key": inputs.household_key,
        "pledge_key": inputs.pledge_key,
        "status": "ENDED",
        "missed": pledge["missed"],
        "ground": ground,
        "valid_from": context.today.isoformat(),
    }
    change = RegisterChange("mark_pledge", f"{inputs.pledge_key}/ended", payload)
    ended = end_hold(inputs.pledge_key, ground, context)
    return Done(CloseOutputs(ground), (change, ended))
