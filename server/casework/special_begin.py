"""The mass work of withholding (特別徴収の背景の仕事): candidates judged, accepted ones begun, in slices.

Each slice is one transaction; a worker killed in between loses nothing and another one goes on where it was. Begun is:
the register says so, the instalments are put anew, and LT-C05 is asked for, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from server.casework import special_money
from server.casework.services import Services
from server.casework.special_collection import Judged, judged
from server.casework.special_money import account_of, paid_numbers
from server.casework.special_run import BEGIN_JOB, JUDGE_JOB
from server.casework.special_stop import notice
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import Calendar
from server.domain.collection_number import account_key
from server.domain.effects import RegisterChange
from server.domain.levy.decision import Parts, Terms, load_terms
from server.domain.levy.instalments import by_part
from server.domain.levy.model import Part
from server.domain.levy.withholding import begun, first_of, provisional
from server.domain.refusals import Refused
from server.domain.special_collection import PROVISIONAL, PROVISIONAL_CAUSE, withheld_no
from server.store import collection_ways, counters, jobs, ledger, letters, levies, registers, special_runs
from server.store.errors import Stale
from server.store.households import any_protected, household_revs, office_of_household
from server.store.jobs import Job
from server.store.ledger import Origin
from server.store.levies import LevyAccount
from server.store.levy_standing import StandingLevy, levies_standing
from server.store.special_runs import SpecialRow, SpecialRun
from server.store.unit_of_work import UnitOfWork

LETTER = "special_collection/started"
_SLICE = 50
_LEASE, _AGAIN = timedelta(minutes=10), timedelta(minutes=2)


def work_special(services: Services) -> int:
    """Does what waits of all requests; answers how many slices were done."""
    done = 0
    while True:
        with services.database.housekeeping() as conn:
            now = services.clock.wall_now()
            job = jobs.take_job(conn, "special", now=now, lease=_LEASE, kinds={JUDGE_JOB, BEGIN_JOB})
        if job is None:
            return done
        try:
            while _slice(services, job):
                done += 1
        except Exception as fault:
            with services.database.housekeeping() as conn:
                jobs.fail_job(conn, job, type(fault).__name__, now=services.clock.wall_now(), again_in=_AGAIN)
            raise


def _slice(services: Services, job: Job) -> bool:
    """The next slice of a job; False once it is done, or is no longer this worker's."""
    run_id = str(job.payload["run_id"])
    with services.database.housekeeping() as conn:
        if not jobs.report_progress(conn, job, now=services.clock.wall_now(), lease=_LEASE, total=0, done=0, held=0):
            return False
    work = _judge if job.kind == JUDGE_JOB else _begin
    try:
        with unit_of_work(services, SYSTEM) as uow:
            run = special_runs.get_run(uow.conn, run_id)
            assert run is not None  # noqa: S101 - queued in the transaction that made it
            more = work(services, uow, run)
            uow.audit(f"special.{job.kind}", object_kind="special_run", object_key=run_id, case_id=run.case_id)
            if not more:
                jobs.finish_job(uow.conn, job, now=uow.now)
            return more
    except Stale:
        return True


def _judge(services: Services, uow: UnitOfWork, run: SpecialRun) -> bool:
    """The next households of a run with what bars them or what would be withheld."""
    if run.judged_on is not None:
        return False
    after, line = special_runs.last_household(uow.conn, run.run_id)
    day, values = uow.business_day, services.values(uow.conn)
    found = judged(uow.conn, run.levy_year, run.first_month, day, values, after=after, limit=_SLICE)
    special_runs.put_rows(uow, [_row(run, line + no, one) for no, one in enumerate(found, 1)])
    if not found:
        special_runs.mark_run(uow, run.run_id, judged_on=day)
    return bool(found)


def _row(run: SpecialRun, line: int, one: Judged) -> SpecialRow:
    return SpecialRow(
        run_id=run.run_id,
        line_no=line,
        household_key=one.household_key,
        person_key=one.person_key,
        pension_number=one.pension_number,
        pension_code=one.pension_code,
        payer=one.payer,
        account_key=one.account_key,
        annual=one.annual,
        ordinary=one.ordinary,
        amounts={str(month): yen for month, yen in one.months.items()},
        barred=[str(why) for why in one.barred],
    )


def _begin(services: Services, uow: UnitOfWork, run: SpecialRun) -> bool:
    """The next accepted households of a run."""
    rows = special_runs.to_begin(uow.conn, run.run_id, _SLICE)
    keys = [one.household_key for one in rows]
    revs = household_revs(uow.conn, keys)
    standing = levies_standing(uow.conn, keys, run.levy_year)
    uow.bump_households(revs)
    first_year = run.first_month in PROVISIONAL
    terms = None if first_year else load_terms(services.values(uow.conn), run.levy_year, uow.business_day)
    for row in rows:
        mine = account_of(standing.get(row.household_key, ()), row.person_key)
        try:
            account = _provisional(services, uow, run, row, mine) if terms is None else _put(uow, run, row, mine, terms)
        except Refused as refusal:
            special_runs.mark_row(uow, run.run_id, row.line_no, not_begun=refusal.code)
            notice(uow, run.levy_year, row, first_of(run.levy_year, run.first_month), "NOT_BEGUN", run.case_id)
            continue
        _register(uow, run, row, account)
        special_runs.mark_row(uow, run.run_id, row.line_no, begun_on=uow.business_day)
        _letter(uow, run, row)
    return bool(rows)


