"""Nominal heads and former household seniors (擬制世帯主、特定同一世帯所属者), and heads by designation.

Who is one of them today is found by the first nightly run (`kokuho households`), which looks at every household.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import BIG_ID, Alone, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DATED = {
    "nominal_heads": (Alone(("household_key",)),),
    "designated_heads": (Alone(("household_key",)),),
    "former_seniors": (Alone(("person_key", "household_key")),),
}


def upgrade() -> None:
    for name in ("nominal_heads", "designated_heads"):
        _table(name)
    _table(
        "former_seniors",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("ended_because", sa.String(), nullable=True),
        sa.CheckConstraint("basis in ('REGISTER', 'CERTIFICATE')", name=op.f("ck_former_seniors_basis")),
        sa.CheckConstraint(
            "ended_because is null or ended_because in ('LEFT', 'HEAD_CHANGED', 'RETURNED', 'NOBODY_INSURED')",
            name=op.f("ck_former_seniors_ended_because"),
        ),
    )
    op.create_index("ix_former_seniors_since", "former_seniors", ["since"], unique=False)
    guards.protect(op.get_bind(), dated=DATED, final={}, frozen={})


def _table(name: str, *more: Any) -> None:
    """A dated table of a household and one of its persons."""
    op.create_table(
        name,
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        *more,
        sa.Column("row_id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f(f"ck_{name}_days")),
        sa.CheckConstraint("superseded_at is null or superseded_at >= recorded_at", name=op.f(f"ck_{name}_instants")),
        sa.ForeignKeyConstraint(["household_key"], ["households.household_key"], name=op.f(f"fk_{name}_household_key")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f(f"fk_{name}_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f(f"pk_{name}")),
    )
    for short, column in (("household", "household_key"), ("person", "person_key")):
        op.create_index(f"ix_{name}_{short}", name, [column], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
