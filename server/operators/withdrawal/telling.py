"""Who is told of a loss (知らせる相手): the head by letter, the hub within its days, levy, recall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, Effect, ExportRequest, JSONObject, LetterRequest, Message
from server.domain.enrolment import export_due
from server.domain.operating import Context
from server.operators import certificates
from server.operators.withdrawal.entry import OLDER_ELDERLY

if TYPE_CHECKING:
    from server.operators.withdrawal.register import RegisterInputs

_HUB = "I09"


def letters(
    inputs: RegisterInputs, household: JSONObject, recalled: list[dict[str, JSON]], context: Context
) -> Iterator[LetterRequest]:
    """The notice of the loss (LT-Q02-LOSS), and the letter for those who stay when head or 75-year-old leaves.

    A loss ex officio is told with its ground and, where the city says so, with the way to appeal.
    """
    key = str(inputs.household_key)
    keys: dict[str, JSON] = {
        "household_key": key,
        "case_number": context.case["number"],
        "loss_reason": inputs.entry["loss_reason"],
        "person_keys": [person["person_key"] for person in inputs.members],
        "members": [_told(person) for person in inputs.members],
        "recalled": [{"name": one["name"], "branch": one["branch"]} for one in recalled],
        "return_by": _return_by(context) if recalled else None,
        "ground": inputs.ground,
        "reason": inputs.reason,
    }
    appeal = inputs.ground and context.values.flag("withdrawal.appeal_on_ex_officio", context.today)
    letter = "withdrawal/ex_officio" if appeal else "withdrawal/loss"
    yield LetterRequest(letter, key, None, keys, "TRACKED" if inputs.ground else "POST")
    head_leaves = any(person["person_key"] == household["head_person_key"] for person in inputs.members)
    if inputs.remaining and (head_leaves or inputs.entry["loss_reason"] in OLDER_ELDERLY):
        stay = {
            "household_key": key,
            "loss_reason": inputs.entry["loss_reason"],
            "person_keys": [one["person_key"] for one in inputs.remaining],
            "left": [_told(person) for person in inputs.members],
            "head_leaves": head_leaves,
        }
        yield LetterRequest("withdrawal/remaining", key, None, stay)


def _told(person: dict[str, JSON]) -> dict[str, JSON]:
    return {name: person[name] for name in ("person_key", "fact_date", "eligible_to", "applied_to")}


def _return_by(context: Context) -> str:
    wait = context.values.period("recall_wait", context.today)
    return period_end(context.today, wait, Calendar(context.values)).isoformat()


def others(
    inputs: RegisterInputs, recalled: list[dict[str, JSON]], household: JSONObject, context: Context
) -> Iterator[Effect]:
    """The hub's record with its last day, the message that levy, shares and benefits wait for, and the recall."""
    due = export_due(date.fromisoformat(inputs.received_on), context.values, Calendar(context.values)).isoformat()
    for person in inputs.members:
        record = {
            "household_key": inputs.household_key,
            "person_key": person["person_key"],
            "eligible_to": person["eligible_to"],
            "applied_to": person["applied_to"],
            "lost_by": inputs.entry["loss_reason"],
        }
        yield ExportRequest(_HUB, f"{context.case['id']}/{person['person_key']}", due, record)
    keys = {"household_key": inputs.household_key, "case_id": context.case["id"]}
    yield Message("eligibility_changed", f"{context.case['id']}/eligibility_changed", keys, _changed(inputs, context))
    cause = "LOSS" if inputs.eligibility_ends else "MOVED"
    yield from certificates.start_recall(cause, recalled, household, context)


def _changed(inputs: RegisterInputs, context: Context) -> dict[str, JSON]:
    """What changed, for whoever is concerned by it: from which day, whom, by what, and treatment after the loss."""
    return {
        "from": min(str(person["applied_to"]) for person in inputs.members),
        "lost": [str(person["person_key"]) for person in inputs.members],
        "lost_by": inputs.entry["loss_reason"],
        "eligibility_ends": inputs.eligibility_ends,
        "treatment_to_check_from": treatment_from(inputs.members, context),
    }


def treatment_from(members: Any, context: Context) -> str | None:
    """The first day of a loss that lies behind today: treatment had since is looked at (資格喪失後受診); else None."""
    first = min(str(person["applied_to"]) for person in members)
    return first if date.fromisoformat(first) < context.today else None
