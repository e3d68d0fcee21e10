"""Facts of reliefs on application (減免)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from server.domain.effects import JSON
from server.store import premium_reliefs
from server.store.fact_loaders.asking import Answers, Ask, Question

_NOT_TOLD = ("row_id", "by_event")


def premium_reliefs_of(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`premium_reliefs`: of a household, {applications, reliefs} as they stand on the day."""
    answers: dict[Question, JSON] = {}
    for on in sorted({question.on for question in questions}):
        asked = [question for question in questions if question.on == on]
        keys = [question.key for question in asked]
        applied = premium_reliefs.applications_of(ask.conn, keys, on)
        granted = premium_reliefs.reliefs_of(ask.conn, keys, on=on, known_at=ask.known_at)
        for question in asked:
            answers[question] = {
                "applications": [_plain(asdict(one)) for one in applied.get(question.key, ())],
                "reliefs": [_plain(asdict(one)) for one in granted.get(question.key, ())],
            }
    return answers


def _plain(row: Mapping[str, Any]) -> JSON:
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in row.items()
        if name not in _NOT_TOLD
    }
