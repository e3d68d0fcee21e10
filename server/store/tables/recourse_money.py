"""Money of entrusted recourse (委託求償の入金): what the federation remitted, line by line, and which claim took it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, final
from server.store.tables.other_claims import OTHER


class EntrustedReceiptCols(TypedColumns):
    """A line of a list: yen collected (the city's share), the federation's fee, and what came in of it.

    The claim takes what was collected; the fee is an expenditure. `final`: the federation expects nothing more.
    """

    file_id: Named[str] = Column(ForeignKey("feed_files.file_id"), primary_key=True)
    row_no: Named[int] = Column(primary_key=True, autoincrement=False)
    case_id: Named[str] = Column(ForeignKey(CASE))
    claim_key: Named[str] = Column(ForeignKey(OTHER))
    payer: Named[str]
    paid_on: Named[date]
    remitted_on: Named[date]
    collected: Named[int]
    fee: Named[int]
    remitted: Named[int]
    final: Named[bool]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)


entrusted_receipts = Table(
    "entrusted_receipts",
    METADATA,
    EntrustedReceiptCols,
    CheckConstraint("collected > 0 and fee >= 0 and remitted > 0 and fee + remitted = collected", name="yen"),
    Index("ix_entrusted_receipts_case", "case_id"),
    info=final(),
)
