"""A loss that no one notifies (職権・連携による資格喪失): begun once for its cause, its entry begun, too.

A clerk still enters and a second person checks: what a register states is a proposal until two people have seen it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.advance import begin_case, next_number
from server.casework.household_of_case import household_fact, is_protected
from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.engine.definition import Procedure
from server.store.cases import NewCase
from server.store.facts import load_facts
from server.store.unit_of_work import UnitOfWork

SLUG = "withdrawal"
_RELATIONS = {"HEAD": "head", "CHILD": "child"}
_BY_SEX = {("SPOUSE", "M"): "husband", ("SPOUSE", "F"): "wife", ("PARENT", "M"): "father", ("PARENT", "F"): "mother"}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why who leaves: `reason` a loss_reason of the form, `happened_on` the day of the fact, `once` names the cause.

    `record_number` of a linked record makes it a case by LINK; without one it is ex officio from public records
    (規則13条2項), and `why` is told to the head.
    """

    reason: str
    household_key: str
    person_keys: tuple[str, ...]
    happened_on: date
    once: str
    why: str
    record_number: str | None = None


def begin_withdrawal(services: Services, uow: UnitOfWork, cause: Cause) -> str | None:
    """The case that began, None where nobody of them is insured, it began before, or withdrawal is not in force."""
    household = household_fact(uow.conn, cause.household_key, uow.business_day)
    if household is None:
        return None
    insured = _insured(uow, household)
    leaving = [one for one in insured if one["person_key"] in cause.person_keys]
    if not leaving:
        return None
    try:
        procedure = services.catalogue.active(uow.conn, SLUG, uow.business_day)
    except Refused:
        return None
    new = _new(uow, services, cause, household, leaving, procedure)
    start = _start(uow, cause, new.channel, _head(household))
    start |= {"application": _application(cause, leaving, whole=len(leaving) == len(insured))}
    begun = begin_case(services, uow, new, start, procedure, services.clock.business_now())
    return None if begun is None else begun.case_id


def _head(household: Mapping[str, Any]) -> Mapping[str, Any]:
    heads = [one for one in household["members"] if one["person_key"] == household["head_person_key"]]
    return heads[0] if heads else {}


def _new(
    uow: UnitOfWork,
    services: Services,
    cause: Cause,
    household: Mapping[str, Any],
    leaving: Sequence[Mapping[str, Any]],
    procedure: Procedure,
) -> NewCase:
    head = _head(household)
    return NewCase(
        number=next_number(uow, services.clock.business_now()),
        slug=SLUG,
        procedure_hash=procedure.hash,
        office=str(household["office"]),
        household_key=cause.household_key,
        subject_name=str(head.get("name") or ""),
        subject_kana=str(head.get("name_kana") or ""),
        channel="EXOFFICIO" if cause.record_number is None else "LINK",
        received_on=uow.business_day,
        protected=is_protected(uow.conn, cause.household_key, uow.business_day),
        once_key=f"{SLUG}/{cause.once}",
        person_keys=tuple(str(one["person_key"]) for one in leaving),
    )


def _insured(uow: UnitOfWork, household: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The members who are insured on the business day or from a later day on."""
    today = uow.business_day.isoformat()
    keys = [FactKey("person_eligibility", str(one["person_key"])) for one in household["members"]]
    known = load_facts(uow.conn, keys, on=uow.business_day)
    found = []
    for one, key in zip(household["members"], keys, strict=True):
        held: Any = known[key]
        if any(spell["tekiyo_to"] is None or spell["tekiyo_to"] > today for spell in held["spells"]):
            found.append(one)
    return found


def _start(uow: UnitOfWork, cause: Cause, channel: str, head: Mapping[str, Any]) -> dict[str, JSON]:
    """The start form's answers, every field of it."""
    linked = channel == "LINK"
    return {
        "channel": channel,
        "received_on": uow.business_day.isoformat(),
        "loss_reason": cause.reason,
        "household_key": cause.household_key,
        "arrival_number": None,
        "signature_result": None,
        "signer_name": None,
        "signer_birth_date": None,
        "signer_address": None,
        "entry_desk": "OWN",
        "record_number": cause.record_number,
        "exofficio_ground": None if linked else "public_record",
        "urged_on": None,
        "urged_again_on": None,
        "exofficio_reason": None if linked else cause.why,
        "head_name": head.get("name"),
        "head_kana": head.get("name_kana"),
        "phone": None,
        "documents": [],
        "paper_location": None,
        "copy_wanted": False,
        "scan": None,
        "remarks": cause.why,
    }


def _application(cause: Cause, leaving: Sequence[Mapping[str, Any]], *, whole: bool) -> dict[str, JSON]:
    """The entry form in part, as the source has it."""
    return {
        "loss_reason": cause.reason,
        **({} if cause.reason == "late_elderly" else {"fact_date": cause.happened_on.isoformat()}),
        "objection": "no",
        "send_to": "same",
        "extent": "whole" if whole else "some",
        "lost_members": [_row(one) for one in leaving],
    }


def _row(one: Mapping[str, Any]) -> dict[str, JSON]:
    relation = str(one["relation"])
    return {
        "relation": _RELATIONS.get(relation) or _BY_SEX.get((relation, str(one["sex"])), "other_relative"),
        "name": one["name"],
        "kana": one["name_kana"],
        "sex": one["sex"] or None,
        "birth_date_partial" if "-00" in str(one["birth_date"]) else "birth_date": one["birth_date"],
        "person_key": one["person_key"],
        "document_back": "later",
    }
