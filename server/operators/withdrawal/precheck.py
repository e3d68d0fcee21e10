"""Checks before the second person (届出の確認): who leaves, from which day, what stands against it.

Nothing here writes. The day of loss is computed from the fact; what the form contradicts itself is refused beside its
field, what the registers contradict becomes a finding for a person to judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain import loss as losses
from server.domain.calendar import Calendar
from server.domain.effects import JSON, Concerns, JSONObject
from server.domain.enrolment import timeliness
from server.domain.facts import FactKey
from server.domain.loss import Loss
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.operators.enrolment.entry import day
from server.operators.registry import operator
from server.operators.withdrawal import entered, findings, standing
from server.operators.withdrawal.entry import Leaving, leaving
from server.operators.withdrawal.showing import sheets

DATES, PAPERS, SPARED = "withdrawal/loss_date", "withdrawal/required_documents", "withdrawal/notification"
_COPIES_MISSING, _IDENTITY, _NOTIFICATION = "COPIES_MISSING", "identity_document", "loss_notification"
_BY_RECORD = ("public_record", "inquiry", "authority_notice")


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """`entry` the answers of 届出内容の入力, `received_on` ISO, `channel`, `household_key` of the case (or None).

    `ground` of an act ex officio; `identity` the result of 本人確認, `arrived` the papers that came last, and
    `identity_seen` whether copies that identity lacked came before.
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
    """`persons` with their computed days, `remaining` who stays insured, `findings`, and what routes the case on.

    `eligibility_ends` is false where only this city's application ends (県内転出).
    """

    persons: list[dict[str, JSON]]
    remaining: list[dict[str, JSON]]
    findings: list[dict[str, JSON]]
    missing_documents: list[str]
    wait_for_documents: bool
    discrepancy: bool
    objected: bool
    eligibility_ends: bool
    notification_spared: bool
    notification_due_on: str
    late_days: int
    long_retroactive: bool
    identity_seen: bool
    sheets: list[dict[str, JSON]]


