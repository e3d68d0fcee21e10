"""Facts of a household's arrears (滞納整理): what is open, holds, contacts, letters, cases."""

from __future__ import annotations

from collections.abc import Sequence

from server.domain.effects import JSON
from server.store.arrears import arrears_of, plain_hold
from server.store.fact_loaders.asking import Answers, Ask, Question
from server.store.holds import holds_of


def holds(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`holds`: the holds of a household on the day, by kind."""
    answers: dict[Question, JSON] = {}
    for on in sorted({question.on for question in questions}):
        asked = [question for question in questions if question.on == on]
        found = holds_of(ask.conn, (question.key for question in asked), on, ask.known_at)
        answers |= {question: [plain_hold(hold) for hold in found[question.key]] for question in asked}
    return answers


def arrears(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`arrears`: all that the hub of a household's arrears rests on."""
    answers: dict[Question, JSON] = {}
    for on in sorted({question.on for question in questions}):
        asked = [question for question in questions if question.on == on]
        found = arrears_of(ask.conn, (question.key for question in asked), on)
        answers |= {question: found[question.key] for question in asked}
    return answers
