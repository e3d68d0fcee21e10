"""The case as it stood before its last task was done (取り消しの控え), while that may still be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from server.store import tables as t
from server.store.dialects import upsert
from server.store.rows import columns, fetch_all, fetch_one
from server.store.tasks import SubscriptionKept
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class UndoPoint:
    """`rev` and `step_no` are the case's after the task `task_id` of `user_id`; the rest is the case before it.

    `opened` are the tasks which that step opened, `interrupted` those which it closed besides (ids).
    """

    case_id: str
    task_id: str
    user_id: str
    rev: int
    step_no: int
    state: bytes
    next_due_at: datetime | None
    subscriptions: Sequence[SubscriptionKept]
    opened: Sequence[str]
    interrupted: Sequence[str]
    at: datetime


def keep(uow: UnitOfWork, point: UndoPoint) -> None:
    """Keeps the newest point of a case over the one before."""
    row = asdict(point)
    row |= {"opened": list(point.opened), "interrupted": list(point.interrupted)}
    row["subscriptions"] = [asdict(one) for one in point.subscriptions]
    written = tuple(name for name in row if name != "case_id")
    uow.conn.execute(upsert(uow.conn, t.undo_points, ("case_id",), written), row)


def point_of(conn: Connection, case_id: str) -> UndoPoint | None:
    """The point of a case, None when what was done last cannot be taken back."""
    table = t.undo_points
    found = fetch_one(conn, UndoPoint, select(*columns(UndoPoint, table)).where(table.c.case_id == case_id))
    return None if found is None else _typed(found)


def points_of(conn: Connection, user_id: str, *, limit: int = 10) -> tuple[UndoPoint, ...]:
    """The points of a person's own completions, the last one first."""
    table = t.undo_points
    own = select(*columns(UndoPoint, table)).where(table.c.user_id == user_id)
    found = fetch_all(conn, UndoPoint, own.order_by(table.c.at.desc(), table.c.case_id).limit(limit))
    return tuple(_typed(one) for one in found)


def _typed(found: UndoPoint) -> UndoPoint:
    rows: Sequence[dict[str, str]] = found.subscriptions  # type: ignore[assignment] # as they lie in the table
    values = {name: getattr(found, name) for name in UndoPoint.__slots__}
    return UndoPoint(**values | {"subscriptions": tuple(SubscriptionKept(**row) for row in rows)})


def drop(uow: UnitOfWork, case_id: str) -> None:
    """The case has moved on: nothing before can be taken back."""
    uow.conn.execute(delete(t.undo_points).where(t.undo_points.c.case_id == case_id))
