"""The months of the levy (賦課の月次): each run with its dated chain, its sums, whom it left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.levy_run import NOTICE_JOB, POST_JOB, TRIAL_JOB
from server.casework.services import Services
from server.domain.calendar import next_month_start
from server.domain.levy.run_chain import NEEDS, Step
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import debit_runs, jobs, levy_runs, users
from server.store.connection import Connection
from server.store.debit_runs import DebitRun
from server.store.jobs import Job
from server.store.levy_runs import LevyRun, RunRow, RunStep, Sum

MOST_ROWS = 200
CHAIN = tuple(step for step in Step if step is not Step.STOPPED)


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A run in the list: the last step that is done, the one that comes next (None: finished or stopped)."""

    run: LevyRun
    last: RunStep | None
    next: Step | None


@dataclass(frozen=True, slots=True)
class MonthView:
    """One run whole. `work` is the background work in hand; `held`, `outliers` at most `MOST_ROWS` households each."""

    run: LevyRun
    steps: Mapping[str, RunStep]
    names: Mapping[str, str]
    next: Step | None
    sums: Mapping[tuple[str, str, str], Sum]
    held: tuple[RunRow, ...]
    outliers: tuple[RunRow, ...]
    work: Job | None
    debits: tuple[DebitRun, ...]


def months_view(services: Services, caller: Caller) -> tuple[MonthLine, ...]:
    """The latest runs. Raises `no_right`."""
    _require(services, caller)
    with services.database.read() as conn:
        return tuple(_line(conn, run) for run in levy_runs.runs(conn))


def month_view(services: Services, caller: Caller, case_id: str) -> MonthView:
    """The run of a case. Raises `levy_run_unknown`, `no_right`."""
    _require(services, caller)
    with services.database.read() as conn:
        run = levy_runs.of_case(conn, case_id)
        if run is None:
            raise Refused("levy_run_unknown")
        run_id = run.run_id
        steps = levy_runs.steps_of(conn, run_id)
        end = next_month_start(run.month)
        return MonthView(
            run,
            steps,
            users.names_of(conn, {one.by_user for one in steps.values()}),
            next_step(steps),
            levy_runs.sums(conn, run_id),
            _held(conn, run_id),
            levy_runs.rows_of(conn, run_id, outliers=True, limit=MOST_ROWS),
            _work(conn, run_id),
            tuple(one for one in debit_runs.runs(conn) if run.month <= one.debit_on < end),
        )


def next_step(steps: Mapping[str, RunStep]) -> Step | None:
    """The first step of the chain that is not done; None when nothing follows."""
    if Step.STOPPED in steps:
        return None
    return next((step for step in CHAIN if step not in steps and NEEDS.get(step, step) in {*steps, step}), None)


def _line(conn: Connection, run: LevyRun) -> MonthLine:
    steps = levy_runs.steps_of(conn, run.run_id)
    done = [steps[step] for step in Step if step in steps]
    return MonthLine(run, done[-1] if done else None, next_step(steps))


def _held(conn: Connection, run_id: str) -> tuple[RunRow, ...]:
    found: list[RunRow] = []
    for state in (levy_runs.BLOCKED, levy_runs.NEXT_MONTH):
        found += levy_runs.rows_of(conn, run_id, trial=state, limit=MOST_ROWS)
        found += levy_runs.rows_of(conn, run_id, result=state, limit=MOST_ROWS)
    return tuple(sorted(found, key=lambda row: row.household_key)[:MOST_ROWS])


def _work(conn: Connection, run_id: str) -> Job | None:
    every = (jobs.get_job_by_key(conn, f"{kind}/{run_id}") for kind in (TRIAL_JOB, POST_JOB, NOTICE_JOB))
    return next((job for job in every if job is not None and job.status != "done"), None)


def _require(services: Services, caller: Caller) -> None:
    day: date = services.clock.business_day()
    if not caller.holds(Function.DAYLIST_VIEW, day):
        raise Refused("no_right", function=Function.DAYLIST_VIEW)
