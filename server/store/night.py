"""The night's record (夜間処理の記録): each slice of woken cases, and what is still due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WokenSlice:
    """A slice: `cases` woken together, `alone` one by one, `failed` became incidents; `late` by bucket."""

    slice_id: str
    at: datetime
    due_by: datetime
    cases: int
    alone: int
    failed: int
    late: Mapping[str, int]


def put(uow: UnitOfWork, due_by: datetime, *, cases: int, alone: int, failed: int, late: Mapping[str, int]) -> None:
    """Puts a slice on record, in the transaction that woke it."""
    row = WokenSlice(uow.new_id(), uow.now, due_by, cases, alone, failed, dict(late))
    uow.conn.execute(insert(t.woken_slices).values(asdict(row)))


def since(conn: Connection, first: datetime) -> Sequence[WokenSlice]:
    """The slices woken from the wall-clock instant `first` on, the newest first."""
    table = t.woken_slices
    statement = select(*columns(WokenSlice, table)).where(table.c.at >= first)
    return fetch_all(conn, WokenSlice, statement.order_by(table.c.at.desc(), table.c.slice_id.desc()))


def still_due(conn: Connection, due_by: datetime) -> tuple[int, datetime | None]:
    """How many open cases wait to be woken by the business instant, and when the oldest of them fell due."""
    table = t.cases.c
    found = select(func.count(), func.min(table.next_due_at)).where(
        table.status == "active", table.next_due_at <= due_by
    )
    count, oldest = conn.execute(found).one()
    return int(count), oldest
