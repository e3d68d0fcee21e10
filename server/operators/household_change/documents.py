"""New documents after a change (資格確認書・資格情報のお知らせの差替え): where an item printed on them changed.

Enforcement Regulations art. 7-3(3) for the information sheet; a certificate is issued anew with the days it had.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, Effect, JSONObject, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.operators.certificates import VALID, ended
from server.operators.household_change.plan import Asked, Plan, insured

CERTIFICATE, SHEET = "CERTIFICATE", "INFO_SHEET"
_AT_THE_WINDOW = ("OK", "OK_WITH_NOTE", "NUMBER_LOOKED_UP")


def persons(scope: str, asked: Asked, plan: Plan) -> list[str]:
    """Whose document is printed anew: of the person, of those who moved, or of all insured of the household."""
    everybody = [str(one["person_key"]) for one in asked.household["members"]]
    new_head = everybody if plan.new_head else []
    chosen = {"PERSON": plan.persons[:1], "MOVERS": [*plan.movers, *new_head], "HOUSEHOLD": everybody}.get(scope, [])
    return [one for one in dict.fromkeys(chosen) if insured(asked, one) and _held(one, asked)]


def reissued(people: list[str], asked: Asked, plan: Plan, to: str | None, identity: str) -> Iterator[Effect]:
    """Each valid document superseded by one of the same kind and validity, and the letters that carry them."""
    sheets: dict[str, list[str]] = {}
    at_window = identity in _AT_THE_WINDOW and asked.context.case.get("channel") == "COUNTER"
    held = [(person, old) for person in people for old in _held(person, asked)]
    asked.context.facts.require([FactKey("reserved_key", _reserved(asked, person, old)) for person, old in held])
    for person in people:
        household = str(to) if person in plan.movers else asked.key
        for old in _held(person, asked):
            key = f"C{asked.context.facts.get_fact('reserved_key', _reserved(asked, person, old))}"
            yield ended(old, "SUPERSEDED", asked.context.today, asked.context)
            yield _new(key, person, household, old, asked)
            if old["kind"] == CERTIFICATE:
                keys = _keys(household, asked) | {"person_key": person, "certificate_key": key}
                post = "WINDOW" if at_window else "TRACKED"
                yield LetterRequest("enrolment/certificate", household, person, keys, post)
            else:
                sheets.setdefault(household, []).append(person)
    for household, named in sheets.items():
        keys = _keys(household, asked) | {"person_keys": named}
        yield LetterRequest("enrolment/info_sheet", household, None, keys, "WINDOW" if at_window else "POST")


def _held(person: str, asked: Asked) -> list[JSONObject]:
    documents: Any = asked.context.facts.get_fact("certificates", person)
    return [one for one in documents if one["status"] == VALID and one["kind"] in (CERTIFICATE, SHEET)]


def _reserved(asked: Asked, person: str, old: JSONObject) -> str:
    return f"certificate/{asked.context.case['id']}-{person}-{old['kind']}"


def _new(key: str, person: str, household: str, old: JSONObject, asked: Asked) -> RegisterChange:
    payload: dict[str, JSON] = {
        "certificate_key": key,
        "person_key": person,
        "household_key": household,
        "kind": old["kind"],
        "issued_on": asked.context.today.isoformat(),
        "valid_until": old["valid_until"],
        "share": old["share"],
    }
    return RegisterChange("put_certificate", f"{asked.context.case['id']}/{key}", payload)


def _keys(household: str, asked: Asked) -> dict[str, JSON]:
    return {"household_key": household, "received_on": asked.received_on.isoformat()}
