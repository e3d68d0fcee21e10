"""A levy run's dated steps (当初賦課・月例更正の工程): cut-off, release, 調定票 and its decision, notices, mail.

Carried out as register changes of the run's case, in the step's own transaction. What goes over all households (trial,
posting, letters) is background work in slices, queued here and done by `work_levy_runs`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.levy.run_chain import Step, check_step
from server.domain.refusals import Refused
from server.store import assessments, jobs, levy_run_stock, levy_runs
from server.store.cases import Case
from server.store.connection import Connection
from server.store.levy_runs import LevyRun
from server.store.unit_of_work import UnitOfWork

NOTICE = "levy_decision/notice"
TRIAL_JOB, POST_JOB, NOTICE_JOB = "levy_trial", "levy_post", "levy_notices"
Payload = Mapping[str, JSON]
_IN_HOUSE = ("requested", "issued", "rendered", "held", "released")


def act(services: Services, uow: UnitOfWork, case: Case, kind: str, payload: Payload) -> None:
    """Carries out one act of a run's case. Raises what `check_step` raises, `levy_run_unknown` and the act's own."""
    if kind == "open_levy_run":
        _open(uow, case, payload)
        return
    run = levy_runs.of_case(uow.conn, case.case_id)
    if run is None:
        raise Refused("levy_run_unknown")
    _ACTS[kind](services, uow, run, payload)


def _open(uow: UnitOfWork, case: Case, payload: Payload) -> None:
    """更正締め: what is marked from this instant on belongs to the next run. One run of a year at a time."""
    year = int(payload["levy_year"])
    for other in levy_runs.runs(uow.conn):
        if other.levy_year == year and not _finished(uow.conn, other):
            raise Refused("levy_run_open", year=year)
    month, notice_on = date.fromisoformat(payload["month"]), date.fromisoformat(payload["notice_on"])
    run = levy_runs.open_run(uow, year, str(payload["kind"]), month, uow.now, notice_on, case.case_id)
    step(uow, run, Step.CUT_OFF, {"cut_off": uow.now.isoformat()})
    _queue(uow, TRIAL_JOB, run)


def _finished(conn: Connection, run: LevyRun) -> bool:
    return bool({Step.CLOSED, Step.STOPPED} & levy_runs.steps_of(conn, run.run_id).keys())


def _release(_: Services, uow: UnitOfWork, run: LevyRun, payload: Payload) -> None:
    """承認: another person than the one who looked at the trial lets it be posted."""
    sums = levy_runs.sums(uow.conn, run.run_id)
    found = {"households": sum(one.households for one in sums.values()), "reason": payload.get("reason")}
    step(uow, run, Step.RELEASED, found)
    _queue(uow, POST_JOB, run)


def _stop(_: Services, uow: UnitOfWork, run: LevyRun, payload: Payload) -> None:
    step(uow, run, Step.STOPPED, {"reason": payload["reason"]})


def _assess(_: Services, uow: UnitOfWork, run: LevyRun, __: Payload) -> None:
    """調定票 of all that the run posted. Raises `levy_run_posting_unfinished`."""
    left = len(levy_runs.ready(uow.conn, run.run_id, 1_000_000))
    if left:
        raise Refused("levy_run_posting_unfinished", left=left)
    made = assessments.assess(uow, run.event, by_event=run.event)
    step(uow, run, Step.ASSESSED, {"assessments": [one.assessment_no for one in made]})


def _decide(_: Services, uow: UnitOfWork, run: LevyRun, __: Payload) -> None:
    """調定の決裁, by another person than the maker (Local Autonomy Act Enforcement Order art. 154)."""
    steps = levy_runs.steps_of(uow.conn, run.run_id)
    check_step(Step.DECIDED, steps)
    numbers = list(steps[Step.ASSESSED].detail["assessments"])
    for number in numbers:
        assessments.decide(uow, number)
    step(uow, run, Step.DECIDED, {"assessments": numbers})


def _notices(services: Services, uow: UnitOfWork, run: LevyRun, __: Payload) -> None:
    """The notices of all that was decided are asked for; where the city prints none here, that is on record."""
    step(uow, run, Step.NOTICES, {"letter": NOTICE if NOTICE in services.letters else None})
    if NOTICE in services.letters:
        _queue(uow, NOTICE_JOB, run)


def _mail(_: Services, uow: UnitOfWork, run: LevyRun, payload: Payload) -> None:
    """発送: the post office's slip and its count, equal to what was handed over and not pulled (PM09).

    Raises `levy_run_letters_waiting`, `levy_run_count_differs`.
    """
    waiting, expected = to_be_mailed(uow.conn, run)
    if waiting:
        raise Refused("levy_run_letters_waiting", count=waiting)
    count = int(payload["count"])
    if count != expected:
        raise Refused("levy_run_count_differs", at_field="count", count=count, expected=expected)
    detail = {"slip_no": payload["slip_no"], "count": count, "posted_on": payload["posted_on"]}
    step(uow, run, Step.MAILED, detail)


def _close(_: Services, uow: UnitOfWork, run: LevyRun, __: Payload) -> None:
    step(uow, run, Step.CLOSED, {})


def to_be_mailed(conn: Connection, run: LevyRun) -> tuple[int, int]:
    """How many notices of the run are not out of the house yet, and how many the post office must have counted.

    Where no notice was asked for here, it is one for each household that was posted.
    """
    steps = levy_runs.steps_of(conn, run.run_id)
    if Step.NOTICES not in steps or steps[Step.NOTICES].detail["letter"] is None:
        posted = sum(
            one.households for (_, result, _), one in levy_runs.sums(conn, run.run_id).items() if result == "POSTED"
        )
        return 0, posted
    counted = levy_run_stock.letters_by_status(conn, run, NOTICE)
    unasked = jobs.get_job_by_key(conn, f"{NOTICE_JOB}/{run.run_id}")
    pending = 1 if unasked is not None and unasked.status != "done" else 0
    waiting = sum(counted.get(status, 0) for status in _IN_HOUSE) + pending
    return waiting, sum(counted.get(status, 0) for status in ("handed_over", "posted", "returned"))


def step(uow: UnitOfWork, run: LevyRun, which: Step, detail: Mapping[str, Any]) -> None:
    """Dates a step of the chain. Raises what `check_step` raises."""
    check_step(which, levy_runs.steps_of(uow.conn, run.run_id))
    if not levy_runs.put_step(uow, run.run_id, which, detail):
        raise Refused("levy_run_step_done", step=which)
    uow.audit(
        "levy_run.step", object_kind="levy_run", object_key=run.run_id, case_id=run.case_id, detail={"step": which}
    )


def _queue(uow: UnitOfWork, kind: str, run: LevyRun) -> None:
    jobs.queue_job(uow.conn, kind, f"{kind}/{run.run_id}", {"run_id": run.run_id}, now=uow.now)


_ACTS: Mapping[str, Callable[[Services, UnitOfWork, LevyRun, Payload], None]] = {
    "release_levy_run": _release,
    "stop_levy_run": _stop,
    "assess_levy_run": _assess,
    "decide_levy_run": _decide,
    "notify_levy_run": _notices,
    "mail_levy_run": _mail,
    "close_levy_run": _close,
}
KINDS = frozenset({"open_levy_run", *_ACTS})
"""The register changes that this room carries out."""
