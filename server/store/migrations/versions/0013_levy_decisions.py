"""What a levy waits for and what it was computed from (賦課の待ち行列と根拠)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FINAL: dict[str, tuple[str, ...]] = {"levy_due": ("closed_on", "closed_by"), "levy_decisions": ()}


def upgrade() -> None:
    _due()
    _decisions()
    guards.protect(op.get_bind(), dated={}, final=FINAL, frozen={})


def _due() -> None:
    op.create_table(
        "levy_due",
        sa.Column("due_id", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("levy_year", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("marked_at", Instant(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.CheckConstraint("(closed_on is null) = (closed_by is null)", name=op.f("ck_levy_due_closed")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_levy_due_household_key")
        ),
        sa.PrimaryKeyConstraint("due_id", name=op.f("pk_levy_due")),
        sa.UniqueConstraint("household_key", "levy_year", "source", name="uq_levy_due_source"),
    )
    op.create_index("ix_levy_due_open", "levy_due", ["closed_on", "levy_year", "household_key"], unique=False)


def _decisions() -> None:
    op.create_table(
        "levy_decisions",
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("levy_year", sa.Integer(), nullable=False),
        sa.Column("payer_key", sa.String(), nullable=True),
        sa.Column("account_key", sa.String(), nullable=True),
        sa.Column("levy_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("total_before", sa.Integer(), nullable=False),
        sa.Column("total_after", sa.Integer(), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("basis", sa.LargeBinary(), nullable=False),
        sa.Column("basis_hash", sa.String(), nullable=False),
        sa.CheckConstraint(
            "outcome in ('DECIDED', 'CHANGED', 'NO_CHANGE', 'BARRED')", name=op.f("ck_levy_decisions_outcome")
        ),
        sa.CheckConstraint("total_before >= 0 and total_after >= 0", name=op.f("ck_levy_decisions_amounts")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_levy_decisions_household_key")
        ),
        sa.ForeignKeyConstraint(["payer_key"], ["persons.person_key"], name=op.f("fk_levy_decisions_payer_key")),
        sa.ForeignKeyConstraint(
            ["account_key"], ["levy_accounts.account_key"], name=op.f("fk_levy_decisions_account_key")
        ),
        sa.ForeignKeyConstraint(["levy_id"], ["levies.levy_id"], name=op.f("fk_levy_decisions_levy_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_levy_decisions_case_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_levy_decisions")),
    )
    columns = ["household_key", "levy_year", "recorded_at"]
    op.create_index("ix_levy_decisions_household", "levy_decisions", columns, unique=False)
    op.create_index("ix_levy_decisions_levy", "levy_decisions", ["levy_id"], unique=False)
    op.create_index("ix_levy_decisions_case", "levy_decisions", ["case_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
