"""Appeals against our decisions (審査請求): who may stop what, until the ruling."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table

from server.store.tables.columns import METADATA, DatedCols, dated
from server.store.tables.people import HOUSEHOLD

BODIES = "('REVIEW_BOARD', 'MAYOR')"
STATES = "('OPEN', 'DISMISSED', 'REJECTED', 'CANCELLED', 'CHANGED', 'WITHDRAWN')"


class AppealCols(DatedCols):
    """An appeal as it stands: `letter_id` the decision it is against, `filed_on` the day that counts for the time limit
    (of what came by post the day of posting), `late` with the reason that excuses it or None, `ended_on` the day of
    the ruling or withdrawal.
    """

    appeal_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str] = Column(ForeignKey("cases.case_id"))
    letter_id: Named[str] = Column(ForeignKey("letters.letter_id"))
    letter: Named[str]
    body: Named[str]
    appellant: Named[str]
    filed_on: Named[date]
    late: Named[bool]
    state: Named[str]
    ended_on: Named[date | None]


appeals = Table(
    "appeals",
    METADATA,
    AppealCols,
    CheckConstraint(f"body in {BODIES}", name="body"),
    CheckConstraint(f"state in {STATES}", name="state"),
    CheckConstraint("(state = 'OPEN') = (ended_on is null)", name="ended"),
    Index("ix_appeals_household", "household_key"),
    Index("ix_appeals_letter", "letter_id"),
    info=dated("appeal_key"),
)
