"""What the registers hold of those who leave (台帳の状態): person, spell of eligibility, certificate, other cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from server.domain.effects import JSON, JSONObject
from server.domain.loss import Loss
from server.domain.operating import Context
from server.domain.refusals import FieldError, InputInvalid
from server.operators.certificates import valid_ones
from server.operators.withdrawal.entry import CERTIFICATE, Leaving


def identified(person: Leaving, known: Iterable[JSONObject], context: Context) -> tuple[Leaving, str]:
    """The person with the 宛名番号: as given, else by reading and birth date among those of the household.

    Raises `InputInvalid`: `person_not_found` (nobody is withdrawn by name alone), `number_of_another_person`.
    """
    key = person.person_key or next((str(one["person_key"]) for one in known if person.is_of(one)), None)
    if person.token:
        sealed = context.facts.get_fact("my_number", person.token)
        owner = sealed["belongs_to"] if sealed else None
        if owner is not None and owner != key:
            raise InputInvalid([FieldError(person.path("my_number"), "number_of_another_person")])
    if key is None:
        raise InputInvalid([FieldError(person.path("person_key"), "person_not_found")])
    return person, key


def refuse_twice(found: list[tuple[Leaving, str]]) -> None:
    """Raises `InputInvalid("person_twice")` for one person in two rows."""
    seen: set[str] = set()
    for person, key in found:
        if key in seen:
            raise InputInvalid([FieldError(person.path("name"), "person_twice", {"person": person.name})])
        seen.add(key)


def spell_that_ends(person: Leaving, key: str, days: Loss, context: Context) -> JSONObject:
    """The open spell that insures the person on the last day before the loss.

    Raises `InputInvalid`: `person_not_found`, `loss_before_acquisition`, `already_lost`, `not_insured_then`.
    """
    if context.facts.get_fact("person", key) is None:
        raise InputInvalid([FieldError(person.path("person_key"), "person_not_found")])
    spells: list[JSONObject] = context.facts.get_fact("person_eligibility", key)["spells"]
    for spell in spells:
        if spell["tekiyo_to"] is None and _day(spell["tekiyo_from"]) <= days.last_day:
            return spell
    raise InputInvalid([_no_spell(person, spells, days)])


def _no_spell(person: Leaving, spells: list[JSONObject], days: Loss) -> FieldError:
    """Why no open spell ends then, with the days that contradict each other."""
    later = [spell for spell in spells if _day(spell["tekiyo_from"]) > days.last_day]
    if later:
        told = {"person": person.name, "lost": days.applied_to.isoformat(), "acquired": str(later[0]["tekiyo_from"])}
        return FieldError(person.path("name"), "loss_before_acquisition", told)
    if spells:
        told = {"person": person.name, "lost": str(spells[-1]["tekiyo_to"])}
        return FieldError(person.path("name"), "already_lost", told)
    told = {"person": person.name, "day": days.last_day.isoformat()}
    return FieldError(person.path("name"), "not_insured_then", told)


def refuse_document_never_issued(person: Leaving, key: str, context: Context) -> None:
    """Raises `InputInvalid("document_not_issued")` for a certificate handed back or lost that nobody ever got."""
    if person.document_back not in ("returned", "lost"):
        return
    if not valid_ones(context.facts.get_fact("certificates", key), CERTIFICATE):
        raise InputInvalid([FieldError(person.path("document_back"), "document_not_issued", {"person": person.name})])


def refuse_second_case(person: Leaving, key: str, context: Context) -> None:
    """Raises `InputInvalid("case_duplicate")` with the number of the case that is under way."""
    for case in context.facts.get_fact("open_cases", f"withdrawal/{key}"):
        if case["case_id"] != context.case["id"]:
            told = {"person": person.name, "number": str(case["number"])}
            raise InputInvalid([FieldError(person.path("name"), "case_duplicate", told)])


def remaining(persons: list[dict[str, JSON]], household: JSONObject, context: Context) -> list[dict[str, JSON]]:
    """Who of the household stays insured when the first of the others leaves; whose own end is known does not stay."""
    gone = {person["person_key"] for person in persons}
    first = min(_day(person["applied_to"]) for person in persons)
    spells: list[JSONObject] = context.facts.get_fact("household_eligibility", household["household_key"])["spells"]
    names = {member["person_key"]: member["name"] for member in household["members"]}
    return [
        {"person_key": spell["person_key"], "name": names.get(spell["person_key"], spell["person_key"])}
        for spell in spells
        if spell["person_key"] not in gone and spell["tekiyo_to"] is None and _day(spell["tekiyo_from"]) <= first
    ]


def _day(value: JSON) -> date:
    return date.fromisoformat(str(value))
