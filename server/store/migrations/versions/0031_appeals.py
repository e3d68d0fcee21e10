"""Appeals against decisions (審査請求)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Alone, Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

STATES = "'OPEN', 'DISMISSED', 'REJECTED', 'CANCELLED', 'CHANGED', 'WITHDRAWN'"


def upgrade() -> None:
    texts = "appeal_key household_key case_id letter_id letter body appellant"
    op.create_table(
        "appeals",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_appeals_instants")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_appeals_days")),
        sa.CheckConstraint("body in ('REVIEW_BOARD', 'MAYOR')", name=op.f("ck_appeals_body")),
        sa.CheckConstraint(f"state in ({STATES})", name=op.f("ck_appeals_state")),
        sa.CheckConstraint("(state = 'OPEN') = (ended_on is null)", name=op.f("ck_appeals_ended")),
        sa.ForeignKeyConstraint(["household_key"], ["households.household_key"], name=op.f("fk_appeals_household_key")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_appeals_case_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.letter_id"], name=op.f("fk_appeals_letter_id")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_appeals")),
    )
    op.create_index("ix_appeals_household", "appeals", ["household_key"], unique=False)
    op.create_index("ix_appeals_letter", "appeals", ["letter_id"], unique=False)
    guards.protect(op.get_bind(), dated={"appeals": (Alone(("appeal_key",)),)}, final={}, frozen={})
