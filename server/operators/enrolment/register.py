"""The entry into the registers (台帳への記録): eligibility of each member, numbers, the senior share, the decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Decision, Effect, JSONObject, RegisterChange
from server.domain.facts import FactKey
from server.domain.insured_number import next_branch
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.enrolment import exclusion
from server.operators.enrolment.entry import ELSEWHERE, head_token, home_of
from server.operators.enrolment.shares import household_share
from server.operators.registry import operator

_PERCENT = 10


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """`members` of the precheck, the entry, who decides by which row of 専決区分; `checked`: the check's result."""

    members: Any
    household_key: str | None
    entry: Any
    received_on: str
    decider: str
    rule: str
    checked: str


@dataclass(frozen=True, slots=True)
class RegisterOutputs:
    """`members` as registered: person, dates, 記号番号枝番, share in tenths (None: by age or held)."""

    household_key: str
    members: list[dict[str, JSON]]


def _needs(inputs: RegisterInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("next_insured_number", inputs.household_key)
        yield FactKey("household", inputs.household_key)
        yield FactKey("incomes_of_household", inputs.household_key)
        yield FactKey("household_eligibility", inputs.household_key)
    for member in inputs.members:
        if member["person_key"]:
            for kind in ("person", "resident_record", "person_eligibility", "other_insurance"):
                yield FactKey(kind, member["person_key"])


@operator("enrolment/register", inputs=RegisterInputs, outputs=RegisterOutputs, needs=_needs, tables=(exclusion.TABLE,))
def register(inputs: RegisterInputs, context: Context) -> Done:
    """Enters each member's eligibility from the computed days; the decision goes on record with what it rests on.

    National Health Insurance Act arts. 6, 7 and 9. Raises `Refused("already_insured")` when someone else was entered
    meanwhile, `other_insurance_found` when the hub has told of another insurer since the check, `head_unknown` without
    a household.
    """
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    numbers = context.facts.get_fact("next_insured_number", inputs.household_key)
    given: dict[str, str] = dict(numbers["branches"])
    registered: list[dict[str, JSON]] = []
    effects: list[Effect] = []
    for member in inputs.members:
        key, changes = _person(member, inputs.household_key, context)
        _refuse_twice(key, member, context)
        _refuse_the_excluded(member, context)
        given[key] = given.get(key) or next_branch(given.values())
        spell = _spell(key, member, inputs, numbers, given[key], context)
        effects += [*changes, spell, *_bound(member["token"], key)]
        registered.append({**member, "person_key": key, **_insured(numbers, given[key])})
    effects += _household(inputs, context)
    shares = list(household_share(inputs.household_key, registered, context))
    effects += [change for _, change in shares if change is not None]
    effects.append(_decision(inputs, registered))
    shown = [{**member, "share": share} for member, (share, _) in zip(registered, shares, strict=True)]
    return Done(RegisterOutputs(inputs.household_key, shown), tuple(effects))


def _person(member: dict[str, JSON], household_key: str, context: Context) -> tuple[str, list[Effect]]:
    """The member's 宛名番号; a person not on the resident register gets one of this office's own (住登外)."""
    if member["person_key"]:
        return str(member["person_key"]), _belongs(str(member["person_key"]), member, household_key, context)
    case = str(context.case["id"])
    key = str(context.facts.get_fact("reserved_key", f"person/{case}-{member['row']}"))
    who = {name: member[name] for name in ("name", "sex", "birth_date", "stay_until")}
    new = _put_person(key, {**who, "name_kana": member["kana"]}, member, case)
    return key, [new, _membership(key, member, household_key, case)]


def _belongs(key: str, member: dict[str, JSON], household_key: str, context: Context) -> list[Effect]:
    """A person known to the resident register and not yet to this household joins it, as the registers have him.

    What was typed changes no register, and whoever is under protection (支援措置) stays so. Raises
    `person_of_another_household` for one whom the registers have elsewhere: his household is not changed from here.
    """
    household = context.facts.get_fact("household", household_key)
    if any(known["person_key"] == key for known in household["members"]):
        return []
    person, record = context.facts.get_fact("person", key), context.facts.get_fact("resident_record", key)
    if home_of(record, person) not in (None, household_key):
        raise Refused("person_of_another_household", person=member["name"])
    case = str(context.case["id"])
    new: list[Effect] = [] if person or not record else [_put_person(key, _as_registered(record), member, case)]
    return [*new, _membership(key, member, household_key, case)]


def _as_registered(record: JSONObject) -> dict[str, JSON]:
    names = ("name", "name_kana", "sex", "birth_date", "stay_until", "nationality", "protected")
    return {name: record[name] for name in names}


def _put_person(key: str, who: dict[str, JSON], member: dict[str, JSON], case: str) -> RegisterChange:
    payload = {**who, "person_key": key, "valid_from": member["applied_from"]}
    return RegisterChange("put_person", f"{case}/person/{key}", payload)


def _membership(key: str, member: dict[str, JSON], household_key: str, case: str) -> RegisterChange:
    relations = {
        "head": "HEAD",
        "husband": "SPOUSE",
        "wife": "SPOUSE",
        "child": "CHILD",
        "father": "PARENT",
        "mother": "PARENT",
    }
    relation = relations.get(str(member["relation"]), "OTHER")
    payload = {
        "person_key": key,
        "household_key": household_key,
        "relation": relation,
        "valid_from": member["applied_from"],
    }
    return RegisterChange("put_membership", f"{case}/membership/{key}", payload)


def _refuse_twice(key: str, member: dict[str, JSON], context: Context) -> None:
    if not member["person_key"]:
        return
    spells = context.facts.get_fact("person_eligibility", key)["spells"]
    applied = date.fromisoformat(str(member["applied_from"]))
    if any(spell["tekiyo_to"] is None or date.fromisoformat(spell["tekiyo_to"]) > applied for spell in spells):
        raise Refused("already_insured", person=member["name"])


def _refuse_the_excluded(member: dict[str, JSON], context: Context) -> None:
    """What the hub told of since the check is judged before anybody is insured twice (国保法6条)."""
    key, applied = member["person_key"], date.fromisoformat(str(member["applied_from"]))
    if not key:
        return
    found = exclusion.exclusion_of(str(key), applied, context, already_insured=False, residence_ok=True)
    if found not in ("NONE", member["exclusion"]):
        raise Refused("other_insurance_found", person=member["name"])


def _spell(
    key: str, member: dict[str, JSON], inputs: RegisterInputs, numbers: JSON, branch: str, context: Context
) -> RegisterChange:
    payload = {
        "person_key": key,
        "household_key": inputs.household_key,
        "shikaku_from": member["eligible_from"],
        "tekiyo_from": member["applied_from"],
        "acquired_by": inputs.entry["acq_reason"],
        "symbol": numbers["symbol"],
        "number": numbers["number"],
        "branch": branch,
        "notified_on": inputs.received_on,
    }
    return RegisterChange("open_eligibility", f"{context.case['id']}/eligibility/{key}", payload)


def _bound(token: JSON, key: JSON) -> list[Effect]:
    """A sealed My Number taken in with the notification becomes this person's."""
    if not token or not key:
        return []
    return [RegisterChange("bind_my_number", f"number/{token}", {"token": str(token), "person_key": str(key)})]


def _household(inputs: RegisterInputs, context: Context) -> list[Effect]:
    """What the notification says of the household itself: the head's My Number, and where letters go from today on."""
    household = context.facts.get_fact("household", str(inputs.household_key))
    effects = _bound(head_token(inputs.entry), household["head_person_key"])
    if inputs.entry["send_to"] == ELSEWHERE:
        kept = ("household_key", "office", "postal_code", "address", "address_line2", "town", "phone")
        send_to = {name: inputs.entry[f"send_to_{name}"] for name in ("name", "postal_code", "address", "reason")}
        says = {name: household[name] for name in kept}
        payload = {**says, "send_to": send_to, "valid_from": context.today.isoformat()}
        effects.append(RegisterChange("put_household", f"{context.case['id']}/send_to", payload))
    return effects


def _insured(numbers: JSON, branch: str) -> dict[str, JSON]:
    return {"symbol": numbers["symbol"], "number": numbers["number"], "branch": branch}


def _decision(inputs: RegisterInputs, registered: list[dict[str, JSON]]) -> Decision:
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    names = "、".join(str(member["name"]) for member in registered)
    return Decision(
        kind="enrolment",
        result="decided",
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"資格取得 {names} {registered[0]['applied_from']} から",
        basis={"members": [_basis(member) for member in registered], "acq_reason": inputs.entry["acq_reason"]},
    )


def _basis(member: dict[str, JSON]) -> dict[str, JSON]:
    return {name: member[name] for name in ("person_key", "eligible_from", "applied_from", "exclusion")}
