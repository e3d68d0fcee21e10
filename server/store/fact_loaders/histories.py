"""Facts with all their days (履歴の事実): for changes before the last one, and who stands for a household."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.domain.effects import JSON
from server.store import ledger, nominal_heads
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question, by, plain

_DAYS = ("valid_from", "valid_to")
_HOUSEHOLD = ("office", "postal_code", "address", "address_line2", "town", "phone", "send_to", *_DAYS)
_PERSON = ("name", "name_kana", "sex", "birth_date", "protected", "nationality", "stay_until", *_DAYS)
_MEMBERSHIP = ("person_key", "household_key", "relation", "nominal", *_DAYS)


def households(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`household_history`: what the household's register said, and who belonged to it, with all days."""
    keys = [question.key for question in questions]
    records = by(ask.rows(t.household_records, t.household_records.c.household_key, keys), "household_key")
    stays = by(ask.rows(t.memberships, t.memberships.c.household_key, keys), "household_key")
    return {question: _history(question, records, _HOUSEHOLD, stays) for question in questions}


def persons(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`person_history`: what was known of the person and where he belonged, with all days."""
    keys = [question.key for question in questions]
    records = by(ask.rows(t.person_records, t.person_records.c.person_key, keys), "person_key")
    stays = by(ask.rows(t.memberships, t.memberships.c.person_key, keys), "person_key")
    return {question: _history(question, records, _PERSON, stays) for question in questions}


def heads(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`heads`: the nominal and the designated head of the household on the day, and the yen overdue on its books."""
    answers: dict[Question, JSON] = {}
    for day in {question.on for question in questions}:
        mine = [question for question in questions if question.on == day]
        keys = [question.key for question in mine]
        nominal = nominal_heads.nominal_on(ask.conn, keys, day, ask.known_at)
        designated = nominal_heads.designated_on(ask.conn, keys, day, ask.known_at)
        overdue = dict.fromkeys(keys, 0)
        for claim in ledger.claims_of_books(ask.conn, keys).values():
            overdue[claim.book] += claim.open.total if claim.due_on < day else 0
        for question in mine:
            found = {"nominal": nominal.get(question.key), "designated": designated.get(question.key)}
            who = {name: None if one is None else one.person_key for name, one in found.items()}
            answers[question] = who | {"overdue": overdue[question.key]}
    return answers


def designated(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`designated_head`: who stands for the household for the insurance by designation on the day, else None."""
    answers: dict[Question, JSON] = {}
    for day in {question.on for question in questions}:
        mine = [question for question in questions if question.on == day]
        found = nominal_heads.designated_on(ask.conn, [question.key for question in mine], day, ask.known_at)
        answers |= {one: found[one.key].person_key if one.key in found else None for one in mine}
    return answers


def _history(
    question: Question, records: Mapping[str, list[dict[str, Any]]], names: tuple[str, ...], stays: Mapping[str, Any]
) -> JSON:
    return {
        "records": [plain(row, *names) for row in records.get(question.key, [])],
        "memberships": [plain(row, *_MEMBERSHIP) for row in stays.get(question.key, [])],
    }
