"""Whom a case is about (案件の世帯): the household by its number, its head, and the office that answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.callers import Caller
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.refusals import FieldError, InputInvalid
from server.domain.rights import Function
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.households import office_of_household


@dataclass(frozen=True, slots=True)
class Subject:
    """What lists show of a case: household and office, the head's name and reading, whether it is protected."""

    household_key: str | None
    office: str
    name: str
    kana: str
    protected: bool


def subject(conn: Connection, answers: Mapping[str, JSON], caller: Caller, day: date) -> Subject:
    """The subject by the start form's answers; the register's names win over what was typed.

    Raises `InputInvalid` (`household_not_found`) for a number nobody has, `Refused("out_of_scope")` for the household
    of another office.
    """
    key = answers.get("household_key")
    if not key and answers.get("person_name"):
        return _of_person(conn, answers, caller, day)
    if not key:
        name, kana = str(answers.get("head_name") or ""), str(answers.get("head_kana") or "")
        return Subject(None, caller.office, name, kana, protected=False)
    household = household_fact(conn, str(key), day)
    if household is None:
        raise InputInvalid([FieldError("household_key", "household_not_found")])
    caller.require(Function.HOUSEHOLD_VIEW, household["office"], day)
    head = next((m for m in household["members"] if m["person_key"] == household["head_person_key"]), None)
    return Subject(
        household["household_key"],
        household["office"],
        head["name"] if head else "",
        head["name_kana"] if head else "",
        is_protected(conn, str(key), day),
    )


def _of_person(conn: Connection, answers: Mapping[str, JSON], caller: Caller, day: date) -> Subject:
    """A case about one person alone (支援措置): no household's page or list shows it.

    Raises `InputInvalid` (`protection_person_unknown`) for a number nobody has, `Refused("out_of_scope")`.
    """
    key = answers.get("person_key")
    if not key:
        return Subject(None, caller.office, str(answers["person_name"]), str(answers["person_kana"]), protected=True)
    kinds = ("person", "resident_record")
    known = load_facts(conn, [FactKey(kind, str(key)) for kind in kinds], on=day)
    found = known.get_fact("person", str(key)) or known.get_fact("resident_record", str(key))
    if found is None:
        raise InputInvalid([FieldError("person_key", "protection_person_unknown")])
    home = found["household_key"]
    office = None if home is None else office_of_household(conn, str(home), day)
    return Subject(None, office or caller.office, found["name"], found["name_kana"], protected=True)


def is_protected(conn: Connection, household_key: str, day: date) -> bool:
    """Whether somebody under protection (支援措置) belongs to the household or lives there."""
    key = FactKey("protected", household_key)
    return bool(load_facts(conn, [key], on=day)[key])


def household_fact(conn: Connection, household_key: str, day: date) -> Mapping[str, Any] | None:
    """The household with its members on the day, None when nobody has this number."""
    key = FactKey("household", household_key)
    found: Mapping[str, Any] | None = load_facts(conn, [key], on=day)[key]
    return found
