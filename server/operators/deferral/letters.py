"""The letters of a deferral: papers wanted (LT-C16), granted or partly granted (LT-C17), refused (LT-C18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.deferral.words import PAPERS
from server.operators.letter_frame import frame, frame_needs
from server.operators.pledge.letters import plan_slip, turn
from server.operators.registry import letter

APPLY_AGAIN = (
    "事情が変わったとき、又は事由を証する書類を用意することができたときは、この決定に対する審査請求をしなくても、改めて"
    "申請することができます。分割での納付の相談もお受けします。"
)


@letter("deferral/document_request", needs=frame_needs)
def document_request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """補正のお願い: what is missing, until when, and that the application counts as withdrawn after that."""
    office = context.facts.get_fact("office", str(keys["office"]))
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "kind": keys["kind"],
        "received_on": keys["received_on"],
        "documents": [PAPERS[code] for code in keys["documents"]],
        "due_on": keys["due_on"],
        "hand_in_at": office["name"],
    }


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("deferrals", str(keys["household_key"]))
    yield FactKey("open_claims", str(keys["household_key"]))


def _granted(keys: JSONObject, context: Context) -> dict[str, JSON]:
    found: Any = context.facts.get_fact("deferrals", str(keys["household_key"]))
    one = next((each for each in found if each["deferral_key"] == keys["deferral_key"]), None)
    if one is None:
        raise Refused("deferral_unknown")
    now: Any = context.facts.get_fact("open_claims", str(keys["household_key"]))
    known = {each["claim_key"]: each for each in now["standing"]}
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "kind": one["kind"],
        "ex_officio": bool(keys["ex_officio"]),
        "received_on": keys["received_on"],
        "first_on": one["first_on"],
        "last_on": one["last_on"],
        "amount": sum(each["amount"] for each in one["claims"]),
        "claims": [_claim(each, known) for each in one["claims"]],
        "lines": [turn(each) for each in one["lines"]],
        "share": one["share"],
        "security": one["security"] or None,
        "conditions": keys["conditions"] or None,
        "grace_days": context.values.period("deferral_grace", context.today).amount,
        "consignor": context.values.text("receipts.store_consignor", context.today),
        "slips": [plan_slip(each, context) for each in keys.get("slips", ())],
    }


def _claim(one: JSONObject, known: dict[str, Any]) -> dict[str, JSON]:
    now = known.get(str(one["claim_key"]))
    if now is None:  # paid between the decision and the issue: a person looks at the letter
        raise Refused("pledge_debt_moved")
    return {"levy_year": now["levy_year"], "instalment": now["no"], "due_on": now["due_on"], "amount": one["amount"]}


@letter("deferral/granted", needs=_needs)
def granted(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """許可通知書: period, amounts by day, conditions, late charge that falls away."""
    return _granted(keys, context)


@letter("deferral/partly", needs=_needs)
def partly(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """一部許可: the same, with the reasons and the notice of appeal for what was not granted."""
    return {**_granted(keys, context), "reason": keys["reason"], **_appeal(context)}


@letter("deferral/refusal", needs=frame_needs)
def refusal(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """不許可通知書, with facts, provision, reason and the notice of appeal."""
    names = ("case_number", "kind", "received_on", "first_on", "last_on", "amount", "facts", "provision", "reason")
    told = {name: keys[name] for name in names}
    return {**frame(keys, context), **told, "ways_on": [APPLY_AGAIN], **_appeal(context)}


def _appeal(context: Context) -> dict[str, JSON]:
    return {
        "appeal_body": context.values.text("city.appeal_body", context.today),
        "appeal_address": context.values.text("city.appeal_address", context.today),
    }
