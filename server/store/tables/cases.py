"""Cases and what hangs on them (案件): tasks, drafts, waits, history, steps to replay, decisions, notes, incidents."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    false,
    text,
)

from server.store.tables.columns import METADATA, Instant, Json, final, frozen

CASE = "cases.case_id"
TASK = "tasks.task_id"
_NO_DAY = "9999-12-31"

_FILTERED = (
    "role",
    "claimed_by",
    "returned",
    "waiting",
    "follow_up_on",
    "received_on",
    "kana_key",
    "number",
    "case_id",
)
_INBOX = ("due_key", "opened_at", "task_id", "office", "slug", "element", "name", *_FILTERED, "status")
"""All that the inbox filters by, in the order of the list: a page reads this index alone until its rows are found."""
_STEPS = ("office", "slug", "element", "name", "due_key", "task_id", *_FILTERED, "status")
"""The same in the order in which tasks are counted, so that a ward counts its own."""


class CaseCols(TypedColumns):
    """A case: its version, its state as bytes, `rev` as guard, and what lists show without opening the state."""

    case_id: Named[str] = Column(primary_key=True)
    number: Named[str] = Column(unique=True)
    slug: Named[str]
    procedure_hash: Named[str] = Column(ForeignKey("procedures.hash"))
    status: Named[str]
    outcome: Named[str | None]
    office: Named[str] = Column(ForeignKey("offices.office"))
    household_key: Named[str | None]
    subject_name: Named[str]
    subject_kana: Named[str]
    kana_key: Named[str]
    protected: Named[bool]
    cautions: Named[object] = Column(Json, nullable=False)
    channel: Named[str]
    received_on: Named[date]
    paper_location: Named[str | None]
    parent_case_id: Named[str | None] = Column(ForeignKey(CASE))
    once_key: Named[str | None] = Column(unique=True)
    state: Named[bytes | None] = Column(LargeBinary)
    rev: Named[int]
    step_no: Named[int]
    next_due_at: Named[datetime | None] = Column(Instant)
    lease_until: Named[datetime | None] = Column(Instant)
    started_by: Named[str]
    started_at: Named[datetime] = Column(Instant)
    business_day: Named[date]
    changed_at: Named[datetime] = Column(Instant)
    closed_at: Named[datetime | None] = Column(Instant)


class CasePersonCols(TypedColumns):
    """Which persons a case concerns: messages find it by them, the duplicate check too."""

    case_id: Named[str] = Column(ForeignKey(CASE), primary_key=True)
    person_key: Named[str] = Column(primary_key=True)


class TaskCols(TypedColumns):
    """A task for a person. `key` is the engine's, unique in the case; `round` counts visits to the element.

    `returned`: it was opened by an answer that sent the case back (差戻し). The inbox asks this table alone: `number`,
    `slug`, `kana_key` and `received_on` are the case's, `waiting` says that papers are awaited, `due_key` is the due
    day or 9999-12-31, so that one index answers every filter in the order of the list.
    """

    task_id: Named[str] = Column(primary_key=True)
    case_id: Named[str] = Column(ForeignKey(CASE))
    key: Named[str]
    element: Named[str]
    path: Named[str]
    name: Named[str]
    role: Named[str]
    form: Named[str]
    office: Named[str]
    round: Named[int]
    returned: Named[bool] = Column(server_default=false())
    status: Named[str]
    claimed_by: Named[str | None]
    claimed_at: Named[datetime | None] = Column(Instant)
    assigned_by: Named[str | None]
    due_on: Named[date | None]
    follow_up_on: Named[date | None]
    edited_by: Named[str | None]
    edited_at: Named[datetime | None] = Column(Instant)
    opened_at: Named[datetime] = Column(Instant)
    closed_at: Named[datetime | None] = Column(Instant)
    closed_by: Named[str | None]
    properties: Named[object] = Column(Json, nullable=False)
    number: Named[str] = Column(server_default="")
    slug: Named[str] = Column(server_default="")
    kana_key: Named[str] = Column(server_default="")
    received_on: Named[date] = Column(server_default=_NO_DAY)
    due_key: Named[date] = Column(server_default=_NO_DAY)
    waiting: Named[bool] = Column(server_default=false())
    follow_up_reason: Named[str | None]
    follow_up_by: Named[str | None]


class DraftCols(TypedColumns):
    """Half-typed answers of one user (下書き), no My Number; `draft_key` is `task:<id>` or `start:<slug>`."""

    user_id: Named[str] = Column(primary_key=True)
    draft_key: Named[str] = Column(primary_key=True)
    answers: Named[object] = Column(Json, nullable=False)
    form_hash: Named[str]
    rev: Named[int]
    session_id: Named[str]
    saved_at: Named[datetime] = Column(Instant)


class SubscriptionCols(TypedColumns):
    """A case that waits for a message of `kind`."""

    case_id: Named[str] = Column(ForeignKey(CASE), primary_key=True)
    key: Named[str] = Column(primary_key=True)
    kind: Named[str]
    element: Named[str]


class HistoryCols(TypedColumns):
    """What happened in a case, in order, for people to read (経過). Append only."""

    case_id: Named[str] = Column(ForeignKey(CASE), primary_key=True)
    seq: Named[int] = Column(primary_key=True)
    step_no: Named[int]
    kind: Named[str]
    element: Named[str]
    name: Named[str]
    element_type: Named[str]
    path: Named[str]
    by_user: Named[str]
    at: Named[datetime] = Column(Instant)
    business_day: Named[date]
    detail: Named[object] = Column(Json, nullable=False)


class CaseStepCols(TypedColumns):
    """One step with all it rested on, so that it can be replayed and explained. Append only."""

    case_id: Named[str] = Column(ForeignKey(CASE), primary_key=True)
    step_no: Named[int] = Column(primary_key=True)
    command: Named[object] = Column(Json, nullable=False)
    at: Named[datetime] = Column(Instant)
    business_day: Named[date]
    by_user: Named[str]
    procedure_hash: Named[str]
    facts_used: Named[object] = Column(Json, nullable=False)
    values_used: Named[object] = Column(Json, nullable=False)
    effects: Named[object] = Column(Json, nullable=False)
    state_before: Named[bytes | None] = Column(LargeBinary)
    state_after: Named[bytes | None] = Column(LargeBinary)
    state_digest: Named[str]


class DecisionCols(TypedColumns):
    """A decision (決裁): who decided by which row of 専決区分, who entered and checked, and the head's confirmation."""

    decision_id: Named[str] = Column(primary_key=True)
    case_id: Named[str] = Column(ForeignKey(CASE))
    office: Named[str]
    kind: Named[str]
    result: Named[str]
    authority: Named[str]
    summary: Named[str]
    basis: Named[object] = Column(Json, nullable=False)
    entered_by: Named[str]
    checked_by: Named[str | None]
    decided_by: Named[str]
    decided_at: Named[datetime] = Column(Instant)
    decided_on: Named[date]
    deputy_for: Named[str | None]
    confirm_by: Named[str]
    confirmed_by: Named[str | None]
    confirmed_at: Named[datetime | None] = Column(Instant)


