"""Dunning runs on record (督促処理の記録): the run, its dated steps, its slices, the sums of its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from server.domain.effects import JSON
from server.store import tables as t
from server.store.dialects import insert_once
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

DUE, REST = "DUE", "REST"


@dataclass(frozen=True, slots=True)
class DunningRun:
    """One run; `due_on` names it: a due date (`DUE`), or the day on which the rest was gone through (`REST`)."""

    run_id: str
    case_id: str | None
    kind: str
    due_on: date
    dun_by: date
    opened_by: str
    opened_at: datetime
    cut_off: date | None = None
    marks: Mapping[str, str] | None = None
    dispatch_on: date | None = None
    designated_on: date | None = None

    @property
    def event(self) -> str:
        """The name by which slips, acts and postings tell that this run made them."""
        return f"dunning:{self.run_id}"


@dataclass(frozen=True, slots=True)
class RunStep:
    """A step as it was done."""

    run_id: str
    step: str
    on_day: date
    done_at: datetime
    by_user: str
    detail: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class RunSlice:
    """What one transaction issued."""

    run_id: str
    slice_no: int
    letters: int
    yen: int
    digest: str
    issued_by: str
    issued_at: datetime


def open_run(uow: UnitOfWork, kind: str, due_on: date, dun_by: date, case_id: str | None = None) -> DunningRun | None:
    """Puts a run on record; None when one of this due date stands."""
    made = DunningRun(uow.new_id(), case_id, kind, due_on, dun_by, uow.actor.user_id, uow.now)
    standing = select(t.dunning_runs.c.run_id).where(t.dunning_runs.c.kind == kind, t.dunning_runs.c.due_on == due_on)
    if uow.conn.execute(standing).first() is not None:
        return None
    return made if insert_once(uow.conn, t.dunning_runs, asdict(made)) else None


def get(conn: Connection, run_id: str) -> DunningRun | None:
    """One run."""
    table = t.dunning_runs
    return fetch_one(conn, DunningRun, select(*columns(DunningRun, table)).where(table.c.run_id == run_id))


def of_case(conn: Connection, case_id: str) -> DunningRun | None:
    """The run of a case."""
    table = t.dunning_runs
    return fetch_one(conn, DunningRun, select(*columns(DunningRun, table)).where(table.c.case_id == case_id))


def of_due(conn: Connection, kind: str, due_on: date) -> DunningRun | None:
    """The run of a due date, or of a day on which the rest is gone through."""
    table = t.dunning_runs
    here = (table.c.kind == kind, table.c.due_on == due_on)
    return fetch_one(conn, DunningRun, select(*columns(DunningRun, table)).where(*here))


def runs(conn: Connection, *, limit: int = 24) -> tuple[DunningRun, ...]:
    """The latest runs, newest due date first."""
    table = t.dunning_runs
    order = (table.c.due_on.desc(), table.c.opened_at.desc())
    return fetch_all(conn, DunningRun, select(*columns(DunningRun, table)).order_by(*order).limit(limit))


def set_cut_off(uow: UnitOfWork, run_id: str, cut_off: date, marks: Mapping[str, str]) -> None:
    """Fixes up to which day payments are counted, with the mark of each channel at that moment."""
    table = t.dunning_runs
    uow.conn.execute(update(table).where(table.c.run_id == run_id).values(cut_off=cut_off, marks=dict(marks)))


def set_dates(uow: UnitOfWork, run_id: str, dispatch_on: date, designated_on: date) -> None:
    """Fixes the day of dispatch and the designated date that the letters print."""
    table = t.dunning_runs
    days = {"dispatch_on": dispatch_on, "designated_on": designated_on}
    uow.conn.execute(update(table).where(table.c.run_id == run_id).values(days))


def put_step(uow: UnitOfWork, run_id: str, step: str, detail: Mapping[str, Any]) -> bool:
    """Dates a step of the chain; False when it stands already."""
    row = {
        "run_id": run_id,
        "step": step,
        "on_day": uow.business_day,
        "done_at": uow.now,
        "by_user": uow.actor.user_id,
        "detail": dict(detail),
    }
    return insert_once(uow.conn, t.dunning_steps, row)


def steps_of(conn: Connection, run_id: str) -> dict[str, RunStep]:
    """The steps that are done, by name, in their order."""
    table = t.dunning_steps
    found = fetch_all(conn, RunStep, select(*columns(RunStep, table)).where(table.c.run_id == run_id))
    return {one.step: one for one in sorted(found, key=lambda one: one.done_at)}


def add_slice(uow: UnitOfWork, run_id: str, slice_no: int, letters: int, yen: int, digest: str) -> bool:
    """Puts an issued slice on record; False when another worker has written this number."""
    made = RunSlice(run_id, slice_no, letters, yen, digest, uow.actor.user_id, uow.now)
    return insert_once(uow.conn, t.dunning_slices, asdict(made))


def slices_of(conn: Connection, run_id: str) -> tuple[RunSlice, ...]:
    """The slices of a run in their order."""
    table = t.dunning_slices
    statement = select(*columns(RunSlice, table)).where(table.c.run_id == run_id)
    return fetch_all(conn, RunSlice, statement.order_by(table.c.slice_no))


def next_slice(conn: Connection, run_id: str) -> int:
    """The number of the slice to be issued now."""
    table = t.dunning_slices.c
    return (conn.scalar(select(func.max(table.slice_no)).where(table.run_id == run_id)) or 0) + 1


def due_dates(conn: Connection, first: date, last: date) -> tuple[date, ...]:
    """The due dates within these days of which no run stands, oldest first."""
    i, run = t.instalments.c, t.dunning_runs.c
    standing = select(run.run_id).where(run.kind == DUE, run.due_on == i.due_on).exists()
    statement = select(i.due_on).where(i.due_on.between(first, last), ~standing).distinct()
    return tuple(conn.scalars(statement.order_by(i.due_on)))


def due_stands(conn: Connection, due_on: date) -> bool:
    """Whether any instalment is due on the day."""
    i = t.instalments.c
    return conn.execute(select(i.claim_key).where(i.due_on == due_on).limit(1)).first() is not None
