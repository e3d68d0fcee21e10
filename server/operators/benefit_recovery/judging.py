"""Which claims for treatment are asked back, and how much of each (返還の対象と額)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.benefits.recovery import DEFERRED, Asked, Back, recovery_amount
from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, Concerns, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.recourse.limits import last_day
from server.domain.refusals import Refused
from server.operators.registry import operator
from server.operators.third_party_recourse.reckoning import touched

YES, NO = "YES", "NO"


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The receipt."""

    start: Any


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """The claims that the case is about, and the person's name."""

    claims: list[str]
    name: str


def _needs(inputs: Any) -> Iterator[FactKey]:
    person = str(inputs.start["person_key"]).strip()
    yield FactKey("household", str(inputs.start["household_key"]))
    for kind in ("person", "benefits", "uninsured_benefits"):
        yield FactKey(kind, person)


@operator("benefit_recovery/look", inputs=LookInputs, outputs=LookOutputs, needs=_needs)
def look(inputs: LookInputs, context: Context) -> Done:
    """Puts the claims on the case's list, so that no other case asks them back.

    Raises `recovery_nothing`, `recovery_claim_unknown`, `recovery_elsewhere`, `recovery_insured`.
    """
    start, person = inputs.start, str(inputs.start["person_key"]).strip()
    found: Any = context.facts.get_fact("benefits", person)
    who: Any = context.facts.get_fact("person", person)
    numbers = list(dict.fromkeys(str(start["claims"]).replace("、", " ").replace(",", " ").split()))
    known = {str(one["claim_no"]): one for one in found}
    if not numbers or who is None:
        raise Refused("recovery_nothing", at_field="claims")
    outside = {str(one["claim_no"]) for one in context.facts.get_fact("uninsured_benefits", person)}
    for number in numbers:
        if number not in known:
            raise Refused("recovery_claim_unknown", at_field="claims", claim=number)
        if known[number]["recovery"] not in (None, context.case["id"]):
            raise Refused("recovery_elsewhere", at_field="claims", claim=number)
        if start["cause"] == "LOSS" and number not in outside:
            raise Refused("recovery_insured", at_field="claims", claim=number)
    items = [{"claim_no": number, "yen": int(known[number]["benefit"]), "state": "LISTED"} for number in numbers]
    payload = {"recovery_key": context.case["id"], "items": items}
    change = RegisterChange("put_recovery_items", f"{context.case['id']}/items/0", payload)
    return Done(LookOutputs(numbers, str(who["name"])), (change, Concerns((person,))))


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The receipt, the entry, and which turn of entering this is."""

    start: Any
    entry: Any
    turn: Any


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """What the table reads; yen by claim, surcharge, total, the kind of money, the last day of the earliest claim."""

    cause: str
    small: str
    consent: str
    yen: list[dict[str, JSON]]
    base: int
    surcharge: int
    total: int
    nature: str
    ends_on: str
    turn: int


@operator("benefit_recovery/judge", inputs=JudgeInputs, outputs=JudgeOutputs, needs=_needs)
def judge(inputs: JudgeInputs, context: Context) -> Done:
    """Reckons anew by the register of now: a loss corrected meanwhile drops its claims from the case; where nothing is
    left of what was asked back already, the demand is taken back.

    Raises `recovery_nothing`, `recovery_claim_unknown`, `recovery_share`, `recovery_part_more`.
    """
    entry, person = inputs.entry, str(inputs.start["person_key"]).strip()
    asked = _asked(entry, person, context)
    case: Any = context.facts.get_fact("recovery", str(context.case["id"]))
    if not asked and not case["claims"]:
        raise Refused("recovery_nothing", at_field="items")
    back = recovery_amount(str(entry["cause"]), asked, context.values, context.today)
    turn = int(inputs.turn or 0) + 1
    small = back.total < context.values.integer("recovery.small_yen", context.today)
    consent = str(entry.get("consent") or NO)
    outputs = JudgeOutputs(
        cause=str(entry["cause"]),
        small=YES if small else NO,
        consent=consent,
        yen=[{"claim_no": number, "yen": yen} for number, yen in back.yen],
        base=back.total - back.surcharge,
        surcharge=back.surcharge,
        total=back.total,
        nature=back.nature,
        ends_on=_ends_on(back, inputs.start.get("deferred_until"), person, context),
        turn=turn,
    )
    return Done(outputs, (_items(back, person, turn, context),))


def mine(person: str, context: Context) -> list[Any]:
    """The claims of the case as the register has them now."""
    found: Any = context.facts.get_fact("benefits", person)
    return [one for one in found if one["recovery"] == context.case["id"]]


def _asked(entry: Any, person: str, context: Context) -> list[Asked]:
    every = {str(one["claim_no"]): one for one in mine(person, context)}
    parts = {str(row["claim_no"]).strip(): int(row["yen"]) for row in entry.get("items") or []}
    for number in parts:
        if number not in every:
            raise Refused("recovery_claim_unknown", at_field="items", claim=number)
    if entry["cause"] == "LOSS":
        outside = {str(one["claim_no"]) for one in context.facts.get_fact("uninsured_benefits", person)}
        every = {number: one for number, one in every.items() if number in outside}
    return [
        Asked(
            number,
            int(one["cost"]),
            int(one["copay"] if entry["cause"] == DEFERRED else one["benefit"]),
            entry.get("charged_share"),
            entry.get("right_share"),
            parts.get(number),
        )
        for number, one in every.items()
        if parts.get(number) != 0
    ]


def _items(back: Back, person: str, turn: int, context: Context) -> RegisterChange:
    asked = dict(back.yen)
    items = [
        {
            "claim_no": one["claim_no"],
            "yen": asked.get(one["claim_no"], 0),
            "state": "LISTED" if one["claim_no"] in asked else "DROPPED",
        }
        for one in mine(person, context)
    ]
    payload = {"recovery_key": context.case["id"], "items": items}
    return RegisterChange("put_recovery_items", f"{context.case['id']}/items/{turn}", payload)


def _ends_on(back: Back, deferred_until: str | None, person: str, context: Context) -> str:
    """Prescription runs for each claim from its payment, which is not before the end of its treatment; of what was
    deferred from the end of the deferral.
    """
    asked = dict(back.yen)
    days = [
        date.fromisoformat(deferred_until or one["last_day"])
        for one in mine(person, context)
        if one["claim_no"] in asked
    ]
    period = "recovery_prescription" if back.nature == "PLAIN_PUBLIC" else "fraud_prescription"
    ends = [last_day(day, period, (), context.values) for day in days]
    return min(ends, default=context.today).isoformat()


def ends_now(case: Any, day: str, nature: str, context: Context) -> date:
    """The last day of a claim by everything on record against its debtor."""
    period = "recovery_prescription" if nature == "PLAIN_PUBLIC" else "fraud_prescription"
    return last_day(date.fromisoformat(day), period, touched(case["acts"], "DEBTOR"), context.values)


def lapse_of_refund(days: list[str], context: Context) -> str:
    """Until when the person may ask the new insurer for the money: two years from the earliest treatment."""
    first = date.fromisoformat(min(days))
    return period_end(first, context.values.period("benefit_prescription", first), Calendar(context.values)).isoformat()
