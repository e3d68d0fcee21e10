"""The letters of re-issue at their issue; the certificate itself is the letter of enrolment (通知書の中身)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.operators.certificate import words
from server.operators.letter_frame import frame, frame_needs, slip_frame, slip_needs
from server.operators.registry import letter


def _household(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)


def _person(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("person", str(keys["person_key"]))


@letter("certificate/refusal", needs=_household)
def refusal(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The refusal of a re-issue with facts, provision, reason and the notice of appeal (LT-Q06-REFUSE)."""
    found: dict[str, Any] = {name: keys[name] for name in ("case_number", "received_on", "members", "facts")}
    return {
        **frame(keys, context),
        **found,
        "reported_reason": words.REASONS[str(keys["reason_given"])],
        "fact_date": keys["lost_on"],
        "provision": keys["provision"],
        "reason": keys["reason"],
        "ways_on": [words.APPLY_AGAIN],
        "appeal_body": context.values.text("city.appeal_body", context.today),
        "appeal_address": context.values.text("city.appeal_address", context.today),
    }


@letter("certificate/loss_advice", needs=_person)
def loss_advice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """What to do when the lost one is found, and against misuse (information)."""
    found: dict[str, Any] = {name: keys[name] for name in ("lost_on", "stolen", "police_no", "watched_until")}
    return {
        **frame(keys, context),
        **found,
        "person_name": context.facts.get_fact("person", str(keys["person_key"]))["name"],
        "document": words.DOCUMENTS[str(keys["document"])],
    }


@letter("certificate/receipt", needs=slip_needs)
def receipt(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """受付票: the number in the citizen's hand before the paper leaves it."""
    return {
        **slip_frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "received_at": keys["received_at"],
        "procedure": "資格確認書等の再交付",
        "persons": keys["persons"],
        "papers": [words.PAPERS[code] for code in keys["papers"]],
        "missing": [],
        "due_on": None,
    }
