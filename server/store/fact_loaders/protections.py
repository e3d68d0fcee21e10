"""Facts about protections (支援措置): how they stand for a person, and the sealed safe addresses of a household."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from server.domain.effects import JSON
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question, by, holding, plain
from server.store.protections import sealed_addresses

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_PROTECTION = (
    "protection_key",
    "person_key",
    "status",
    "case_id",
    "proof_kind",
    "proof_on",
    "issuer",
    "until",
    "hide_from",
    "block_online",
    "own_household_key",
    "from_household_key",
    "separated_on",
    "valid_from",
)


def protections(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`protections`: those of a person that hold on the day; of the safe address only whether one is known."""
    found = rows_of(ask, (question.key for question in questions))
    return {question: _standing(found.get(question.key, ()), question.on) for question in questions}


def safe_addresses(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`safe_addresses`: {person_key: sealed address or None} of a household's members under protection."""
    days = sorted({question.on for question in questions})
    known = {
        on: sealed_addresses(ask.conn, (question.key for question in questions if question.on == on), on) for on in days
    }
    answers: dict[Question, JSON] = {}
    for question in questions:
        answers[question] = known[question.on][question.key]
    return answers


def rows_of(ask: Ask, person_keys: Iterable[str]) -> Rows:
    """The protections known of these persons, by person."""
    return by(ask.rows(t.protections, t.protections.c.person_key, person_keys), "person_key")


def shields(rows: Rows, person_key: str, on: date) -> bool:
    """Whether one of the rows protects the person on the day."""
    return bool(holding(rows.get(person_key, ()), on))


def separated(rows: Rows, person_key: str, household_key: str, on: date) -> bool:
    """Whether the person was put apart from this household by the day (分離)."""
    found = holding(rows.get(person_key, ()), on)
    return any(
        row["from_household_key"] == household_key and row["separated_on"] is not None and row["separated_on"] <= on
        for row in found
    )


def _standing(rows: Sequence[Mapping[str, Any]], on: date) -> JSON:
    return [plain(row, *_PROTECTION) | {"has_safe": row["safe"] is not None} for row in holding(rows, on)]
