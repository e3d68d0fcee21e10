"""Procedure versions, their files, and the dated values (手続の版・値)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Named, Table, TypedColumns, UniqueConstraint

from server.store.tables.columns import METADATA, DatedCols, Instant, Json, dated, final, frozen


class ArtefactCols(TypedColumns):
    """One file of a procedure by its content: sha-256 in hex and the bytes as they were handed in."""

    hash: Named[str] = Column(primary_key=True)
    content: Named[bytes] = Column(LargeBinary)


class ProcedureCols(TypedColumns):
    """A version of a procedure: `manifest` maps path to artefact hash, `hash` is the hash of the manifest."""

    hash: Named[str] = Column(primary_key=True)
    slug: Named[str]
    no: Named[int]
    title: Named[str]
    manifest: Named[object] = Column(Json, nullable=False)
    valid_from: Named[date]
    status: Named[str]
    deployed_by: Named[str]
    deployed_at: Named[datetime] = Column(Instant)
    note: Named[str]


class ValueRowCols(DatedCols):
    """A dated value of law or ordinance (値): its JSON, article, source, and when it must be confirmed again."""

    key: Named[str]
    unit: Named[str]
    value: Named[object] = Column(Json, nullable=False)
    article: Named[str]
    source: Named[str]
    status: Named[str]
    confirm_again_by: Named[date | None]
    origin: Named[str]


class ValueProposalCols(TypedColumns):
    """A change of a value that waits for a second person (値の変更案)."""

    proposal_id: Named[str] = Column(primary_key=True)
    row: Named[object] = Column(Json, nullable=False)
    reason: Named[str]
    proposed_by: Named[str]
    proposed_at: Named[datetime] = Column(Instant)
    status: Named[str]
    decided_by: Named[str | None]
    decided_at: Named[datetime | None] = Column(Instant)


artefacts = Table("artefacts", METADATA, ArtefactCols, info=final())
procedures = Table(
    "procedures",
    METADATA,
    ProcedureCols,
    UniqueConstraint("slug", "no", name="uq_procedures_slug_no"),
    CheckConstraint("status in ('active', 'withdrawn')", name="status"),
    info=frozen("hash", "slug", "no", "manifest", "valid_from", "deployed_by", "deployed_at"),
)
value_rows = Table("value_rows", METADATA, ValueRowCols, Index("ix_value_rows_key", "key"), info=dated("key"))
value_proposals = Table(
    "value_proposals",
    METADATA,
    ValueProposalCols,
    CheckConstraint("status in ('waiting', 'accepted', 'refused')", name="status"),
    CheckConstraint("decided_by is null or decided_by <> proposed_by", name="two_people"),
)
