"""Deputies (代決): who may decide for an absent decider, and what he has still to look at (後閲)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FROZEN = {
    "deputies": (
        "office",
        "slug",
        "principal",
        "deputy",
        "rank",
        "first_day",
        "last_day",
        "named_by",
        "named_at",
        "ended_at",
        "ended_by",
    ),
}


def upgrade() -> None:
    _deputies()
    _acts()
    guards.protect(op.get_bind(), dated={}, final={}, frozen=FROZEN)


def _deputies() -> None:
    op.create_table(
        "deputies",
        sa.Column("deputy_id", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("named_by", sa.String(), nullable=False),
        sa.Column("named_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint("deputy <> principal", name=op.f("ck_deputies_another")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_deputies_days")),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_deputies_rank")),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_deputies_office")),
        sa.ForeignKeyConstraint(["principal"], ["users.user_id"], name=op.f("fk_deputies_principal")),
        sa.ForeignKeyConstraint(["deputy"], ["users.user_id"], name=op.f("fk_deputies_deputy")),
        sa.PrimaryKeyConstraint("deputy_id", name=op.f("pk_deputies")),
    )
    for name in ("deputy", "principal", "office"):
        op.create_index(f"ix_deputies_{name}", "deputies", [name, "last_day"], unique=False)


def _acts() -> None:
    op.create_table(
        "deputy_acts",
        sa.Column("act_id", sa.String(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("looked_at", Instant(), nullable=True),
        sa.CheckConstraint("deputy <> principal", name=op.f("ck_deputy_acts_another")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.task_id"], name=op.f("fk_deputy_acts_task_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_deputy_acts_case_id")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_deputy_acts")),
    )
    op.create_index("ix_deputy_acts_principal", "deputy_acts", ["principal", "looked_at", "at"], unique=False)
    op.create_index("ix_deputy_acts_case", "deputy_acts", ["case_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
