"""Checks before the second person (届出の確認): who the members are, from which day, what stands against it.

Nothing here writes; what the registers contradict becomes a finding for a person to judge, what the form itself
contradicts is refused beside its field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar
from server.domain.effects import JSON, Concerns, JSONObject
from server.domain.eligibility import Acquisition, acquisition, has_reached_upper_age
from server.domain.enrolment import timeliness
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.operators.enrolment.entry import (
    ELSEWHERE,
    HEAD_NUMBER,
    Member,
    acquisition_facts,
    head_token,
    home_of,
    members,
    reported_day,
    same_person,
)
from server.operators.enrolment.exclusion import exclusion_of
from server.operators.registry import operator

_ON_PAPER = ("COUNTER", "POST")
_COPIES_MISSING, _IDENTITY = "COPIES_MISSING", "identity_document"
# Where the rule of the day of acquisition names no field, the one that the days hang on.
_FIELDS = {"acquisition_before_birth": "birth_date", "dates_reversed": "carried_over_from"}


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """`entry` the answers of 届出内容の入力, `received_on` ISO, `channel`, `household_key` of the case (or None).

    `ground` of an act ex officio; `identity` the result of 本人確認, `arrived` the papers that came last, and
    `identity_seen` whether copies that identity lacked came before (None in cases on an earlier version).
    """

    entry: Any
    received_on: str
    channel: str
    household_key: str | None
    ground: str | None = None
    identity: str | None = None
    arrived: Any = None
    identity_seen: bool | None = None


@dataclass(frozen=True, slots=True)
class PrecheckOutputs:
    """`members` with person and dates, `findings` in both languages, and what routes the case on."""

    members: list[dict[str, JSON]]
    findings: list[dict[str, JSON]]
    missing_documents: list[str]
    wait_for_documents: bool
    discrepancy: bool
    foreign: bool
    unregistered: bool
    notification_due_on: str
    late_days: int
    retroactive_days: int
    long_retroactive: bool
    identity_seen: bool = False


def _needs(inputs: PrecheckInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("household", inputs.household_key)
        yield FactKey("resident_household", inputs.household_key)
        yield FactKey("protected", inputs.household_key)
    token = head_token(inputs.entry)
    if token:
        yield FactKey("my_number", token)
    for member in members(inputs.entry):
        if member.token:
            yield FactKey("my_number", member.token)
        if member.person_key:
            yield from _person_needs(member.person_key)


def _person_needs(person_key: str) -> Iterator[FactKey]:
    yield FactKey("person_eligibility", person_key)
    yield FactKey("other_insurance", person_key)
    yield FactKey("oqs_status", person_key)
    yield FactKey("person", person_key)
    yield FactKey("resident_record", person_key)
    yield FactKey("open_cases", f"enrolment/{person_key}")


@operator(
    "enrolment/precheck",
    inputs=PrecheckInputs,
    outputs=PrecheckOutputs,
    needs=_needs,
    tables=("enrolment/acquisition_date", "enrolment/exclusion", "enrolment/required_documents"),
)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Finds each member in the registers, computes the days of acquisition and gathers what stands against them.

    National Health Insurance Act arts. 5 to 7 and 9, Regulations arts. 2 to 4. Raises `Refused` for what cannot be
    true: a fact in the future, a person of 75 or over, a number of someone else, a case opened twice.
    """
    _refuse_the_future(inputs)
    known = _registers(inputs, context)
    _refuse_the_number_of_another_head(inputs, context)
    found = [_identified(member, known, context) for member in members(inputs.entry)]
    context.facts.require([need for member, key in found if key for need in _person_needs(key)])
    checked = [_checked(member, key, inputs, context) for member, key in found]
    concerned = Concerns(tuple(key for _, key in found if key))
    return Done(_outputs(inputs, checked, context), (concerned,))


def _refuse_the_future(inputs: PrecheckInputs) -> None:
    reported = reported_day(inputs.entry)
    if reported is not None and reported > date.fromisoformat(inputs.received_on):
        name = "insurer_loss_date" if inputs.entry.get("insurer_loss_date") else "fact_date"
        raise InputInvalid([FieldError(name, "fact_date_in_future")])


