"""The decision carried out (減免の決定): certificate on record and printed, application ended, everybody told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.copay_relief.words import GROUNDS, OUTCOMES, REVOKE, WHY, share_words
from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.operators.copay_relief.known import APPLICATION
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class CarryInputs:
    """The receipt, the draft, what was found, the row of outcomes, who decided by which row, the decider's own word."""

    start: Any
    entry: Any
    judged: Any
    outcome: Any
    rule: str
    checked: str
    decider: str
    decision: Any = None


@dataclass(frozen=True, slots=True)
class CarryOutputs:
    """`outcome` GRANTED (減額・免除), DEFERRED (徴収猶予), REFUSED, REVOKED or KEPT."""

    outcome: str


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("copay_reliefs", str(inputs.start["household_key"]))


@operator("copay_relief/carry", inputs=CarryInputs, outputs=CarryOutputs, needs=_needs)
def carry(inputs: CarryInputs, context: Context) -> Done:
    """What was found and shown is decided. Where the decider refuses, nothing is granted, or the certificate stays."""
    outcome = str(inputs.outcome["outcome"])
    if inputs.decision and inputs.decision["result"] == "refuse":
        outcome = "KEPT" if outcome == "REVOKED" else "REFUSED"
    effects: list[Effect] = [_decision(inputs, outcome)]
    if outcome == "GRANTED":
        effects += _granted(inputs, context)
    elif outcome == "REVOKED":
        effects += _revoked(inputs, context)
    if inputs.start["matter"] == APPLICATION:
        effects.append(ended(inputs.start, outcome, context))
        effects.append(_letter(inputs, outcome, context))
    deferred = outcome == "GRANTED" and inputs.judged["measure"] == "DEFER"
    return Done(CarryOutputs("DEFERRED" if deferred else outcome), tuple(effects))


def ended(start: Any, state: str, context: Context) -> RegisterChange:
    """The application of the case ended."""
    case = str(context.case["id"])
    payload = {"application_key": case, "household_key": start["household_key"], "state": state}
    return RegisterChange("end_copay_application", f"{case}/ended", payload)


def _decision(inputs: CarryInputs, outcome: str) -> Decision:
    judged = inputs.judged
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    measure = share_words(judged["measure"], judged["share"])[0] if outcome == "GRANTED" else ""
    return Decision(
        kind="copay_relief",
        result=outcome.lower(),
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"一部負担金の減免を{OUTCOMES[outcome][0]} {measure}".strip(),
        basis={
            **{name: judged[name] for name in ("finding", "row", "ratio", "first_day", "last_day", "months", "share")},
            "basis": inputs.outcome["basis"],
            "provision": _said(inputs, "provision"),
            "reason": _said(inputs, "reason"),
        },
    )


def _said(inputs: CarryInputs, name: str) -> str:
    """What the decider wrote where he refused, else the draft."""
    if inputs.decision and inputs.decision["result"] == "refuse":
        return str(inputs.decision[name])
    return str(inputs.entry[name])


def _granted(inputs: CarryInputs, context: Context) -> Iterator[Effect]:
    judged, key, household = inputs.judged, str(context.case["id"]), str(inputs.start["household_key"])
    number = str(context.case["number"])
    payload = {
        "relief_key": key,
        "number": number,
        "household_key": household,
        "case_id": key,
        "ground": inputs.start["ground"],
        "measure": judged["measure"],
        "share": judged["share"],
        "persons": [one["person_key"] for one in judged["members"]],
        "first_day": judged["first_day"],
        "last_day": judged["last_day"],
        "table_row": judged["row"],
    }
    yield RegisterChange("grant_copay_relief", f"{key}/grant", payload)
    for one in judged["members"]:
        keys: dict[str, JSON] = {
            "household_key": household,
            "person_keys": [one["person_key"]],
            "certificate_no": number,
            "name": one["name"],
            "birth_date": one["birth_date"],
            "insured_symbol": one["symbol"],
            "insured_number": one["number"],
            "branch": one["branch"],
            "measure": judged["measure"],
            "share_words": share_words(judged["measure"], judged["share"])[0],
            "first_day": judged["first_day"],
            "last_day": judged["last_day"],
        }
        yield LetterRequest("copay_relief/certificate", household, str(one["person_key"]), keys)


