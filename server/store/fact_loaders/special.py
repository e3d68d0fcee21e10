"""Loaders of facts about withholding (特別徴収の事実): the request of a case, a household's withholding of a year."""

from __future__ import annotations

from collections.abc import Sequence

from server.domain.effects import JSON
from server.store import special_runs, special_stops
from server.store.fact_loaders.asking import Answers, Ask, Question


def of_cases(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`special_run`: the request of a case by the case's id, with its households by state; None for none."""
    return {question: _run(ask, question.key) for question in questions}


def _run(ask: Ask, case_id: str) -> JSON:
    run = special_runs.of_case(ask.conn, case_id)
    if run is None:
        return None
    rows = special_runs.rows_of(ask.conn, run.run_id)
    return {
        "run_id": run.run_id,
        "levy_year": run.levy_year,
        "first_month": run.first_month,
        "judged": run.judged_on is not None,
        "answered": run.answered_on is not None,
        "sums": special_runs.sums(ask.conn, run.run_id),
        "total": sum(row.total for row in rows if row.asked),
    }


def withholdings(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`special_withholding`: by `household/year` what is or was withheld in the year; None for none."""
    return {question: _withholding(ask, *question.split()) for question in questions}


def _withholding(ask: Ask, household: str, year: str) -> JSON:
    begun = [row for _, row in special_runs.begun_in(ask.conn, int(year), household=household)]
    if not begun:
        return None
    row = begun[-1]
    stops = special_stops.stops_of(ask.conn, household, int(year))
    return {
        "person_key": row.person_key,
        "account_key": special_runs.accounts_of(ask.conn, int(year), begun).get(household),
        "pension_code": row.pension_code,
        "payer": row.payer,
        "annual": row.annual,
        "ordinary": row.ordinary,
        "amounts": {month: yen for one in begun for month, yen in one.amounts.items()},
        "stops": [{"from_month": one.from_month.isoformat(), "reason": one.reason} for one in stops],
    }
