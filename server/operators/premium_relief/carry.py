"""The decision carried out (減免の決定): relief on record, applications ended, hold lifted, everybody told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.relief.rules import NON_VOLUNTARY
from server.domain.relief.unemployment import unemployment_months
from server.operators.lapse_sheets import hub_needs, told_hub
from server.operators.premium_relief.look import REVOCATION
from server.operators.premium_relief.reckoning import lasts
from server.operators.premium_relief.words import GROUNDS, OUTCOMES, REVOKE, WHY
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class CarryInputs:
    """The receipt, the draft, what was reckoned, who decided by which row, the decider's own word (None: agreed)."""

    start: Any
    entry: Any
    judged: Any
    received_on: str
    checked: str
    decider: str
    rule: str
    decision: Any = None


@dataclass(frozen=True, slots=True)
class CarryOutputs:
    """`outcome` GRANTED, PARTLY, REFUSED, REVOKED or KEPT."""

    outcome: str


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("premium_reliefs", str(inputs.start["household_key"]))
    yield from hub_needs()


@operator("premium_relief/carry", inputs=CarryInputs, outputs=CarryOutputs, needs=_needs)
def carry(inputs: CarryInputs, context: Context) -> Done:
    """What was reckoned and shown is granted; the levy then follows from its terms.

    Where the decider refuses, nothing falls away, or a relief that was to be revoked stays.
    """
    refused = bool(inputs.decision) and inputs.decision["result"] == "refuse"
    outcome = str(inputs.judged["outcome"])
    if refused:
        outcome = "KEPT" if outcome == "REVOKED" else "REFUSED"
    effects: list[Effect] = [_decision(inputs, outcome)]
    if outcome in ("GRANTED", "PARTLY"):
        effects += _granted(inputs, context)
    elif outcome == "REVOKED":
        effects.append(_revoked(inputs, context))
    if inputs.start["matter"] != REVOCATION:
        effects += _ended(inputs, outcome, context)
    if outcome != "KEPT":
        effects.append(_letter(inputs, outcome, context))
    household = str(inputs.start["household_key"])
    effects += told_hub(context, household, "premium_relief", {"outcome": outcome})
    return Done(CarryOutputs(outcome), tuple(effects))


def _decision(inputs: CarryInputs, outcome: str) -> Decision:
    judged = inputs.judged
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    words = OUTCOMES[outcome][0]
    return Decision(
        kind="premium_relief",
        result=outcome.lower(),
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"{words} {GROUNDS[judged['ground']][0]} {judged['yen']:,}円",
        basis={
            "ground": judged["ground"],
            "yen": judged["yen"],
            "candidates": [{name: one[name] for name in _KEPT} for one in judged["candidates"]],
            "provision": _said(inputs, "provision"),
            "reason": _said(inputs, "reason"),
        },
    )


_KEPT = ("application_key", "ground", "yen", "why", "row", "share")


def _said(inputs: CarryInputs, name: str) -> str:
    """What the decider wrote where he refused, else the draft."""
    if inputs.decision and inputs.decision["result"] == "refuse":
        return str(inputs.decision[name])
    return str(inputs.entry[name])


def _granted(inputs: CarryInputs, context: Context) -> Iterator[Effect]:
    best, start, key = inputs.judged["best"], inputs.start, str(context.case["id"])
    if best["ground"] == NON_VOLUNTARY:
        yield _unemployed(inputs, context)
        return
    review = period_end(context.today, context.values.period("relief_review", context.today), Calendar(context.values))
    payload: dict[str, JSON] = {
        "relief_key": key,
        "household_key": start["household_key"],
        "case_id": key,
        "levy_year": start["levy_year"],
        "ground": best["ground"],
        "terms": {**best["terms"], "key": key},
        "yen": best["yen"],
        "first_month": f"{start['levy_year']}-04-01",
        "last_year": None if lasts(best["ground"]) else start["levy_year"],
        "review_on": review.isoformat(),
    }
    yield RegisterChange("grant_premium_relief", f"{key}/grant", payload)


def _unemployed(inputs: CarryInputs, context: Context) -> Effect:
    """The reduction by law becomes a relief of the person: the levy counts his salary at three tenths."""
    key, entry = str(context.case["id"]), inputs.entry
    left = date.fromisoformat(entry["left_on"])
    first, last = unemployment_months(left, context.values)
    person = inputs.judged["members"][0]["person_key"]
    payload = {
        "relief_key": f"{key}/non_voluntary",
        "person_key": person,
        "kind": NON_VOLUNTARY,
        "event_kind": "SEPARATION",
        "event_on": left.isoformat(),
        "first_month": first.isoformat(),
        "last_month": last.isoformat(),
        "valid_from": context.today.isoformat(),
        "notified_on": inputs.received_on,
        "reason": f"離職理由コード{entry['reason_code']}",
    }
    return RegisterChange("put_levy_relief", f"{key}/non_voluntary", payload)


