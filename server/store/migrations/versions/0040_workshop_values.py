"""Letters' texts and dated values that drafts put in force (値・通知の下書き)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_FROZEN = {
    "letter_texts": (
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
    "value_releases": ("draft_id", "key", "valid_from", "row", "before", "withdrawn_by", "withdrawn_at"),
}


def upgrade() -> None:
    _letter_texts()
    _value_releases()
    guards.protect(op.get_bind(), dated={}, final={}, frozen=_FROZEN)


def _texts(names: str, *, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names.split()]


def _letter_texts() -> None:
    op.create_table(
        "letter_texts",
        *_texts("text_id letter path content_hash over_hash"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        *_texts("draft_id status released_by"),
        sa.Column("released_at", Instant(), nullable=False),
        *_texts("withdrawn_by", nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.CheckConstraint("status in ('active', 'withdrawn')", name=op.f("ck_letter_texts_status")),
        sa.ForeignKeyConstraint(["content_hash"], ["artefacts.hash"], name=op.f("fk_letter_texts_content_hash")),
        sa.ForeignKeyConstraint(["draft_id"], ["workshop_drafts.draft_id"], name=op.f("fk_letter_texts_draft_id")),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_letter_texts")),
    )
    op.create_index("ix_letter_texts_letter", "letter_texts", ["letter", "valid_from"])


def _value_releases() -> None:
    op.create_table(
        "value_releases",
        *_texts("draft_id key"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("row", Json(), nullable=False),
        sa.Column("before", Json(), nullable=False),
        *_texts("status"),
        *_texts("withdrawn_by", nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.CheckConstraint("status in ('active', 'withdrawn')", name=op.f("ck_value_releases_status")),
        sa.ForeignKeyConstraint(["draft_id"], ["workshop_drafts.draft_id"], name=op.f("fk_value_releases_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", "key", "valid_from", name=op.f("pk_value_releases")),
    )


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
