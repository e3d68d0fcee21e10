"""The claims of art. 65 for which is seized (国保法65条の徴収金の差押), beside the premium's instalments."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.columns import METADATA, frozen
from server.store.tables.other_claims import OTHER


class SeizureClaimCols(TypedColumns):
    """A claim of art. 65 for which is seized: yen at the second of signing."""

    seizure_id: Named[str] = Column(ForeignKey("seizures.seizure_id"), primary_key=True)
    claim_key: Named[str] = Column(ForeignKey(OTHER), primary_key=True)
    principal: Named[int]
    late: Named[int]
    fee: Named[int]
    cost: Named[int]


seizure_claims = Table(
    "seizure_claims",
    METADATA,
    SeizureClaimCols,
    CheckConstraint("principal >= 0 and late >= 0 and fee >= 0 and cost >= 0", name="amounts"),
    Index("ix_seizure_claims_claim", "claim_key"),
    info=frozen(*SeizureClaimCols.__annotations__),
)
