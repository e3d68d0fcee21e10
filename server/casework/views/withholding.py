"""Withholding as people see it (特別徴収の画面): requests, expected results, errors, stop notices, households.

Of a pension number the last three digits alone are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.calendar import Calendar, fiscal_year
from server.domain.levy.withholding import first_of, months_from, remitted_by, withheld_on
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.special_collection import MONTHS
from server.store import pension_candidates, special_grounds, special_results, special_runs, special_stops
from server.store.connection import Connection
from server.store.pension_candidates import Candidate
from server.store.special_results import SpecialResult
from server.store.special_runs import SpecialRow, SpecialRun
from server.store.special_stops import SpecialFile, SpecialStop
from server.store.unit_of_work import UnitOfWork

MOST = 500


@dataclass(frozen=True, slots=True)
class Expected:
    """A month of the year's calendar: when it is withheld, by when it is paid over; asked for? in?."""

    month: date
    withheld_on: date
    paid_over_by: date
    asked: bool
    is_in: bool
    late: bool


@dataclass(frozen=True, slots=True)
class DeskView:
    """What stands on the desk of withholding."""

    runs: Sequence[SpecialRun]
    expected: Sequence[Expected]
    errors: Sequence[SpecialResult]
    waiting: Sequence[SpecialStop]
    files: Sequence[SpecialFile]
    households: int
    today: date


@dataclass(frozen=True, slots=True)
class RunView:
    """One request with its households, at most `MOST`, and the pensioners that are nobody of ours."""

    run: SpecialRun
    rows: Sequence[SpecialRow]
    sums: Mapping[str, int]
    unclear: Sequence[Candidate]


def desk_view(services: Services, caller: Caller) -> DeskView:
    """The desk. Raises rights."""

    def act(uow: UnitOfWork) -> DeskView:
        _require(caller, uow)
        conn, day = uow.conn, uow.business_day
        uow.audit("special.list", object_kind="special_run", object_key="all")
        return DeskView(
            special_runs.runs(conn),
            _expected(services, conn, day),
            special_results.open_errors(conn),
            special_stops.waiting(conn),
            special_stops.files(conn),
            len(special_grounds.withheld_now(conn, day)),
            day,
        )

    return run(services, caller, act)


def run_view(services: Services, caller: Caller, run_id: str) -> RunView:
    """One request. Raises `special_run_unknown`, rights."""

    def act(uow: UnitOfWork) -> RunView:
        _require(caller, uow)
        found = special_runs.get_run(uow.conn, run_id)
        if found is None:
            raise Refused("special_run_unknown")
        uow.audit("special.view", object_kind="special_run", object_key=run_id)
        rows = special_runs.rows_of(uow.conn, run_id)[:MOST]
        unclear = pension_candidates.unclear(uow.conn, found.levy_year)
        return RunView(found, rows, special_runs.sums(uow.conn, run_id), unclear)

    return run(services, caller, act)


def households_view(services: Services, caller: Caller) -> tuple[special_grounds.Withheld, ...]:
    """From whom is withheld today, at most `MOST` households. Raises rights."""

    def act(uow: UnitOfWork) -> tuple[special_grounds.Withheld, ...]:
        _require(caller, uow)
        uow.audit("special.households", object_kind="special_run", object_key="households")
        return special_grounds.withheld_now(uow.conn, uow.business_day)[:MOST]

    return run(services, caller, act)


def _require(caller: Caller, uow: UnitOfWork) -> None:
    caller.require(Function.SPECIAL_RUN, caller.office, uow.business_day)


def _expected(services: Services, conn: Connection, day: date) -> tuple[Expected, ...]:
    """The six months of the levy year (徴収結果の予定)."""
    year, there = fiscal_year(day), set(special_results.months(conn))
    calendar = Calendar(services.values(conn))
    begun = [one for one in special_runs.runs(conn) if one.levy_year == year and one.begun_on is not None]
    asked = {month for one in begun for month in months_from(one.first_month)}
    found = []
    for month in MONTHS:
        first, by = first_of(year, month), remitted_by(year, month)
        there_now = first in there
        found.append(Expected(first, withheld_on(year, month, calendar), by, month in asked, there_now, by < day))
    return tuple(found)
