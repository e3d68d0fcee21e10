"""Facts of relief of co-payments (一部負担金の減免)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from server.domain.effects import JSON
from server.store import copay_reliefs
from server.store.fact_loaders.asking import Answers, Ask, Question

_NOT_TOLD = ("row_id", "by_event")


def copay_reliefs_of(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`copay_reliefs`: of a household, {applications, certificates} as they stand on the day."""
    answers: dict[Question, JSON] = {}
    for on in sorted({question.on for question in questions}):
        asked = [question for question in questions if question.on == on]
        keys = [question.key for question in asked]
        applied = copay_reliefs.applications_of(ask.conn, keys, on)
        granted = copay_reliefs.certificates_of(ask.conn, keys, on=on, known_at=ask.known_at)
        for question in asked:
            answers[question] = {
                "applications": [_plain(asdict(one)) for one in applied.get(question.key, ())],
                "certificates": [_plain(asdict(one)) for one in granted.get(question.key, ())],
            }
    return answers


def _plain(row: Mapping[str, Any]) -> JSON:
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in row.items()
        if name not in _NOT_TOLD
    }
