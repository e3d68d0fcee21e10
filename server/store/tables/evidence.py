"""Evidence and secrets (記録・個人番号): audit events and seals, the pseudonyms in them, sealed numbers, jobs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Named, Table, TypedColumns, text

from server.store.tables.columns import BIG_ID, METADATA, Instant, Json, final, frozen


class AuditEventCols(TypedColumns):
    """Who did what when from where (操作記録): keys only, persons as pseudonyms, with the hash of its own content."""

    event_id: Named[int] = Column(BIG_ID, primary_key=True, autoincrement=True)
    at: Named[datetime] = Column(Instant)
    kind: Named[str]
    user_id: Named[str]
    office: Named[str]
    session_id: Named[str]
    terminal: Named[str]
    ip: Named[str]
    object_kind: Named[str]
    object_key: Named[str]
    case_id: Named[str | None]
    person_ref: Named[str | None]
    household_ref: Named[str | None]
    detail: Named[object] = Column(Json, nullable=False)
    nonce: Named[str]
    hash: Named[str]


class AuditSealCols(TypedColumns):
    """A seal over audit events: the ids it covers, the ids still missing, and the digest that chains it to the last."""

    seal_no: Named[int] = Column(primary_key=True, autoincrement=False)
    at: Named[datetime] = Column(Instant)
    covers: Named[object] = Column(Json, nullable=False)
    open_gaps: Named[object] = Column(Json, nullable=False)
    top_id: Named[int] = Column(BIG_ID)
    previous: Named[str]
    digest: Named[str]


class AuditPersonCols(TypedColumns):
    """The one place that ties a pseudonym in the audit to a person or household; may be erased (消去)."""

    ref: Named[str] = Column(primary_key=True)
    kind: Named[str]
    subject_key: Named[str]


class MyNumberCols(TypedColumns):
    """A sealed My Number (個人番号): ciphertext, keyed hash for matching, and whose it is once that is sure."""

    token: Named[str] = Column(primary_key=True)
    person_key: Named[str | None]
    ciphertext: Named[bytes] = Column(LargeBinary)
    match_hash: Named[str]
    status: Named[str]
    method: Named[str]
    purpose: Named[str]
    put_by: Named[str]
    put_at: Named[datetime] = Column(Instant)


class NumberCheckCols(TypedColumns):
    """A number that was not stored because it contradicts what is there (確認リスト); a person must look."""

    check_id: Named[str] = Column(primary_key=True)
    token: Named[str] = Column(ForeignKey("my_numbers.token"))
    person_key: Named[str]
    reason: Named[str]
    other_person_key: Named[str | None]
    status: Named[str]
    raised_by: Named[str]
    raised_at: Named[datetime] = Column(Instant)
    closed_by: Named[str | None]
    closed_at: Named[datetime | None] = Column(Instant)
    resolution: Named[str | None]


class JobCols(TypedColumns):
    """A piece of background work (背景の仕事): idempotent under its key, leased while it runs, with its progress."""

    job_id: Named[str] = Column(primary_key=True)
    kind: Named[str]
    job_key: Named[str] = Column(unique=True)
    payload: Named[object] = Column(Json, nullable=False)
    status: Named[str]
    due_at: Named[datetime] = Column(Instant)
    attempts: Named[int]
    lease_until: Named[datetime | None] = Column(Instant)
    worker: Named[str | None]
    total: Named[int]
    done: Named[int]
    held: Named[int]
    error: Named[str | None]
    queued_at: Named[datetime] = Column(Instant)
    finished_at: Named[datetime | None] = Column(Instant)


audit_events = Table(
    "audit_events",
    METADATA,
    AuditEventCols,
    Index("ix_audit_events_at", "at"),
    Index("ix_audit_events_user", "user_id", "at"),
    Index("ix_audit_events_person", "person_ref", "at"),
    Index("ix_audit_events_household", "household_ref", "at"),
    Index("ix_audit_events_case", "case_id", "at"),
    sqlite_autoincrement=True,
    info=final(),
)
audit_seals = Table("audit_seals", METADATA, AuditSealCols, info=final())
audit_persons = Table(
    "audit_persons",
    METADATA,
    AuditPersonCols,
    Index("uq_audit_persons_subject", "kind", "subject_key", unique=True),
    CheckConstraint("kind in ('person', 'household')", name="kind"),
)
my_numbers = Table(
    "my_numbers",
    METADATA,
    MyNumberCols,
    CheckConstraint("status in ('pending', 'current', 'superseded', 'refused', 'discarded')", name="status"),
    Index(
        "uq_my_numbers_person",
        "person_key",
        unique=True,
        sqlite_where=text("status = 'current'"),
        postgresql_where=text("status = 'current'"),
    ),
    Index(
        "uq_my_numbers_match",
        "match_hash",
        unique=True,
        sqlite_where=text("status = 'current'"),
        postgresql_where=text("status = 'current'"),
    ),
    info=frozen("token", "ciphertext", "match_hash", "person_key"),
)
number_checks = Table(
    "number_checks",
    METADATA,
    NumberCheckCols,
    CheckConstraint("status in ('open', 'closed')", name="status"),
    Index("ix_number_checks_person", "person_key"),
)
jobs = Table(
    "jobs",
    METADATA,
    JobCols,
    CheckConstraint("status in ('queued', 'running', 'done', 'failed')", name="status"),
    Index("ix_jobs_queue", "status", "due_at"),
)
