"""What comes in and goes out on paper or as a file (文書・通知書・連携): letters, scans, messages, exports."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, UniqueConstraint, text

from server.store.tables.cases import CASE
from server.store.tables.columns import BIG_ID, METADATA, Instant, Json, final, frozen


class LetterCols(TypedColumns):
    """A letter from the request to its return; `data` is frozen when it is issued and never changed after."""

    letter_id: Named[str] = Column(primary_key=True)
    letter: Named[str]
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    office: Named[str] = Column(ForeignKey("offices.office"))
    household_key: Named[str]
    person_key: Named[str | None]
    request_keys: Named[object] = Column(Json, nullable=False)
    delivery: Named[str]
    protected: Named[bool]
    status: Named[str]
    number: Named[str | None]
    issued_on: Named[date | None]
    data: Named[object] = Column(Json, nullable=True)
    template_hash: Named[str | None]
    stack: Named[str | None]
    household_rev: Named[int | None]
    pdf_hash: Named[str | None]
    pages: Named[int | None]
    held_for: Named[object] = Column(Json, nullable=True)
    requested_by: Named[str]
    requested_at: Named[datetime] = Column(Instant)
    issued_at: Named[datetime | None] = Column(Instant)
    rendered_at: Named[datetime | None] = Column(Instant)
    released_by: Named[str | None]
    released_at: Named[datetime | None] = Column(Instant)
    handed_over_at: Named[datetime | None] = Column(Instant)
    posted_on: Named[date | None]
    returned_on: Named[date | None]
    return_reason: Named[str | None]
    void_reason: Named[str | None]
    reprints: Named[int]


class LetterPrintCols(TypedColumns):
    """Each print of a letter: the first and every reprint with its reason."""

    id: Named[int] = Column(BIG_ID, primary_key=True, autoincrement=True)
    letter_id: Named[str] = Column(ForeignKey("letters.letter_id"))
    reason: Named[str]
    by_user: Named[str]
    at: Named[datetime] = Column(Instant)


class LetterNumberCols(TypedColumns):
    """Each number of a series once: whose it is, or why it is void (欠番)."""

    series: Named[str] = Column(primary_key=True)
    no: Named[int] = Column(primary_key=True)
    number: Named[str]
    letter_id: Named[str] = Column(ForeignKey("letters.letter_id"))
    taken_at: Named[datetime] = Column(Instant)
    void_reason: Named[str | None]


class ArchiveCols(TypedColumns):
    """Index of the archive: every blob by the hash of its content, written once."""

    hash: Named[str] = Column(primary_key=True)
    media_type: Named[str]
    size: Named[int]
    pages: Named[int | None]
    stored_at: Named[datetime] = Column(Instant)


class DocumentCols(TypedColumns):
    """A paper handed in (添付書類): what it is, its scan by hash, or only where the paper lies."""

    document_id: Named[str] = Column(primary_key=True)
    case_id: Named[str] = Column(ForeignKey(CASE))
    kind: Named[str]
    title: Named[str]
    content_hash: Named[str | None]
    media_type: Named[str | None]
    size: Named[int | None]
    pages: Named[int | None]
    sealed: Named[bool]
    received_on: Named[date]
    paper_location: Named[str | None]
    added_by: Named[str]
    added_at: Named[datetime] = Column(Instant)
    withdrawn_at: Named[datetime | None] = Column(Instant)
    withdrawn_reason: Named[str | None]


class MessageCols(TypedColumns):
    """A message to cases, stored first under its source's id; what finds nobody waits and ages."""

    message_id: Named[str] = Column(primary_key=True)
    kind: Named[str]
    source_id: Named[str] = Column(unique=True)
    register_keys: Named[object] = Column(Json, nullable=False)
    payload: Named[object] = Column(Json, nullable=False)
    from_case_id: Named[str | None] = Column(ForeignKey(CASE))
    status: Named[str]
    by_user: Named[str]
    received_at: Named[datetime] = Column(Instant)
    settled_at: Named[datetime | None] = Column(Instant)


class MessageDeliveryCols(TypedColumns):
    """That a case got a message: once."""

    message_id: Named[str] = Column(ForeignKey("messages.message_id"), primary_key=True)
    case_id: Named[str] = Column(ForeignKey(CASE), primary_key=True)
    step_no: Named[int]
    at: Named[datetime] = Column(Instant)


class ExportCols(TypedColumns):
    """A record queued for a linked system (連携) with the last day on which it may be sent."""

    export_id: Named[str] = Column(primary_key=True)
    interface: Named[str]
    key: Named[str]
    due_on: Named[date]
    payload: Named[object] = Column(Json, nullable=False)
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    status: Named[str]
    queued_at: Named[datetime] = Column(Instant)
    file_name: Named[str | None]
    sent_at: Named[datetime | None] = Column(Instant)
    answered_at: Named[datetime | None] = Column(Instant)
    answer: Named[object] = Column(Json, nullable=True)


LETTER_STATUSES = (
    "requested",
    "issued",
    "rendered",
    "held",
    "released",
    "handed_over",
    "posted",
    "returned",
    "void",
)

letters = Table(
    "letters",
    METADATA,
    LetterCols,
    CheckConstraint(f"status in {LETTER_STATUSES}", name="status"),
    Index("ix_letters_status", "status", "office", "requested_at"),
    Index("ix_letters_case", "case_id"),
    Index("ix_letters_household", "household_key"),
    Index(
        "uq_letters_number",
        "number",
        unique=True,
        sqlite_where=text("number is not null"),
        postgresql_where=text("number is not null"),
    ),
    info=frozen("letter", "household_key", "number", "issued_on", "data", "template_hash", "pdf_hash", "released_by"),
)
letter_prints = Table(
    "letter_prints", METADATA, LetterPrintCols, Index("ix_letter_prints_letter", "letter_id"), info=final()
)
letter_numbers = Table("letter_numbers", METADATA, LetterNumberCols, info=final("void_reason"))
archive = Table("archive", METADATA, ArchiveCols, info=final())
documents = Table("documents", METADATA, DocumentCols, Index("ix_documents_case", "case_id"))
messages = Table(
    "messages",
    METADATA,
    MessageCols,
    CheckConstraint("status in ('waiting', 'delivered', 'expired')", name="status"),
    Index(
        "ix_messages_waiting",
        "received_at",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
)
message_deliveries = Table(
    "message_deliveries", METADATA, MessageDeliveryCols, Index("ix_message_deliveries_case", "case_id"), info=final()
)
exports = Table(
    "exports",
    METADATA,
    ExportCols,
    UniqueConstraint("interface", "key", name="uq_exports_interface_key"),
    CheckConstraint("status in ('queued', 'sent', 'accepted', 'rejected')", name="status"),
    Index("ix_exports_queue", "status", "interface", "due_on"),
)
