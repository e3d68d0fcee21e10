"""Reliefs on application (減免): what is applied for until it is decided, and what was granted of a year's levy."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table

from server.store.tables.columns import METADATA, Alone, DatedCols, Json, dated
from server.store.tables.people import HOUSEHOLD

APPLICATION_STATES = "('OPEN', 'GRANTED', 'PARTLY', 'REFUSED', 'WITHDRAWN', 'JOINED')"
RELIEF_STATES = "('GRANTED', 'REVOKED', 'REPLACED')"


class ReliefApplicationCols(DatedCols):
    """An application as it stands: `due_on` the day by which it is decided; `facts` what was examined, `persons` whom
    it is about (none: the household). JOINED: decided together with another one of the household and year.
    """

    application_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str] = Column(ForeignKey("cases.case_id"))
    levy_year: Named[int]
    ground: Named[str]
    applied_on: Named[date]
    due_on: Named[date]
    event_on: Named[date]
    ended_on: Named[date | None]
    facts: Named[object] = Column(Json, nullable=False)
    persons: Named[object] = Column(Json, nullable=False)
    state: Named[str]


class PremiumReliefCols(DatedCols):
    """A relief granted: `terms` the table, facts and share from which each levy of the year takes its yen (`last_year`
    None: also the years after, while it lasts); `yen` what it came to at the decision; `review_on` the day on which
    somebody looks whether its ground still holds.
    """

    relief_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str] = Column(ForeignKey("cases.case_id"))
    levy_year: Named[int]
    last_year: Named[int | None]
    ground: Named[str]
    terms: Named[object] = Column(Json, nullable=False)
    yen: Named[int]
    granted_on: Named[date]
    review_on: Named[date | None]
    state: Named[str]
    reason: Named[str]


relief_applications = Table(
    "relief_applications",
    METADATA,
    ReliefApplicationCols,
    CheckConstraint(f"state in {APPLICATION_STATES}", name="state"),
    Index("ix_relief_applications_household", "household_key"),
    Index("ix_relief_applications_state_due", "state", "due_on"),
    info=dated("application_key"),
)
premium_reliefs = Table(
    "premium_reliefs",
    METADATA,
    PremiumReliefCols,
    CheckConstraint(f"state in {RELIEF_STATES}", name="state"),
    CheckConstraint("yen >= 0", name="yen"),
    Index("ix_premium_reliefs_household", "household_key"),
    info=dated("relief_key", also=Alone(("household_key", "levy_year"), ("state", "GRANTED"))),
)
