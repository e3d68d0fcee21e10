"""Letters of recourse at their issue: LT-C40, LT-C41 to the household, LT-C42, reminder and entrustment to others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.recourse.words import KINDS
from server.domain.refusals import Refused
from server.operators.enforcement import third_party_frame
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter

PAPERS = {
    "report": "第三者行為による傷病届",
    "course": "事故発生状況報告書",
    "consent": "念書(同意書)",
    "pledge": "誓約書(第三者)",
    "certificate": "交通事故証明書",
    "no_injury": "人身事故証明書入手不能理由書",
}
_ACCIDENT = "case_number name accident_on place kind third insurer_case rows base fault total"
_REMINDER = "case_number claim_number fixed_on was_due_on yen due_on"


@letter("third_party_recourse/cause_inquiry", needs=frame_needs)
def cause_inquiry(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C40: which treatment, of whom, until when to answer (no disposition)."""
    told = {name: keys[name] for name in ("case_number", "name", "again", "due_on", "treated")}
    return {**frame(keys, context), **told}


@letter("third_party_recourse/documents_request", needs=frame_needs)
def documents_request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C41: which papers are missing (no disposition)."""
    told = {name: keys[name] for name in ("case_number", "name", "again", "accident_on", "due_on")}
    missing: Any = keys["missing"]
    more: dict[str, JSON] = {"kind": KINDS[str(keys["kind"])][0], "missing": [PAPERS[one] for one in missing]}
    return {**frame(keys, context), **told, **more}


def other_needs(keys: JSONObject) -> Iterator[FactKey]:
    """The facts behind a letter to somebody in no register of ours about a member of a household."""
    yield FactKey("protected", str(keys["household_key"]))
    yield FactKey("office", str(keys["office"]))


def outward(keys: JSONObject, to: JSONObject, context: Context) -> dict[str, JSON]:
    """The frame of a letter that tells another of a member: never of one under protection (支援措置).

    Raises `protected_in_letter`: a person looks whether it may be told at all.
    """
    if context.facts.get_fact("protected", str(keys["household_key"])):
        raise Refused("protected_in_letter")
    return third_party_frame(keys, to, context, honorific=str(to["honorific"]))


@letter("third_party_recourse/claim", needs=other_needs)
def claim(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C42: the accident, the ground, benefits by month and hospital, fault, amount, due date (a private claim)."""
    names = f"{_ACCIDENT} claim_number yen due_on"
    told = {name: keys[name] for name in names.split()}
    to: Any = keys["to"]
    return {**outward(keys, to, context), **told, "before": keys["before"] or None}


@letter("third_party_recourse/entrustment", needs=other_needs)
def entrustment(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The mandate to the federation of insurers (国保連合会): one accident, one set."""
    today, values = context.today, context.values
    to = {
        "name": values.text("recourse.federation", today),
        "postal_code": values.text("recourse.federation_postal_code", today),
        "address": values.text("recourse.federation_address", today),
        "honorific": "御中",
    }
    told = {name: keys[name] for name in f"{_ACCIDENT} route_ground".split()}
    return {**outward(keys, to, context), **told}


@letter("third_party_recourse/changed", needs=other_needs)
def changed(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Less is claimed, or nothing any more: what was changed and what is still to be paid."""
    to: Any = keys["to"]
    said = {name: keys[name] for name in "case_number name reason rows total".split()}
    return {**outward(keys, to, context), **said, "refund": keys.get("refund")}


@letter("third_party_recourse/reminder", needs=other_needs)
def reminder(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """A civil reminder of damages behind their due date (自治法施行令171条); no way leads to a seizure."""
    to: Any = keys["to"]
    return {**outward(keys, to, context), **{name: keys[name] for name in _REMINDER.split()}}