def _registers(inputs: PrecheckInputs, context: Context) -> list[JSONObject]:
    """Who is known in the household: its members and the resident records; `Refused("head_unknown")` without one."""
    if not inputs.household_key:
        return []
    household = context.facts.get_fact("household", inputs.household_key)
    if household is None:
        raise Refused("head_unknown", at_field="household_key")
    return [*household["members"], *context.facts.get_fact("resident_household", inputs.household_key)]


def _identified(member: Member, known: list[JSONObject], context: Context) -> tuple[Member, str | None]:
    """The member with its person: as given, else by reading and birth date among those of the household."""
    key = member.person_key or next((str(r["person_key"]) for r in known if same_person(member, r)), None)
    if member.token:
        _refuse_the_number_of_another(member.token, key, member.path("my_number"), context)
    return member, key


def _refuse_the_number_of_another_head(inputs: PrecheckInputs, context: Context) -> None:
    token = head_token(inputs.entry)
    if token and inputs.household_key:
        _refuse_the_number_of_another(token, _head(inputs, context), HEAD_NUMBER, context)


def _refuse_the_number_of_another(token: str, key: str | None, path: str, context: Context) -> None:
    """A sealed number that is on record as somebody else's is not taken (番号法16条)."""
    sealed = context.facts.get_fact("my_number", token)
    owner = sealed["belongs_to"] if sealed else None
    if owner is not None and owner != key:
        raise InputInvalid([FieldError(path, "number_of_another_person")])


def _checked(member: Member, key: str | None, inputs: PrecheckInputs, context: Context) -> dict[str, JSON]:
    dates = _dates(member, inputs.entry, context)
    _refuse_what_cannot_be(member, key, dates, inputs, context)
    insured = bool(key) and context.facts.get_fact("person_eligibility", str(key))["current"] is not None
    exclusion = exclusion_of(
        key, dates.applied_from, context, already_insured=insured, residence_ok=member.residence_ok
    )
    record = context.facts.get_fact("resident_record", key) if key else None
    home = home_of(record, context.facts.get_fact("person", key)) if key else None
    return {
        "row": member.row,
        "person_key": key,
        "name": member.name,
        "kana": member.kana,
        "sex": member.sex,
        "birth_date": member.birth_date,
        "relation": member.relation,
        "foreign": member.foreign,
        "stay_until": None if member.stay_until is None else member.stay_until.isoformat(),
        "needs_care": member.needs_care,
        "token": member.token,
        "eligible_from": dates.eligible_from.isoformat(),
        "applied_from": dates.applied_from.isoformat(),
        "exclusion": exclusion,
        "registered": record is not None,
        "differs": record is not None and not same_person(member, record),
        "elsewhere": home is not None and inputs.household_key is not None and home != inputs.household_key,
    }


def _dates(member: Member, entry: JSONObject, context: Context) -> Acquisition:
    bases = context.decide(
        "enrolment/acquisition_date",
        {"reason": entry["acq_reason"], "insured_in_prefecture": entry.get("insured_in_prefecture") == "yes"},
    )
    try:
        return acquisition(bases["qualification_basis"], bases["application_basis"], acquisition_facts(entry, member))
    except Refused as refused:
        path = refused.field or _FIELDS.get(refused.code)
        if path is None:
            raise
        path = member.path(path) if path == "birth_date" else path
        raise InputInvalid([FieldError(path, refused.code, {"person": member.name})]) from None


def _refuse_what_cannot_be(
    member: Member, key: str | None, dates: Acquisition, inputs: PrecheckInputs, context: Context
) -> None:
    if member.birth is not None and has_reached_upper_age(member.birth, dates.applied_from, context.values):
        raise InputInvalid([FieldError(member.path("birth_date"), "age_75_or_over", {"person": member.name})])
    head = _head(inputs, context)
    if member.relation == "head" and head is not None and key != head:
        raise InputInvalid([FieldError(member.path("relation"), "head_not_in_household")])
    if key is None:
        return
    if all(context.facts.get_fact(kind, key) is None for kind in ("person", "resident_record")):
        raise InputInvalid([FieldError(member.path("person_key"), "person_not_found")])
    others = [
        case
        for case in context.facts.get_fact("open_cases", f"enrolment/{key}")
        if case["case_id"] != context.case["id"]
    ]
    if others:
        told = {"person": member.name, "number": others[0]["number"]}
        raise InputInvalid([FieldError(member.path("name"), "case_duplicate", told)])


