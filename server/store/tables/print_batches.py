"""Letters printed in bulk (一括印刷): the batches, their files of letters (chunks), and where each letter stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, UniqueConstraint

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, Json, final, frozen

WAYS = ("fast", "plain")
STATUSES = ("OPEN", "PROVEN", "DONE")
OUTCOMES = ("RENDERED", "HELD", "GONE")


class PrintBatchCols(TypedColumns):
    """One batch: letters of one kind and one case. `compared` of them were printed both ways before the first file.

    `differing` names those that came out otherwise; the batch then goes the plain way as a whole.
    """

    batch_id: Named[str] = Column(primary_key=True)
    letter: Named[str]
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    office: Named[str] = Column(ForeignKey("offices.office"))
    letters: Named[int]
    status: Named[str]
    way: Named[str]
    compared: Named[int]
    differing: Named[object] = Column(Json, nullable=True)
    opened_at: Named[datetime] = Column(Instant)
    finished_at: Named[datetime | None] = Column(Instant)


class PrintChunkCols(TypedColumns):
    """One file of a batch: a PDF in the archive under `pdf_hash`, empty when every letter of it is held."""

    batch_id: Named[str] = Column(ForeignKey("print_batches.batch_id"), primary_key=True)
    chunk_no: Named[int] = Column(primary_key=True, autoincrement=False)
    first_seq: Named[int]
    last_seq: Named[int]
    pdf_hash: Named[str | None]
    pages: Named[int]
    letters: Named[int]
    held: Named[int]
    stack: Named[str | None]
    made_at: Named[datetime] = Column(Instant)


class PrintRowCols(TypedColumns):
    """A letter's place: `seq` in the batch, then its file, first page there (from 1), pages, and how it was made."""

    letter_id: Named[str] = Column(ForeignKey("letters.letter_id"), primary_key=True)
    batch_id: Named[str] = Column(ForeignKey("print_batches.batch_id"))
    seq: Named[int]
    chunk_no: Named[int | None]
    outcome: Named[str | None]
    first_page: Named[int | None]
    pages: Named[int | None]
    way: Named[str | None]


print_batches = Table(
    "print_batches",
    METADATA,
    PrintBatchCols,
    CheckConstraint(f"status in {STATUSES}", name="status"),
    CheckConstraint(f"way in {WAYS}", name="way"),
    Index("ix_print_batches_status", "status", "opened_at"),
    Index("ix_print_batches_case", "case_id"),
    info=frozen("letter", "case_id", "letters", "opened_at", "finished_at"),
)
print_chunks = Table("print_chunks", METADATA, PrintChunkCols, info=final())
print_rows = Table(
    "print_rows",
    METADATA,
    PrintRowCols,
    CheckConstraint(f"outcome is null or outcome in {OUTCOMES}", name="outcome"),
    CheckConstraint("(chunk_no is null) = (outcome is null)", name="placed"),
    UniqueConstraint("batch_id", "seq", name="uq_print_rows_seq"),
    info=final("chunk_no", "outcome", "first_page", "pages", "way"),
)
