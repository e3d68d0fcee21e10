"""Facts about certificates that are to come back or whose use is watched (回収・監視)."""

from __future__ import annotations

from collections.abc import Sequence

from server.domain.effects import JSON
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question, by, holding, plain

_RECALL = ("certificate_key", "person_key", "household_key", "status", "reminders", "case_id", "valid_from")
_WATCH = ("certificate_key", "police_no", "valid_from", "valid_to")


def recalls(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`recalls`: how the recall of each of a person's certificates stands on the day."""
    table = t.certificate_recalls
    rows = by(ask.rows(table, table.c.person_key, [question.key for question in questions]), "person_key")
    answers: dict[Question, JSON] = {}
    for question in questions:
        answers[question] = [plain(row, *_RECALL) for row in holding(rows.get(question.key, []), question.on)]
    return answers


def watches(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`certificate_watches`: the watches over a person's certificates that hold on the day."""
    table = t.certificate_watches
    rows = by(ask.rows(table, table.c.person_key, [question.key for question in questions]), "person_key")
    answers: dict[Question, JSON] = {}
    for question in questions:
        answers[question] = [plain(row, *_WATCH) for row in holding(rows.get(question.key, []), question.on)]
    return answers
