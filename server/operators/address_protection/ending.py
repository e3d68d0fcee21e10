"""The end (解除): told to her in writing at the safe address first, decided by another person, never by silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.domain.effects import Decision, Effect, ExportRequest, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.protection import SLUG
from server.domain.refusals import FieldError, InputInvalid
from server.operators.address_protection.beginning import case_of, changed, end
from server.operators.address_protection.measures import ONLINE, SUPPLY
from server.operators.registry import operator

_AGREES = "agrees"


@dataclass(frozen=True, slots=True)
class NotifyInputs:
    """Where her letters are made, who she is, how often she was told, the last day of the period."""

    letters_to: str
    victim: str
    times: int | None
    until: str


@dataclass(frozen=True, slots=True)
class NotifyOutputs:
    """`told_on`, the last day for her answer, and the period that she was told about."""

    told_on: str
    answer_by: str
    told_for: str
    times: int


@operator("address_protection/notify", inputs=NotifyInputs, outputs=NotifyOutputs)
def notify(inputs: NotifyInputs, context: Context) -> Done:
    """Tells her in writing that the protection will be lifted and until when she may answer (支援措置取扱要領7条)."""
    last = context.today + timedelta(days=context.values.integer("protection.answer_days", context.today))
    keys = {
        "household_key": inputs.letters_to,
        "person_key": inputs.victim,
        "until": inputs.until,
        "answer_by": last.isoformat(),
    }
    letter = LetterRequest(f"{SLUG}/lift_notice", inputs.letters_to, inputs.victim, keys, "TRACKED")
    outputs = NotifyOutputs(context.today.isoformat(), last.isoformat(), inputs.until, (inputs.times or 0) + 1)
    return Done(outputs, (letter,))


@dataclass(frozen=True, slots=True)
class PreliftInputs:
    """Her answer as recorded, when she was told and about which period, the period that stands."""

    answer: str | None
    told_on: str | None
    answer_by: str | None
    told_for: str | None
    until: str


@dataclass(frozen=True, slots=True)
class PreliftOutputs:
    """`answer` on which the lifting rests."""

    answer: str


@operator("address_protection/prelift", inputs=PreliftInputs, outputs=PreliftOutputs)
def prelift(inputs: PreliftInputs, context: Context) -> Done:
    """Lets the lifting go to the decider only when she was told in writing of this very period, and has answered or
    the day for it has passed.
    """
    if inputs.told_on is None or inputs.answer_by is None or inputs.told_for != inputs.until:
        raise InputInvalid([FieldError("result", "protection_not_told_yet")])
    if inputs.answer != _AGREES and context.today <= date.fromisoformat(inputs.answer_by):
        raise InputInvalid([FieldError("answer", "protection_answer_awaited", {"last": inputs.answer_by})])
    return Done(PreliftOutputs(str(inputs.answer)))


@dataclass(frozen=True, slots=True)
class LiftInputs:
    """The protected persons, her answer, what was found; her own household stays hers."""

    persons: Any
    answer: str
    finding: str
    own_household: str | None = None


@dataclass(frozen=True, slots=True)
class LiftOutputs:
    """`lifted_on`: the first day without."""

    lifted_on: str


def _needs(inputs: LiftInputs) -> Iterator[FactKey]:
    for person in inputs.persons:
        yield FactKey("protections", person["person_key"])


@operator("address_protection/lift", inputs=LiftInputs, outputs=LiftOutputs, needs=_needs)
def lift(inputs: LiftInputs, context: Context) -> Done:
    """Ends every protection of this case on this day and lets the linked systems know; her household stays apart."""
    case, today = case_of(context), context.today.isoformat()
    effects: list[Effect] = []
    for person in inputs.persons:
        key = str(person["person_key"])
        mine = [one for one in context.facts.get_fact("protections", key) if one["case_id"] == case]
        effects += [end(one, "lift", context) for one in mine]
        payload = {"person_key": key, "status": "unknown", "valid_from": today}
        effects.append(RegisterChange("put_card_status", f"{case}/lift/{key}/card", payload))
        told = (("own_data", ONLINE, {"own_data": "open"}), ("supply", SUPPLY, {"no_auto_reply": False}))
        for name, interface, says in told:
            effects.append(ExportRequest(interface, f"{case}/lift/{key}/{name}", today, {"person_key": key, **says}))
        effects.append(changed("lift", key, context))
    effects.append(
        Decision(
            kind=SLUG,
            result="lifted",
            task="decide",
            authority="14-3 解除",
            confirm="none",
            summary="支援措置の解除",
            basis={"answer": inputs.answer, "finding": inputs.finding},
        )
    )
    return Done(LiftOutputs(today), tuple(effects))
