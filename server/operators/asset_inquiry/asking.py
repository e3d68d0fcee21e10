"""Third parties asked about a debtor's assets (財産調査の照会), and reminded once when the date has passed.

National Tax Collection Act arts. 141, 146-2; National Health Insurance Act art. 113-2(1). Never with a My Number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import Concerns, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.enforcement import owed
from server.operators.registry import operator
from server.operators.seizure.preparing import enforcement_needs

WAIT, AGAIN = "asset_inquiry_wait", "asset_inquiry_again"


@dataclass(frozen=True, slots=True)
class PrepareInputs:
    """Whose assets."""

    household_key: str


@dataclass(frozen=True, slots=True)
class PrepareOutputs:
    """Yen open, before anybody is asked."""

    total: int


def _household(inputs: Any) -> Iterator[FactKey]:
    yield from enforcement_needs(str(inputs.household_key))


@operator("asset_inquiry/prepare", inputs=PrepareInputs, outputs=PrepareOutputs, needs=_household)
def prepare(inputs: PrepareInputs, context: Context) -> Done:
    """Reads what is owed. Raises `debtor_unknown`, `seizure_no_debt` where nothing is open."""
    key = inputs.household_key
    debtor: Any = context.facts.get_fact("debtor", key)
    if debtor is None:
        raise Refused("debtor_unknown", at_field="household_key")
    debts: Any = [one for one in context.facts.get_fact("collection_debts", key) if owed(one)]
    if not debts:
        raise Refused("seizure_no_debt", at_field="household_key")
    person = str(debtor["person_key"])
    return Done(PrepareOutputs(sum(map(owed, debts))), (Concerns((person,)),))


@dataclass(frozen=True, slots=True)
class SendInputs:
    """The receipt and the plan."""

    start: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class SendOutputs:
    """How many were asked, and by when they answer."""

    count: int
    due_on: str


def _send_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("debtor", str(inputs.start["household_key"]))


@operator("asset_inquiry/send", inputs=SendInputs, outputs=SendOutputs, needs=_send_needs)
def send(inputs: SendInputs, context: Context) -> Done:
    """Asks every third party of the plan, each under its own number. Raises `asset_inquiry_target_missing`."""
    key = str(inputs.start["household_key"])
    targets = inputs.entry["targets"] or []
    if not targets:
        raise Refused("asset_inquiry_target_missing", at_field="targets")
    debtor: Any = context.facts.get_fact("debtor", key)
    due = period_end(context.today, context.values.period(WAIT, context.today), Calendar(context.values))
    effects: list[Effect] = [_decision(len(targets), str(inputs.start["trigger"]))]
    for place, target in enumerate(targets, 1):
        effects += _asked(place, target, key, str(debtor["person_key"]), due.isoformat(), context)
    return Done(SendOutputs(len(targets), due.isoformat()), tuple(effects))


def _decision(count: int, trigger: str) -> Decision:
    summary = f"財産調査 照会先 {count}件"
    return Decision(
        "asset_inquiry", "asked", "decide", "9-0 財産調査(課長・一括)", "none", summary, {"trigger": trigger}
    )


def _asked(place: int, target: Any, key: str, person: str, due: str, context: Context) -> Iterator[Effect]:
    """One question under its own number, on record and as a letter."""
    case = context.case
    inquiry = {
        "inquiry_id": f"{case['id']}/{place}",
        "number": f"{case['number']}-{place}",
        "case_id": case["id"],
        "household_key": key,
        "person_key": person,
        **{name: target[name] for name in ("kind", "third_party", "postal_code", "address")},
        "asked_on": context.today.isoformat(),
        "due_on": due,
    }
    yield RegisterChange("put_inquiry", f"{inquiry['inquiry_id']}/ask", inquiry)
    yield _letter(inquiry, due, reminder=False)


def _letter(inquiry: Any, reply_by: str, *, reminder: bool) -> LetterRequest:
    keys = {
        "inquiry_number": inquiry["number"],
        "kind": inquiry["kind"],
        "third_party": inquiry["third_party"],
        "postal_code": inquiry["postal_code"],
        "address": inquiry["address"],
        "asked_on": inquiry["asked_on"],
        "reply_by": reply_by,
        "reminder": reminder,
    }
    return LetterRequest("asset_inquiry/inquiry", str(inquiry["household_key"]), None, keys)


@dataclass(frozen=True, slots=True)
class RemindInputs:
    """The receipt."""

    start: Any


@dataclass(frozen=True, slots=True)
class RemindOutputs:
    """`waiting` answers still awaited; `state` WAITING, or DONE when nobody is waited for any more."""

    state: str
    waiting: int
    found: int
    exempt: int
    refused: int


@operator("asset_inquiry/remind", inputs=RemindInputs, outputs=RemindOutputs)
def remind(inputs: RemindInputs, context: Context) -> Done:
    """Whoever is late is reminded once; late again, it is recorded that no answer came.

    Something that happened to the household wakes the case as well: then nothing is late and it waits on.
    """
    case, key, today = context.case, str(inputs.start["household_key"]), context.today.isoformat()
    asked: Any = context.facts.get_fact("asset_inquiries", str(case["id"]))
    again = period_end(context.today, context.values.period(AGAIN, context.today), Calendar(context.values))
    effects: list[Effect] = []
    unanswered = [one for one in asked if one["answer"] is None]
    given_up = 0
    for one in unanswered:
        if one["reminded_on"] is None and one["due_on"] < today:
            payload = {"inquiry_id": one["inquiry_id"], "household_key": key, "reminded_on": today}
            effects.append(RegisterChange("remind_inquiry", f"{one['inquiry_id']}/remind", payload))
            effects.append(_letter(one, again.isoformat(), reminder=True))
        elif one["reminded_on"] is not None and last_day_again(one, context) < today:
            payload = {"inquiry_id": one["inquiry_id"], "household_key": key, "answered_on": today}
            change = {**payload, "answer": "NO_ANSWER", "note": "催促しても回答がない"}
            effects.append(RegisterChange("answer_inquiry", f"{one['inquiry_id']}/answer", change))
            given_up += 1
    waiting = len(unanswered) - given_up
    counts = {name: sum(one["answer"] == name for one in asked) for name in ("FOUND", "REFUSED")}
    exempt = sum(one["answer"] == "FOUND" and one["note"] == EXEMPT for one in asked)
    outputs = RemindOutputs(
        state="WAITING" if waiting else "DONE",
        waiting=waiting,
        found=counts["FOUND"] - exempt,
        exempt=exempt,
        refused=counts["REFUSED"],
    )
    return Done(outputs, tuple(effects))


EXEMPT = "差押禁止財産だけ"
"""The note on an answer that names nothing but what may not be seized."""


def last_day_again(one: Any, context: Context) -> str:
    """The last day of the answer to a reminder, ISO."""
    sent = date.fromisoformat(one["reminded_on"])
    return period_end(sent, context.values.period(AGAIN, sent), Calendar(context.values)).isoformat()
