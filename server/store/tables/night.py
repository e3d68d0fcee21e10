"""What the night did (夜間処理の記録): slices of cases woken, when, how many, and how late they were."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Named, Table, TypedColumns

from server.store.tables.columns import METADATA, Instant, Json


class WokenSliceCols(TypedColumns):
    """One slice: `cases` woken together, `alone` one by one, `failed` became incidents.

    `due_by` is the business instant, `at` the wall clock's; `late` counts cases by how late they were, in the buckets
    of `server.domain.lateness`.
    """

    slice_id: Named[str] = Column(primary_key=True)
    at: Named[datetime] = Column(Instant)
    due_by: Named[datetime] = Column(Instant)
    cases: Named[int]
    alone: Named[int]
    failed: Named[int]
    late: Named[Mapping[str, int]] = Column(Json)


woken_slices = Table(
    "woken_slices",
    METADATA,
    WokenSliceCols,
    Index("ix_woken_slices_at", "at"),
    CheckConstraint("cases >= 0 and alone >= 0 and failed >= 0", name="counts"),
)
