"""The managers' workshop (手続の工房): drafts with every edit, who is at them; moves of running cases, their undo."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Named, Table, TypedColumns, text

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, Json, final, frozen

ORIGINS = "('drawn', 'imported', 'shipped')"
STATES = "('open', 'proposed', 'released', 'discarded')"
HOWS = "('saved', 'imported', 'shipped', 'aside')"
MOVE_STATES = "('planned', 'moved', 'undone')"
OUTCOMES = "('moved', 'refused', 'undone', 'moved_back', 'kept')"


class WorkshopDraftCols(TypedColumns):
    """A draft of a whole procedure beside the version `base_hash`: `manifest` is path → hash as it stands, `rev` counts
    its changes; it is proposed by one person and decided by another one.
    """

    draft_id: Named[str] = Column(primary_key=True)
    slug: Named[str]
    title: Named[str]
    base_hash: Named[str] = Column(ForeignKey("procedures.hash"))
    manifest: Named[object] = Column(Json, nullable=False)
    rev: Named[int]
    origin: Named[str]
    status: Named[str]
    reason: Named[str]
    created_by: Named[str]
    created_at: Named[datetime] = Column(Instant)
    changed_by: Named[str]
    changed_at: Named[datetime] = Column(Instant)
    valid_from: Named[date | None]
    proposed_by: Named[str | None]
    proposed_at: Named[datetime | None] = Column(Instant)
    decided_by: Named[str | None]
    decided_at: Named[datetime | None] = Column(Instant)
    released_hash: Named[str | None]


class WorkshopEditCols(TypedColumns):
    """One file of one save, None as content where it was taken away; `aside` what came too late and was kept apart."""

    draft_id: Named[str] = Column(ForeignKey("workshop_drafts.draft_id"), primary_key=True)
    edit_no: Named[int] = Column(primary_key=True, autoincrement=False)
    rev: Named[int]
    slug: Named[str]
    path: Named[str]
    content_hash: Named[str | None] = Column(ForeignKey("artefacts.hash"))
    how: Named[str]
    by_user: Named[str]
    at: Named[datetime] = Column(Instant)


class WorkshopPresenceCols(TypedColumns):
    """Who has a draft open, and where in it they were last."""

    draft_id: Named[str] = Column(ForeignKey("workshop_drafts.draft_id"), primary_key=True)
    user_id: Named[str] = Column(primary_key=True)
    path: Named[str]
    seen_at: Named[datetime] = Column(Instant)


class CaseMoveCols(TypedColumns):
    """A move of running cases from one version to another by a plan: what becomes of each armed period."""

    move_id: Named[str] = Column(primary_key=True)
    slug: Named[str]
    from_hash: Named[str] = Column(ForeignKey("procedures.hash"))
    to_hash: Named[str] = Column(ForeignKey("procedures.hash"))
    plan: Named[object] = Column(Json, nullable=False)
    status: Named[str]
    planned_by: Named[str]
    planned_at: Named[datetime] = Column(Instant)
    changed_at: Named[datetime] = Column(Instant)


class CaseMoveRowCols(TypedColumns):
    """What became of one case of a move: its state before, to be put back byte by byte, and its `rev` after."""

    move_id: Named[str] = Column(ForeignKey("case_moves.move_id"), primary_key=True)
    case_id: Named[str] = Column(ForeignKey(CASE), primary_key=True)
    outcome: Named[str]
    reasons: Named[object] = Column(Json, nullable=False)
    state_before: Named[bytes | None] = Column(LargeBinary)
    due_before: Named[datetime | None] = Column(Instant)
    rev_after: Named[int | None]
    at: Named[datetime] = Column(Instant)


workshop_drafts = Table(
    "workshop_drafts",
    METADATA,
    WorkshopDraftCols,
    CheckConstraint(f"origin in {ORIGINS}", name="origin"),
    CheckConstraint(f"status in {STATES}", name="status"),
    CheckConstraint(
        "decided_by is null or (decided_by <> proposed_by and decided_by <> created_by)", name="two_people"
    ),
    CheckConstraint(
        "status <> 'released' or (proposed_by is not null and decided_by is not null)",
        name="released",
    ),
    Index(
        "uq_workshop_drafts_slug",
        "slug",
        unique=True,
        sqlite_where=text("status in ('open', 'proposed')"),
        postgresql_where=text("status in ('open', 'proposed')"),
    ),
    info=frozen("draft_id", "slug", "created_by", "created_at", "released_hash"),
)
workshop_edits = Table(
    "workshop_edits",
    METADATA,
    WorkshopEditCols,
    CheckConstraint(f"how in {HOWS}", name="how"),
    Index("ix_workshop_edits_content", "slug", "content_hash"),
    info=final(),
)
workshop_presence = Table("workshop_presence", METADATA, WorkshopPresenceCols)
case_moves = Table(
    "case_moves",
    METADATA,
    CaseMoveCols,
    CheckConstraint(f"status in {MOVE_STATES}", name="status"),
    CheckConstraint("from_hash <> to_hash", name="another"),
    Index("ix_case_moves_slug", "slug", "planned_at"),
    info=frozen("move_id", "slug", "from_hash", "to_hash", "plan", "planned_by", "planned_at"),
)
case_move_rows = Table(
    "case_move_rows",
    METADATA,
    CaseMoveRowCols,
    CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
    Index("ix_case_move_rows_case", "case_id"),
    info=frozen("move_id", "case_id", "state_before"),
)
