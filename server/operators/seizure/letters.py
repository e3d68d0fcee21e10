"""The letters of a seizure at their issue (差押の文書): to the third debtor first, to the debtor after its service.

What they say of the debts is what was signed; who issues them is the 徴収職員 who signed. No letter has a My Number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.enforcement import (
    KINDS,
    appeal,
    art65_words,
    by_officer,
    debt_lines,
    japan_clock,
    japan_day,
    third_party_frame,
    total_of,
)
from server.operators.letter_frame import frame_needs, payer_frame, slip_needs
from server.operators.registry import letter


def seizure_needs(keys: JSONObject) -> Iterator[FactKey]:
    """The facts behind a letter to a third party about a seizure."""
    yield from slip_needs(keys)
    yield FactKey("seizure", str(keys["seizure_id"]))


def debtor_needs(keys: JSONObject) -> Iterator[FactKey]:
    """The facts behind a letter to the debtor about a seizure."""
    yield from frame_needs(keys)
    yield FactKey("seizure", str(keys["seizure_id"]))


def of_seizure(keys: JSONObject, context: Context) -> Mapping[str, Any]:
    """The seizure of the letter. Raises `seizure_unknown`."""
    found: Any = context.facts.get_fact("seizure", str(keys["seizure_id"]))
    if found is None:
        raise Refused("seizure_unknown", number=keys.get("case_number") or keys["seizure_id"])
    seizure: Mapping[str, Any] = found
    return seizure


def to_third_party(keys: JSONObject, seizure: Mapping[str, Any], context: Context) -> dict[str, JSON]:
    """The frame of a letter to the third debtor, issued by the seizing officer."""
    asset = seizure["asset"]
    to = {"name": asset["third_party"], "postal_code": asset["postal_code"], "address": asset["address"]}
    return third_party_frame(keys, to, context, officer=seizure["details"]["officer"])


def to_debtor(keys: JSONObject, seizure: Mapping[str, Any], context: Context) -> dict[str, JSON]:
    """The frame of a letter to the debtor, issued by the seizing officer."""
    framed = payer_frame(keys, seizure["person_key"], seizure["details"]["debtor_name"], context)
    return by_officer(framed, seizure["details"]["officer"], context)


def debtor_slots(seizure: Mapping[str, Any]) -> dict[str, JSON]:
    """Who the debtor is, as the third party knows him."""
    details = seizure["details"]
    return {
        "debtor_name": details["debtor_name"],
        "debtor_kana": details["debtor_kana"],
        "debtor_birth": details["debtor_birth"],
        "debtor_address": details["holder"]["address"],
    }


def asset_slots(seizure: Mapping[str, Any]) -> dict[str, JSON]:
    """What is seized."""
    asset = seizure["asset"]
    tail = f" 口座番号 {asset['account_tail']}" if asset["account_tail"] else ""
    return {
        "seizure_number": seizure["number"],
        "asset_kind": KINDS[asset["kind"]][0],
        "asset_detail": f"{asset['detail']}{tail}".strip() or KINDS[asset["kind"]][0],
    }


def owed_slots(seizure: Mapping[str, Any]) -> dict[str, JSON]:
    """The debts as they were signed."""
    return {
        "as_of": seizure["signed_on"],
        "debts": debt_lines(seizure["debts"]),
        "total": total_of(seizure["debts"]),
        "art65": art65_words(seizure["debts"]),
    }


@letter("seizure/claim_notice", needs=seizure_needs)
def claim_notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """債権差押通知書: the third debtor may not pay the debtor, and pays the city (art. 62(1), (2))."""
    seizure = of_seizure(keys, context)
    return {
        **to_third_party(keys, seizure, context),
        **debtor_slots(seizure),
        **asset_slots(seizure),
        "amount": seizure["amount"],
        **owed_slots(seizure),
    }


@letter("seizure/pay_notice", needs=seizure_needs)
def pay_notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """債権差押通知書(給与・年金) with the calculation sheet of what may be seized a month (arts. 66, 76, 77)."""
    seizure = of_seizure(keys, context)
    return {
        **to_third_party(keys, seizure, context),
        **debtor_slots(seizure),
        **asset_slots(seizure),
        "amount": seizure["amount"],
        **owed_slots(seizure),
        **seizure["details"]["pay"],
    }


@letter("seizure/record", needs=debtor_needs)
def record_copy(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """差押調書(謄本): what was seized and from which minute on (arts. 54, 62(3)).

    Raises `seizure_record_before_service` while no service is recorded.
    """
    seizure = of_seizure(keys, context)
    if seizure["served_at"] is None:
        raise Refused("seizure_record_before_service")
    served = str(seizure["served_at"])
    return {
        **to_debtor(keys, seizure, context),
        **asset_slots(seizure),
        "amount": seizure["amount"],
        **owed_slots(seizure),
        "third_party": seizure["asset"]["third_party"],
        "served_on": japan_day(served),
        "served_time": japan_clock(served),
        "place": seizure["details"]["place"],
        **appeal(context),
    }


@letter("seizure/real_estate", needs=debtor_needs)
def real_estate(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """差押書(不動産): the property as registered; the seizure takes effect with its service (art. 68)."""
    seizure = of_seizure(keys, context)
    return {
        **to_debtor(keys, seizure, context),
        **asset_slots(seizure),
        **owed_slots(seizure),
        "property_address": seizure["asset"]["address"],
        **appeal(context),
    }


@letter("seizure/entrustment", needs=seizure_needs)
def entrustment(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """登記嘱託書: the registry office enters the seizure, or takes the entry out again (arts. 68(3), 80(3))."""
    seizure = of_seizure(keys, context)
    framed = to_third_party(keys, seizure, context)
    name = context.values.text("city.name", context.today)
    framed["issuer"] = {"title": f"{name}長", "name": context.values.text("city.mayor", context.today)}
    return {
        **framed,
        "seizure_number": seizure["number"],
        "debtor_name": seizure["details"]["debtor_name"],
        "debtor_address": seizure["details"]["holder"]["address"],
        "asset_detail": asset_slots(seizure)["asset_detail"],
        "property_address": seizure["asset"]["address"],
        "cancel": bool(keys["cancel"]),
        "cause_on": seizure["released_on"] if keys["cancel"] else seizure["signed_on"],
    }


RIGHTS = {
    "MORTGAGE": "抵当権・質権・先取特権・留置権",
    "LEASE": "賃借権・地上権",
    "PROVISIONAL": "仮登記の権利",
    "COURT": "仮差押え・仮処分",
}
"""Whose right it is, in the words of the notice (arts. 55, 81)."""


def right_holders(seizure: Mapping[str, Any]) -> list[JSONObject]:
    """Who is known to hold a right in what is seized: name, address, right (質権者等, art. 55); as it was signed."""
    return list(seizure["details"].get("right_holders") or ())


def to_right_holder(keys: JSONObject, seizure: Mapping[str, Any], context: Context) -> dict[str, JSON]:
    """Frame, right and asset of a letter to somebody who holds a right in it, issued by the seizing officer."""
    to: Any = keys["to"]
    honorific = "様" if to["person"] else "御中"
    return {
        **third_party_frame(keys, to, context, officer=seizure["details"]["officer"], honorific=honorific),
        **asset_slots(seizure),
        "right": RIGHTS[to["right"]],
        "debtor_name": seizure["details"]["debtor_name"],
        "debtor_address": seizure["details"]["holder"]["address"],
        "property_address": seizure["asset"]["address"] if seizure["asset"]["kind"] == "REAL_ESTATE" else None,
    }


@letter("seizure/right_holder", needs=seizure_needs)
def right_holder(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """差押通知書(質権者等): whoever holds a right in the asset is told that it is seized, and for how much (art. 55).

    Raises `seizure_record_before_service` while no service is recorded.
    """
    seizure = of_seizure(keys, context)
    if seizure["served_at"] is None:
        raise Refused("seizure_record_before_service")
    slots = {"served_on": japan_day(str(seizure["served_at"])), **owed_slots(seizure)}
    return {**to_right_holder(keys, seizure, context), **slots}


@letter("seizure/apology", needs=seizure_needs)
def apology(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """お詫び: to whoever was taken for the debtor; it names neither him nor his debts."""
    seizure = of_seizure(keys, context)
    stranger: Any = keys["stranger"]
    return {
        **third_party_frame(keys, stranger, context, honorific="様"),
        "third_party": seizure["asset"]["third_party"],
        "signed_on": seizure["signed_on"],
        "released_on": seizure["released_on"],
    }
