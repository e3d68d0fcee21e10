"""The waiver carried out (減免の決定): posted, days exempt from now on, put on record, told by LT-C11."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.operators.lapse_sheets import hub_needs, told_hub
from server.operators.registry import operator

_WORDS = {"GRANTED": "延滞金の減免(全部)", "PARTLY": "延滞金の減免(一部)", "REFUSED": "延滞金の減免の却下"}


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """The application, what was reckoned and shown, the draft, the check's result and the row of 専決区分."""

    start: Any
    judged: Any
    entry: Any
    checked: str
    decider: str
    rule: str


@dataclass(frozen=True, slots=True)
class RejectInputs:
    """The application, what was reckoned, the refusal as the decider wrote it, and the row of 専決区分."""

    start: Any
    judged: Any
    decision: Any
    rule: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield from hub_needs()


@operator("late_charge_waiver/register", inputs=RegisterInputs, outputs=Nothing, needs=_needs)
def register(inputs: RegisterInputs, context: Context) -> Done:
    """Waives as it was shown: of what is fixed LATE_WAIVED, of what accrues still the days; whoever applied is told.

    Raises `late_charge_changed` when a late charge was taken back or fixed anew since.
    """
    outcome, entry = inputs.judged["outcome"], inputs.entry
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    decision = Decision(
        kind="late_charge_waiver",
        result=outcome.lower(),
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"{_WORDS[outcome]} {inputs.judged['yen']:,}円",
        basis={"ground": inputs.start["ground"], "lines": inputs.judged["lines"]},
    )
    changes = () if outcome == "REFUSED" else tuple(_changes(inputs, context))
    letter = _letter(inputs.start, inputs.judged, outcome, entry["provision"], entry["reason"], entry, context)
    news = told_hub(context, str(inputs.start["household_key"]), "late_charge_waiver", {"outcome": outcome})
    return Done(Nothing(), (*changes, decision, letter, *news))


def _changes(inputs: RegisterInputs, context: Context) -> Iterator[Effect]:
    entry, case = inputs.entry, context.case["id"]
    for one in inputs.judged["lines"]:
        key = f"{case}/{one['claim_key']}"
        if one["amount"] is None:
            payload = {
                "exemption_key": key,
                "claim_key": one["claim_key"],
                "first_day": entry["exempt_from"],
                "last_day": entry["exempt_to"],
                "share": entry["result"],
                "ground": "DISASTER" if inputs.start["ground"] == "DISASTER" else "WAIVER",
            }
            yield RegisterChange("put_late_exemption", f"{key}/exempt", payload)
        elif one["waived"]:
            payload = {"claim_key": one["claim_key"], "yen": one["waived"], "fixed": one["amount"]}
            yield RegisterChange("waive_late_charge", f"{key}/waive", payload | {"reason": entry["reason"]})


@operator("late_charge_waiver/reject", inputs=RejectInputs, outputs=Nothing, needs=_needs)
def reject(inputs: RejectInputs, context: Context) -> Done:
    """The decider refuses what was drafted: nothing is waived, the letter gives his reason and the appeal."""
    said = inputs.decision
    decision = Decision(
        kind="late_charge_waiver",
        result="refused",
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=_WORDS["REFUSED"],
        basis={"ground": inputs.start["ground"], "reason": said["reason"]},
    )
    lines = [{**one, "waived": None, "rest": one["amount"]} for one in inputs.judged["lines"]]
    judged = {**inputs.judged, "lines": lines}
    letter = _letter(inputs.start, judged, "REFUSED", said["provision"], said["reason"], {}, context)
    news = told_hub(context, str(inputs.start["household_key"]), "late_charge_waiver", {"outcome": "REFUSED"})
    return Done(Nothing(), (decision, letter, *news))


def _letter(
    start: Any, judged: Any, result: str, provision: str, reason: str, entry: Any, context: Context
) -> LetterRequest:
    granted = result != "REFUSED"
    names = ("year", "instalment", "amount", "waived", "rest")
    keys = {
        "case_number": context.case["number"],
        "received_on": start["received_on"],
        "result": result,
        "ground": start["ground_text"],
        "lines": [{name: one[name] for name in names} for one in judged["lines"]],
        "exempt_from": entry["exempt_from"] if granted else None,
        "exempt_to": entry["exempt_to"] if granted else None,
        "share": entry["result"] if granted else None,
        "provision": provision,
        "reason": reason,
    }
    return LetterRequest("late_charge_waiver/decision", str(start["household_key"]), None, keys)
