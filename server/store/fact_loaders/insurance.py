"""Facts about eligibility, certificates, shares, incomes and what the linked systems told us (資格・証・所得・連携)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table

from server.domain.effects import JSON
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question, by, holding, plain

_SPELL = (
    "person_key",
    "household_key",
    "shikaku_from",
    "shikaku_to",
    "acquired_by",
    "lost_by",
    "symbol",
    "number",
    "branch",
    "notified_on",
)
_CERTIFICATE = ("certificate_key", "kind", "status", "issued_on", "valid_until", "share", "letter_id")


def spell(row: Mapping[str, Any]) -> dict[str, JSON]:
    """One spell of eligibility: the days of the row are 適用, both layers by their own names."""
    days = plain(row, "valid_from", "valid_to")
    return plain(row, *_SPELL) | {"tekiyo_from": days["valid_from"], "tekiyo_to": days["valid_to"]}


def _grouped(ask: Ask, questions: Sequence[Question], table: Table, column: Column[str]) -> dict[str, list[Any]]:
    return by(ask.rows(table, column, [question.key for question in questions]), column.name)


def person_eligibilities(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`person_eligibility`: all spells of a person and the one that holds on the day."""
    rows = _grouped(ask, questions, t.eligibilities, t.eligibilities.c.person_key)
    answers: dict[Question, JSON] = {}
    for question in questions:
        mine = rows.get(question.key, [])
        now = holding(mine, question.on)
        answers[question] = {"current": spell(now[0]) if now else None, "spells": [spell(row) for row in mine]}
    return answers


def household_eligibilities(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`household_eligibility`: all spells of all who ever were insured in the household."""
    rows = _grouped(ask, questions, t.eligibilities, t.eligibilities.c.household_key)
    return {question: {"spells": [spell(row) for row in rows.get(question.key, [])]} for question in questions}


def certificates(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`certificates`: the documents of a person, each once, with the status of the day (of its last day when over)."""
    rows = _grouped(ask, questions, t.certificates, t.certificates.c.person_key)
    answers: dict[Question, JSON] = {}
    for question in questions:
        latest: dict[str, dict[str, JSON]] = {}
        for row in rows.get(question.key, []):
            if row["valid_from"] <= question.on:
                latest[row["certificate_key"]] = plain(row, *_CERTIFICATE)
        answers[question] = sorted(latest.values(), key=lambda c: (c["issued_on"], c["certificate_key"]))
    return answers


def share_classes(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`share_class`: the co-payment share of a person on the day."""
    rows = _grouped(ask, questions, t.share_classes, t.share_classes.c.person_key)
    names = ("share", "basis", "provisional", "valid_from", "valid_to")
    found = {question: holding(rows.get(question.key, []), question.on) for question in questions}
    return {question: plain(now[0], *names) if now else None for question, now in found.items()}


def incomes(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`incomes_of_household`: the incomes of those who belong to the household on the day, all years."""
    memberships = _grouped(ask, questions, t.memberships, t.memberships.c.household_key)
    people = [row["person_key"] for group in memberships.values() for row in group]
    rows = by(ask.rows(t.incomes, t.incomes.c.person_key, people), "person_key")
    answers: dict[Question, JSON] = {}
    for question in questions:
        found = [
            plain(row, "person_key", "income_year", "known", "figures")
            for member in holding(memberships.get(question.key, []), question.on)
            for row in rows.get(member["person_key"], [])
            if row["valid_to"] is None or row["valid_to"] > question.on
        ]
        answers[question] = sorted(found, key=lambda row: (row["person_key"], row["income_year"]))
    return answers


def other_insurances(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`other_insurance`: spells with other insurers, as heard."""
    rows = _grouped(ask, questions, t.other_insurance, t.other_insurance.c.person_key)
    names = ("insurer_kind", "insurer_name", "insurer_number", "valid_from", "valid_to")
    return {question: [plain(row, *names) for row in rows.get(question.key, [])] for question in questions}


def card_statuses(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`oqs_status`: whether the My Number card works as insurance card on the day."""
    rows = _grouped(ask, questions, t.card_statuses, t.card_statuses.c.person_key)
    found = {question: holding(rows.get(question.key, []), question.on) for question in questions}
    return {question: now[0]["status"] if now else "unknown" for question, now in found.items()}
