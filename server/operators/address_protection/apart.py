"""A household of her own for the insurance (別世帯): she is its head, the levy is hers, its address is not written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.domain.effects import JSON, Effect, JSONObject, RegisterChange
from server.domain.operating import Context
from server.domain.protection import HIDDEN_ADDRESS, NEUTRAL_OFFICE
from server.operators.address_protection.checking import spell_of
from server.operators.address_protection.people import VICTIM

LOST_BY = ACQUIRED_BY = "household_separated"


@dataclass(frozen=True, slots=True)
class Home:
    """`own` her own household or None, `left` the one she left or None, `on` the day; `moves`: it happens now."""

    own: str | None
    left: str | None
    on: str | None
    letters_to: str
    moves: bool


def household_of(entry: JSONObject, victim: JSONObject, own: str | None, context: Context) -> Home:
    """Where she belongs from now on. Without a household at all she gets one: her letters need a place."""
    if own is not None:
        return Home(own, None, None, own, moves=False)
    now = victim["household_key"]
    if not entry.get("separate_household") and now:
        return Home(None, None, None, str(now), moves=False)
    key = str(context.facts.get_fact("reserved_key", f"household/{context.case['id']}"))
    on = str(entry.get("separated_on") or context.today.isoformat())
    return Home(key, None if not now else str(now), on, key, moves=True)


def move(persons: list[dict[str, JSON]], home: Home, context: Context) -> Iterator[Effect]:
    """The new household with its members, and each spell of eligibility cut and gone on with under a new number."""
    if not home.moves or home.own is None:
        return
    case = str(context.case["id"])
    place = {
        "household_key": home.own,
        "office": context.case["office"],
        "postal_code": context.values.text(f"office.{NEUTRAL_OFFICE}.postal_code", context.today),
        "address": HIDDEN_ADDRESS,
        "valid_from": home.on,
    }
    yield RegisterChange("put_household", f"{case}/own", place)
    numbers = None
    for branch, person in enumerate(persons, 1):
        key = str(person["person_key"])
        member = {
            "person_key": key,
            "household_key": home.own,
            "relation": {VICTIM: "HEAD", "child": "CHILD"}.get(str(person["role"]), "OTHER"),
            "valid_from": home.on,
        }
        yield RegisterChange("put_membership", f"{case}/own/{key}", member)
        spell = spell_of(key if person["household_key"] else None, context)
        if spell is None:
            continue
        numbers = numbers or context.facts.get_fact("next_insured_number", f"{home.own}/{context.case['office']}")
        yield from _spells(key, spell, numbers, f"{branch:02d}", home, context)


def _spells(
    key: str, spell: JSONObject, numbers: JSONObject, branch: str, home: Home, context: Context
) -> Iterator[Effect]:
    """資格 goes on, 適用 moves: the same city, another household."""
    case = str(context.case["id"])
    ended = {"person_key": key, "tekiyo_to": home.on, "lost_by": LOST_BY}
    yield RegisterChange("close_eligibility", f"{case}/left/{key}", ended)
    begun = {
        "person_key": key,
        "household_key": home.own,
        "shikaku_from": spell["shikaku_from"],
        "tekiyo_from": home.on,
        "acquired_by": ACQUIRED_BY,
        "symbol": numbers["symbol"],
        "number": numbers["number"],
        "branch": branch,
        "notified_on": context.today.isoformat(),
    }
    yield RegisterChange("open_eligibility", f"{case}/eligibility/{key}", begun)
