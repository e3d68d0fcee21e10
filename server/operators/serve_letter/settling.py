"""How the service ended (送達の結果): delivered, presumed, deemed, or given up; what depends on it gets its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Effect, RegisterChange
from server.domain.operating import Context, Done
from server.domain.service import deemed_served_on, new_due_on, presumed_served_on
from server.operators.registry import operator
from server.operators.serve_letter.looking import state

_HOW = {
    "HANDED": "交付送達(本人)",
    "HOUSEMATE": "補充送達(同居の人)",
    "LEFT": "差置送達",
    "COUNTER": "窓口での交付",
}


@dataclass(frozen=True, slots=True)
class SettleInputs:
    """What the case knows at its end: the last way, what `record` answers, the days of mail and board."""

    start: Any
    letter_id: str
    letter: str
    paper: str
    household_key: str
    way: str
    recorded: Any
    resent_on: str | None
    posted_from: str | None
    taken: Any
    decided: str | None


@dataclass(frozen=True, slots=True)
class SettleOutputs:
    """`outcome` SERVED, DEEMED_SERVED or GIVEN_UP, the day, and the date computed behind it for a premium paper."""

    outcome: str
    served_on: str | None
    new_due_on: str | None


@operator("serve_letter/settle", inputs=SettleInputs, outputs=SettleOutputs)
def settle(inputs: SettleInputs, context: Context) -> Done:
    """Ends the hold of returned mail; a letter that was not served at all keeps it no longer either."""
    outcome, day, how = _outcome(inputs, context)
    recorded = inputs.recorded or {}
    behind = None
    if day is not None and inputs.paper == "PREMIUM":
        behind = new_due_on(day, context.values).isoformat()
    says: dict[str, JSON] = {
        "status": outcome,
        "reason": recorded.get("reason") or inputs.start["reason"],
        "way": how,
        "served_on": None if day is None else day.isoformat(),
        "posted_from": inputs.posted_from,
        "new_due_on": behind,
    }
    change = state(inputs.letter_id, inputs.letter, inputs, context, **says)
    key = f"serve_letter/{context.case['id']}"
    ended = {"hold_key": key, "on": context.today.isoformat(), "reason": how}
    effects: tuple[Effect, ...] = (change, RegisterChange("end_hold", f"{key}/end", ended))
    return Done(SettleOutputs(outcome, says["served_on"], behind), effects)


def _outcome(inputs: SettleInputs, context: Context) -> tuple[str, date | None, str]:
    """What was handed over counts first, else the deemed day of the board, the presumption of mail, or nothing."""
    recorded = inputs.recorded or {}
    if inputs.posted_from is not None:
        if inputs.taken is not None:
            return "SERVED", date.fromisoformat(inputs.taken["taken_on"]), _HOW["COUNTER"]
        return "DEEMED_SERVED", deemed_served_on(date.fromisoformat(inputs.posted_from), context.values), "公示送達"
    if recorded.get("served"):
        return "SERVED", date.fromisoformat(str(recorded["served_on"])), _HOW[str(recorded["served"])]
    if inputs.way == "RESEND" and inputs.resent_on is not None:
        day = presumed_served_on(date.fromisoformat(inputs.resent_on), context.values)
        return "SERVED", day, "普通郵便(通常到達すべき時の推定)"
    return "GIVEN_UP", None, "送達できない" if inputs.decided is None else "公示送達をしない"
