"""What the post office took (発送簿): its slip, the count it confirmed, which letters."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Named, Table, TypedColumns

from server.store.tables.columns import METADATA, Instant, final


class DispatchCols(TypedColumns):
    """One slip of the post office (後納郵便物等差出票): `pieces` counted there, `pulled` taken out before (引抜き)."""

    slip_no: Named[str] = Column(primary_key=True)
    office: Named[str] = Column(ForeignKey("offices.office"))
    posted_on: Named[date]
    pieces: Named[int]
    pulled: Named[int]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)


class DispatchLetterCols(TypedColumns):
    """A letter that went with a slip."""

    letter_id: Named[str] = Column(ForeignKey("letters.letter_id"), primary_key=True)
    slip_no: Named[str] = Column(ForeignKey("dispatches.slip_no"))


dispatches = Table(
    "dispatches",
    METADATA,
    DispatchCols,
    CheckConstraint("pieces >= 1 and pulled >= 0", name="counts"),
    info=final(),
)
dispatch_letters = Table("dispatch_letters", METADATA, DispatchLetterCols, info=final())
