"""Mail packs (郵便の束): what a morning's post held, counted before it was sorted, and what became of each envelope."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, UniqueConstraint

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, frozen

FATES = ("case", "added", "duplicate", "referred", "returned", "void")


class MailPackCols(TypedColumns):
    """A pack: where and when it was opened, by whom, how many envelopes were counted; `no` counts an office's day."""

    pack_id: Named[str] = Column(primary_key=True)
    office: Named[str] = Column(ForeignKey("offices.office"))
    opened_on: Named[date]
    no: Named[int]
    place: Named[str]
    counted: Named[int]
    status: Named[str]
    opened_by: Named[str]
    opened_at: Named[datetime] = Column(Instant)
    closed_by: Named[str | None]
    closed_at: Named[datetime | None] = Column(Instant)


class MailLabelCols(TypedColumns):
    """A label stuck on an envelope: its number is that of the case it becomes; else its fate and why."""

    number: Named[str] = Column(primary_key=True)
    pack_id: Named[str] = Column(ForeignKey("mail_packs.pack_id"))
    position: Named[int]
    fate: Named[str | None]
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    reason: Named[str | None]
    settled_by: Named[str | None]
    settled_at: Named[datetime | None] = Column(Instant)
    copy_wanted: Named[bool]
    copy_sent_on: Named[date | None]
    copy_sent_by: Named[str | None]


mail_packs = Table(
    "mail_packs",
    METADATA,
    MailPackCols,
    UniqueConstraint("office", "opened_on", "no", name="uq_mail_packs_office_opened_on_no"),
    CheckConstraint("status in ('open', 'closed')", name="status"),
    CheckConstraint("counted >= 1", name="counted"),
    Index("ix_mail_packs_status", "status", "office", "opened_on"),
    info=frozen("office", "opened_on", "no", "opened_by", "opened_at", "closed_by", "closed_at"),
)
mail_labels = Table(
    "mail_labels",
    METADATA,
    MailLabelCols,
    CheckConstraint(f"fate in {FATES}", name="fate"),
    Index("ix_mail_labels_pack", "pack_id", "position"),
    Index("ix_mail_labels_case", "case_id"),
    info=frozen("pack_id", "position", "fate", "case_id", "reason", "settled_by", "settled_at", "copy_sent_on"),
)
