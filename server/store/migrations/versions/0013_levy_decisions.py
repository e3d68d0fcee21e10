"""What a levy waits for and what it was computed from (賦課の待ち行列と根拠)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OUTCOMES = ("DECIDED", "CHANGED", "NO_CHANGE", "BARRED")
FINAL: dict[str, tuple[str, ...]] = {
    "levy_due": ("closed_on", "closed_by"),
    "levy_decisions": (),
    "dispatches": (),
    "dispatch_letters": (),
}


def upgrade() -> None:
    _due()
    _decisions()
    _dispatches()
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


def _text(name: str, to: str = "", *, nullable: bool = False) -> list[Any]:
    """A text column of the decisions, with its foreign key where it points to another table."""
    found: list[Any] = [sa.Column(name, sa.String(), nullable=nullable)]
    if to:
        found.append(sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_levy_decisions_{name}")))
    return found


def _decisions() -> None:
    op.create_table(
        "levy_decisions",
        *_text("decision_id"),
        *_text("household_key", "households.household_key"),
        sa.Column("levy_year", sa.Integer(), nullable=False),
        *_text("payer_key", "persons.person_key", nullable=True),
        *_text("account_key", "levy_accounts.account_key", nullable=True),
        *_text("levy_id", "levies.levy_id", nullable=True),
        *_text("outcome"),
        *_text("cause"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("total_before", "total_after", "tenths")),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        *_text("case_id", "cases.case_id", nullable=True),
        *_text("by_event"),
        *_text("by_user"),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("basis", sa.LargeBinary(), nullable=False),
        *_text("basis_hash"),
        sa.CheckConstraint(f"outcome in {OUTCOMES}", name=op.f("ck_levy_decisions_outcome")),
        sa.CheckConstraint("total_before >= 0 and total_after >= 0", name=op.f("ck_levy_decisions_amounts")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_levy_decisions")),
    )
    columns = ["household_key", "levy_year", "recorded_at"]
    op.create_index("ix_levy_decisions_household", "levy_decisions", columns, unique=False)
    op.create_index("ix_levy_decisions_levy", "levy_decisions", ["levy_id"], unique=False)
    op.create_index("ix_levy_decisions_case", "levy_decisions", ["case_id"], unique=False)


def _dispatches() -> None:
    """What the post office took (発送簿): a levy notice counts as issued by its slip and count alone."""
    op.create_table(
        "dispatches",
        *_text("slip_no"),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("pieces", "pulled")),
        *_text("by_user"),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("pieces >= 1 and pulled >= 0", name=op.f("ck_dispatches_counts")),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_dispatches_office")),
        sa.PrimaryKeyConstraint("slip_no", name=op.f("pk_dispatches")),
    )
    op.create_table(
        "dispatch_letters",
        *_text("letter_id"),
        *_text("slip_no"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.letter_id"], name=op.f("fk_dispatch_letters_letter_id")),
        sa.ForeignKeyConstraint(["slip_no"], ["dispatches.slip_no"], name=op.f("fk_dispatch_letters_slip_no")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_dispatch_letters")),
    )


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
