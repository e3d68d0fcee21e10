"""The letters of enrolment at their issue (通知書の中身): facts read now, frozen into the slots of each letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from server.domain.calendar import fiscal_year
from server.domain.certificate import Holder, information_sheet_validity
from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.share_class import is_senior, share_from
from server.operators.enrolment import words
from server.operators.letter_frame import frame, frame_needs, slip_frame, slip_needs, with_standing_head
from server.operators.registry import letter

_PERCENT = 10


def _household(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)


def _persons(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    for person in [keys["person_key"]] if keys.get("person_key") else keys["person_keys"]:
        for kind in ("person", "person_eligibility", "certificates", "share_class"):
            yield FactKey(kind, str(person))


def _spell(person: str, context: Context) -> JSONObject:
    """The spell that a document tells of: the latest one; `Refused("certificate_not_insured")` without any."""
    spells = context.facts.get_fact("person_eligibility", person)["spells"]
    if not spells:
        raise Refused("certificate_not_insured", person=_name(person, context))
    return {**spells[-1], "applied_since": _applied_since(spells)}


def _applied_since(spells: Sequence[JSONObject]) -> JSON:
    """The day from which this city insures the person without a gap: a move to another household begins nothing."""
    first = spells[-1]
    for spell in reversed(spells[:-1]):
        if spell["tekiyo_to"] != first["tekiyo_from"] or spell["lost_by"] is not None:
            break
        first = spell
    return first["tekiyo_from"]


def _share(person: JSONObject, spell: JSONObject, context: Context) -> tuple[int | None, str | None]:
    """Share in tenths and its first day for those from 70 on, as the law wants it on the document; else two None.

    Raises `Refused("letter_held_share")` while the share is not known: no document without it leaves the house.
    """
    birth = str(person["birth_date"])
    if "-00" in birth or not is_senior(date.fromisoformat(birth), context.today, context.values):
        return None, None
    known = context.facts.get_fact("share_class", str(person["person_key"]))
    if known is None:
        raise Refused("letter_held_share")
    first = share_from(
        date.fromisoformat(birth), date.fromisoformat(str(spell["applied_since"])), context.today, context.values
    )
    return int(known["share"]) // _PERCENT, first.isoformat()


@letter("enrolment/certificate", needs=_persons)
def certificate(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """資格確認書 of one person: the statutory contents of Regulations art. 6(4)."""
    person = context.facts.get_fact("person", str(keys["person_key"]))
    spell = _spell(str(keys["person_key"]), context)
    tenths, first = _share(person, spell, context)
    household = with_standing_head(context.facts.get_fact("household", str(keys["household_key"])), context)
    return {
        **frame(keys, context),
        "person_name": person["name"],
        "birth_date": person["birth_date"],
        "sex": person["sex"] or None,
        "head_name": _head(household),
        "insured_symbol": spell["symbol"],
        "insured_number": spell["number"],
        "insured_branch": spell["branch"],
        "applied_from": spell["applied_since"],
        "valid_to": _valid_until(keys, context),
        "share_tenths": tenths,
        "share_from": first,
        "special_medical": False,
        "insurer_number": context.values.text("city.insurer_number", context.today),
    }


def _valid_until(keys: JSONObject, context: Context) -> JSON:
    """The day in the register: what the letter says and what the register says are one thing."""
    documents = context.facts.get_fact("certificates", str(keys["person_key"]))
    found = [d for d in documents if d["certificate_key"] == keys["certificate_key"]]
    if not found or found[0]["status"] != "VALID":
        raise Refused("certificate_not_insured", person=_name(str(keys["person_key"]), context))
    return found[0]["valid_until"]


def _name(person: str, context: Context) -> JSON:
    return context.facts.get_fact("person", person)["name"]


@letter("enrolment/info_sheet", needs=_persons)
def info_sheet(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """資格情報のお知らせ to the head, one slip for each member with a registered card. Regulations art. 7-3."""
    return {
        **frame(keys, context),
        "insurer_number": context.values.text("city.insurer_number", context.today),
        "members": [_slip(str(person), context) for person in keys["person_keys"]],
    }


def _slip(person_key: str, context: Context) -> dict[str, JSON]:
    person = context.facts.get_fact("person", person_key)
    spell = _spell(person_key, context)
    tenths, first = _share(person, spell, context)
    until = None
    if tenths is not None:
        holder = Holder(date.fromisoformat(person["birth_date"]))
        validity = information_sheet_validity(context.today, holder, context.values)
        until = None if validity is None else validity.valid_to.isoformat()
    return {
        "name": person["name"],
        "insured_symbol": spell["symbol"],
        "insured_number": spell["number"],
        "insured_branch": spell["branch"],
        "applied_from": spell["applied_since"],
        "share_tenths": tenths,
        "share_from": first,
        "share_to": until,
        "special_medical": False,
    }


@letter("enrolment/document_request", needs=_household)
def document_request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The request for missing papers (補正の依頼)."""
    return {**frame(keys, context), **_request(keys, context)}


