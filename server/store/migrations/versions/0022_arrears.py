"""Arrears of a household (滞納整理): holds on collection."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Alone, Instant, Json

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

DATED = {"collection_holds": (Alone(("hold_key",)),)}

HOLD_KINDS = (
    "'DEFERRAL', 'CONVERSION', 'SUSPENSION', 'DECEASED', 'BANKRUPTCY', 'WELFARE', 'RETURNED_MAIL', "
    "'ADDRESS_PROTECTION', 'REASSESSMENT', 'PAYMENT_IN_TRANSIT', 'APPEAL', 'RELIEF_PENDING', 'PLEDGE', 'SEIZED', "
    "'DISPUTE'"
)


def upgrade() -> None:
    _collection_holds()
    guards.protect(op.get_bind(), dated=DATED, final={}, frozen={})


def _texts(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names.split()]


def _collection_holds() -> None:
    name = "collection_holds"
    op.create_table(
        name,
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        *_texts("by_event hold_key household_key kind"),
        sa.Column("claim_keys", Json(), nullable=True),
        *_texts("reason set_by"),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.CheckConstraint(f"kind in ({HOLD_KINDS})", name=op.f(f"ck_{name}_kind")),
        sa.CheckConstraint(
            "kind not in ('RELIEF_PENDING', 'PAYMENT_IN_TRANSIT') or valid_to is not null",
            name=op.f(f"ck_{name}_until"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{name}_reason")),
        sa.CheckConstraint("superseded_at is null or superseded_at >= recorded_at", name=op.f(f"ck_{name}_instants")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f(f"ck_{name}_days")),
        sa.ForeignKeyConstraint(["household_key"], ["households.household_key"], name=op.f(f"fk_{name}_household_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f(f"pk_{name}")),
    )
    op.create_index("ix_collection_holds_household", name, ["household_key"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
