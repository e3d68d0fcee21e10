"""Money that came in (収納): files as they were accepted, their receipts, and the slips people pay by (納付書)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from server.domain.receipts import Channel, Outcome, Stage
from server.store.tables.columns import METADATA, Instant, Json, final
from server.store.tables.ledger import ACCOUNT, CLAIM
from server.store.tables.people import HOUSEHOLD

_CHANNELS = tuple(str(channel) for channel in Channel)
_STAGES = tuple(str(stage) for stage in Stage)
_OUTCOMES = tuple(str(outcome) for outcome in Outcome)


class ReceiptFileCols(TypedColumns):
    """A file of receipts that was accepted, or the statement that a channel had none; the days it covers."""

    file_id: Named[str] = Column(primary_key=True)
    interface: Named[str]
    channel: Named[str]
    sender: Named[str]
    sequence: Named[int]
    content_hash: Named[str] = Column(unique=True)
    name: Named[str]
    created_on: Named[date]
    covers_from: Named[date]
    covers_to: Named[date]
    records: Named[int]
    count: Named[int]
    total: Named[int] = Column(BigInteger)
    credited: Named[int | None] = Column(BigInteger)
    imported_by: Named[str]
    imported_at: Named[datetime] = Column(Instant)
    mark: Named[str]


class ReceiptCols(TypedColumns):
    """One payment as its file told of it, and what became of it; `reference` is the payment's own number there.

    `once` keeps a payment from being told twice; it is empty for one whose number came before (二重データ).
    """

    receipt_id: Named[str] = Column(primary_key=True)
    file_id: Named[str] = Column(ForeignKey("receipt_files.file_id"))
    record_no: Named[int]
    channel: Named[str]
    reference: Named[str]
    stage: Named[str]
    once: Named[str | None] = Column(unique=True)
    collection_no: Named[str]
    amount: Named[int]
    paid_on: Named[date]
    settled_on: Named[date]
    household_key: Named[str | None] = Column(ForeignKey(HOUSEHOLD))
    outcome: Named[str]
    notes: Named[object] = Column(Json, nullable=False)
    mark: Named[str]


class PaymentSlipCols(TypedColumns):
    """A payment slip (納付書): its number, the sum, how long it may be used, and which later one took its place."""

    collection_no: Named[str] = Column(primary_key=True)
    account_key: Named[str] = Column(ForeignKey(ACCOUNT))
    issue_no: Named[int]
    amount: Named[int]
    issued_on: Named[date]
    use_by: Named[date]
    by_event: Named[str]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)
    superseded_on: Named[date | None]
    superseded_by: Named[str | None]
    mark: Named[str]


class PaymentSlipLineCols(TypedColumns):
    """What a slip asks for: of which instalment, premium or late charge."""

    collection_no: Named[str] = Column(ForeignKey("payment_slips.collection_no"), primary_key=True)
    line_no: Named[int] = Column(primary_key=True, autoincrement=False)
    claim_key: Named[str] = Column(ForeignKey(CLAIM))
    subject: Named[str]
    amount: Named[int]
    mark: Named[str]


receipt_files = Table(
    "receipt_files",
    METADATA,
    ReceiptFileCols,
    UniqueConstraint("interface", "channel", "sender", "sequence", name="uq_receipt_files_sequence"),
    CheckConstraint(f"channel in {_CHANNELS}", name="channel"),
    CheckConstraint("covers_to >= covers_from", name="days"),
    CheckConstraint("records >= 0 and count >= 0 and total >= 0", name="totals"),
    info=final(),
)
receipts = Table(
    "receipts",
    METADATA,
    ReceiptCols,
    UniqueConstraint("file_id", "record_no", name="uq_receipts_record"),
    CheckConstraint(f"channel in {_CHANNELS}", name="channel"),
    CheckConstraint(f"stage in {_STAGES}", name="stage"),
    CheckConstraint(f"outcome in {_OUTCOMES}", name="outcome"),
    CheckConstraint("amount > 0", name="amount"),
    Index("ix_receipts_reference", "channel", "reference"),
    Index("ix_receipts_household", "household_key", "paid_on"),
    Index("ix_receipts_collection", "collection_no"),
    info=final(),
)
payment_slips = Table(
    "payment_slips",
    METADATA,
    PaymentSlipCols,
    UniqueConstraint("account_key", "issue_no", name="uq_payment_slips_issue"),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("use_by >= issued_on", name="days"),
    info=final("superseded_on", "superseded_by"),
)
payment_slip_lines = Table(
    "payment_slip_lines",
    METADATA,
    PaymentSlipLineCols,
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("subject in ('principal', 'late')", name="subject"),
    Index("ix_payment_slip_lines_claim", "claim_key"),
    info=final(),
)
