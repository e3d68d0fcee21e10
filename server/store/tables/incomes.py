"""Reliefs of the levy, files of linked systems, and inquiries about incomes (軽減・連携ファイル・所得照会)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, UniqueConstraint

from server.store.tables.columns import METADATA, DatedCols, Instant, Json, dated, final, frozen
from server.store.tables.people import PERSON


class LevyReliefCols(DatedCols):
    """A relief of one person (産前産後の免除、非自発的失業の軽減): `valid_from` is the day from which it stands.

    `event_kind` says what `event_on` is: DUE 出産予定日, BIRTH 出産日, SEPARATION 離職日. `first_month` and
    `last_month` are the first days of the months it reaches over, whatever months the person is insured.
    """

    relief_key: Named[str]
    person_key: Named[str] = Column(ForeignKey(PERSON))
    kind: Named[str]
    event_kind: Named[str]
    event_on: Named[date]
    multiple: Named[bool]
    first_month: Named[date]
    last_month: Named[date]
    notified_on: Named[date | None]
    reason: Named[str]


class FeedFileCols(TypedColumns):
    """A file of a linked system as it was accepted, with the days it covers and what became of its rows."""

    file_id: Named[str] = Column(primary_key=True)
    interface: Named[str]
    kind: Named[str]
    sequence: Named[int]
    content_hash: Named[str] = Column(unique=True)
    name: Named[str]
    generated_at: Named[datetime] = Column(Instant)
    covers_from: Named[date]
    covers_to: Named[date]
    records: Named[int]
    changed: Named[int]
    quarantined: Named[int]
    barred: Named[int]
    imported_by: Named[str]
    imported_at: Named[datetime] = Column(Instant)


class FeedQuarantineCols(TypedColumns):
    """A row of an accepted file that waits for a person (保留): why, and how it was settled.

    `reason`: `no_household` names nobody here, `levy_barred` comes behind the limit of levy decisions.
    """

    item_id: Named[str] = Column(primary_key=True)
    file_id: Named[str] = Column(ForeignKey("feed_files.file_id"))
    interface: Named[str]
    row_no: Named[int]
    person_key: Named[str]
    reason: Named[str]
    content: Named[object] = Column(Json, nullable=False)
    raised_at: Named[datetime] = Column(Instant)
    settled_at: Named[datetime | None] = Column(Instant)
    settled_by: Named[str | None]
    settlement: Named[str | None]


class IncomeInquiryCols(TypedColumns):
    """A question to another municipality about an income (所得照会), where the person lived on 1 January."""

    inquiry_key: Named[str] = Column(primary_key=True)
    person_key: Named[str] = Column(ForeignKey(PERSON))
    income_year: Named[int]
    municipality: Named[str]
    asked_on: Named[date]
    due_on: Named[date]
    answered_on: Named[date | None]
    outcome: Named[str | None]


levy_reliefs = Table(
    "levy_reliefs",
    METADATA,
    LevyReliefCols,
    Index("ix_levy_reliefs_key", "relief_key"),
    Index("ix_levy_reliefs_person", "person_key"),
    CheckConstraint("kind in ('MATERNITY', 'NON_VOLUNTARY')", name="kind"),
    CheckConstraint("event_kind in ('DUE', 'BIRTH', 'SEPARATION')", name="event_kind"),
    CheckConstraint("last_month >= first_month", name="months"),
    info=dated("relief_key"),
)
feed_files = Table(
    "feed_files",
    METADATA,
    FeedFileCols,
    UniqueConstraint("interface", "sequence", name="uq_feed_files_sequence"),
    CheckConstraint("covers_to >= covers_from", name="days"),
    CheckConstraint("kind in ('REGULAR', 'YEARLY')", name="kind"),
    info=final(),
)
feed_quarantine = Table(
    "feed_quarantine",
    METADATA,
    FeedQuarantineCols,
    Index("ix_feed_quarantine_open", "interface", "settled_at"),
    Index("ix_feed_quarantine_file", "file_id"),
    CheckConstraint("reason in ('no_household', 'levy_barred')", name="reason"),
    info=frozen(
        "file_id",
        "interface",
        "row_no",
        "person_key",
        "reason",
        "content",
        "raised_at",
        "settled_at",
        "settled_by",
        "settlement",
    ),
)
income_inquiries = Table(
    "income_inquiries",
    METADATA,
    IncomeInquiryCols,
    Index("ix_income_inquiries_person", "person_key", "income_year"),
    CheckConstraint("outcome is null or outcome in ('ANSWERED', 'NO_RECORD', 'NO_ANSWER')", name="outcome"),
    info=frozen("person_key", "income_year", "municipality", "asked_on", "due_on", "answered_on", "outcome"),
)