class NoteCols(TypedColumns):
    """A note for the next person (一言, 電話の記録) on a case or a household, with the day to call back (折り返し)."""

    note_id: Named[str] = Column(primary_key=True)
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    household_key: Named[str | None]
    kind: Named[str]
    body: Named[str]
    by_user: Named[str]
    at: Named[datetime] = Column(Instant)
    call_back_on: Named[date | None]
    called_back_at: Named[datetime | None] = Column(Instant)


class IncidentCols(TypedColumns):
    """What went wrong and is not yet put right (障害): who owns it and what came of it."""

    incident_id: Named[str] = Column(primary_key=True)
    kind: Named[str]
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    object_kind: Named[str]
    object_key: Named[str]
    office: Named[str | None]
    summary: Named[str]
    detail: Named[object] = Column(Json, nullable=False)
    status: Named[str]
    owner: Named[str | None]
    raised_at: Named[datetime] = Column(Instant)
    closed_at: Named[datetime | None] = Column(Instant)
    closed_by: Named[str | None]
    resolution: Named[str | None]


def _only(name: str, condition: str, *columns: str) -> Index:
    """An index over the rows where `condition` holds: what is open, never the millions that are closed."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


cases = Table(
    "cases",
    METADATA,
    CaseCols,
    CheckConstraint("status in ('active', 'completed', 'cancelled')", name="status"),
    _only("ix_cases_due", "status = 'active' and next_due_at is not null", "next_due_at"),
    Index("ix_cases_household", "household_key"),
    Index("ix_cases_office", "office", "status", "received_on"),
    Index("ix_cases_kana", "kana_key"),
    Index("ix_cases_procedure", "procedure_hash", "status"),
    Index("ix_cases_parent", "parent_case_id"),
    Index(
        "ix_cases_protected",
        "case_id",
        "office",
        sqlite_where=text("protected = 1"),
        postgresql_where=text("protected"),
    ),
    info=frozen("case_id", "number", "slug", "started_by", "started_at", "closed_at"),
)
case_persons = Table("case_persons", METADATA, CasePersonCols, Index("ix_case_persons_person", "person_key"))
tasks = Table(
    "tasks",
    METADATA,
    TaskCols,
    UniqueConstraint("case_id", "key", name="uq_tasks_case_key"),
    CheckConstraint("status in ('open', 'done', 'interrupted')", name="status"),
    _only("ix_tasks_inbox", "status = 'open'", *_INBOX),
    _only("ix_tasks_steps", "status = 'open'", *_STEPS),
    _only("ix_tasks_open_mine", "status = 'open'", "claimed_by", "due_key", "opened_at", "task_id"),
)
drafts = Table("drafts", METADATA, DraftCols, Index("ix_drafts_key", "draft_key"))
subscriptions = Table("subscriptions", METADATA, SubscriptionCols, Index("ix_subscriptions_kind", "kind"))
history = Table("history", METADATA, HistoryCols, info=final())
case_steps = Table("case_steps", METADATA, CaseStepCols, info=final())
decisions = Table(
    "decisions",
    METADATA,
    DecisionCols,
    Index("ix_decisions_day", "office", "decided_on"),
    Index("ix_decisions_case", "case_id"),
    CheckConstraint("decided_by <> entered_by", name="two_people"),
    CheckConstraint("confirmed_by is null or confirmed_by <> decided_by", name="confirmed_by_another"),
    CheckConstraint("confirm_by in ('none', 'daily_list', 'deputised')", name="confirm_by"),
    info=final("confirmed_by", "confirmed_at"),
)
notes = Table(
    "notes",
    METADATA,
    NoteCols,
    Index("ix_notes_case", "case_id"),
    Index("ix_notes_household", "household_key"),
    _only("ix_notes_call_back", "call_back_on is not null and called_back_at is null", "by_user", "call_back_on"),
)
incidents = Table(
    "incidents",
    METADATA,
    IncidentCols,
    CheckConstraint("status in ('open', 'closed')", name="status"),
    Index("ix_incidents_case", "case_id"),
    _only("ix_incidents_open", "status = 'open'", "raised_at"),
)
