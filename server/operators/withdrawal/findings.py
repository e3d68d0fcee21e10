"""What stands against a notification of loss (疑義): a person judges it, and no register is overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from server.domain.calendar import age_on
from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.operators.enrolment.entry import ELSEWHERE, home_of
from server.operators.withdrawal.entry import JOINED, MOVED_OR_DIED, leaving

_DISABILITY = "late_elderly_disability"


def against(
    entry: JSONObject, channel: str, ground: str | None, persons: list[dict[str, JSON]], context: Context
) -> Iterator[dict[str, JSON]]:
    """Each finding with its code and the name that it is about."""
    rows = {person.row: person for person in leaving(entry)}
    for person in persons:
        key, name = str(person["person_key"]), person["name"]
        record = context.facts.get_fact("resident_record", key)
        known = record or context.facts.get_fact("person", key)
        if not rows[int(person["row"])].is_of(known):
            yield {"code": "PERSON_DIFFERS", "member": name}
        home = home_of(record, context.facts.get_fact("person", key))
        if home not in (None, context.case["household_key"]):
            yield {"code": "OTHER_HOUSEHOLD", "member": name}
        if _still_resident(entry, channel, person, record, context):
            yield {"code": "STILL_RESIDENT", "member": name}
        if _insurer_tells_another_day(entry, key, context):
            yield {"code": "INSURER_DATE_DIFFERS", "member": name}
        if entry["loss_reason"] == _DISABILITY and _too_young(person, context):
            yield {"code": "DISABILITY_AGE", "member": name}
    yield from _of_the_case(entry, ground, context)


def _of_the_case(entry: JSONObject, ground: str | None, context: Context) -> Iterator[dict[str, JSON]]:
    head = str(entry["head_name"])
    protected = context.facts.get_fact("protected", str(context.case["household_key"]))
    if entry["send_to"] == ELSEWHERE and protected:
        yield {"code": "PROTECTED_SEND_TO", "member": head}
    if entry["objection"] == "yes":
        # After a written objection nobody loses the eligibility by itself: a person looks into it.
        yield {"code": "OBJECTION", "member": head}
    if ground and entry["loss_reason"] in JOINED and "lookup" not in (entry.get("evidence") or ()):
        # Ex officio only while the other insurance is seen to hold today (国保法113条の2).
        yield {"code": "EX_OFFICIO_UNCONFIRMED", "member": head}


def _still_resident(
    entry: JSONObject, channel: str, person: dict[str, JSON], record: JSONObject | None, context: Context
) -> bool:
    """Whether the residents' register has the person living here behind the day on which he moved away or died."""
    if entry["loss_reason"] not in MOVED_OR_DIED or channel == "LINK" or record is None:
        return False
    return date.fromisoformat(str(person["applied_to"])) <= context.today


def _insurer_tells_another_day(entry: JSONObject, key: str, context: Context) -> bool:
    """Whether the hub knows of the other insurance, and from another day than the one reported."""
    kind = JOINED.get(str(entry["loss_reason"]))
    if kind is None:
        return False
    spells: list[JSONObject] = context.facts.get_fact("other_insurance", key)
    begun = [spell["valid_from"] for spell in spells if spell["insurer_kind"] == kind and spell["valid_to"] is None]
    return bool(begun) and entry["fact_date"] not in begun


def _too_young(person: dict[str, JSON], context: Context) -> bool:
    """Recognised disability opens the medical care for the older elderly from 65 on (高確法50条2号)."""
    birth = str(person["birth_date"])
    if "-00" in birth:
        return True
    happened = date.fromisoformat(str(person["fact_date"]))
    return age_on(date.fromisoformat(birth), happened) < context.values.integer("eligibility.disability_age", happened)
