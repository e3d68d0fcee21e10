"""A hold on a benefit: begun with a day, prolonged a few times, decided by the head, or over by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import Concerns, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator

BENEFITS = {"HIGH_COST": "高額療養費", "MEDICAL": "療養費", "OTHER": "その他の給付"}
PROVISIONS = {
    "ART60": "国民健康保険法第60条(自己の犯罪行為又は故意)",
    "ART61": "国民健康保険法第61条(闘争、泥酔又は著しい不行跡)",
    "ART64": "国民健康保険法第64条第2項(同一の事由による損害賠償)",
}
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class HoldInputs:
    """The receipt."""

    start: Any


@dataclass(frozen=True, slots=True)
class HoldOutputs:
    """The last day of the hold, how often it was prolonged, the person's name."""

    until: str
    times: int
    name: str


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("person", str(inputs.start["person_key"]).strip())


@operator("benefit_hold/hold", inputs=HoldInputs, outputs=HoldOutputs, needs=_needs)
def hold(inputs: HoldInputs, context: Context) -> Done:
    """Puts the hold on record with its last day.

    Raises `benefit_hold_claim_unknown`, `benefit_hold_month`, `benefit_held`.
    """
    start, person = inputs.start, str(inputs.start["person_key"]).strip()
    household: Any = context.facts.get_fact("household", str(start["household_key"]))
    who: Any = context.facts.get_fact("person", person)
    if who is None or household is None or all(one["person_key"] != person for one in household["members"]):
        raise Refused("benefit_hold_claim_unknown", at_field="person_key")
    if not _MONTH.fullmatch(str(start["month"])):
        raise Refused("benefit_hold_month", at_field="month")
    until = _until(context)
    payload = {
        "hold_key": context.case["id"],
        "household_key": start["household_key"],
        "person_key": person,
        "case_id": context.case["id"],
        "benefit": start["benefit"],
        "month": start["month"],
        "yen": start["yen"],
        "reason": str(start["reason"])[:200],
        "owner": start["owner"],
        "held_until": until,
    }
    change = RegisterChange("put_benefit_hold", f"{context.case['id']}/hold", payload)
    return Done(HoldOutputs(until, 0, str(who["name"])), (change, Concerns((person,))))


def _until(context: Context) -> str:
    period = context.values.period("benefit_hold", context.today)
    return period_end(context.today, period, Calendar(context.values)).isoformat()


@dataclass(frozen=True, slots=True)
class ProlongInputs:
    """The receipt, how the hold began, and how often it was prolonged (None: never)."""

    start: Any
    held: Any
    times: Any


@operator("benefit_hold/prolong", inputs=ProlongInputs, outputs=HoldOutputs, needs=_needs)
def prolong(inputs: ProlongInputs, context: Context) -> Done:
    """Moves the last day, so often as the city allows. Raises `benefit_hold_prolonged`: then the head decides."""
    times = int(inputs.times or 0) + 1
    most = context.values.integer("benefit_hold.prolongations", context.today)
    if times > most:
        raise Refused("benefit_hold_prolonged", at_field="result", most=most)
    until = _until(context)
    payload = {"hold_key": context.case["id"], "held_until": until}
    change = RegisterChange("prolong_benefit_hold", f"{context.case['id']}/prolonged/{times}", payload)
    return Done(HoldOutputs(until, times, inputs.held["name"]), (change,))


@dataclass(frozen=True, slots=True)
class EndInputs:
    """The receipt, how the hold began, and what the head entered (None where the day came or an officer released)."""

    start: Any
    held: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class EndOutputs:
    """How the hold ended: RELEASED or LIMITED, and yen to be paid."""

    how: str
    yen: int


@operator("benefit_hold/end", inputs=EndInputs, outputs=EndOutputs, needs=_needs)
def end(inputs: EndInputs, context: Context) -> Done:
    """Ends the hold: whatever is to be paid waits on somebody's list; a limit is told with its reasons.

    Raises `benefit_hold_no_limit`.
    """
    start, entry = inputs.start, inputs.entry
    over = RegisterChange("end_benefit_hold", f"{context.case['id']}/end", {"hold_key": context.case["id"]})
    if entry is None or entry["result"] == "RELEASE":
        return Done(EndOutputs("RELEASED", int(start["yen"])), (over,))
    if int(entry["paid"]) >= int(start["yen"]):
        raise Refused("benefit_hold_no_limit", at_field="paid")
    keys = {
        "case_number": context.case["number"],
        "name": inputs.held["name"],
        "person_keys": [str(start["person_key"]).strip()],
        "benefit": BENEFITS[start["benefit"]],
        "month": start["month"],
        "yen": start["yen"],
        "paid": entry["paid"],
        "provision": PROVISIONS[entry["provision"]],
        "heard_on": entry["heard_on"],
        "reason": entry["reason"],
    }
    decision = Decision(
        kind="benefit_hold",
        result="limited",
        task="settle",
        authority="13-6 給付制限",
        confirm="none",
        summary=f"給付制限 {BENEFITS[start['benefit']]} {start['month']}",
        basis={"provision": entry["provision"], "paid": entry["paid"]},
    )
    household, person = str(start["household_key"]), str(start["person_key"]).strip()
    told: tuple[Effect, ...] = (over, decision, LetterRequest("benefit_hold/limited", household, person, keys))
    return Done(EndOutputs("LIMITED", int(entry["paid"])), told)
