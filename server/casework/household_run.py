"""The nightly run over households (世帯の夜間更新): heads and former seniors of all that were touched, and dated ends.

One job for each business day, in slices with one transaction each: killed and begun again it finds done what is done.
It looks at the households of whose members something was recorded since the last run, and at those of which a term of
the household's amount is over (特定世帯の5年、特定継続世帯の3年), whose levy is to be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.household_heads import refresh
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.effects import RegisterChange
from server.domain.household_heads import term_ends
from server.store import former_seniors, household_lines, jobs, registers
from server.store.connection import Connection
from server.store.errors import Stale
from server.store.former_seniors import FormerSenior
from server.store.households import household_revs
from server.store.jobs import Job

KIND = "household_heads"
_LEASE = timedelta(minutes=10)
_AGAIN = timedelta(minutes=5)
_OVERLAP = timedelta(hours=1)
"""What other transactions had not committed when the last run looked is looked at once more."""
_SLICE = 100
_TRIES = 3
_BACK = 62
"""Days for which a term's end is still found when no run was made: a change on record once is not made twice."""


@dataclass(frozen=True, slots=True)
class HouseholdRun:
    """What a run did: households looked at, those of them that changed, terms that ended; `ran` False: done before."""

    ran: bool
    looked_at: int = 0
    changed: int = 0
    terms_over: int = 0


def run_households(services: Services, *, again: bool = False, everyone: bool = False) -> HouseholdRun:
    """The run of this business day, once; `again` runs it once more, `everyone` over every household of the city."""
    day, now = services.clock.business_day(), services.clock.wall_now()
    with services.database.housekeeping() as conn:
        mark = f"/{now.isoformat()}" if again or everyone else ""
        jobs.queue_job(conn, KIND, f"{KIND}/{day.isoformat()}{mark}", {"everyone": everyone}, now=now)
    total = HouseholdRun(False)
    while True:
        with services.database.housekeeping() as conn:
            job = jobs.take_job(conn, "clock", now=services.clock.wall_now(), lease=_LEASE, kinds={KIND})
        if job is None:
            return total
        total = _work(services, job, day)


def _work(services: Services, job: Job, day: date) -> HouseholdRun:
    try:
        done = _everything(services, job, day)
    except Exception as fault:
        with services.database.housekeeping() as conn:
            now = services.clock.wall_now()
            jobs.fail_job(conn, job, f"{type(fault).__name__}: {fault}"[:2000], now=now, again_in=_AGAIN)
        raise
    with services.database.housekeeping() as conn:
        jobs.finish_job(conn, job, now=services.clock.wall_now())
    return done


def _everything(services: Services, job: Job, day: date) -> HouseholdRun:
    with services.database.read() as conn:
        last = None if job.payload.get("everyone") else jobs.last_done(conn, KIND)
        keys = household_lines.households_touched(conn, None if last is None else last.queued_at - _OVERLAP)
        over = _terms_over(services, conn, day)
    looked = changed = 0
    for start in range(0, len(keys), _SLICE):
        part = keys[start : start + _SLICE]
        changed += _slice(services, part, day)
        looked += len(part)
        with services.database.housekeeping() as conn:
            now = services.clock.wall_now()
            jobs.report_progress(conn, job, now=now, lease=_LEASE, total=len(keys), done=looked)
    return HouseholdRun(True, looked, changed, _pass_terms(services, over, day))


def _slice(services: Services, keys: Iterable[str], day: date) -> int:
    """One transaction; how many households changed. Tried again when a clerk was faster."""
    for left in reversed(range(_TRIES)):
        try:
            with unit_of_work(services, SYSTEM) as uow:
                revs = household_revs(uow.conn, keys)
                changes = refresh(uow, keys, event=f"run:{KIND}/{day.isoformat()}")
                moved = sorted({str(change.payload["household_key"]) for change in changes})
                uow.bump_households({key: revs[key] for key in moved})
                for key in moved:
                    uow.audit("household.heads", object_kind="household", object_key=key, household_key=key)
                uow.audit("run.slice", object_kind="run", object_key=KIND, detail={"changed": len(moved)})
            return len(moved)
        except Stale:
            if not left:
                raise
    return 0


def _terms_over(services: Services, conn: Connection, day: date) -> list[tuple[FormerSenior, date]]:
    """Whose five or three years ended on a day of late, with that day."""
    values, key = services.values(conn), "premium.specific_household.months"
    if not values.has(key, day):
        return []
    lengths, since = [int(months) for months in values.items(key, day)], day - timedelta(days=_BACK)
    longest = date(day.year - sum(lengths) // 12 - 1, 1, 1)
    seniors = former_seniors.since_between(conn, longest, day, day)
    return [(one, end) for one in seniors for end in term_ends(one.since, lengths) if since < end <= day]


def _pass_terms(services: Services, over: Sequence[tuple[FormerSenior, date]], day: date) -> int:
    """Puts each end on record once, which marks the levy; how many were new."""
    passed = 0
    for start in range(0, len(over), _SLICE):
        with unit_of_work(services, SYSTEM) as uow:
            for one, end in over[start : start + _SLICE]:
                key = f"pass_former_senior/{one.household_key}/{one.person_key}/{one.since}/{end}"
                payload = {"person_key": one.person_key, "household_key": one.household_key}
                days = {"since": one.since.isoformat(), "on": end.isoformat()}
                change = RegisterChange("pass_former_senior", key, payload | days)
                passed += registers.apply_change(uow, change, event=f"run:{KIND}/{day.isoformat()}")
            uow.audit("run.terms", object_kind="run", object_key=KIND, detail={"over": len(over)})
    return passed
