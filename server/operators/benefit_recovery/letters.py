"""Letters of recovery at their issue: unjust enrichment without, decisions by art. 65 with the notice of appeal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.operators.enforcement import appeal
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter
from server.operators.third_party_recourse.letters import other_needs, outward

_REMINDER = "case_number claim_number fixed_on was_due_on yen due_on"


def _both_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)


def _framed(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """To the household, or to the provider that is asked."""
    to: Any = keys.get("to")
    return outward(keys, to, context) if to and to["address"] else frame(keys, context)


def _said(keys: JSONObject, names: str) -> dict[str, JSON]:
    return {name: keys[name] for name in names.split()}


@letter("benefit_recovery/notice", needs=frame_needs)
def notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C43: claims, amounts, reason, how to ask the other insurer for it; a civil demand, no notice of appeal."""
    names = "case_number claim_number name cause reason rows total due_on other_insurer lapse_on"
    return {**frame(keys, context), **_said(keys, names)}


@letter("benefit_recovery/consent", needs=frame_needs)
def consent(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-B14-CONSENT: the person lets the city ask the new insurer (保険者間調整)."""
    return {**frame(keys, context), **_said(keys, "case_number name insurer rows total due_on")}


@letter("benefit_recovery/adjustment", needs=other_needs)
def adjustment(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The claim on the new insurer with the person's consent."""
    to: Any = keys["to"]
    return {**outward(keys, to, context), **_said(keys, "case_number claim_number name rows total due_on")}


@letter("benefit_recovery/fraud", needs=_both_needs)
def fraud(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C44: facts, basis, amount, due date, reasons; a decision, with the notice of appeal."""
    reasons = [one.strip() for one in str(keys["reason"]).splitlines() if one.strip()]
    more: dict[str, JSON] = {
        "provision": f"国民健康保険法第65条{keys['article']}",
        "reasons": reasons,
        "surcharge": keys["surcharge"] or None,
    }
    told = _said(keys, "case_number claim_number name base total due_on rows")
    return {**_framed(keys, context), **told, **more, **appeal(context)}


@letter("benefit_recovery/deferred", needs=frame_needs)
def deferred(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The co-payments whose deferral is over (法44条1項3号): claims, amount, due date; with the notice of appeal."""
    told = _said(keys, "case_number claim_number name total due_on rows")
    return {**frame(keys, context), **told, **appeal(context)}


@letter("benefit_recovery/deferred_dunning", needs=frame_needs)
def deferred_dunning(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The dunning letter of a deferred co-payment (自治法231条の3第1項), with the notice of appeal."""
    return {**frame(keys, context), **_said(keys, _REMINDER), **appeal(context)}


@letter("benefit_recovery/reminder", needs=_both_needs)
def reminder(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """A civil reminder (自治法施行令171条): no seizure follows it."""
    return {**_framed(keys, context), **_said(keys, _REMINDER)}


@letter("benefit_recovery/changed", needs=_both_needs)
def changed(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Less is asked back, or nothing any more: what was changed and what is still to be paid."""
    return {**_framed(keys, context), **_said(keys, "case_number name reason rows total"), "refund": keys.get("refund")}


@letter("benefit_recovery/dunning", needs=_both_needs)
def dunning(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The dunning letter of what art. 65 collects (自治法231条の3第1項), with the notice of appeal."""
    return {**_framed(keys, context), **_said(keys, _REMINDER), **appeal(context)}
