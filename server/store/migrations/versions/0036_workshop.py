"""Drafts of procedures and moves of running cases (手続の下書き・移行)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_OPEN = "status in ('open', 'proposed')"
_FROZEN = {
    "workshop_drafts": ("draft_id", "slug", "created_by", "created_at", "released_hash"),
    "case_moves": ("move_id", "slug", "from_hash", "to_hash", "plan", "planned_by", "planned_at"),
    "case_move_rows": ("move_id", "case_id", "state_before"),
}


def upgrade() -> None:
    _drafts()
    _one_at_a_time()
    _edits()
    _moves()
    _move_rows()
    guards.protect(op.get_bind(), dated={}, final={"workshop_edits": ()}, frozen=_FROZEN)


def _texts(names: str, *, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names.split()]


def _drafts() -> None:
    op.create_table(
        "workshop_drafts",
        *_texts("draft_id slug title base_hash origin status reason created_by changed_by"),
        sa.Column("manifest", Json(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        *_texts("proposed_by decided_by released_hash", nullable=True),
        sa.Column("proposed_at", Instant(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.CheckConstraint("origin in ('drawn', 'imported', 'shipped')", name=op.f("ck_workshop_drafts_origin")),
        sa.CheckConstraint(
            "status in ('open', 'proposed', 'released', 'discarded')", name=op.f("ck_workshop_drafts_status")
        ),
        sa.CheckConstraint(
            "decided_by is null or (decided_by <> proposed_by and decided_by <> created_by)",
            name=op.f("ck_workshop_drafts_two_people"),
        ),
        sa.CheckConstraint(
            "status <> 'released' or (proposed_by is not null and decided_by is not null)",
            name=op.f("ck_workshop_drafts_released"),
        ),
        sa.ForeignKeyConstraint(["base_hash"], ["procedures.hash"], name=op.f("fk_workshop_drafts_base_hash")),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_workshop_drafts")),
    )


def _one_at_a_time() -> None:
    where = sa.text(_OPEN)
    op.create_index(
        "uq_workshop_drafts_slug",
        "workshop_drafts",
        ["slug"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _edits() -> None:
    draft = op.f("fk_workshop_edits_draft_id"), op.f("fk_workshop_presence_draft_id")
    op.create_table(
        "workshop_edits",
        *_texts("draft_id slug path how by_user"),
        sa.Column("edit_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        *_texts("content_hash", nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("how in ('saved', 'imported', 'shipped', 'aside')", name=op.f("ck_workshop_edits_how")),
        sa.ForeignKeyConstraint(["draft_id"], ["workshop_drafts.draft_id"], name=draft[0]),
        sa.ForeignKeyConstraint(["content_hash"], ["artefacts.hash"], name=op.f("fk_workshop_edits_content_hash")),
        sa.PrimaryKeyConstraint("draft_id", "edit_no", name=op.f("pk_workshop_edits")),
    )
    op.create_index("ix_workshop_edits_content", "workshop_edits", ["slug", "content_hash"])
    op.create_table(
        "workshop_presence",
        *_texts("draft_id user_id path"),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["workshop_drafts.draft_id"], name=draft[1]),
        sa.PrimaryKeyConstraint("draft_id", "user_id", name=op.f("pk_workshop_presence")),
    )


def _moves() -> None:
    op.create_table(
        "case_moves",
        *_texts("move_id slug from_hash to_hash status planned_by"),
        sa.Column("plan", Json(), nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint("status in ('planned', 'moved', 'undone')", name=op.f("ck_case_moves_status")),
        sa.CheckConstraint("from_hash <> to_hash", name=op.f("ck_case_moves_another")),
        sa.ForeignKeyConstraint(["from_hash"], ["procedures.hash"], name=op.f("fk_case_moves_from_hash")),
        sa.ForeignKeyConstraint(["to_hash"], ["procedures.hash"], name=op.f("fk_case_moves_to_hash")),
        sa.PrimaryKeyConstraint("move_id", name=op.f("pk_case_moves")),
    )
    op.create_index("ix_case_moves_slug", "case_moves", ["slug", "planned_at"])


def _move_rows() -> None:
    op.create_table(
        "case_move_rows",
        *_texts("move_id case_id outcome"),
        sa.Column("reasons", Json(), nullable=False),
        sa.Column("state_before", sa.LargeBinary(), nullable=True),
        sa.Column("due_before", Instant(), nullable=True),
        sa.Column("rev_after", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint(
            "outcome in ('moved', 'refused', 'undone', 'moved_back', 'kept')", name=op.f("ck_case_move_rows_outcome")
        ),
        sa.ForeignKeyConstraint(["move_id"], ["case_moves.move_id"], name=op.f("fk_case_move_rows_move_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_case_move_rows_case_id")),
        sa.PrimaryKeyConstraint("move_id", "case_id", name=op.f("pk_case_move_rows")),
    )
    op.create_index("ix_case_move_rows_case", "case_move_rows", ["case_id"])


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