def _revoked(inputs: CarryInputs, context: Context) -> Iterator[Effect]:
    """The certificate ends; what it led to by a false statement is asked back in a case of recovery (法65条)."""
    judged, household, case = inputs.judged, str(inputs.start["household_key"]), str(context.case["id"])
    one = judged["certificate"]
    stays = judged["last_day"] >= one["first_day"]
    payload: dict[str, JSON] = {
        "relief_key": one["relief_key"],
        "household_key": household,
        "reason": REVOKE[inputs.entry["revoke_kind"]][0],
    }
    if stays:
        payload["last_day"] = judged["last_day"]
    yield RegisterChange("revoke_copay_relief", f"{case}/revoke", payload)
    keys: dict[str, JSON] = {
        "household_key": household,
        "person_keys": list(one["persons"]),
        "case_number": context.case["number"],
        "certificate_no": one["number"],
        "members": [member["name"] for member in judged["members"]],
        "measure": share_words(one["measure"], one["share"])[0],
        "first_day": one["first_day"],
        "last_day": one["last_day"],
        "revoke_from": inputs.entry.get("revoke_from") if stays else None,
        "why": REVOKE[inputs.entry["revoke_kind"]][0],
        "heard_on": inputs.entry.get("heard_on"),
        "facts": [inputs.entry["evidence"]],
        "provision": _said(inputs, "provision"),
        "reason": _said(inputs, "reason"),
    }
    yield LetterRequest("copay_relief/revocation", household, None, keys, "TRACKED")
    yield from _asked_back(one, judged["claims"], household, context)


def _asked_back(one: Any, claims: list[str], household: str, context: Context) -> Iterator[StartCase]:
    """One case of recovery for each person with claims in a certificate that rested on a false statement."""
    if claims:
        context.facts.require([FactKey("benefits", str(person)) for person in one["persons"]])
    for person in one["persons"] if claims else ():
        found: Any = context.facts.get_fact("benefits", str(person))
        mine = [str(claim["claim_no"]) for claim in found if str(claim["claim_no"]) in claims]
        if not mine:
            continue
        data: dict[str, JSON] = {
            "channel": "EXOFFICIO",
            "received_on": context.today.isoformat(),
            "household_key": household,
            "person_key": person,
            "cause": "FRAUD",
            "claims": " ".join(mine),
            "remarks": f"一部負担金減免等証明書 {one['number']} の取消し。減免した一部負担金に相当する額を求める",
        }
        yield StartCase("benefit_recovery", f"copay_relief/{context.case['id']}/{person}", data, household)


def _letter(inputs: CarryInputs, outcome: str, context: Context) -> LetterRequest:
    judged, start, household = inputs.judged, inputs.start, str(inputs.start["household_key"])
    granted = outcome == "GRANTED"
    finding = str(judged["finding"])
    keys: dict[str, JSON] = {
        "household_key": household,
        "person_keys": [one["person_key"] for one in judged["members"]],
        "case_number": context.case["number"],
        "received_on": start["received_on"],
        "result": outcome,
        "ground": GROUNDS[start["ground"]][0],
        "members": [one["name"] for one in judged["members"]],
        "measure": share_words(judged["measure"], judged["share"])[0] if granted else None,
        "deferred": granted and judged["measure"] == "DEFER",
        "first_day": judged["first_day"] if granted else None,
        "last_day": judged["last_day"] if granted else None,
        "income": inputs.entry.get("income"),
        "basic": inputs.entry.get("basic"),
        "ratio": judged["ratio"],
        "why": None if granted else WHY[finding][0] if finding in WHY else "減免を適当と認めない",
        "facts": [inputs.entry["evidence"]],
        "provision": _said(inputs, "provision"),
        "reason": _said(inputs, "reason"),
    }
    return LetterRequest("copay_relief/decision", household, None, keys, "POST" if granted else "TRACKED")


@dataclass(frozen=True, slots=True)
class CloseInputs:
    """The receipt, the draft (None where it never came to one), what was found (None before)."""

    start: Any
    entry: Any = None
    judged: Any = None


@dataclass(frozen=True, slots=True)
class CloseOutputs:
    """`result`: WITHDRAWN or TOLD."""

    result: str


@operator("copay_relief/close", inputs=CloseInputs, outputs=CloseOutputs, needs=_needs)
def close(inputs: CloseInputs, context: Context) -> Done:
    """Ends without a decision: withdrawn, or the household is told that its certificate runs out."""
    judged, household = inputs.judged, str(inputs.start["household_key"])
    if judged and judged["finding"] == "TELL":
        one = judged["certificate"]
        keys: dict[str, JSON] = {
            "household_key": household,
            "person_keys": list(one["persons"]),
            "case_number": context.case["number"],
            "certificate_no": one["number"],
            "members": [member["name"] for member in judged["members"]],
            "measure": share_words(one["measure"], one["share"])[0],
            "deferred": one["measure"] == "DEFER",
            "last_day": one["last_day"],
            "left": judged["left"],
        }
        return Done(CloseOutputs("TOLD"), (LetterRequest("copay_relief/ending", household, None, keys),))
    if inputs.start["matter"] != APPLICATION:
        return Done(CloseOutputs("WITHDRAWN"))
    known: Any = context.facts.get_fact("copay_reliefs", household)
    case = str(context.case["id"])
    still = any(one["application_key"] == case and one["state"] == "OPEN" for one in known["applications"])
    return Done(CloseOutputs("WITHDRAWN"), (ended(inputs.start, "WITHDRAWN", context),) if still else ())
