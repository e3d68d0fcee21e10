"""What a released draft put in force beside its diagrams (公開した文面と値): letters' texts and dated values."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.columns import METADATA, Instant, Json, frozen

STATES = "('active', 'withdrawn')"


class LetterTextCols(TypedColumns):
    """The text of a letter from a day of issue on; `over_hash` is the shipped text it was released over."""

    text_id: Named[str] = Column(primary_key=True)
    letter: Named[str]
    path: Named[str]
    content_hash: Named[str] = Column(ForeignKey("artefacts.hash"))
    over_hash: Named[str]
    valid_from: Named[date]
    draft_id: Named[str] = Column(ForeignKey("workshop_drafts.draft_id"))
    status: Named[str]
    released_by: Named[str]
    released_at: Named[datetime] = Column(Instant)
    withdrawn_by: Named[str | None]
    withdrawn_at: Named[datetime | None] = Column(Instant)


class ValueReleaseCols(TypedColumns):
    """A dated value that a draft stated: the row, and `before`, the rows that held on its days until then."""

    draft_id: Named[str] = Column(ForeignKey("workshop_drafts.draft_id"), primary_key=True)
    key: Named[str] = Column(primary_key=True)
    valid_from: Named[date] = Column(primary_key=True)
    row: Named[object] = Column(Json, nullable=False)
    before: Named[object] = Column(Json, nullable=False)
    status: Named[str]
    withdrawn_by: Named[str | None]
    withdrawn_at: Named[datetime | None] = Column(Instant)


letter_texts = Table(
    "letter_texts",
    METADATA,
    LetterTextCols,
    CheckConstraint(f"status in {STATES}", name="status"),
    Index("ix_letter_texts_letter", "letter", "valid_from"),
    info=frozen(
        "text_id",
        "letter",
        "path",
        "content_hash",
        "over_hash",
        "valid_from",
        "draft_id",
        "released_by",
        "released_at",
        "withdrawn_by",
        "withdrawn_at",
    ),
)
value_releases = Table(
    "value_releases",
    METADATA,
    ValueReleaseCols,
    CheckConstraint(f"status in {STATES}", name="status"),
    info=frozen("draft_id", "key", "valid_from", "row", "before", "withdrawn_by", "withdrawn_at"),
)