def _needs(inputs: PrecheckInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        for kind in ("household", "resident_household", "protected", "household_eligibility"):
            yield FactKey(kind, inputs.household_key)
    for person in leaving(inputs.entry):
        if person.token:
            yield FactKey("my_number", person.token)
        if person.person_key:
            yield from _person_needs(person.person_key)


def _person_needs(person_key: str) -> Iterator[FactKey]:
    for kind in ("person", "person_eligibility", "other_insurance", "certificates", "resident_record"):
        yield FactKey(kind, person_key)
    yield FactKey("open_cases", f"withdrawal/{person_key}")


@operator(
    "withdrawal/precheck", inputs=PrecheckInputs, outputs=PrecheckOutputs, needs=_needs, tables=(DATES, PAPERS, SPARED)
)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Finds each person in the registers, computes the days of loss and gathers what stands against them.

    National Health Insurance Act arts. 6, 8 and 9(5), Regulations arts. 11 to 13. Raises `InputInvalid` at the field
    for what cannot be true (a fact in the future, a loss before the acquisition, a person not insured, a number of
    someone else, a case opened twice) and `Refused("head_unknown")` without a household.
    """
    household = _household(inputs, context)
    entered.refuse_what_contradicts_itself(inputs.entry, household)
    known = [*household["members"], *context.facts.get_fact("resident_household", str(inputs.household_key))]
    found = [standing.identified(person, known, context) for person in leaving(inputs.entry)]
    context.facts.require([need for _, key in found for need in _person_needs(key)])
    standing.refuse_twice(found)
    persons = [_checked(person, key, inputs, context) for person, key in found]
    remaining = standing.remaining(persons, household, context)
    entered.refuse_another_extent(inputs.entry, remaining, len(persons))
    concerned = Concerns(tuple(key for _, key in found))
    return Done(_outputs(inputs, persons, remaining, context), (concerned,))


def _household(inputs: PrecheckInputs, context: Context) -> JSONObject:
    key = inputs.household_key
    household: JSONObject | None = context.facts.get_fact("household", key) if key else None
    if household is None:
        raise Refused("head_unknown", at_field="household_key")
    return household


def _checked(person: Leaving, key: str, inputs: PrecheckInputs, context: Context) -> dict[str, JSON]:
    happened, days = _days(person, inputs, context)
    spell = standing.spell_that_ends(person, key, days, context)
    standing.refuse_document_never_issued(person, key, context)
    standing.refuse_second_case(person, key, context)
    return {
        "row": person.row,
        "person_key": key,
        "name": person.name,
        "birth_date": person.birth_date,
        "relation": person.relation,
        "fact_date": happened.isoformat(),
        "eligible_to": None if days.eligible_to is None else days.eligible_to.isoformat(),
        "applied_to": days.applied_to.isoformat(),
        "acquired_on": spell["tekiyo_from"],
        "branch": spell["branch"],
        "document_back": person.document_back,
        "token": person.token,
    }


def _days(person: Leaving, inputs: PrecheckInputs, context: Context) -> tuple[date, Loss]:
    """The day of the fact and the days of loss; refused beside its field where the fact has not happened."""
    entry = inputs.entry
    asked = {"reason": entry["loss_reason"], "same_day_elsewhere": entry.get("same_day_elsewhere") == "yes"}
    bases = context.decide(DATES, asked)
    age = context.values.integer("eligibility.upper_age", context.today)
    fact = day(entry.get("fact_date"))
    try:
        days = losses.loss(bases["qualification_basis"], bases["application_basis"], fact, person.birth, age)
    except Refused as refused:
        path = person.path("birth_date") if refused.field == "birth_date" else refused.field
        if path is None:
            raise
        raise InputInvalid([FieldError(path, refused.code, {"person": person.name})]) from None
    happened = losses.fact_of(bases["application_basis"], fact, person.birth, age)
    assert happened is not None  # noqa: S101 - `loss` has refused what has no day
    entered.refuse_the_future(entry, person, happened, date.fromisoformat(inputs.received_on), context)
    return happened, days


def _outputs(
    inputs: PrecheckInputs, persons: list[dict[str, JSON]], remaining: list[dict[str, JSON]], context: Context
) -> PrecheckOutputs:
    received, calendar = date.fromisoformat(inputs.received_on), Calendar(context.values)
    facts = min(date.fromisoformat(str(person["fact_date"])) for person in persons)
    lost = min(date.fromisoformat(str(person["applied_to"])) for person in persons)
    found = list(findings.against(inputs.entry, inputs.channel, inputs.ground, persons, context))
    spared = _spared(inputs, context)
    missing = _missing(inputs, context, spared=spared)
    due = timeliness(facts, received, context.values, calendar)
    late = 0 if spared and inputs.channel in ("LINK", "EXOFFICIO") else due.late_days
    return PrecheckOutputs(
        persons=persons,
        remaining=remaining,
        findings=found,
        missing_documents=missing,
        wait_for_documents=bool(missing) or inputs.entry["next_step"] == "wait_documents",
        discrepancy=bool(found),
        objected=inputs.entry["objection"] == "yes",
        eligibility_ends=persons[0]["eligible_to"] is not None,
        notification_spared=spared,
        notification_due_on=due.due_on.isoformat(),
        late_days=late,
        long_retroactive=timeliness(lost, received, context.values, calendar).long_retroactive,
        identity_seen=_identity_seen(inputs),
        sheets=sheets(persons, remaining, late),
    )


def _spared(inputs: PrecheckInputs, context: Context) -> bool:
    """Whether no notification on paper is asked for. Regulations art. 13(2), Act art. 9(6)."""
    found = context.decide(SPARED, {"reason": inputs.entry["loss_reason"], "channel": inputs.channel})
    return bool(found["spared"] if isinstance(found, dict) else found)


def _missing(inputs: PrecheckInputs, context: Context, *, spared: bool) -> list[str]:
    """The papers still missing: those the ground requires and nobody saw, and those ticked as missing."""
    entry = inputs.entry
    seen = set(entry.get("evidence") or ())
    confirmed = "lookup" in seen or inputs.channel == "LINK" or inputs.ground in _BY_RECORD
    seen |= {_NOTIFICATION} if spared else set()
    asked = {"reason": entry["loss_reason"], "confirmed": confirmed}
    papers = [row["document"] if isinstance(row, dict) else row for row in context.decide(PAPERS, asked)]
    if inputs.identity == _COPIES_MISSING:
        papers.append(_IDENTITY)
        seen |= {_IDENTITY} if _identity_seen(inputs) else set()
    return [paper for paper in dict.fromkeys([*papers, *(entry.get("missing_documents") or ())]) if paper not in seen]


def _identity_seen(inputs: PrecheckInputs) -> bool:
    """Whether the copies that prove identity have come since they were found missing (郵送・電子申請)."""
    return bool(inputs.identity_seen) or _IDENTITY in (inputs.arrived or ())
