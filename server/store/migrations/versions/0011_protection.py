"""Address protection (支援措置): the register of protections. Who was flagged before stays flagged in the registers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import BIG_ID, Alone, Instant, Json

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("protections", *_columns(), *_rules())
    for name, column in (
        ("key", "protection_key"),
        ("person", "person_key"),
        ("own", "own_household_key"),
        ("from", "from_household_key"),
    ):
        op.create_index(f"ix_protections_{name}", "protections", [column], unique=False)
    guards.protect(op.get_bind(), dated={"protections": (Alone(("protection_key",)),)}, final={}, frozen={})


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("protection_key", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("proof_kind", sa.String(), nullable=True),
        sa.Column("proof_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("hide_from", Json(), nullable=False),
        sa.Column("block_online", sa.Boolean(), nullable=False),
        sa.Column("own_household_key", sa.String(), nullable=True),
        sa.Column("from_household_key", sa.String(), nullable=True),
        sa.Column("separated_on", sa.Date(), nullable=True),
        sa.Column("safe", sa.String(), nullable=True),
        sa.Column("row_id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
    )


def _rules() -> tuple[Any, ...]:
    return (
        sa.CheckConstraint("status in ('PROVISIONAL', 'DECIDED')", name=op.f("ck_protections_status")),
        sa.CheckConstraint("status = 'PROVISIONAL' or safe is not null", name=op.f("ck_protections_safe")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_protections_days")),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_protections_instants")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_protections_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_protections")),
    )


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
