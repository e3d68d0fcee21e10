"""What a record of the resident register states in the registers (住民記録の写し): residents, a new household, head.

The record is an accepted file; each row names it. Nobody is insured by it: that is the case's decision.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from server.domain.effects import JSON, JSONObject, RegisterChange
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.domain.resident_move import Move, MovedPerson
from server.store import registers
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.households import household_revs
from server.store.unit_of_work import UnitOfWork

_RELATIONS = {
    "head": "HEAD",
    "husband": "SPOUSE",
    "wife": "SPOUSE",
    "child": "CHILD",
    "father": "PARENT",
    "mother": "PARENT",
}


def state(uow: UnitOfWork, move: Move, *, event: str) -> None:
    """Puts the residents into the register's double; a household nobody knows is put on record with its head."""
    known = _household(uow.conn, move.household_key, uow.business_day)
    changes = [_resident(one, move, event) for one in move.persons]
    if known is None:
        changes.append(_new_household(move, event))
        changes += _head(move, event)
    for change in changes:
        registers.apply_change(uow, change, event=event)
    touched = registers.touched_households(uow.conn, changes)
    uow.bump_households(household_revs(uow.conn, touched))


def state_resident(uow: UnitOfWork, one: MovedPerson, move: Move, *, event: str) -> None:
    """Puts one resident into the register's double as the record has him: he may be under protection from now on."""
    change = _resident(one, move, event)
    registers.apply_change(uow, change, event=event)
    uow.bump_households(household_revs(uow.conn, registers.touched_households(uow.conn, [change])))


def _resident(one: MovedPerson, move: Move, event: str) -> RegisterChange:
    payload: dict[str, JSON] = {
        "person_key": one.person_key,
        "household_key": move.household_key,
        "name": one.name,
        "name_kana": one.kana,
        "sex": one.sex,
        "birth_date": one.birth_date,
        "relation": _RELATIONS.get(one.relation, "OTHER"),
        "postal_code": move.postal_code,
        "address": move.address,
        "office": move.office,
        "valid_from": move.happened_on.isoformat(),
        "moved_in_on": move.happened_on.isoformat(),
        "moved_in_from": move.former_address,
        "nationality": one.nationality or "japan",
        "stay_until": None if one.stay_until is None else one.stay_until.isoformat(),
        "protected": one.protected,
    }
    return RegisterChange("put_resident_record", f"{event}/resident/{one.person_key}", payload)


def _new_household(move: Move, event: str) -> RegisterChange:
    payload: dict[str, JSON] = {
        "household_key": move.household_key,
        "office": move.office,
        "postal_code": move.postal_code,
        "address": move.address,
        "valid_from": move.happened_on.isoformat(),
    }
    return RegisterChange("put_household", f"{event}/household", payload)


def _head(move: Move, event: str) -> list[RegisterChange]:
    """The head of a new household, who is written to whether he joins or not (擬制世帯主)."""
    head = next((one for one in move.persons if one.relation == "head"), None)
    if head is None:
        return []
    day = move.happened_on.isoformat()
    who: dict[str, JSON] = {
        "person_key": head.person_key,
        "name": head.name,
        "name_kana": head.kana,
        "sex": head.sex,
        "birth_date": head.birth_date,
        "protected": head.protected,
        "nationality": head.nationality or "japan",
        "stay_until": None if head.stay_until is None else head.stay_until.isoformat(),
        "valid_from": day,
    }
    belongs: dict[str, JSON] = {
        "person_key": head.person_key,
        "household_key": move.household_key,
        "relation": "HEAD",
        "valid_from": day,
    }
    return [
        RegisterChange("put_person", f"{event}/person/{head.person_key}", who),
        RegisterChange("put_membership", f"{event}/membership/{head.person_key}", belongs),
    ]


def open_case_of(uow: UnitOfWork, move: Move, slug: str) -> str | None:
    """The number of an open case of the procedure that concerns one of those who join, None without one."""
    keys = [FactKey("open_cases", f"{slug}/{one.person_key}") for one in move.joining]
    found = load_facts(uow.conn, keys, on=uow.business_day)
    numbers = [str(case["number"]) for key in keys for case in found[key]]
    return numbers[0] if numbers else None


def head_of(uow: UnitOfWork, move: Move) -> JSONObject:
    """Name, reading and number of the household's head; raises `Refused("head_unknown")` without one."""
    return read(uow.conn, move, uow.business_day)[0]


def insured_in(uow: UnitOfWork, household_key: str) -> JSONObject | None:
    """A spell of eligibility that holds in the household today, None where nobody is insured."""
    return _insured(uow.conn, household_key, uow.business_day)


def read(conn: Connection, move: Move, day: date) -> tuple[JSONObject, JSONObject | None]:
    """The head and a spell of the household as the registers have them."""
    household = _household(conn, move.household_key, day)
    key = None if household is None else household["head_person_key"]
    if household is None or key is None:
        raise Refused("head_unknown", at_field="household_key")
    head = next(one for one in household["members"] if one["person_key"] == key)
    told = {"name": head["name"], "kana": head["name_kana"], "person_key": key}
    return told, _insured(conn, move.household_key, day)


def _household(conn: Connection, household_key: str, day: date) -> Any:
    key = FactKey("household", household_key)
    return load_facts(conn, [key], on=day)[key]


def _insured(conn: Connection, household_key: str, day: date) -> JSONObject | None:
    key = FactKey("household_eligibility", household_key)
    spells: Any = load_facts(conn, [key], on=day)[key]["spells"]
    open_ones = (one for one in spells if one["tekiyo_to"] is None or day < date.fromisoformat(one["tekiyo_to"]))
    return next(open_ones, None)
