"""Arrears of households (滞納整理): what forbids or delays collection, for whom, from when until when, and why."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table

from server.store.tables.columns import METADATA, DatedCols, Json, dated
from server.store.tables.people import HOUSEHOLD

HOLD_KINDS = (
    "DEFERRAL",
    "CONVERSION",
    "SUSPENSION",
    "DECEASED",
    "BANKRUPTCY",
    "WELFARE",
    "RETURNED_MAIL",
    "ADDRESS_PROTECTION",
    "REASSESSMENT",
    "PAYMENT_IN_TRANSIT",
    "APPEAL",
    "RELIEF_PENDING",
    "PLEDGE",
    "SEIZED",
    "DISPUTE",
)
"""The hold flags (処理保留区分): collection dossier section 1, and M7."""


class CollectionHoldCols(DatedCols):
    """One hold of one household (処理保留). `claim_keys` None: all its instalments; else these alone.

    `approved_by` is who decided where a decision stands behind it; `set_by` who or what put it on record.
    """

    hold_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    kind: Named[str]
    claim_keys: Named[object | None] = Column(Json, nullable=True)
    reason: Named[str]
    set_by: Named[str]
    approved_by: Named[str | None]
    ended_by: Named[str | None]
    end_reason: Named[str | None]


collection_holds = Table(
    "collection_holds",
    METADATA,
    CollectionHoldCols,
    CheckConstraint(f"kind in ({', '.join(repr(kind) for kind in HOLD_KINDS)})", name="kind"),
    CheckConstraint("kind not in ('RELIEF_PENDING', 'PAYMENT_IN_TRANSIT') or valid_to is not null", name="until"),
    CheckConstraint("reason <> ''", name="reason"),
    Index("ix_collection_holds_household", "household_key"),
    info=dated("hold_key"),
)
