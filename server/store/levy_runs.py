"""Levy runs on record (賦課の一括処理の記録): the run, its dated steps, its slices and its households."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from server.domain.effects import JSON
from server.store import tables as t
from server.store.dialects import insert_once
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

_SLICE = 500
READY, POSTED, BLOCKED, NEXT_MONTH = "READY", "POSTED", "BLOCKED", "NEXT_MONTH"


@dataclass(frozen=True, slots=True)
class LevyRun:
    """One run; `cut_off` is the instant until which marks belong to it, `month` the first day of its month."""

    run_id: str
    case_id: str | None
    levy_year: int
    kind: str
    month: date
    cut_off: datetime
    notice_on: date
    opened_by: str
    opened_at: datetime

    @property
    def event(self) -> str:
        """The name by which the ledger tells that this run made a line."""
        return f"levy_run:{self.run_id}"


@dataclass(frozen=True, slots=True)
class RunRow:
    """A household of a run; amounts in yen, of all its payers together. `result` is None until it is settled."""

    run_id: str
    household_key: str
    trial: str
    reason: str = ""
    outlier: bool = False
    provisional: bool = False
    total_before: int = 0
    total_after: int = 0
    result: str | None = None
    held_because: str | None = None
    slice_no: int | None = None
    total_posted: int | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class RunSlice:
    """What one transaction of a run posted."""

    run_id: str
    slice_no: int
    households: int
    levies: int
    digest: str
    posted_by: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class RunStep:
    """A step of the month's chain as it was done."""

    run_id: str
    step: str
    on_day: date
    done_at: datetime
    by_user: str
    detail: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Sum:
    """Households of a run in one state, and their yen."""

    households: int = 0
    before: int = 0
    after: int = 0
    outliers: int = 0
    provisional: int = 0


def open_run(
    uow: UnitOfWork,
    levy_year: int,
    kind: str,
    month: date,
    cut_off: datetime,
    notice_on: date,
    case_id: str | None = None,
) -> LevyRun:
    """Puts a run on record."""
    user = uow.actor.user_id
    run = LevyRun(uow.new_id(), case_id, levy_year, kind, month, cut_off, notice_on, user, uow.now)
    uow.conn.execute(insert(t.levy_runs).values(asdict(run)))
    return run


def get(conn: Connection, run_id: str) -> LevyRun | None:
    """One run."""
    return fetch_one(conn, LevyRun, select(*columns(LevyRun, t.levy_runs)).where(t.levy_runs.c.run_id == run_id))


def of_case(conn: Connection, case_id: str) -> LevyRun | None:
    """The run of a case."""
    return fetch_one(conn, LevyRun, select(*columns(LevyRun, t.levy_runs)).where(t.levy_runs.c.case_id == case_id))


def runs(conn: Connection, *, limit: int = 24) -> tuple[LevyRun, ...]:
    """The latest runs, newest month first."""
    table = t.levy_runs
    order = (table.c.month.desc(), table.c.opened_at.desc())
    return fetch_all(conn, LevyRun, select(*columns(LevyRun, table)).order_by(*order).limit(limit))


def add_rows(uow: UnitOfWork, rows: Sequence[RunRow]) -> None:
    """Puts households on a run."""
    if rows:
        uow.conn.execute(
            insert(t.levy_run_rows),
            [{name: getattr(row, name) for name in RunRow.__dataclass_fields__} for row in rows],
        )


def ready(conn: Connection, run_id: str, limit: int) -> tuple[str, ...]:
    """The next households of a run that are to be posted, in order of key."""
    table = t.levy_run_rows.c
    here = (table.run_id == run_id, table.trial == READY, table.result.is_(None))
    return tuple(conn.scalars(select(table.household_key).where(*here).order_by(table.household_key).limit(limit)))


def last_key(conn: Connection, run_id: str) -> str:
    """The last household that the trial has looked at; the trial goes on behind it."""
    table = t.levy_run_rows.c
    return conn.scalar(select(func.max(table.household_key)).where(table.run_id == run_id)) or ""


