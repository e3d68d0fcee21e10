"""Estimates (試算): what was reckoned at a counter, from which figures, by which values; never a decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.columns import METADATA, Instant, Json, final
from server.store.tables.people import HOUSEHOLD


class EstimateCols(TypedColumns):
    """One estimate: `inputs` is the household file of the levy engine, `result` what the engine made of it.

    `household_key` is None for people who are not registered yet: `subject` then says who asked, in a few words.
    """

    estimate_id: Named[str] = Column(primary_key=True)
    number: Named[str]
    office: Named[str] = Column(ForeignKey("offices.office"))
    household_key: Named[str | None] = Column(ForeignKey(HOUSEHOLD))
    subject: Named[str]
    fiscal_year: Named[int]
    inputs: Named[Any] = Column(Json)
    values_digest: Named[str]
    result: Named[Any] = Column(Json)
    total: Named[int]
    made_on: Named[date]
    made_by: Named[str] = Column(ForeignKey("users.user_id"))
    recorded_at: Named[datetime] = Column(Instant)
    mark: Named[str]


estimates = Table(
    "estimates",
    METADATA,
    EstimateCols,
    CheckConstraint("total >= 0", name="total"),
    CheckConstraint("household_key is not null or subject <> ''", name="subject"),
    Index("ix_estimates_household", "household_key", "recorded_at"),
    Index("ix_estimates_maker", "made_by", "recorded_at"),
    Index("uq_estimates_number", "number", unique=True),
    info=final(),
)
