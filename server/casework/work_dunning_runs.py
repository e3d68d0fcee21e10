"""The background work of dunning runs (督促の背景処理): the list, and the issue, in slices of one transaction each.

A killed worker goes on where it was: what is listed stands as a line, what is issued bears its letter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from server.casework import dunning_slices
from server.casework.dunning_look import look
from server.casework.dunning_run import ISSUE_JOB, LIST_JOB, step
from server.casework.dunning_slices import ISSUE_SLICE, LIST_SLICE, Terms, terms_of
from server.casework.levy_slices import collector_paused
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.dunning import duns_late_charges
from server.domain.dunning_run import ISSUE, Step
from server.store import dunning_lines, dunning_runs, dunning_stock, jobs
from server.store.errors import Stale
from server.store.jobs import Job

_LEASE, _AGAIN = timedelta(minutes=10), timedelta(minutes=2)
_TRIES = 3


def work_dunning_runs(services: Services, *, most_slices: int | None = None) -> int:
    """Does what waits of all runs; answers how many slices were done. `most_slices` ends it sooner."""
    done = 0
    while most_slices is None or done < most_slices:
        with services.database.housekeeping() as conn:
            now = services.clock.wall_now()
            job = jobs.take_job(conn, "dunning", now=now, lease=_LEASE, kinds={LIST_JOB, ISSUE_JOB})
        if job is None:
            return done
        try:
            with collector_paused():
                done += _WORK[job.kind](services, job, None if most_slices is None else most_slices - done)
        except Exception as fault:
            with services.database.housekeeping() as conn:
                jobs.fail_job(conn, job, type(fault).__name__, now=services.clock.wall_now(), again_in=_AGAIN)
            raise
    return done


def _terms(services: Services, job: Job) -> Terms:
    with services.database.read() as conn:
        run = dunning_runs.get(conn, str(job.payload["run_id"]))
        assert run is not None  # noqa: S101 - queued in the transaction that made it
        return terms_of(services, conn, run)


def _list(services: Services, job: Job, most: int | None) -> int:
    """Every instalment of the run looked at; what is not simply paid becomes a line."""
    terms = _terms(services, job)
    run_id = terms.run.run_id
    with services.database.read() as conn:
        late_on = terms.day if duns_late_charges(terms.values, terms.day) else None
        keys = dunning_stock.candidate_keys(conn, terms.run, late_on)
        behind = dunning_stock.last_listed(conn, run_id)
    left, slices = [key for key in keys if key > behind], 0
    while left and (most is None or slices < most):
        part, left = left[:LIST_SLICE], left[LIST_SLICE:]
        list_slice(services, terms, part)
        slices += 1
        if not _progress(services, job, len(keys), len(keys) - len(left)):
            return slices
    if not left:
        _finish(services, job, terms, Step.LISTED, {"looked_at": len(keys)})
    return slices


def list_slice(services: Services, terms: Terms, part: Sequence[str]) -> int:
    """Some instalments looked at and put on the list in one transaction; answers how many lines they became."""
    run_id = terms.run.run_id
    with services.database.read() as conn:
        seen = look(services, conn, terms.run, part, terms.values)
    lines = [line for one in seen.lines if (line := dunning_slices.new_line(terms, one)) is not None]
    with unit_of_work(services, SYSTEM) as uow:
        dunning_lines.add(uow, lines)
        detail = {"looked_at": len(part), "lines": len(lines), "behind": part[0]}
        uow.audit("dunning.list", object_kind="dunning_run", object_key=run_id, detail=detail)
    return len(lines)


def _issue(services: Services, job: Job, most: int | None) -> int:
    """The letters of the run, as its instalments are at that moment."""
    terms, slices, behind = _terms(services, job), 0, ""
    with services.database.read() as conn:
        total = len(dunning_lines.to_issue(conn, terms.run.run_id))
    settled = 0
    while most is None or slices < most:
        count, behind = issue_slice(services, terms, behind)
        if count is None:
            _finish(services, job, terms, Step.ISSUED, {})
            return slices
        settled += count
        slices += 1
        if not _progress(services, job, total, min(settled, total)):
            return slices
    return slices


def issue_slice(services: Services, terms: Terms, behind: str) -> tuple[int | None, str]:
    """The next slice behind an instalment; what moved meanwhile is met in a later round. None: nothing is left."""
    for left in range(_TRIES, 0, -1):
        with services.database.read() as conn:
            lines = dunning_lines.to_issue(conn, terms.run.run_id, behind, ISSUE_SLICE)
            if not lines and behind:
                lines, behind = dunning_lines.to_issue(conn, terms.run.run_id, "", ISSUE_SLICE), ""
            seen = dunning_slices.look_at(services, conn, terms, lines)
        if not lines:
            return None, ""
        try:
            with unit_of_work(services, SYSTEM) as uow:
                count = dunning_slices.issue(services, uow, terms, lines, seen)
                detail = {"lines": len(lines), "settled": count}
                uow.audit("dunning.issue", object_kind="dunning_run", object_key=terms.run.run_id, detail=detail)
            return count, lines[-1].claim_key
        except Stale:
            if left == 1:
                raise
    return 0, behind


def _finish(services: Services, job: Job, terms: Terms, which: Step, detail: dict[str, int]) -> None:
    with unit_of_work(services, SYSTEM) as uow:
        run = terms.run
        if which not in dunning_runs.steps_of(uow.conn, run.run_id):
            some = dunning_lines.sums(uow.conn, run.run_id)
            told = {"lines": sum(one.lines for one in some)}
            going = [one for one in some if one.verdict == ISSUE and one.pulled is None]
            told |= {"count": sum(one.lines for one in going), "yen": sum(one.yen for one in going)}
            step(uow, run, which, detail | told)
        jobs.finish_job(uow.conn, job, now=uow.now)
    if which is Step.ISSUED:
        services.wake_printer()


def _progress(services: Services, job: Job, total: int, done: int) -> bool:
    with services.database.housekeeping() as conn:
        now = services.clock.wall_now()
        return jobs.report_progress(conn, job, now=now, lease=_LEASE, total=total, done=done, held=0)


_WORK: dict[str, Callable[[Services, Job, int | None], int]] = {LIST_JOB: _list, ISSUE_JOB: _issue}
