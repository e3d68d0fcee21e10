"""The letters of household change at their issue (通知書の中身): facts read now, frozen into their slots."""

from __future__ import annotations

from collections.abc import Iterator

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.operators.household_change import words
from server.operators.letter_frame import frame, frame_needs, slip_frame, slip_needs
from server.operators.registry import letter


def _household(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)


def _persons(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    for person in keys["person_keys"]:
        yield FactKey("person", str(person))


@letter("household_change/head_change", needs=_persons)
def head_change(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """国民健康保険における世帯主の変更の通知 (LT-Q04-HEAD-CHANGE): a disposition, with the notice of appeal."""
    old, new = (context.facts.get_fact("person", str(keys[name]))["name"] for name in ("old_head", "new_head"))
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "old_head": old,
        "new_head": new,
        "effect_from": keys["from"],
        "old_head_last_month": keys["old_head_until"],
        "ends": keys["ends"],
        **_appeal(context),
    }


@letter("household_change/refusal", needs=_household)
def refusal(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The decision not to accept the change, with facts, provision, reason and the notice of appeal."""
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "reported_change": words.KINDS[str(keys["change_kind"])],
        "changed_on": keys["changed_on"],
        "facts": keys["facts"],
        "provision": keys["provision"],
        "reason": keys["reason"],
        "ways_on": [words.NOTIFY_AGAIN],
        **_appeal(context),
    }


@letter("household_change/receipt", needs=slip_needs)
def receipt(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """受付票: the number in the citizen's hand before the paper leaves it."""
    return {
        **slip_frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "received_at": keys["received_at"],
        "procedure": "国民健康保険の異動・変更",
        "persons": keys["persons"],
        "papers": [words.PAPERS[code] for code in keys["papers"]],
        "missing": [words.PAPERS[code] for code in keys["missing"]],
        "due_on": keys["due_on"],
    }


def _appeal(context: Context) -> dict[str, JSON]:
    return {
        "appeal_body": context.values.text("city.appeal_body", context.today),
        "appeal_address": context.values.text("city.appeal_address", context.today),
    }
