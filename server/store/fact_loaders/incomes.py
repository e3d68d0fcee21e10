"""Facts about incomes of one year, inquiries about them, and reliefs of the levy (所得・所得照会・軽減)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from server.domain.effects import JSON
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question, by, holding, plain
from server.store.incomes import TAX_SOURCE

_INQUIRY = ("person_key", "income_year", "municipality", "asked_on", "due_on", "answered_on", "outcome")
_RELIEF = (
    "relief_key",
    "kind",
    "event_kind",
    "event_on",
    "multiple",
    "first_month",
    "last_month",
    "notified_on",
    "reason",
    "valid_from",
)


def incomes_of_year(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`incomes_of_year`: what is known of the incomes of a household's members, by whom it was stated."""
    homes = [question.split()[0] for question in questions]
    memberships = by(ask.rows(t.memberships, t.memberships.c.household_key, homes), "household_key")
    people = [row["person_key"] for group in memberships.values() for row in group]
    rows = by(ask.rows(t.incomes, t.incomes.c.person_key, people), "person_key")
    answers: dict[Question, JSON] = {}
    for question in questions:
        home, year = question.split()
        found = [
            plain(row, "person_key", "known", "figures") | {"from_tax": row["by_event"].startswith(TAX_SOURCE)}
            for member in holding(memberships.get(home, []), question.on)
            for row in holding(rows.get(member["person_key"], []), question.on)
            if str(row["income_year"]) == year
        ]
        answers[question] = sorted(found, key=lambda row: str(row["person_key"]))
    return answers


def income_inquiries(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`income_inquiries`: the questions to other municipalities about a person, oldest first."""
    table = t.income_inquiries
    keys = sorted({question.key for question in questions})
    statement = select(table).where(table.c.person_key.in_(keys)).order_by(table.c.asked_on, table.c.inquiry_key)
    rows = by([row._asdict() for row in ask.conn.execute(statement)], "person_key")
    return {question: [plain(row, *_INQUIRY) for row in rows.get(question.key, [])] for question in questions}


def levy_reliefs(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`levy_reliefs`: the reliefs of a person that stand on the day, oldest first."""
    table = t.levy_reliefs
    rows = by(ask.rows(table, table.c.person_key, [question.key for question in questions]), "person_key")
    return {
        question: [plain(row, *_RELIEF) for row in holding(rows.get(question.key, []), question.on)]
        for question in questions
    }
