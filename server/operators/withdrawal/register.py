"""The entry into the registers (喪失の記録): spells closed, certificates ended, everybody told, the decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Decision, Effect, JSONObject, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators import certificates
from server.operators.enrolment.entry import ELSEWHERE
from server.operators.registry import operator
from server.operators.withdrawal import telling
from server.operators.withdrawal.entry import CERTIFICATE, MOVES

_STATUS = {"returned": "RETURNED", "lost": "LOST"}


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """`members` of the precheck, the entry, who decides by which row of 専決区分; `checked`: the check's result.

    `remaining` who stays insured; `eligibility_ends` false where only the city's application ends; `ground` and
    `reason` of an act ex officio (None: somebody notified).
    """

    members: Any
    household_key: str | None
    entry: Any
    received_on: str
    decider: str
    rule: str
    checked: str
    remaining: Any
    eligibility_ends: bool
    ground: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterOutputs:
    """`recalled` the certificates that are still out; `treatment_to_check_from` the day from which treatment may have
    been had after the loss (資格喪失後受診), None where the loss lies ahead: the list for the benefit officer."""

    household_key: str
    recalled: list[dict[str, JSON]]
    treatment_to_check_from: str | None


def _needs(inputs: RegisterInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("household", inputs.household_key)
        yield FactKey("protected", inputs.household_key)
    for person in inputs.members:
        yield FactKey("person_eligibility", str(person["person_key"]))
        yield FactKey("certificates", str(person["person_key"]))


@operator("withdrawal/register", inputs=RegisterInputs, outputs=RegisterOutputs, needs=_needs)
def register(inputs: RegisterInputs, context: Context) -> Done:
    """Closes each spell on its computed day, ends the certificates, starts the recall and tells head, hub and levy.

    National Health Insurance Act art. 8, Regulations arts. 11 to 13. Raises `Refused("already_lost")` when somebody
    else closed a spell since the check, `head_unknown` without a household.
    """
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    household = context.facts.get_fact("household", inputs.household_key)
    effects: list[Effect] = []
    recalled: list[dict[str, JSON]] = []
    for person in inputs.members:
        spell = _open_spell(person, context)
        effects += [_closed(person, inputs.entry, context), *_bound(person)]
        changes, out = _documents(person, spell, context)
        effects += changes
        recalled += out
    effects += _send_to(inputs, household, context)
    effects.append(_decision(inputs))
    effects += telling.letters(inputs, household, recalled, context)
    effects += telling.others(inputs, recalled, household, context)
    since = telling.treatment_from(inputs.members, context)
    return Done(RegisterOutputs(inputs.household_key, recalled, since), tuple(effects))


def _open_spell(person: dict[str, JSON], context: Context) -> JSONObject:
    spells: list[JSONObject] = context.facts.get_fact("person_eligibility", str(person["person_key"]))["spells"]
    for spell in spells:
        if spell["tekiyo_to"] is None and spell["tekiyo_from"] == person["acquired_on"]:
            return spell
    raise Refused("already_lost", person=person["name"], lost=spells[-1]["tekiyo_to"] if spells else "－")


def _closed(person: dict[str, JSON], entry: JSONObject, context: Context) -> RegisterChange:
    payload = {"person_key": person["person_key"], "tekiyo_to": person["applied_to"], "lost_by": entry["loss_reason"]}
    if person["eligible_to"] is not None:
        payload["shikaku_to"] = person["eligible_to"]
    return RegisterChange("close_eligibility", f"{context.case['id']}/loss/{person['person_key']}", payload)


def _bound(person: dict[str, JSON]) -> list[Effect]:
    """A sealed My Number taken in with the notification becomes this person's."""
    if not person["token"]:
        return []
    token = str(person["token"])
    payload = {"token": token, "person_key": str(person["person_key"])}
    return [RegisterChange("bind_my_number", f"number/{token}", payload)]


def _documents(
    person: dict[str, JSON], spell: JSONObject, context: Context
) -> tuple[list[RegisterChange], list[dict[str, JSON]]]:
    """All valid documents end: those handed back or lost today, others on the day of loss; what is out."""
    held = certificates.valid_ones(context.facts.get_fact("certificates", str(person["person_key"])))
    changes, out = [], []
    for document in held:
        status = _STATUS.get(str(person["document_back"])) if document["kind"] == CERTIFICATE else None
        on = context.today if status else date.fromisoformat(str(person["applied_to"]))
        changes.append(certificates.ended(document, status or "VOID", on, context))
        if status is None and document["kind"] == CERTIFICATE:
            out.append(certificates.recalled(person, document, spell))
    return changes, out


def _send_to(inputs: RegisterInputs, household: JSONObject, context: Context) -> Iterator[RegisterChange]:
    """Where letters go from today on: as asked for, else the new address when the head moved away.

    Nothing is moved by itself for a household under protection (支援措置): her letters keep their safe address.
    """
    entry = inputs.entry
    if entry["send_to"] == ELSEWHERE:
        where = {name: entry[f"send_to_{name}"] for name in ("name", "postal_code", "address", "reason")}
    elif entry["loss_reason"] in MOVES and _head_among(inputs, household):
        if context.facts.get_fact("protected", str(inputs.household_key)):
            return
        where = {
            "name": entry["head_name"],
            "postal_code": entry["forward_postal_code"],
            "address": entry["forward_address"],
            "reason": "moved",
        }
    else:
        return
    kept = ("household_key", "office", "postal_code", "address", "address_line2", "town", "phone")
    payload = {name: household[name] for name in kept} | {"send_to": where, "valid_from": context.today.isoformat()}
    yield RegisterChange("put_household", f"{context.case['id']}/send_to", payload)


def _head_among(inputs: RegisterInputs, household: JSONObject) -> bool:
    return any(person["person_key"] == household["head_person_key"] for person in inputs.members)


def _decision(inputs: RegisterInputs) -> Decision:
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    names = "、".join(str(person["name"]) for person in inputs.members)
    what = "資格喪失" if inputs.eligibility_ends else "適用終了"
    return Decision(
        kind="withdrawal",
        result="lost" if inputs.eligibility_ends else "application_ended",
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"{what} {names} {inputs.members[0]['applied_to']}",
        basis={"persons": [_basis(person) for person in inputs.members], "loss_reason": inputs.entry["loss_reason"]},
    )


def _basis(person: dict[str, JSON]) -> dict[str, JSON]:
    return {name: person[name] for name in ("person_key", "fact_date", "eligible_to", "applied_to")}
