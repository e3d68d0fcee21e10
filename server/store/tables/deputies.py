"""Deputies (代決): who was named for whom, and what each did in another's place until that one has read it (後閲)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.cases import CASE, TASK
from server.store.tables.columns import METADATA, Instant, frozen


class DeputyCols(TypedColumns):
    """One naming: `slug` is a procedure or `all`; both days are included; ended early, never deleted."""

    deputy_id: Named[str] = Column(primary_key=True)
    office: Named[str] = Column(ForeignKey("offices.office"))
    slug: Named[str]
    principal: Named[str] = Column(ForeignKey("users.user_id"))
    deputy: Named[str] = Column(ForeignKey("users.user_id"))
    rank: Named[int]
    first_day: Named[date]
    last_day: Named[date]
    named_by: Named[str]
    named_at: Named[datetime] = Column(Instant)
    ended_at: Named[datetime | None] = Column(Instant)
    ended_by: Named[str | None]


class DeputyActCols(TypedColumns):
    """One task that a deputy decided for an absent decider, and when that one looked at it."""

    act_id: Named[str] = Column(primary_key=True)
    task_id: Named[str] = Column(ForeignKey(TASK))
    case_id: Named[str] = Column(ForeignKey(CASE))
    element: Named[str]
    principal: Named[str]
    deputy: Named[str]
    at: Named[datetime] = Column(Instant)
    business_day: Named[date]
    looked_at: Named[datetime | None] = Column(Instant)


deputies = Table(
    "deputies",
    METADATA,
    DeputyCols,
    CheckConstraint("deputy <> principal", name="another"),
    CheckConstraint("last_day >= first_day", name="days"),
    CheckConstraint("rank >= 1", name="rank"),
    Index("ix_deputies_deputy", "deputy", "last_day"),
    Index("ix_deputies_principal", "principal", "last_day"),
    Index("ix_deputies_office", "office", "last_day"),
    info=frozen(
        "office",
        "slug",
        "principal",
        "deputy",
        "rank",
        "first_day",
        "last_day",
        "named_by",
        "named_at",
        "ended_at",
        "ended_by",
    ),
)
deputy_acts = Table(
    "deputy_acts",
    METADATA,
    DeputyActCols,
    CheckConstraint("deputy <> principal", name="another"),
    Index("ix_deputy_acts_principal", "principal", "looked_at", "at"),
    Index("ix_deputy_acts_case", "case_id"),
)
