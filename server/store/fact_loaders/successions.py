"""Facts of successions (納付義務の承継)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from server.domain.effects import JSON
from server.store.fact_loaders.asking import Answers, Ask, Question
from server.store.successions import Succession, heirs_of, parts_of, successions_of


def successions(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`successions`: of a household, oldest first, with heirs and parts."""
    found = successions_of(ask.conn, (question.key for question in questions))
    return {question: [_plain(ask, one) for one in found.get(question.key, ())] for question in questions}


def _plain(ask: Ask, one: Succession) -> JSON:
    heirs: list[JSON] = [asdict(heir) for heir in heirs_of(ask.conn, one.succession_key)]
    parts: list[JSON] = [asdict(part) for part in parts_of(ask.conn, one.succession_key)]
    days = {"died_on": one.died_on.isoformat(), "decided_on": one.decided_on.isoformat()}
    return {**asdict(one), **days, "heirs": heirs, "parts": parts}
