"""Facts of a household's arrears (滞納整理): the holds on its collection."""

from __future__ import annotations

from collections.abc import Sequence

from server.domain.effects import JSON
from server.store.fact_loaders.asking import Answers, Ask, Question
from server.store.holds import Hold, holds_of


def holds(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`holds`: the holds of a household on the day, by kind."""
    answers: dict[Question, JSON] = {}
    for on in sorted({question.on for question in questions}):
        asked = [question for question in questions if question.on == on]
        found = holds_of(ask.conn, (question.key for question in asked), on, ask.known_at)
        answers |= {question: [_plain(hold) for hold in found[question.key]] for question in asked}
    return answers


def _plain(hold: Hold) -> JSON:
    return {
        "hold_key": hold.hold_key,
        "kind": hold.kind,
        "since": hold.since.isoformat(),
        "until": None if hold.until is None else hold.until.isoformat(),
        "reason": hold.reason,
        "claim_keys": None if hold.claim_keys is None else list(hold.claim_keys),
    }