def _head(inputs: PrecheckInputs, context: Context) -> str | None:
    """The head of the case's household by the register: there is only one (世帯主)."""
    if not inputs.household_key:
        return None
    head: str | None = context.facts.get_fact("household", inputs.household_key)["head_person_key"]
    return head


def _outputs(inputs: PrecheckInputs, checked: list[dict[str, JSON]], context: Context) -> PrecheckOutputs:
    received = date.fromisoformat(inputs.received_on)
    earliest = min(date.fromisoformat(member["applied_from"]) for member in checked)
    timing = timeliness(earliest, received, context.values, Calendar(context.values))
    findings = list(_findings(inputs, checked, context))
    missing = _missing(inputs, context)
    waiting = bool(missing) or inputs.entry["next_step"] == "wait_documents"
    return PrecheckOutputs(
        members=checked,
        findings=findings,
        missing_documents=missing,
        wait_for_documents=waiting,
        discrepancy=bool(findings),
        foreign=any(member["foreign"] for member in checked),
        unregistered=any(not member["registered"] for member in checked),
        notification_due_on=timing.due_on.isoformat(),
        late_days=timing.late_days,
        retroactive_days=timing.retroactive_days,
        long_retroactive=timing.long_retroactive,
        identity_seen=_identity_seen(inputs),
    )


def _findings(inputs: PrecheckInputs, checked: list[dict[str, JSON]], context: Context) -> Iterator[dict[str, JSON]]:
    """What stands against the notification; a person judges it, and register data are never overwritten here."""
    for member in checked:
        if member["exclusion"] != "NONE":
            yield {"code": member["exclusion"], "member": member["name"]}
        if not member["registered"]:
            yield {"code": "NOT_REGISTERED", "member": member["name"]}
        if member["differs"]:
            yield {"code": "PERSON_DIFFERS", "member": member["name"]}
        if member["elsewhere"]:
            yield {"code": "OTHER_HOUSEHOLD", "member": member["name"]}
    if not inputs.household_key:
        yield {"code": "HOUSEHOLD_UNKNOWN", "member": str(inputs.entry["head_name"])}
    elif inputs.entry["send_to"] == ELSEWHERE and context.facts.get_fact("protected", inputs.household_key):
        yield {"code": "PROTECTED_SEND_TO", "member": str(inputs.entry["head_name"])}
    if inputs.ground and "lookup" not in (inputs.entry.get("evidence") or ()):
        # Nobody is insured ex officio while another insurance has not been ruled out (国保法6条).
        yield {"code": "EX_OFFICIO_WITHOUT_LOOKUP", "member": str(inputs.entry["head_name"])}


def _missing(inputs: PrecheckInputs, context: Context) -> list[str]:
    """The papers still missing: those the ground requires and nobody saw, and those ticked as missing.

    What came electronically, by a linked system or ex officio needs no paper notification (国保法9条6項 for the link).
    """
    entry = inputs.entry
    seen = set(entry.get("evidence") or ())
    if inputs.channel not in _ON_PAPER:
        seen.add("notification")
    required = context.decide(
        "enrolment/required_documents",
        {"reason": entry["acq_reason"], "confirmed_by_lookup": "lookup" in seen},
    )
    asked = [row["document"] if isinstance(row, dict) else row for row in required]
    if "leaving_slip" in seen:
        seen.add("loss_certificate")
    if inputs.identity == _COPIES_MISSING:
        asked.append(_IDENTITY)
        seen |= {_IDENTITY} if _identity_seen(inputs) else set()
    return [paper for paper in dict.fromkeys([*asked, *(entry.get("missing_documents") or ())]) if paper not in seen]


def _identity_seen(inputs: PrecheckInputs) -> bool:
    """Whether the copies that prove identity have come since they were found missing (郵送・電子申請)."""
    return bool(inputs.identity_seen) or _IDENTITY in (inputs.arrived or ())
