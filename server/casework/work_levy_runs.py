"""The mass work of levy runs (賦課処理の背景の仕事): trial, posting and notices, in slices with progress.

Each slice is one transaction; a worker killed in between loses nothing and another one goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from server.casework import levy_slices
from server.casework.levy_run import NOTICE, NOTICE_JOB, POST_JOB, TRIAL_JOB, step
from server.casework.levy_slices import SLICE, Worked
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.levy.decision import Terms, load_terms
from server.domain.levy.run_chain import Step, is_outlier
from server.domain.levy.vocabulary import Vocabulary
from server.domain.values import Values
from server.store import jobs, letters, levy_run_stock, levy_runs
from server.store.connection import Connection
from server.store.errors import Stale
from server.store.jobs import Job
from server.store.letters import NewLetter
from server.store.levy_runs import BLOCKED, NEXT_MONTH, READY, LevyRun, RunRow
from server.store.levy_words import SharedWords

_LEASE, _AGAIN = timedelta(minutes=10), timedelta(minutes=2)
_LATE, _MOVED = "changed_after_cut_off", "changed_since_trial"
_TRIES = 3


def work_levy_runs(services: Services, *, most_slices: int | None = None) -> int:
    """Does what waits of all runs; answers how many slices were done. `most_slices` ends it sooner."""
    done = 0
    while most_slices is None or done < most_slices:
        with services.database.housekeeping() as conn:
            now = services.clock.wall_now()
            job = jobs.take_job(conn, "levy", now=now, lease=_LEASE, kinds={TRIAL_JOB, POST_JOB, NOTICE_JOB})
        if job is None:
            return done
        try:
            done += _WORK[job.kind](services, job, None if most_slices is None else most_slices - done)
        except Exception as fault:
            with services.database.housekeeping() as conn:
                jobs.fail_job(conn, job, type(fault).__name__, now=services.clock.wall_now(), again_in=_AGAIN)
            raise
    return done


def _run(services: Services, job: Job) -> tuple[LevyRun, Terms, Values]:
    with services.database.read() as conn:
        run = levy_runs.get(conn, str(job.payload["run_id"]))
        assert run is not None  # noqa: S101 - queued in the transaction that made it
        values = services.values(conn)
    return run, load_terms(values, run.levy_year, services.clock.business_day(), run.notice_on), values


def _trial(services: Services, job: Job, most: int | None) -> int:
    """試算: every household of the run worked out, and how it stands against before."""
    run, terms, values = _run(services, job)
    limit = values.integer("levy_run.outlier_yen", terms.decided)
    slices = 0
    while most is None or slices < most:
        with services.database.read() as conn:
            after = levy_runs.last_key(conn, run.run_id)
            keys = levy_run_stock.candidates(conn, run, after, SLICE)
            worked = levy_slices.work_out(conn, keys, terms, values)
            late = levy_run_stock.marked_after(conn, keys, run)
            before = levy_run_stock.year_before(conn, keys, run)
        if not keys:
            return _finish_trial(services, job, run, slices)
        rows = [_trial_row(run, one, late, before, limit) for one in worked]
        with unit_of_work(services, SYSTEM) as uow:
            levy_runs.add_rows(uow, rows)
            detail = {"households": len(rows), "behind": after}
            uow.audit(
                "levy_run.trial", object_kind="levy_run", object_key=run.run_id, case_id=run.case_id, detail=detail
            )
        slices += 1
        if not _progress(services, job, run):
            return slices
    return slices


def _trial_row(run: LevyRun, one: Worked, late: frozenset[str], before: dict[str, int], limit: int) -> RunRow:
    state, reason = READY, ""
    if one.household_key in late:
        state, reason = NEXT_MONTH, _LATE
    elif one.blocked:
        state, reason = BLOCKED, one.blocked
    was = before.get(one.household_key, 0) if run.kind == "FIRST" else one.total_before
    outlier = state == READY and is_outlier(was, one.total_after, limit)
    return RunRow(run.run_id, one.household_key, state, reason, outlier, one.provisional, was, one.total_after)


def _finish_trial(services: Services, job: Job, run: LevyRun, slices: int) -> int:
    with unit_of_work(services, SYSTEM) as uow:
        sums = levy_runs.sums(uow.conn, run.run_id)
        step(uow, run, Step.TRIAL, {"households": sum(one.households for one in sums.values())})
        jobs.finish_job(uow.conn, job, now=uow.now)
    return slices


def _post(services: Services, job: Job, most: int | None) -> int:
    """記帳: what the trial found ready, as it was released; whose facts have moved since goes to the next month."""
    run, terms, values = _run(services, job)
    words = SharedWords(Vocabulary(terms.parameters))
    with services.database.read() as conn:
        released_by = levy_runs.steps_of(conn, run.run_id)[Step.RELEASED].by_user
    slices = 0
    while most is None or slices < most:
        with levy_slices.collector_paused():
            more = _post_slice(services, run, terms, values, words, released_by)
        if not more:
            return _finish_posting(services, job, run, slices)
        slices += 1
        if not _progress(services, job, run):
            return slices
    return slices


def _post_slice(
    services: Services, run: LevyRun, terms: Terms, values: Values, words: SharedWords, released_by: str
) -> bool:
    """The next slice; False when nothing is ready any more. Tried again when somebody else was faster."""
    for left in range(_TRIES, 0, -1):
        with services.database.read() as conn:
            number = levy_runs.next_slice(conn, run.run_id)
            keys = levy_runs.ready(conn, run.run_id, SLICE)
            worked = levy_slices.work_out(conn, keys, terms, values, words)
            held = _held(conn, run, worked)
        if not keys:
            return False
        going = [one for one in worked if one.household_key not in held]
        try:
            with unit_of_work(services, SYSTEM) as uow:
                levy_slices.post(uow, run, number, going, terms, released_by, held)
            return True
        except Stale:
            if left == 1:
                raise
    return True


def _held(conn: Connection, run: LevyRun, worked: Sequence[Worked]) -> dict[str, str]:
    """Whom the run leaves for the next month, and why: marked after the cut-off, or not what was released."""
    keys = [one.household_key for one in worked]
    late, trial = levy_run_stock.marked_after(conn, keys, run), levy_run_stock.trial_totals(conn, keys, run)
    held = dict.fromkeys(late, _LATE)
    for one in worked:
        if not one.blocked and one.total_after != trial[one.household_key]:
            held.setdefault(one.household_key, _MOVED)
    return held


def _finish_posting(services: Services, job: Job, run: LevyRun, slices: int) -> int:
    with unit_of_work(services, SYSTEM) as uow:
        levy_run_stock.queue_the_held(uow, run)
        made = levy_runs.slices_of(uow.conn, run.run_id)
        detail = {"slices": len(made), "levies": sum(one.levies for one in made)}
        step(uow, run, Step.POSTED, detail)
        jobs.finish_job(uow.conn, job, now=uow.now)
    return slices


def _notices(services: Services, job: Job, most: int | None) -> int:
    """The notice of each payer whose levy the run decided, once: who has one already is passed over."""
    run, _, _ = _run(services, job)
    slices = 0
    while most is None or slices < most:
        with unit_of_work(services, SYSTEM) as uow:
            payers = levy_run_stock.unnotified(uow.conn, run, NOTICE, SLICE)
            for household, payer, office in payers:
                letters.request_letter(uow, _letter(run, household, payer, office))
            detail = {"letters": len(payers)}
            uow.audit(
                "levy_run.notify", object_kind="levy_run", object_key=run.run_id, case_id=run.case_id, detail=detail
            )
            if not payers:
                jobs.finish_job(uow.conn, job, now=uow.now)
                return slices
        slices += 1
    return slices


def _letter(run: LevyRun, household: str, payer: str | None, office: str) -> NewLetter:
    reason = "年度当初の賦課" if run.kind == "FIRST" else "月例の更正"
    keys = {
        "levy_year": run.levy_year,
        "payer_key": payer or "",
        "reason": reason,
        "case_id": run.case_id,
        "office": office,
        "household_key": household,
    }
    return NewLetter(
        letter=NOTICE,
        office=office,
        household_key=household,
        request_keys=keys,
        delivery="POST",
        case_id=run.case_id,
        person_key=payer,
        protected=False,
    )


def _progress(services: Services, job: Job, run: LevyRun) -> bool:
    with services.database.housekeeping() as conn:
        total, done, held = levy_run_stock.progress(conn, run.run_id)
        now = services.clock.wall_now()
        return jobs.report_progress(conn, job, now=now, lease=_LEASE, total=total, done=done, held=held)


_WORK: dict[str, Callable[[Services, Job, int | None], int]] = {
    TRIAL_JOB: _trial,
    POST_JOB: _post,
    NOTICE_JOB: _notices,
}
