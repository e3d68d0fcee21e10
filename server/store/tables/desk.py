"""What a person has on the desk (机の上): pages set aside, what may be taken back, acts on many."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Named, Table, TypedColumns

from server.store.tables.cases import CASE, TASK
from server.store.tables.columns import METADATA, Instant, Json


class SetAsideCols(TypedColumns):
    """A page set aside while another person is served (脇に置いた件): its draft key and the field one was in."""

    user_id: Named[str] = Column(primary_key=True)
    draft_key: Named[str] = Column(primary_key=True)
    field: Named[str]
    at: Named[datetime] = Column(Instant)


class UndoPointCols(TypedColumns):
    """The case as it stood before its last task was done, while that may still be taken back (取り消し)."""

    case_id: Named[str] = Column(ForeignKey(CASE), primary_key=True)
    task_id: Named[str] = Column(ForeignKey(TASK))
    user_id: Named[str]
    rev: Named[int]
    step_no: Named[int]
    state: Named[bytes] = Column(LargeBinary)
    next_due_at: Named[datetime | None] = Column(Instant)
    subscriptions: Named[object] = Column(Json, nullable=False)
    opened: Named[object] = Column(Json, nullable=False)
    interrupted: Named[object] = Column(Json, nullable=False)
    at: Named[datetime] = Column(Instant)


class BulkRunCols(TypedColumns):
    """One act on many tasks (まとめて): what was asked, by whom, and when the last item was through."""

    run_id: Named[str] = Column(primary_key=True)
    user_id: Named[str]
    act: Named[str]
    detail: Named[object] = Column(Json, nullable=False)
    started_at: Named[datetime] = Column(Instant)
    finished_at: Named[datetime | None] = Column(Instant)


class BulkItemCols(TypedColumns):
    """One task of a bulk act: `state` is waiting, done or refused; the refusal is kept in its words."""

    run_id: Named[str] = Column(ForeignKey("bulk_runs.run_id"), primary_key=True)
    position: Named[int] = Column(primary_key=True)
    task_id: Named[str]
    state: Named[str]
    refusal: Named[object | None] = Column(Json)
    at: Named[datetime | None] = Column(Instant)


set_asides = Table("set_asides", METADATA, SetAsideCols)
undo_points = Table("undo_points", METADATA, UndoPointCols, Index("ix_undo_points_user", "user_id", "at"))
bulk_runs = Table("bulk_runs", METADATA, BulkRunCols, Index("ix_bulk_runs_user", "user_id", "started_at"))
bulk_items = Table(
    "bulk_items", METADATA, BulkItemCols, CheckConstraint("state in ('waiting', 'done', 'refused')", name="state")
)
