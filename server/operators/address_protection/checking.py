"""Checks before the second person (支援措置の確認): who they are, how long, and that the safe address is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Concerns, JSONObject
from server.domain.facts import FactKey
from server.domain.names import search_key
from server.domain.operating import Context, Done
from server.domain.protection import latest_until, same_place
from server.domain.refusals import FieldError, InputInvalid
from server.operators.address_protection.people import Shielded, safe_of, shielded
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """The entry, the provisional protections, and the household that she has of her own already (None: none yet)."""

    entry: Any
    masked: Any
    own_household: str | None = None


@dataclass(frozen=True, slots=True)
class PrecheckOutputs:
    """`persons` [{row, role, person_key, name, kana, sex, birth_date, household_key}], None where nobody knows."""

    persons: list[dict[str, JSON]]


def _needs(inputs: PrecheckInputs) -> Iterator[FactKey]:
    keys = [one.person_key for one in shielded(inputs.entry)]
    keys += [one.get("person_key") for one in inputs.entry["hide_from"]]
    for key in dict.fromkeys(keys):
        if key:
            yield FactKey("person", key)
            yield FactKey("resident_record", key)
            yield FactKey("person_eligibility", key)


@operator("address_protection/precheck", inputs=PrecheckInputs, outputs=PrecheckOutputs, needs=_needs)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Compares the entry with the registers; raises `InputInvalid` beside each field that is wrong, all at once.

    住民基本台帳事務処理要領 第5-10: at most one year; the address for letters is none of whom she is hidden from.
    """
    entry = inputs.entry
    people = list(shielded(entry))
    errors = [*_wrong_people(people, context), *_wrong_period(entry, context), *_wrong_hidden(entry, people, context)]
    if errors:
        raise InputInvalid(errors)
    _refuse_unsafe(entry, people, context)
    persons = [_told(one, context) for one in people]
    if inputs.own_household is None:
        _refuse_early(entry, persons, context)
    known = tuple(str(one["person_key"]) for one in persons if one["person_key"])
    masked = tuple(str(one["person_key"]) for one in inputs.masked or ())
    return Done(PrecheckOutputs(persons), (Concerns(tuple(dict.fromkeys((*masked, *known)))),))


def _record(key: str, context: Context) -> JSONObject | None:
    """The person by our register, else by the residents'."""
    found: JSONObject | None = context.facts.get_fact("person", key) or context.facts.get_fact("resident_record", key)
    return found


def _wrong_people(people: list[Shielded], context: Context) -> Iterator[FieldError]:
    seen: set[str] = set()
    for one in people:
        if one.person_key is None:
            continue
        if one.person_key in seen:
            yield FieldError(one.path("person_key"), "protection_twice")
        seen.add(one.person_key)
        known = _record(one.person_key, context)
        if known is None:
            yield FieldError(one.path("person_key"), "protection_person_unknown")
        elif (search_key(known["name_kana"]), known["birth_date"]) != (search_key(one.kana), one.birth_date):
            yield FieldError(one.path("person_key"), "protection_person_differs")
    if people[0].role != "victim" or [one.role for one in people].count("victim") != 1:
        yield FieldError(people[0].path("role"), "protection_one_asks")


def _wrong_period(entry: JSONObject, context: Context) -> Iterator[FieldError]:
    first, until = date.fromisoformat(entry["valid_from"]), date.fromisoformat(entry["until"])
    latest = latest_until(first, context.values, context.today)
    if until > latest:
        yield FieldError("until", "protection_too_long", {"latest": latest.isoformat()})
    if until < context.today:
        yield FieldError("until", "protection_until_past")


def _wrong_hidden(entry: JSONObject, people: list[Shielded], context: Context) -> Iterator[FieldError]:
    ours = {one.person_key for one in people if one.person_key}
    for row, hidden in enumerate(entry["hide_from"]):
        key = hidden.get("person_key")
        if key in ours:
            yield FieldError(f"hide_from.{row}.person_key", "protection_hides_from_self")
        elif key and _record(key, context) is None:
            yield FieldError(f"hide_from.{row}.person_key", "protection_person_unknown")


def _refuse_unsafe(entry: JSONObject, people: list[Shielded], context: Context) -> None:
    """A hard stop: letters of hers never go where he lives, or to the household that she left because of him."""
    safe = safe_of(entry)
    places: list[JSONObject] = [hidden for hidden in entry["hide_from"] if hidden.get("address")]
    for hidden in entry["hide_from"]:
        if hidden.get("person_key"):
            places += _homes(hidden["person_key"], context)
    names = {search_key(hidden["name"]) for hidden in entry["hide_from"]}
    for one in people:
        home = _household(one.person_key, context)
        if home is not None and any(search_key(member["name"]) in names for member in home["members"]):
            places.append(home)
    if any(same_place(safe, place) for place in places):
        raise InputInvalid([FieldError("safe_address", "protection_address_unsafe")])


def _homes(person_key: str, context: Context) -> Iterator[JSONObject]:
    record = context.facts.get_fact("resident_record", person_key)
    household = _household(person_key, context)
    yield from (place for place in (record, household) if place is not None)


def _household(person_key: str | None, context: Context) -> JSONObject | None:
    person = context.facts.get_fact("person", person_key) if person_key else None
    if person is None or person["household_key"] is None:
        return None
    found: JSONObject | None = context.facts.get_fact("household", str(person["household_key"]))
    return found


def _told(one: Shielded, context: Context) -> dict[str, JSON]:
    person = context.facts.get_fact("person", one.person_key) if one.person_key else None
    names = ("row", "role", "person_key", "name", "kana", "sex", "birth_date")
    home = None if person is None else person["household_key"]
    return {name: getattr(one, name) for name in names} | {"household_key": home}


def _refuse_early(entry: JSONObject, persons: list[dict[str, JSON]], context: Context) -> None:
    """The day of separation lies within the insurance that it cuts."""
    if not entry.get("separate_household"):
        return
    day = str(entry["separated_on"])
    for person in persons:
        spell = spell_of(person["person_key"], context)
        if spell is not None and day <= spell["tekiyo_from"]:
            raise InputInvalid([FieldError("separated_on", "protection_separated_before")])


def spell_of(person_key: JSON, context: Context) -> JSONObject | None:
    """The spell of eligibility that holds today; None for one who is not insured."""
    if not person_key:
        return None
    found: JSONObject | None = context.facts.get_fact("person_eligibility", str(person_key))["current"]
    return found
