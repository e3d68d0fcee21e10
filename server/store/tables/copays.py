"""Relief of co-payments (一部負担金の減免): applications until they are decided, and the register of certificates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table

from server.store.tables.columns import METADATA, DatedCols, Json, dated
from server.store.tables.people import HOUSEHOLD

APPLICATION_STATES = "('OPEN', 'GRANTED', 'REFUSED', 'WITHDRAWN')"
MEASURES = "('EXEMPT', 'REDUCE', 'DEFER')"
CERTIFICATE_STATES = "('GRANTED', 'REVOKED')"


class CopayApplicationCols(DatedCols):
    """An application as it stands: `due_on` the day by which it is decided."""

    application_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str] = Column(ForeignKey("cases.case_id"))
    ground: Named[str]
    applied_on: Named[date]
    due_on: Named[date]
    event_on: Named[date]
    state: Named[str]


class CopayReliefCols(DatedCols):
    """A certificate (一部負担金減免等証明書): number, measure, the `share` that falls away as a fraction in text, the
    `persons` it holds for, its first and last day; `table_row` the row of the city's table. A revocation from a day
    on moves `last_day` before it.
    """

    relief_key: Named[str]
    number: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str] = Column(ForeignKey("cases.case_id"))
    ground: Named[str]
    measure: Named[str]
    share: Named[str]
    persons: Named[object] = Column(Json, nullable=False)
    first_day: Named[date]
    last_day: Named[date]
    table_row: Named[str]
    granted_on: Named[date]
    state: Named[str]
    reason: Named[str]


copay_applications = Table(
    "copay_applications",
    METADATA,
    CopayApplicationCols,
    CheckConstraint(f"state in {APPLICATION_STATES}", name="state"),
    Index("ix_copay_applications_household", "household_key"),
    Index("ix_copay_applications_state_due", "state", "due_on"),
    info=dated("application_key"),
)
copay_reliefs = Table(
    "copay_reliefs",
    METADATA,
    CopayReliefCols,
    CheckConstraint(f"measure in {MEASURES}", name="measure"),
    CheckConstraint(f"state in {CERTIFICATE_STATES}", name="state"),
    CheckConstraint("last_day >= first_day", name="span"),
    Index("ix_copay_reliefs_household", "household_key"),
    Index("ix_copay_reliefs_state_last", "state", "last_day"),
    info=dated("relief_key"),
)
