"""What every letter carries (通知書の枠): addressee, issuer, contact, day of issue; the number is given at the issue.

A letter goes to the head of household (世帯主) or the member designated in his place, at the address of the register
or where the household asked for it.
Who is under protection (支援措置) by our register gets letters at the sealed safe address alone, and what is hers goes
to nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused


def frame_needs(keys: JSONObject) -> Iterator[FactKey]:
    """The facts behind the frame: the household, who of it is protected, the office that the letter names."""
    yield FactKey("household", str(keys["household_key"]))
    yield FactKey("protected", str(keys["household_key"]))
    yield FactKey("safe_addresses", str(keys["household_key"]))
    yield FactKey("designated_head", str(keys["household_key"]))
    yield FactKey("office", str(keys["office"]))


def frame(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The common slots but `number` and `letter_code`, which are taken when the letter is issued.

    Raises `Refused("protected_address")` for a household under protection (支援措置) without an address for letters,
    `protected_in_letter` for what would tell another of a protected person, `address_missing` and `head_unknown` where
    the register holds none.
    """
    household = context.facts.get_fact("household", str(keys["household_key"]))
    if household is None:
        raise Refused("household_not_found")
    standing = with_standing_head(household, context)
    return {"addressee": _shielded(keys, standing, context), **sender(keys, context)}


def with_standing_head(household: JSONObject, context: Context) -> JSONObject:
    """The household under whoever stands for it: the designated member (国保上の世帯主), else its head."""
    designated = context.facts.get_fact("designated_head", str(household["household_key"]))
    members = {member["person_key"] for member in household["members"]}
    return {**household, "head_person_key": designated} if designated in members else household


def payer_frame(keys: JSONObject, payer_key: str | None, payer_name: str | None, context: Context) -> dict[str, JSON]:
    """The frame of a letter to whoever owes (納付義務者, Act art. 76): a former head who still lives there is named.

    Raises `payer_elsewhere` for one who left the household: what he owes is told neither to the new head nor to an
    address at which he no longer lives, until a person has looked.
    """
    framed = frame({**keys, "person_key": payer_key}, context)
    household: Any = context.facts.get_fact("household", str(keys["household_key"]))
    if payer_key in (None, household["head_person_key"]):
        return framed
    if all(member["person_key"] != payer_key for member in household["members"]):
        raise Refused("payer_elsewhere")
    addressee: Any = framed["addressee"]
    if payer_name and not household["send_to"]:
        framed["addressee"] = {**addressee, "name": payer_name}
    return framed


def slip_needs(keys: JSONObject) -> Iterator[FactKey]:
    """The facts behind `slip_frame`: the office alone."""
    yield FactKey("office", str(keys["office"]))


def slip_frame(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The common slots of a slip that is handed over at once (受付票): named as it was said at the counter.

    No register is read: the household may not be known yet, and nobody's place of living leaves the register by it.
    """
    office = context.facts.get_fact("office", str(keys["office"]))
    addressee = {
        "name": keys["head_name"],
        "honorific": "様",
        "postal": office["postal_code"],
        "address_lines": [office["name"]],
    }
    return {"addressee": addressee, **sender(keys, context)}


def sender(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Day of issue, mayor and the office to ask: the slots that say from whom the letter comes."""
    today = context.today
    return {
        "issued_on": today.isoformat(),
        "issuer": {
            "title": f"{context.values.text('city.name', today)}長",
            "name": context.values.text("city.mayor", today),
        },
        "contact": _contact(str(keys["office"]), context),
    }


def _shielded(keys: JSONObject, household: JSONObject, context: Context) -> dict[str, JSON]:
    """The addressee: of a household under protection only one whom the letter may reach."""
    protected: list[str] = context.facts.get_fact("protected", str(keys["household_key"]))
    if not protected:
        return _addressee(household, protected=False)
    safe: Any = context.facts.get_fact("safe_addresses", str(keys["household_key"]))
    person = keys.get("person_key")
    to = str(person) if person in protected else household["head_person_key"]
    named = {str(one) for one in (keys.get("person_keys") or [person]) if one}
    if to not in protected and named & set(protected):
        raise Refused("protected_in_letter")
    if to not in safe:
        return _addressee(household, protected=True)
    if safe[to] is None:
        raise Refused("protected_address")
    return safe_addressee(safe[to])


def safe_addressee(safe: JSONObject) -> dict[str, JSON]:
    """The addressee at a safe address (安全な送付先) {name, postal_code, address}."""
    return {
        "name": safe["name"],
        "honorific": "様",
        "postal": safe["postal_code"],
        "address_lines": [safe["address"]],
    }


def _addressee(household: JSONObject, *, protected: bool) -> dict[str, JSON]:
    send_to: Any = household["send_to"]
    if protected and not send_to:
        raise Refused("protected_address")
    name = send_to["name"] if send_to else _head(household)
    if send_to:
        postal, lines = send_to["postal_code"], [send_to["address"]]
    else:
        postal, lines = household["postal_code"], [household["address"], household["address_line2"]]
    lines = [line for line in lines if line]
    if not postal or not lines:
        raise Refused("address_missing", person=name)
    return {"name": name, "honorific": "様", "postal": postal, "address_lines": lines}


def _head(household: JSONObject) -> JSON:
    for member in household["members"]:
        if member["person_key"] == household["head_person_key"]:
            return member["name"]
    raise Refused("head_unknown")


def _contact(office: str, context: Context) -> dict[str, JSON]:
    """The office's own dated facts (所属の名称・所在地・電話): what stood on the day of issue."""
    day, key = context.today, f"office.{office}"
    values = context.values
    postal, street = values.text(f"{key}.postal_code", day), values.text(f"{key}.address", day)
    return {
        "office": values.text(f"{key}.name", day),
        "address": f"〒{postal} {values.text('city.name', day)}{street}",
        "phone": values.text(f"{key}.phone", day),
        "hours": values.text(f"{key}.hours", day),
    }