def settle(uow: UnitOfWork, run_id: str, rows: Iterable[RunRow]) -> bool:
    """Writes what became of households that were ready; False when one of them no longer was."""
    table = t.levy_run_rows
    values = [
        {
            "of": row.household_key,
            "is_result": row.result,
            "is_because": row.held_because,
            "is_slice": row.slice_no,
            "is_total": row.total_posted,
            "is_print": row.fingerprint,
        }
        for row in rows
    ]
    if not values:
        return True
    keys = [one["of"] for one in values]
    here = and_(table.c.run_id == run_id, table.c.trial == READY, table.c.result.is_(None))
    if uow.conn.scalar(select(func.count()).where(here, table.c.household_key.in_(keys))) != len(keys):
        return False
    statement = update(table).where(here, table.c.household_key == bindparam("of"))
    set_: dict[str, Any] = {
        "result": bindparam("is_result"),
        "held_because": bindparam("is_because"),
        "slice_no": bindparam("is_slice"),
        "total_posted": bindparam("is_total"),
        "fingerprint": bindparam("is_print"),
    }
    uow.conn.execute(statement.values(set_), values)
    return True


def add_slice(uow: UnitOfWork, run_id: str, slice_no: int, levies: int, posted: Sequence[RunRow]) -> RunSlice | None:
    """Puts a posted slice on record; None when another worker has written this number."""
    user = uow.actor.user_id
    made = RunSlice(run_id, slice_no, len(posted), levies, digest_of(posted), user, uow.now)
    return made if insert_once(uow.conn, t.levy_run_slices, asdict(made)) else None


def digest_of(posted: Iterable[RunRow]) -> str:
    """One hash over what stands of each household of a slice."""
    said = "/".join(f"{row.household_key}:{row.fingerprint}" for row in sorted(posted, key=_key))
    return hashlib.sha256(said.encode()).hexdigest()


def _key(row: RunRow) -> str:
    return row.household_key


def slices_of(conn: Connection, run_id: str) -> tuple[RunSlice, ...]:
    """The slices of a run in their order."""
    table = t.levy_run_slices
    statement = select(*columns(RunSlice, table)).where(table.c.run_id == run_id)
    return fetch_all(conn, RunSlice, statement.order_by(table.c.slice_no))


def next_slice(conn: Connection, run_id: str) -> int:
    """The number of the slice to be written now."""
    table = t.levy_run_slices.c
    return (conn.scalar(select(func.max(table.slice_no)).where(table.run_id == run_id)) or 0) + 1


def rows_of(
    conn: Connection,
    run_id: str,
    *,
    trial: str | None = None,
    result: str | None = None,
    slice_no: int | None = None,
    outliers: bool = False,
    after: str = "",
    limit: int = 100,
) -> tuple[RunRow, ...]:
    """Households of a run in order of key behind `after`."""
    table = t.levy_run_rows
    conditions = [table.c.run_id == run_id, table.c.household_key > after]
    if trial is not None:
        conditions.append(table.c.trial == trial)
    if result is not None:
        conditions.append(table.c.result == result)
    if slice_no is not None:
        conditions.append(table.c.slice_no == slice_no)
    if outliers:
        conditions.append(table.c.outlier.is_(True))
    statement = select(*columns(RunRow, table)).where(*conditions).order_by(table.c.household_key).limit(limit)
    return fetch_all(conn, RunRow, statement)


def row_of(conn: Connection, run_id: str, household_key: str) -> RunRow | None:
    """One household of a run."""
    table = t.levy_run_rows
    here = (table.c.run_id == run_id, table.c.household_key == household_key)
    return fetch_one(conn, RunRow, select(*columns(RunRow, table)).where(*here))


def sums(conn: Connection, run_id: str) -> dict[tuple[str, str, str], Sum]:
    """The households and yen of a run, by the trial's word, the result (empty: not yet) and the reason of either."""
    c = t.levy_run_rows.c
    by = (c.trial, c.result, c.reason, c.held_because, c.outlier, c.provisional)
    statement = select(*by, func.count(), func.sum(c.total_before), func.sum(c.total_after))
    found: dict[tuple[str, str, str], Sum] = {}
    for trial, result, reason, because, outlier, provisional, count, before, after in conn.execute(
        statement.where(c.run_id == run_id).group_by(*by)
    ):
        key = (trial, result or "", because or reason)
        was = found.get(key, Sum())
        found[key] = Sum(
            was.households + count,
            was.before + int(before),
            was.after + int(after),
            was.outliers + count * outlier,
            was.provisional + count * provisional,
        )
    return dict(sorted(found.items()))


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
    return insert_once(uow.conn, t.levy_run_steps, row)


def steps_of(conn: Connection, run_id: str) -> dict[str, RunStep]:
    """The steps that are done, by name."""
    table = t.levy_run_steps
    found = fetch_all(conn, RunStep, select(*columns(RunStep, table)).where(table.c.run_id == run_id))
    return {one.step: one for one in sorted(found, key=lambda one: one.done_at)}