def _revoked(inputs: CarryInputs, context: Context) -> Effect:
    judged, start = inputs.judged, inputs.start
    payload = {
        "relief_key": judged["relief_key"],
        "household_key": start["household_key"],
        "first_month": f"{start['levy_year']}-04-01",
        "reason": REVOKE[judged["why"]][0],
    }
    if judged["terms"] is not None:
        payload |= {"terms": judged["terms"], "last_year": start["levy_year"]}
    return RegisterChange("revoke_premium_relief", f"{context.case['id']}/revoke", payload)


def _ended(inputs: CarryInputs, outcome: str, context: Context) -> Iterator[Effect]:
    """The one granted gets its outcome; what was reckoned beside it is decided with it; nothing is held more."""
    household, case = str(inputs.start["household_key"]), str(context.case["id"])
    known: Any = context.facts.get_fact("premium_reliefs", household)
    still = {one["application_key"] for one in known["applications"] if one["state"] == "OPEN"}
    best = inputs.judged["best"]
    granted = best["application_key"] if best and outcome != "REFUSED" else None
    asked = {one["application_key"] for one in inputs.judged["candidates"]} if granted else set()
    lawful = bool(best) and best["ground"] == NON_VOLUNTARY
    for key in sorted(({case} if lawful else {case, *asked}) & still):
        state = outcome if key in (granted, case) and (granted in (None, key)) else "JOINED"
        payload = {"application_key": key, "household_key": household, "state": state}
        yield RegisterChange("end_relief_application", f"{case}/ended/{key}", payload)
        lifted = {"hold_key": f"{key}/relief", "on": context.today.isoformat(), "reason": "減免の決定"}
        yield RegisterChange("end_hold", f"{case}/lifted/{key}", lifted)


def _letter(inputs: CarryInputs, outcome: str, context: Context) -> LetterRequest:
    judged, start, household = inputs.judged, inputs.start, str(inputs.start["household_key"])
    keys: dict[str, JSON] = {
        "household_key": household,
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "levy_year": start["levy_year"],
        "ground": GROUNDS[judged["ground"]][0],
        "before": judged["before"] if outcome != "REFUSED" else None,
        "yen": judged["yen"] if outcome != "REFUSED" else None,
        "provision": _said(inputs, "provision"),
        "reason": _said(inputs, "reason"),
        "facts": [inputs.entry["evidence"]],
    }
    if outcome == "REVOKED":
        keys |= {"revoke_from": inputs.entry.get("revoke_from"), "heard_on": inputs.entry.get("heard_on")}
        return LetterRequest("premium_relief/revocation", household, None, keys, "TRACKED")
    keys |= {"result": outcome, "candidates": [_candidate(one, inputs, outcome) for one in judged["candidates"]]}
    keys["members"] = [one["name"] for one in judged["members"]]
    return LetterRequest(
        "premium_relief/decision", household, None, keys, "TRACKED" if outcome == "REFUSED" else "POST"
    )


def _candidate(one: Any, inputs: CarryInputs, outcome: str) -> dict[str, JSON]:
    best = inputs.judged["best"]
    chosen = outcome != "REFUSED" and best is not None and best["application_key"] == one["application_key"]
    note = "この減免を適用" if chosen else WHY[one["why"]][0] if one["why"] else "より有利な減免を適用"
    if outcome == "REFUSED" and not one["why"]:
        note = "減免しない"
    return {"ground": GROUNDS[one["ground"]][0], "yen": one["yen"], "note": note}


@dataclass(frozen=True, slots=True)
class CloseInputs:
    """The receipt and the draft, None where it never came to one; what was reckoned, None before."""

    start: Any
    entry: Any = None
    judged: Any = None


@dataclass(frozen=True, slots=True)
class CloseOutputs:
    """`result`: WITHDRAWN or JOINED."""

    result: str


@operator("premium_relief/close", inputs=CloseInputs, outputs=CloseOutputs, needs=_needs)
def close(inputs: CloseInputs, context: Context) -> Done:
    """Ends without a decision: withdrawn, or decided together with another application."""
    household, case = str(inputs.start["household_key"]), str(context.case["id"])
    if inputs.judged and inputs.judged["outcome"] == "JOINED":
        return Done(CloseOutputs("JOINED"))
    if inputs.start["matter"] == REVOCATION:
        return Done(CloseOutputs("WITHDRAWN"))
    known: Any = context.facts.get_fact("premium_reliefs", household)
    effects: list[Effect] = []
    if any(one["application_key"] == case and one["state"] == "OPEN" for one in known["applications"]):
        payload = {"application_key": case, "household_key": household, "state": "WITHDRAWN"}
        effects.append(RegisterChange("end_relief_application", f"{case}/ended/{case}", payload))
        lifted = {"hold_key": f"{case}/relief", "on": context.today.isoformat(), "reason": "申請の取下げ"}
        effects.append(RegisterChange("end_hold", f"{case}/lifted/{case}", lifted))
    effects += told_hub(context, household, "premium_relief", {"outcome": "WITHDRAWN"})
    return Done(CloseOutputs("WITHDRAWN"), tuple(effects))