def _put(uow: UnitOfWork, run: SpecialRun, row: SpecialRow, mine: StandingLevy | None, terms: Terms) -> LevyAccount:
    """The instalments of a decided levy. Raises `special_levy_fell` when it is less by now than what was asked for."""
    months = _months(row)
    if mine is None:
        raise Refused("special_levy_fell", yen=sum(months.values()))
    claims = ledger.claims_locked(uow, [one.claim_key for one, _ in mine.instalments])
    planned = begun(mine.standing(), months, terms, paid_numbers(mine, claims))
    special_money.put(uow, mine.account, planned, _origin(run), cause=special_money.CAUSE)
    return mine.account


def _provisional(
    services: Services, uow: UnitOfWork, run: SpecialRun, row: SpecialRow, mine: StandingLevy | None
) -> LevyAccount:
    """仮徴収 before the year's levy is decided: an account with the provisional months alone, cut as last February."""
    if mine is not None and mine.revision:
        raise Refused("special_levy_decided", year=run.levy_year)
    before = account_of(
        levies_standing(uow.conn, [row.household_key], run.levy_year - 1).get(row.household_key, ()), row.person_key
    )
    parts = _february(before, _months(row)[PROVISIONAL[0]])
    account = mine.account if mine is not None else _open(uow, run, row)
    planned = provisional(run.levy_year, parts, Calendar(services.values(uow.conn)))
    special_money.put(uow, account, planned, _origin(run), cause=PROVISIONAL_CAUSE)
    return account


def _february(before: StandingLevy | None, yen: int) -> Parts:
    """By part in the proportion of last February's instalment."""
    last = [] if before is None else [one.parts for one in before.standing() if one.no == withheld_no(2) and one.total]
    if not last:
        return {part: yen if part is Part.BASIC else 0 for part in Part}
    left = sum(last[0].values())
    return by_part([yen, left - yen], last[0])[0] if yen <= left else last[0]


def _open(uow: UnitOfWork, run: SpecialRun, row: SpecialRow) -> LevyAccount:
    while True:
        number = f"{counters.take(uow, f'levy_notice/{run.levy_year}'):010d}"
        if levies.account(uow.conn, account_key(run.levy_year, number)) is None:
            return levies.open_account(uow, run.levy_year, number, row.household_key, row.person_key)


def _register(uow: UnitOfWork, run: SpecialRun, row: SpecialRow, account: LevyAccount) -> None:
    """特別徴収 in the register; the months of an earlier request of the year stay beside the new ones."""
    key, day = row.household_key, uow.business_day
    starts = max(day, date(run.levy_year, 4, 1))
    before = collection_ways.amounts_on(uow.conn, [key], run.levy_year, starts).get(key, {})
    payload: dict[str, Any] = {
        "household_key": key,
        "levy_year": run.levy_year,
        "person_key": row.person_key,
        "pension_code": row.pension_code,
        "amounts": {str(month): yen for month, yen in {**before, **_months(row)}.items()},
        "mixed": row.ordinary > 0,
        "valid_from": starts.isoformat(),
        "valid_to": date(run.levy_year + 1, 4, 1).isoformat(),
        "account_key": account.account_key,
    }
    change = RegisterChange("put_special_collection", f"{run.event}/{key}", payload)
    registers.apply_change(uow, change, event=run.event, case_id=run.case_id)


def _letter(uow: UnitOfWork, run: SpecialRun, row: SpecialRow) -> None:
    key = row.household_key
    office = office_of_household(uow.conn, key, uow.business_day)
    if office is None:
        return
    keys = {"levy_year": run.levy_year, "payer_key": row.person_key, "office": office, "household_key": key}
    keys |= {"months": sorted(_months(row)), "first_month": run.first_month}
    new = letters.NewLetter(
        letter=LETTER,
        office=office,
        household_key=key,
        request_keys=keys,
        delivery="POST",
        case_id=run.case_id,
        person_key=row.person_key,
        protected=any_protected(uow.conn, [row.person_key], uow.business_day),
    )
    letters.request_letter(uow, new)


def _months(row: SpecialRow) -> Mapping[int, int]:
    return {int(month): yen for month, yen in row.amounts.items()}


def _origin(run: SpecialRun) -> Origin:
    return Origin(run.event, run.case_id)
