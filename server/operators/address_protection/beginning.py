"""The beginning (仮の支援): she is hidden from the moment she asked, and no more when nothing came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import Concerns, Decision, Effect, JSONObject, LetterRequest, Message, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.protection import PROVISIONAL, SLUG
from server.domain.refusals import FieldError, InputInvalid
from server.operators.address_protection.people import put_person, safe_of
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class MaskInputs:
    """`person_key` of the start form (None: not known yet), day of receipt (ISO)."""

    person_key: str | None
    received_on: str


@dataclass(frozen=True, slots=True)
class MaskOutputs:
    """`masked`: [{protection_key, person_key}] of the provisional protections."""

    masked: list[dict[str, str]]


def _mask_needs(inputs: MaskInputs) -> Iterator[FactKey]:
    if inputs.person_key:
        for kind in ("person", "resident_record", "protections"):
            yield FactKey(kind, inputs.person_key)
        yield FactKey("open_cases", f"{SLUG}/{inputs.person_key}")


@operator("address_protection/mask", inputs=MaskInputs, outputs=MaskOutputs, needs=_mask_needs)
def mask(inputs: MaskInputs, context: Context) -> Done:
    """Hides the person at once, before any decision and before anything of hers is printed (仮の支援).

    住民基本台帳事務処理要領 第5-10. Refuses a number no register knows, and a second open case of one person.
    """
    if not inputs.person_key:
        return Done(MaskOutputs([]))
    key = inputs.person_key
    person, record = context.facts.get_fact("person", key), context.facts.get_fact("resident_record", key)
    if person is None and record is None:
        raise InputInvalid([FieldError("person_key", "protection_person_unknown")])
    others = [
        one for one in context.facts.get_fact("open_cases", f"{SLUG}/{key}") if one["case_id"] != case_of(context)
    ]
    if others:
        raise InputInvalid([FieldError("person_key", "protection_case_open", {"number": others[0]["number"]})])
    effects: list[Effect] = [Concerns((key,))]
    if person is None:
        effects.append(put_person(key, record, context.today.isoformat(), context))
    protection_key = key_of(key, context)
    payload = {
        "protection_key": protection_key,
        "person_key": key,
        "status": PROVISIONAL,
        "valid_from": context.today.isoformat(),
        "case_id": case_of(context),
    }
    effects.append(RegisterChange("put_protection", f"{case_of(context)}/mask/{key}", payload))
    effects.append(changed("mask", key, context))
    return Done(MaskOutputs([{"protection_key": protection_key, "person_key": key}]), tuple(effects))


@dataclass(frozen=True, slots=True)
class DropInputs:
    """`masked` of the beginning, the entry if there was one, the decider's result and reason (None: withdrawn)."""

    masked: Any
    entry: Any
    result: str | None
    reason: str | None
    received_on: str


@dataclass(frozen=True, slots=True)
class DropOutputs:
    """`refused`: whether a decider refused it (else it was withdrawn or did not go on)."""

    refused: bool


def _drop_needs(inputs: DropInputs) -> Iterator[FactKey]:
    for one in inputs.masked or ():
        yield FactKey("person", one["person_key"])


@operator("address_protection/drop", inputs=DropInputs, outputs=DropOutputs, needs=_drop_needs)
def drop(inputs: DropInputs, context: Context) -> Done:
    """Ends what was only provisional; who was refused is told at the safe address she gave, with the reason.

    What the residents' register says of her stays: its flag hides her as before.
    """
    refused = inputs.result == "refuse"
    effects: list[Effect] = []
    for one in inputs.masked or ():
        effects.append(end(one, "drop", context))
        effects.append(changed("drop", one["person_key"], context))
    if refused:
        effects += _refusal(inputs, context)
    return Done(DropOutputs(refused), tuple(effects))


def _refusal(inputs: DropInputs, context: Context) -> Iterator[Effect]:
    masked: list[JSONObject] = list(inputs.masked or ())
    person = context.facts.get_fact("person", masked[0]["person_key"]) if masked else None
    household = None if person is None else person["household_key"]
    yield Decision(
        kind=SLUG,
        result="refused",
        task="decide",
        authority="14-1 開始",
        confirm="none",
        summary="支援措置の申出を認めない",
        basis={"reason": inputs.reason},
    )
    if household is not None:
        keys = {"send_to": safe_of(inputs.entry), "received_on": inputs.received_on, "reason": inputs.reason}
        yield LetterRequest(f"{SLUG}/refusal", household, masked[0]["person_key"], keys, "TRACKED")


def case_of(context: Context) -> str:
    """The case's id."""
    return str(context.case["id"])


def key_of(person_key: str, context: Context) -> str:
    """The key of a person's protection in the register: one for each person and case."""
    return f"{case_of(context)}-{person_key}"


def end(one: JSONObject, why: str, context: Context) -> RegisterChange:
    """The end of a protection on this day."""
    payload = {
        "protection_key": one["protection_key"],
        "person_key": one["person_key"],
        "on": context.today.isoformat(),
    }
    return RegisterChange("end_protection", f"{case_of(context)}/{why}/{one['person_key']}", payload)


def changed(why: str, person_key: str, context: Context) -> Message:
    """The message to other procedures that a person's protection has changed; it says nothing else."""
    source = f"{case_of(context)}/{why}/{person_key}/protection_changed"
    return Message("protection_changed", source, {"person_key": person_key}, {"on": context.today.isoformat()})
