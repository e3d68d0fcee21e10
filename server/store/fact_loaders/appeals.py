"""Facts of appeals (審査請求)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from server.domain.effects import JSON
from server.store.appeals import Appeal, appeals_of
from server.store.fact_loaders.asking import Answers, Ask, Question


def appeals(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`appeals`: of a household, oldest first."""
    answers: dict[Question, JSON] = {}
    for on in sorted({question.on for question in questions}):
        asked = [question for question in questions if question.on == on]
        found = appeals_of(ask.conn, (question.key for question in asked), on)
        answers |= {question: [_plain(one) for one in found.get(question.key, ())] for question in asked}
    return answers


def _plain(one: Appeal) -> JSON:
    ended = None if one.ended_on is None else one.ended_on.isoformat()
    return {**asdict(one), "filed_on": one.filed_on.isoformat(), "ended_on": ended}
