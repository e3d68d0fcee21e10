"""The application for re-issue (再交付の申請) as the operators read it: for whom it is, and what art. 7 asks of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.domain.effects import JSONObject
from server.domain.facts import FactKey
from server.domain.names import search_key
from server.domain.operating import Context
from server.domain.refusals import FieldError, InputInvalid, Refused

_NUMBER = "target_my_number"


def needs(entry: JSONObject, household_key: str | None) -> Iterator[FactKey]:
    """The facts that can be named before the person is known."""
    if household_key:
        yield FactKey("household", household_key)
    token = token_of(entry)
    if token:
        yield FactKey("my_number", token)
    if entry.get("target_person_key"):
        yield from person_needs(str(entry["target_person_key"]))


def person_needs(key: str) -> Iterator[FactKey]:
    """What is asked about the person."""
    for kind in ("person", "person_eligibility", "certificates", "certificate_watches"):
        yield FactKey(kind, key)
    yield FactKey("open_cases", f"certificate/{key}")


def token_of(entry: JSONObject) -> str | None:
    """What stands for the sealed My Number of the application, None without one."""
    tokens: Mapping[str, str] = entry.get("numbers") or {}
    return tokens.get(_NUMBER)


def person_of(entry: JSONObject, household_key: str, context: Context) -> str:
    """The 宛名番号 of the person: as given, else by reading and birth date among those of the household.

    Raises `InputInvalid`: `person_not_found`, `number_of_another_person`, `case_duplicate`; `Refused("head_unknown")`.
    """
    household = context.facts.get_fact("household", household_key)
    if household is None:
        raise Refused("head_unknown", at_field="household_key")
    members = {str(one["person_key"]): one for one in household["members"]}
    given = entry.get("target_person_key")
    key = str(given) if given else next((k for k, one in members.items() if _is(one, entry)), None)
    if key not in members:
        raise InputInvalid([FieldError("target_person_key" if given else "target_name", "person_not_found")])
    _refuse_the_number_of_another(entry, key, context)
    context.facts.require(list(person_needs(key)))
    for case in context.facts.get_fact("open_cases", f"certificate/{key}"):
        if case["case_id"] != context.case["id"]:
            told = {"person": str(entry["target_name"]), "number": str(case["number"])}
            raise InputInvalid([FieldError("target_name", "case_duplicate", told)])
    return key


def _is(member: JSONObject, entry: JSONObject) -> bool:
    birth = entry.get("target_birth_date_partial") or entry.get("target_birth_date")
    same_reading = search_key(str(member["name_kana"])) == search_key(str(entry["target_kana"]))
    return same_reading and str(member["birth_date"]) == birth


def _refuse_the_number_of_another(entry: JSONObject, key: str, context: Context) -> None:
    token = token_of(entry)
    sealed = context.facts.get_fact("my_number", token) if token else None
    if sealed and sealed["belongs_to"] not in (None, key):
        raise InputInvalid([FieldError(_NUMBER, "number_of_another_person")])


def refuse_what_is_missing(entry: JSONObject, received_on: str, spell: JSONObject, proven: bool) -> None:
    """Raises `InputInvalid` with all that Enforcement Regulations art. 7 asks for and the application lacks."""
    errors = list(_missing(entry, received_on, spell))
    unseen = entry["identity_document"] == "NOT_SEEN"
    if not token_of(entry) and unseen and not proven:
        errors.append(FieldError("identity_document", "identity_paper_needed"))
    if errors:
        raise InputInvalid(errors)


def _missing(entry: JSONObject, received_on: str, spell: JSONObject) -> Iterator[FieldError]:
    number = entry.get("written_number")
    if not token_of(entry) and not number:
        yield FieldError("written_number", "number_or_symbol_needed")
    told = {"person": str(entry["target_name"])}
    if number and str(number).lstrip("0") != str(spell["number"]).lstrip("0"):
        yield FieldError("written_number", "insured_number_differs", told)
    elif entry.get("written_symbol") and entry["written_symbol"] != spell["symbol"]:
        yield FieldError("written_symbol", "insured_number_differs", told)
    if entry.get("lost_on") and str(entry["lost_on"]) > received_on:
        yield FieldError("lost_on", "lost_day_in_future")
    if entry.get("old_attached") == "no" and not entry.get("old_missing_reason"):
        yield FieldError("old_missing_reason", "old_document_reason_needed")
