"""Facts about persons and households (宛名・世帯) and the residents' register (住民記録)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from server.domain.effects import JSON
from server.domain.names import search_key
from server.store import dated
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question, by, holding, plain
from server.store.fact_loaders.protections import Rows, rows_of, separated, shields

_PERSON = ("person_key", "name", "name_kana", "sex", "birth_date", "protected", "nationality", "stay_until")
_HOUSEHOLD = ("household_key", "office", "postal_code", "address", "address_line2", "town", "phone", "send_to")
_RESIDENT = (
    "person_key",
    "household_key",
    "name",
    "name_kana",
    "sex",
    "birth_date",
    "relation",
    "postal_code",
    "address",
    "office",
    "moved_in_on",
    "moved_in_from",
    "nationality",
    "stay_until",
    "protected",
)


def persons(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`person`: who someone is on the day, with household and relation (None where in no household)."""
    keys = [question.key for question in questions]
    records = by(ask.rows(t.person_records, t.person_records.c.person_key, keys), "person_key")
    memberships = by(ask.rows(t.memberships, t.memberships.c.person_key, keys), "person_key")
    return {question: _person(question, records, memberships) for question in questions}


def _person(question: Question, records: dict[str, list[Any]], memberships: dict[str, list[Any]]) -> JSON:
    found = holding(records.get(question.key, []), question.on)
    if not found:
        return None
    belongs = holding(memberships.get(question.key, []), question.on)
    place = plain(belongs[0], "household_key", "relation") if belongs else {"household_key": None, "relation": None}
    return plain(found[0], *_PERSON) | place


def households(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`household`: address, office, guard and members with their persons, on the day."""
    keys = [question.key for question in questions]
    records = by(ask.rows(t.household_records, t.household_records.c.household_key, keys), "household_key")
    memberships = by(ask.rows(t.memberships, t.memberships.c.household_key, keys), "household_key")
    revs = household_revs(ask, keys)
    members = [row["person_key"] for group in memberships.values() for row in group]
    people = by(ask.rows(t.person_records, t.person_records.c.person_key, members), "person_key")
    answers: dict[Question, JSON] = {}
    for question in questions:
        found = holding(records.get(question.key, []), question.on)
        belonging = holding(memberships.get(question.key, []), question.on)
        answers[question] = (
            _household(found[0], revs[question.key], _members(belonging, people, question.on)) if found else None
        )
    return answers


def _household(row: Mapping[str, Any], rev: int, members: list[dict[str, JSON]]) -> JSON:
    heads = [member["person_key"] for member in members if member["relation"] == "HEAD"]
    head = heads[0] if heads else None
    return plain(row, *_HOUSEHOLD) | {"rev": rev, "head_person_key": head, "members": members}


def _members(belonging: Sequence[Mapping[str, Any]], people: dict[str, list[Any]], on: date) -> list[dict[str, JSON]]:
    members = []
    for row in belonging:
        known = people.get(row["person_key"], [])
        # Somebody who died or whose record begins later still is named as he was.
        found = holding(known, on) or known[:1]
        if found:
            members.append(plain(found[0], *_PERSON) | plain(row, "household_key", "relation", "nominal"))
    return sorted(
        members, key=lambda member: (member["relation"] != "HEAD", member["birth_date"], member["person_key"])
    )


def household_revs(ask: Ask, keys: Sequence[str]) -> dict[str, int]:
    """The guard of each household; 0 where there is no register yet."""
    table = t.households.c
    rows = ask.conn.execute(select(table.household_key, table.rev).where(table.household_key.in_(sorted(set(keys)))))
    return dict.fromkeys(keys, 0) | dict(rows.all())


def protected(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`protected`: those of a household under protection, by key: its members and whoever lives there besides."""
    members, residents = households(ask, questions), resident_households(ask, questions)
    answers: dict[Question, JSON] = {}
    for question, household in members.items():
        people = [*((household or {}).get("members") or ()), *residents[question]]
        answers[question] = sorted({str(one["person_key"]) for one in people if one["protected"]})
    return answers


def resident_records(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`resident_record`: one person as the residents' register has him on the day."""
    column = t.resident_records.c.person_key
    rows = by(ask.rows(t.resident_records, column, [question.key for question in questions]), "person_key")
    shielded = rows_of(ask, rows)
    answers: dict[Question, JSON] = {}
    for question in questions:
        found = _residents(rows.get(question.key, []), question.on, shielded)
        answers[question] = found[0] if found else None
    return answers


def resident_households(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`resident_household`: all who live in a household by the residents' register on the day."""
    column = t.resident_records.c.household_key
    rows = by(ask.rows(t.resident_records, column, [question.key for question in questions]), "household_key")
    shielded = rows_of(ask, {str(row["person_key"]) for group in rows.values() for row in group})
    answers: dict[Question, JSON] = {}
    for question in questions:
        found = _residents(rows.get(question.key, []), question.on, shielded)
        # Who was put into a household apart under protection belongs here no more, whatever the double still says.
        answers[question] = [
            one for one in found if not separated(shielded, str(one["person_key"]), question.key, question.on)
        ]
    return answers


def resident_search(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`resident_search`: residents with this birth date and reading (spelling of kana does not count)."""
    table = t.resident_records
    wanted = {question: (question.split()[0], search_key(question.split()[1])) for question in questions}
    same = [(table.c.birth_date == birth) & (table.c.kana_key == kana) for birth, kana in sorted(set(wanted.values()))]
    statement = table.select().where(or_(*same), dated.known(table, ask.known_at)).order_by(table.c.row_id)
    rows = [row._asdict() for row in ask.conn.execute(statement)]
    shielded = rows_of(ask, {str(row["person_key"]) for row in rows})
    return {
        question: _residents([r for r in rows if (r["birth_date"], r["kana_key"]) == pair], question.on, shielded)
        for question, pair in wanted.items()
    }


def _residents(rows: Sequence[Mapping[str, Any]], on: date, shielded: Rows) -> list[dict[str, JSON]]:
    """The residents of a day; who is protected by our own register is so here too, whatever the double says."""
    found = [plain(row, *_RESIDENT) for row in holding(rows, on)]
    for row in found:
        row["protected"] = bool(row["protected"]) or shields(shielded, str(row["person_key"]), on)
    return sorted(found, key=lambda row: (row["relation"] != "HEAD", row["birth_date"], row["person_key"]))
