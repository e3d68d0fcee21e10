"""Moves of the resident register that end or change an insurance (死亡・転出・転居など): each begins its case, once.

The register is authoritative for what happened; what follows from it for the insurance two people still see.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.casework import channels
from server.casework.begin_successions import begin_for
from server.casework.begin_withdrawal import Cause, begin_withdrawal
from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.household_of_case import household_fact
from server.casework.services import Services
from server.casework.start_case import START, begin
from server.domain.effects import JSON
from server.domain.forms.answers import read_answers
from server.domain.refusals import Refused
from server.domain.resident_move import ABROAD, Move
from server.store import cases
from server.store.successions import Dead, can_begin
from server.store.unit_of_work import UnitOfWork

CHANGE = "household_change"
_WHY = {"death": "死亡(住民記録の連携で確認)", "move_out": "転出(住民記録の連携で確認)"}
_RELATIONS = {
    "head": "HEAD",
    "husband": "SPOUSE",
    "wife": "SPOUSE",
    "child": "CHILD",
    "father": "PARENT",
    "mother": "PARENT",
}
_KINDS = {"move_within": "address", "head_change": "head", "name_change": "name"}


def begin_other(
    services: Services, register: Caller, uow: UnitOfWork, source_id: str, move: Move, home: str
) -> tuple[str, str] | None:
    """Id and number of the case of a move that is no notification of acquisition; None where none of ours follows.

    None, too, where nobody concerned is insured, the household is not on record, or the procedure is not in force.
    """
    case_id = _standing(uow, source_id)
    if case_id is None and move.happened_on <= uow.business_day:
        case_id = _begin(services, register, uow, source_id, move, home)
    return None if case_id is None else (case_id, cases.numbers_of(uow.conn, [case_id])[case_id])


def _standing(uow: UnitOfWork, source_id: str) -> str | None:
    """The case that the record became before."""
    keys = (f"withdrawal/{source_id}", f"{CHANGE}/{channels.LINKED}/{source_id}")
    found = [cases.once(uow.conn, key) for key in keys]
    return next((one for one in found if one is not None), None)


def _begin(services: Services, register: Caller, uow: UnitOfWork, source_id: str, move: Move, home: str) -> str | None:
    if move.event in _WHY:
        cause = Cause(
            reason=_loss_reason(move, home),
            household_key=move.household_key,
            person_keys=tuple(one.person_key for one in move.persons),
            happened_on=move.happened_on,
            once=source_id,
            why=_WHY[move.event],
            record_number=source_id,
        )
        begun = begin_withdrawal(services, uow, cause)
        return begun if begun is not None or move.event != "death" else _succeeded(services, uow, move)
    household: Any = household_fact(uow.conn, move.household_key, uow.business_day)
    entry = None if household is None else _entry(move, household)
    if household is None or entry is None:
        return None
    return _begin_change(services, register, uow, source_id, move, household, entry)


def _succeeded(services: Services, uow: UnitOfWork, move: Move) -> str | None:
    """A payer who was not insured (擬制世帯主) died: the succession to what he owed begins by the record, once."""
    home = move.household_key
    for one in move.persons:
        before = cases.once(uow.conn, f"succession/{home}/{one.person_key}")
        if before is not None:
            return before
        if can_begin(uow.conn, home, one.person_key):
            found = begin_for(services, uow, Dead(home, one.person_key, move.happened_on), evidence="RECORD")
            if found is not None:
                return found
    return None


def _loss_reason(move: Move, home: str) -> str:
    """Where who moves out goes: the record says the municipality's code or `abroad`."""
    if move.event == "death":
        return "death"
    if move.moved_to == ABROAD:
        return "moved_abroad"
    same = str(move.moved_to or "")[:2] == home[:2]
    return "moved_same_prefecture" if same else "moved_other_prefecture"


def _begin_change(
    services: Services,
    register: Caller,
    uow: UnitOfWork,
    source_id: str,
    move: Move,
    household: Mapping[str, Any],
    entry: dict[str, JSON],
) -> str | None:
    try:
        procedure = services.catalogue.active(uow.conn, CHANGE, uow.business_day)
    except Refused:
        return None
    head = next((m for m in household["members"] if m["person_key"] == household["head_person_key"]), None)
    if head is None:
        return None
    said: dict[str, JSON] = {
        "channel": channels.LINKED,
        "received_on": max(move.entered_on, move.happened_on).isoformat(),
        "change_kind": entry["change_kind"],
        "household_key": move.household_key,
        "record_number": source_id,
        "head_name": head["name"],
        "head_kana": head["name_kana"],
        "documents": ["resident_record"],
    }
    answers = read_answers(form_of(procedure, f"{CHANGE}/{START}"), said, today=uow.business_day)
    whole = entry | {"changed_on": move.happened_on.isoformat(), "head_name": head["name"]}
    return begin(services, register, uow, procedure, answers, channels.Intake(said, application=whole)).case_id


def _entry(move: Move, household: Mapping[str, Any]) -> dict[str, JSON] | None:
    """What the record says of the change, in the fields of the entry form; None where it says nothing that we keep."""
    kind = _KINDS.get(move.event)
    if kind == "address":
        return _address(move, household)
    if kind == "head":
        heads = [one.person_key for one in move.persons if one.relation == "head"]
        return {"change_kind": "head", "new_head_key": heads[0]} if heads else None
    if kind == "name":
        return _name(move, household)
    return _members(move, household) if move.event == "household_change" else None


def _address(move: Move, household: Mapping[str, Any]) -> dict[str, JSON]:
    return {
        "change_kind": "address",
        "before_address": household["address"],
        "new_postal_code": move.postal_code,
        "new_address": move.address,
    }


def _name(move: Move, household: Mapping[str, Any]) -> dict[str, JSON] | None:
    """The first person whose name is another than ours; a record names one."""
    known = {str(one["person_key"]): str(one["name"]) for one in household["members"]}
    for one in move.persons:
        if known.get(one.person_key, one.name) != one.name:
            return {
                "change_kind": "name",
                "person_key": one.person_key,
                "before_name": known[one.person_key],
                "after_name": one.name,
                "after_kana": one.kana,
            }
    return None


def _members(move: Move, household: Mapping[str, Any]) -> dict[str, JSON] | None:
    """Some of the members are named: they leave the household (世帯分離). A merger is notified by people."""
    here = {str(one["person_key"]) for one in household["members"]}
    named = [one for one in move.persons if one.person_key in here]
    rows: list[JSON] = [
        {"person_key": one.person_key, "relation": _RELATIONS.get(one.relation, "OTHER")} for one in named
    ]
    if named and len(named) < len(here):
        return {"change_kind": "split", "members": rows}
    return None
