"""The letters of withdrawal at their issue (通知書の中身): facts read now, frozen into the slots of each letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.operators.letter_frame import frame, frame_needs, slip_frame, slip_needs
from server.operators.registry import letter
from server.operators.withdrawal import words
from server.operators.withdrawal.entry import OLDER_ELDERLY


def _household(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)


def _persons(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    named = [*keys["person_keys"], *(one["person_key"] for one in keys.get("left") or ())]
    for person in named:
        yield FactKey("person", str(person))


@letter("withdrawal/loss", needs=_persons)
def loss(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """資格喪失のお知らせ (LT-Q02-LOSS): information, no disposition."""
    ground = keys.get("ground")
    return {
        **frame(keys, context),
        **_lost(keys, context),
        "ground": None if ground is None else words.GROUNDS[str(ground)],
        "finding": keys.get("reason"),
    }


@letter("withdrawal/ex_officio", needs=_persons)
def ex_officio(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The loss decided ex officio, told with ground, facts and the notice of appeal (LT-Q10-EXOFFICIO)."""
    return {
        **frame(keys, context),
        **_lost(keys, context),
        "ground": words.GROUNDS[str(keys["ground"])],
        "finding": keys["reason"],
        "ways_on": [words.IF_FACTS_DIFFER],
        **_appeal(context),
    }


def _lost(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Who lost what from which day, why, and which certificates are to come back where and until when."""
    members = [_member(one, context) for one in keys["members"]]
    office = context.facts.get_fact("office", str(keys["office"]))
    return {
        "case_number": keys["case_number"],
        "loss_reason": words.REASONS[str(keys["loss_reason"])],
        "continues": keys["members"][0]["eligible_to"] is None,
        "members": members,
        "recalled": [{"name": one["name"], "branch": one["branch"]} for one in keys["recalled"]],
        "return_by": keys["return_by"],
        "return_to": office["name"],
    }


def _name(one: JSONObject, context: Context) -> JSON:
    return context.facts.get_fact("person", str(one["person_key"]))["name"]


def _member(one: JSONObject, context: Context) -> dict[str, JSON]:
    return {"name": _name(one, context), "fact_date": one["fact_date"], "lost_on": one["applied_to"]}


def _appeal(context: Context) -> dict[str, JSON]:
    return {
        "appeal_body": context.values.text("city.appeal_body", context.today),
        "appeal_address": context.values.text("city.appeal_address", context.today),
    }


@letter("withdrawal/remaining", needs=_persons)
def remaining(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """世帯に残る方へのお知らせ: what changes for those who stay insured when the head or a 75-year-old leaves."""
    return {
        **frame(keys, context),
        "loss_reason": words.REASONS[str(keys["loss_reason"])],
        "left": [{"name": _name(one, context), "lost_on": one["applied_to"]} for one in keys["left"]],
        "members": [{"name": context.facts.get_fact("person", str(key))["name"]} for key in keys["person_keys"]],
        "head_leaves": keys["head_leaves"],
        "older_elderly": keys["loss_reason"] in OLDER_ELDERLY,
        "alone": len(keys["person_keys"]) == 1,
    }


@letter("withdrawal/document_request", needs=_household)
def document_request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The request for missing papers (補正の依頼); the reminder names the first one and its day."""
    office = context.facts.get_fact("office", str(keys["office"]))
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "members": [{"name": name} for name in keys["members"]],
        "documents": [{"name": words.PAPERS[code], "note": None} for code in keys["documents"]],
        "due_on": keys["due_on"],
        "hand_in_at": office["name"],
        "first_requested_on": keys["first_requested_on"],
        "first_due_on": keys["first_due_on"],
    }


@letter("withdrawal/refusal", needs=_household)
def refusal(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The decision that the eligibility goes on, with facts, provision, reason and the notice of appeal."""
    found: dict[str, Any] = {name: keys[name] for name in ("case_number", "received_on", "fact_date", "members")}
    return {
        **frame(keys, context),
        **found,
        "reported_reason": words.REASONS[str(keys["loss_reason"])],
        "facts": keys["facts"],
        "provision": keys["provision"],
        "reason": keys["reason"],
        "ways_on": [words.NOTIFY_AGAIN],
        **_appeal(context),
    }


@letter("withdrawal/receipt", needs=slip_needs)
def receipt(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """受付票: the number in the citizen's hand before the paper leaves it; `persons` is None before the entry."""
    return {
        **slip_frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "received_at": keys["received_at"],
        "procedure": "国民健康保険の脱退(資格喪失届)",
        "persons": keys["persons"],
        "papers": [words.PAPERS[code] for code in keys["papers"]],
        "missing": [words.PAPERS[code] for code in keys["missing"]],
        "due_on": keys["due_on"],
    }
