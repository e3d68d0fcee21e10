"""Loaders of facts about levy runs (賦課処理の事実): the run of a case with its sums, and the files it needs."""

from __future__ import annotations

from collections.abc import Sequence

from server.domain.effects import JSON
from server.store import feeds, levy_runs
from server.store.fact_loaders.asking import Answers, Ask, Question

_SHOWN = 20


def of_cases(ask: Ask, questions: Sequence[Question]) -> Answers:
    """The run of a case by the case's id: steps, sums by state and reason, households that differ; None for none."""
    return {question: _run(ask, question.key) for question in questions}


def _run(ask: Ask, case_id: str) -> JSON:
    run = levy_runs.of_case(ask.conn, case_id)
    if run is None:
        return None
    sums = [
        {
            "trial": trial,
            "result": result,
            "reason": reason,
            "households": one.households,
            "before": one.before,
            "after": one.after,
            "outliers": one.outliers,
            "provisional": one.provisional,
        }
        for (trial, result, reason), one in levy_runs.sums(ask.conn, run.run_id).items()
    ]
    outliers = levy_runs.rows_of(ask.conn, run.run_id, outliers=True, limit=_SHOWN)
    return {
        "run_id": run.run_id,
        "levy_year": run.levy_year,
        "kind": run.kind,
        "month": run.month.isoformat(),
        "notice_on": run.notice_on.isoformat(),
        "steps": sorted(levy_runs.steps_of(ask.conn, run.run_id)),
        "sums": sums,
        "outliers": [
            {"household_key": one.household_key, "before": one.total_before, "after": one.total_after}
            for one in outliers
        ],
        "left": len(levy_runs.ready(ask.conn, run.run_id, 1_000_000)),
    }


def feeds_missing(ask: Ask, questions: Sequence[Question]) -> Answers:
    """What an interface owes on the day, by its id (`I02`); None when all is in."""
    found: dict[Question, JSON] = {}
    for question in questions:
        owed = feeds.missing(ask.conn, question.key, question.on)
        found[question] = None if owed is None else {"why": owed.why, "expected_by": owed.expected_by.isoformat()}
    return found
