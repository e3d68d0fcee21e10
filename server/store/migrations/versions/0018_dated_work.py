"""Dated work (年齢到達など): birthdays that change rights, until what follows from them is done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dated_work",
        sa.Column("work_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('AGE_40', 'AGE_65', 'AGE_70', 'AGE_75')", name=op.f("ck_dated_work_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_dated_work_case_id")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_dated_work_household_key")
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_dated_work_office")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_dated_work_person_key")),
        sa.PrimaryKeyConstraint("work_id", name=op.f("pk_dated_work")),
        sa.UniqueConstraint("kind", "person_key", name="uq_dated_work_kind"),
    )
    op.create_index("ix_dated_work_due_on", "dated_work", ["due_on"], unique=False)
    op.create_index("ix_dated_work_household_key", "dated_work", ["household_key"], unique=False)
