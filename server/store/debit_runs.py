"""Debit runs (振替請求): one for a due date and turn, cut once; its stop list and its results are noted on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from server.domain.special_collection import MONTHS, withheld_no
from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DebitRun:
    """A run as it stands; `left_out` counts the instalments not asked for by their reason."""

    run_id: str
    due_on: date
    turn: str
    debit_on: date
    stop_by: date
    count: int
    total: int
    left_out: Mapping[str, int]
    file_hash: str
    cut_by: str
    cut_on: date
    cut_at: datetime
    stops_sent_on: date | None = None
    stops_sent_by: str | None = None
    result_file: str | None = None
    result_on: date | None = None


def put_run(uow: UnitOfWork, run: DebitRun) -> None:
    """Keeps a new run; the database refuses a second one for its due date and turn."""
    row = {column.name: getattr(run, column.name) for column in t.debit_runs.columns}
    uow.conn.execute(insert(t.debit_runs).values(row))


def get_run(conn: Connection, run_id: str) -> DebitRun | None:
    """One run."""
    table = t.debit_runs
    return fetch_one(conn, DebitRun, select(*columns(DebitRun, table)).where(table.c.run_id == run_id))


def run_of(conn: Connection, due_on: date, turn: str) -> DebitRun | None:
    """The run for a due date and turn."""
    table = t.debit_runs
    statement = select(*columns(DebitRun, table)).where(table.c.due_on == due_on, table.c.turn == turn)
    return fetch_one(conn, DebitRun, statement)


def run_on(conn: Connection, debit_on: date) -> DebitRun | None:
    """The run that debits on a day and has no results yet, else the one that has; None when nothing was asked."""
    table = t.debit_runs
    statement = select(*columns(DebitRun, table)).where(table.c.debit_on == debit_on)
    found = fetch_all(conn, DebitRun, statement.order_by(table.c.cut_at))
    return next((run for run in found if run.result_on is None), found[-1] if found else None)


def runs(conn: Connection, limit: int = 40) -> tuple[DebitRun, ...]:
    """The newest runs first."""
    table = t.debit_runs
    return fetch_all(conn, DebitRun, select(*columns(DebitRun, table)).order_by(table.c.debit_on.desc()).limit(limit))


def stops_sent(uow: UnitOfWork, run_id: str) -> bool:
    """The stop list went to the bank, by the actor; False when it had gone before."""
    table = t.debit_runs
    statement = update(table).where(table.c.run_id == run_id, table.c.stops_sent_on.is_(None))
    said = {"stops_sent_on": uow.business_day, "stops_sent_by": uow.actor.user_id}
    return uow.conn.execute(statement.values(said)).rowcount == 1


def results_in(uow: UnitOfWork, run_id: str, file_id: str) -> None:
    """The results of a run came with a file."""
    table = t.debit_runs
    statement = update(table).where(table.c.run_id == run_id, table.c.result_on.is_(None))
    uow.conn.execute(statement.values(result_file=file_id, result_on=uow.business_day))


def due_dates(conn: Connection, first: date, last: date) -> tuple[date, ...]:
    """The due dates between two days, both included, on which instalments are due that no pension is withheld for."""
    due, no = t.instalments.c.due_on, t.instalments.c.instalment_no
    ordinary = no.not_in([withheld_no(month) for month in MONTHS])
    statement = select(due).where(due >= first, due <= last, ordinary).group_by(due).having(func.count() > 0)
    statement = statement.order_by(due)
    return tuple(conn.execute(statement).scalars())
