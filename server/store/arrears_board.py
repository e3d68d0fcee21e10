"""The board of arrears (滞納の一覧): running cases by next step, amount, age, prescription, in few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select

from server.domain.rights import Scope
from server.store import dated
from server.store import tables as t
from server.store.among import among
from server.store.dialects import insert_rows
from server.store.scopes import in_scope
from server.store.unit_of_work import UnitOfWork

SORTS = ("open", "oldest_due", "prescribes_on", "name")


@dataclass(frozen=True, slots=True)
class Row:
    """One running case on the board; `task_id` the task that waits for somebody, `collector` who collects."""

    case_id: str
    number: str
    office: str
    household_key: str
    name: str
    protected: bool
    step: str
    row: str
    open: int
    count: int
    oldest_due: date | None
    prescribes_on: date | None
    matter: str
    hold: str
    promise: str
    noted_on: date
    collector: str | None
    task_id: str | None
    element: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: steps (empty: all), whose, prescription up to a day, at least so many yen, matters; the order.

    `household` asks for one alone, `due_by` for those whose oldest due date is not behind that day.
    """

    steps: tuple[str, ...] = ()
    collector: str | None = None
    prescribes_by: date | None = None
    at_least: int = 0
    matters: tuple[str, ...] = ()
    promise: str | None = None
    household: str | None = None
    due_by: date | None = None
    sort: str = "open"
    upwards: bool = False


def put(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]], ended: Sequence[str]) -> None:
    """States what steps have said of their cases; what has ended leaves the board."""
    gone = [*ended, *(str(row["case_id"]) for row in rows)]
    if gone:
        uow.conn.execute(delete(t.arrears_board).where(among(t.arrears_board.c.case_id, gone)))
    insert_rows(uow.conn, t.arrears_board, rows)


def find(conn: Connection, scope: Scope, wanted: Wanted, day: date, *, limit: int, offset: int = 0) -> tuple[Row, ...]:
    """One page of the board within the scope."""
    b, c, k, task = t.arrears_board.c, t.cases.c, t.collectors, t.tasks.c
    open_task = (task.case_id == b.case_id) & (task.status == "open")
    joined = (
        t.arrears_board.join(t.cases, c.case_id == b.case_id)
        .outerjoin(k, (k.c.household_key == b.household_key) & dated.asked(k, day, None))
        .outerjoin(t.tasks, open_task)
    )
    own = (b.household_key, b.step, b.row, b.open, b.count, b.oldest_due, b.prescribes_on, b.matter, b.hold, b.promise)
    statement = (
        select(c.case_id, c.number, c.office, c.subject_name, c.protected, *own, b.noted_on, k.c.user_id)
        .add_columns(task.task_id, task.element)
        .select_from(joined)
        .where(*_asked(scope, wanted))
        .order_by(*_order(wanted), c.case_id)
    )
    return tuple(_row(found) for found in conn.execute(statement.limit(limit).offset(offset)))


def count(conn: Connection, scope: Scope, wanted: Wanted, day: date) -> tuple[int, int]:
    """How many cases the same question finds, and their yen."""
    b, c, k = t.arrears_board.c, t.cases.c, t.collectors
    joined = t.arrears_board.join(t.cases, c.case_id == b.case_id).outerjoin(
        k, (k.c.household_key == b.household_key) & dated.asked(k, day, None)
    )
    statement = select(func.count(), func.coalesce(func.sum(b.open), 0)).select_from(joined)
    found = conn.execute(statement.where(*_asked(scope, wanted))).one()
    return int(found[0]), int(found[1])


def by_step(conn: Connection, scope: Scope) -> dict[str, int]:
    """How many cases stand at each step within the scope."""
    b, c = t.arrears_board.c, t.cases.c
    joined = t.arrears_board.join(t.cases, c.case_id == b.case_id)
    statement = select(b.step, func.count()).select_from(joined).where(in_scope(c.office, scope)).group_by(b.step)
    return {row[0]: int(row[1]) for row in conn.execute(statement)}


def of_household(conn: Connection, household_key: str) -> tuple[str, str, str] | None:
    """Case, step and row of the household's running case, None without one."""
    b = t.arrears_board.c
    statement = select(b.case_id, b.step, b.row).where(b.household_key == household_key)
    row = conn.execute(statement.limit(1)).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def _asked(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    b, c, k = t.arrears_board.c, t.cases.c, t.collectors.c
    asked: list[ColumnElement[bool]] = [in_scope(c.office, scope), c.status == "active", b.open >= wanted.at_least]
    if wanted.steps:
        asked.append(b.step.in_(wanted.steps))
    if wanted.matters:
        asked.append(b.matter.in_(wanted.matters))
    if wanted.collector is not None:
        asked.append(k.user_id == wanted.collector)
    if wanted.prescribes_by is not None:
        asked.append(b.prescribes_on <= wanted.prescribes_by)
    if wanted.due_by is not None:
        asked.append(b.oldest_due <= wanted.due_by)
    if wanted.household is not None:
        asked.append(b.household_key == wanted.household)
    if wanted.promise is not None:
        asked.append(b.promise == wanted.promise)
    return asked


def _order(wanted: Wanted) -> list[ColumnElement[Any]]:
    b, c = t.arrears_board.c, t.cases.c
    known: dict[str, Any] = {"oldest_due": b.oldest_due, "prescribes_on": b.prescribes_on, "name": c.kana_key}
    column: Any = known.get(wanted.sort, b.open)
    return [column.is_(None), column.asc() if wanted.upwards else column.desc()]


def _row(found: Any) -> Row:
    said = found._asdict()
    said["name"], said["collector"] = said.pop("subject_name"), said.pop("user_id")
    return Row(**said)
