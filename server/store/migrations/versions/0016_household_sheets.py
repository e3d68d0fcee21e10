"""Estimates (試算): kept with their figures, values and result; only ever added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FINAL: dict[str, tuple[str, ...]] = {"estimates": ()}


def upgrade() -> None:
    op.create_table(
        "estimates",
        sa.Column("estimate_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("inputs", Json(), nullable=False),
        sa.Column("values_digest", sa.String(), nullable=False),
        sa.Column("result", Json(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.CheckConstraint("total >= 0", name=op.f("ck_estimates_total")),
        sa.CheckConstraint("household_key is not null or subject <> ''", name=op.f("ck_estimates_subject")),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_estimates_office")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_estimates_household_key")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.user_id"], name=op.f("fk_estimates_made_by")),
        sa.PrimaryKeyConstraint("estimate_id", name=op.f("pk_estimates")),
    )
    op.create_index("ix_estimates_household", "estimates", ["household_key", "recorded_at"], unique=False)
    op.create_index("ix_estimates_maker", "estimates", ["made_by", "recorded_at"], unique=False)
    op.create_index("uq_estimates_number", "estimates", ["number"], unique=True)
    guards.protect(op.get_bind(), dated={}, final=FINAL, frozen={})


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
