"""The letters of address protection at their issue: to her at the safe address, to others without a word about her."""

from __future__ import annotations

from collections.abc import Iterator

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.protection import same_place
from server.domain.refusals import Refused
from server.operators.letter_frame import frame, frame_needs, safe_addressee, sender, slip_needs
from server.operators.registry import letter


@letter("address_protection/set_notice", needs=frame_needs)
def set_notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """That the protection is in force or goes on, until when, and what it does."""
    names = ("valid_from", "until", "renewed", "blocked", "apart")
    return {**frame(keys, context), **{name: keys[name] for name in names}}


@letter("address_protection/lift_notice", needs=frame_needs)
def lift_notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """That the protection will be lifted unless she asks for it to go on (解除の前の書面による確認)."""
    return {**frame(keys, context), "until": keys["until"], "answer_by": keys["answer_by"]}


@letter("address_protection/refusal", needs=slip_needs)
def refusal(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """That the request was not granted, with the reason; to the address that she named, for no register keeps one."""
    slots = {"received_on": keys["received_on"], "reason": keys["reason"]}
    return {"addressee": safe_addressee(keys["send_to"]), **sender(keys, context), **slots}


def _others(keys: JSONObject) -> Iterator[FactKey]:
    yield from slip_needs(keys)
    yield FactKey("safe_addresses", str(keys["household_key"]))


@letter("address_protection/no_answer", needs=_others)
def no_answer(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """That nothing can be handed out and nothing is said about records (存否を答えない).

    Raises `Refused("protected_address")` when the answer would go to a protected person's own safe address.
    """
    asker = keys["asker"]
    safe = context.facts.get_fact("safe_addresses", str(keys["household_key"]))
    if any(one is not None and same_place(asker, one) for one in safe.values()):
        raise Refused("protected_address")
    slots = {"asked_for": keys["asked_for"], "asked_on": keys["asked_on"]}
    return {"addressee": safe_addressee(asker), **sender(keys, context), **slots}
