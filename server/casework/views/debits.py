"""Debit runs as people see them (振替請求の画面): the list with what can be cut, one run with its rows and stops.

No names stand here, and of accounts the last three digits alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.callers import Caller
from server.casework.debit_again import waiting
from server.casework.services import Services
from server.casework.work import run
from server.domain.direct_debit import Turn, again_days, may_ask_again, run_days
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import debit_requests as requests
from server.store import debit_runs as store
from server.store.connection import Connection
from server.store.debit_requests import DebitRequest
from server.store.debit_runs import DebitRun
from server.store.unit_of_work import UnitOfWork

_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A due date that comes: from when its request can be cut, until when; `open` today."""

    due_on: date
    cut_on: date
    stop_by: date
    open: bool


@dataclass(frozen=True, slots=True)
class Again:
    """A due date on which money lacked: the day of its second debit (再振替), whether it can still be asked for."""

    due_on: date
    debit_on: date
    open: bool


@dataclass(frozen=True, slots=True)
class RunsView:
    """The runs, newest first, the due dates without one, and those that wait for a second debit."""

    runs: Sequence[DebitRun]
    ahead: Sequence[Ahead]
    again: Sequence[Again]
    today: date


@dataclass(frozen=True, slots=True)
class RunView:
    """One run with its rows; `may_stop` while the banks still take stops."""

    run: DebitRun
    rows: Sequence[DebitRequest]
    may_stop: bool
    today: date


def runs_view(services: Services, caller: Caller) -> RunsView:
    """All runs. Raises rights."""

    def act(uow: UnitOfWork) -> RunsView:
        caller.require(Function.DEBIT_RUN, caller.office, uow.business_day)
        found = store.runs(uow.conn)
        uow.audit("debit.list", object_kind="debit_run", object_key="all")
        ahead = _ahead(services, uow.conn, uow.business_day)
        return RunsView(found, ahead, _again(services, uow.conn, uow.business_day), uow.business_day)

    return run(services, caller, act)


def run_view(services: Services, caller: Caller, run_id: str) -> RunView:
    """One run. Raises `debit_run_unknown`, rights."""

    def act(uow: UnitOfWork) -> RunView:
        caller.require(Function.DEBIT_RUN, caller.office, uow.business_day)
        found = store.get_run(uow.conn, run_id)
        if found is None:
            raise Refused("debit_run_unknown")
        uow.audit("debit.view", object_kind="debit_run", object_key=run_id)
        may_stop = found.stops_sent_on is None and found.result_on is None and uow.business_day <= found.stop_by
        return RunView(found, requests.requests_of(uow.conn, run_id), may_stop, uow.business_day)

    return run(services, caller, act)


def _ahead(services: Services, conn: Connection, day: date) -> tuple[Ahead, ...]:
    values = services.values(conn)
    found = []
    for due in store.due_dates(conn, day, day + _AHEAD):
        if store.run_of(conn, due, Turn.FIRST) is None:
            days = run_days(due, values)
            found.append(Ahead(due, days.cut_on, days.stop_by, days.cut_on <= day <= days.stop_by))
    return tuple(found)


def _again(services: Services, conn: Connection, day: date) -> tuple[Again, ...]:
    values = services.values(conn)
    return tuple(
        Again(one.due_on, again_days(one.due_on, day, values).debit_on, may_ask_again(one.due_on, day, values))
        for one in waiting(conn, values)
    )