@letter("enrolment/document_reminder", needs=_household)
def document_reminder(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The second request, which names the first one and its day (再度の依頼)."""
    first = {"first_requested_on": keys["first_requested_on"], "first_due_on": keys["first_due_on"]}
    return {**frame(keys, context), **_request(keys, context), **first}


def _request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    household = context.facts.get_fact("household", str(keys["household_key"]))
    office = context.facts.get_fact("office", str(keys["office"]))
    return {
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "members": [{"name": name} for name in keys.get("members") or [_head(household)]],
        "documents": [{"name": words.PAPERS[code], "note": None} for code in keys["documents"]],
        "due_on": keys["due_on"],
        "hand_in_at": office["name"],
    }


@letter("enrolment/refusal", needs=_household)
def refusal(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The decision not to recognise the acquisition, with facts, provision, reason and the notice of appeal."""
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "reported_reason": words.REASONS[str(keys["acq_reason"])],
        "fact_date": keys["fact_date"],
        "members": keys["members"],
        "facts": keys["facts"],
        "provision": keys["provision"],
        "reason": keys["reason"],
        "ways_on": [words.NOTIFY_AGAIN],
        "appeal_body": context.values.text("city.appeal_body", context.today),
        "appeal_address": context.values.text("city.appeal_address", context.today),
    }


@letter("enrolment/ex_officio", needs=_household)
def ex_officio(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The decision ex officio told to the head, with ground, facts and the notice of appeal."""
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "members": keys["members"],
        "ground": words.GROUNDS[str(keys["ground"])],
        "reason": keys["reason"],
        "ways_on": [words.IF_FACTS_DIFFER],
        "appeal_body": context.values.text("city.appeal_body", context.today),
        "appeal_address": context.values.text("city.appeal_address", context.today),
    }


@letter("enrolment/receipt", needs=slip_needs)
def receipt(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """受付票: the number in the citizen's hand before the paper leaves it; `persons` is None before the entry."""
    return {
        **slip_frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "received_at": keys["received_at"],
        "procedure": "国民健康保険の加入(資格取得届)",
        "persons": keys["persons"],
        "papers": [words.PAPERS[code] for code in keys["papers"]],
        "missing": [words.PAPERS[code] for code in keys["missing"]],
        "due_on": keys["due_on"],
    }


@letter("enrolment/retroactive", needs=_persons)
def retroactive(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """遡及加入のお知らせ: from which month premiums fall due (information, no disposition)."""
    people = [str(person) for person in keys["person_keys"]]
    spells = {person: _spell(person, context) for person in people}
    first = min(date.fromisoformat(str(spell["tekiyo_from"])) for spell in spells.values())
    return {
        **frame(keys, context),
        "received_on": keys["received_on"],
        "members": [
            {"name": context.facts.get_fact("person", person)["name"], "acquired_on": spell["tekiyo_from"]}
            for person, spell in spells.items()
        ],
        "levy_years": list(_levy_years(first, context.today)),
        "barred_through": None,
        "notice_month": None,
    }


def _levy_years(first: date, today: date) -> Iterator[dict[str, Any]]:
    """The months of each fiscal year from the first insured month to the present one, the latest four years."""
    for year in range(max(fiscal_year(first), fiscal_year(today) - 3), fiscal_year(today) + 1):
        begins, ends = max(first, date(year, 4, 1)), min(today, date(year + 1, 3, 31))
        yield {"fiscal_year": year, "from_month": f"{begins:%Y-%m}", "to_month": f"{ends:%Y-%m}"}


def _head(household: JSONObject) -> str:
    """The head's name; letters about a household always name one."""
    heads = [m["name"] for m in household["members"] if m["person_key"] == household["head_person_key"]]
    if not heads:
        raise Refused("head_unknown")
    return str(heads[0])
