"""Which office collects from a household (徴収を担う所属) and who of it, as parts of a statement for long lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from server.store import dated
from server.store import tables as t


def office_of(household_key: Any, day: date) -> Any:
    """The office to which the household was handed over (移管先), else that of its last record, also when all left."""
    h, moved = t.household_records, t.collection_transfers
    own = (
        select(h.c.office)
        .where(h.c.household_key == household_key, dated.current(h), h.c.valid_from <= day)
        .order_by(h.c.valid_from.desc())
        .limit(1)
    )
    handed = select(moved.c.to_office).where(moved.c.household_key == household_key, dated.asked(moved, day, None))
    around = household_key.table
    return func.coalesce(handed.limit(1).correlate(around).scalar_subquery(), own.correlate(around).scalar_subquery())


def collector_of(household_key: Any, day: date) -> Any:
    """Who collects from the household on the day (担当者), or whoever covers for him; null for nobody."""
    k = t.collectors
    mine = select(k.c.user_id).where(k.c.household_key == household_key, dated.asked(k, day, None))
    return mine.limit(1).correlate(household_key.table).scalar_subquery()
