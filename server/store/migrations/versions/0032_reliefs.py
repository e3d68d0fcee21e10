"""Reliefs from premiums on application (減免)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Alone, Instant, Json

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_APPLIED = "'OPEN', 'GRANTED', 'PARTLY', 'REFUSED', 'WITHDRAWN', 'JOINED'"
_GRANTED = "'GRANTED', 'REVOKED', 'REPLACED'"
_TABLES = ("relief_applications", "premium_reliefs")


def upgrade() -> None:
    op.create_table(
        "relief_applications",
        *_dated("relief_applications", "application_key household_key case_id ground state"),
        sa.Column("levy_year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("applied_on", "due_on", "event_on")),
        sa.Column("ended_on", sa.Date(), nullable=True),
        *(sa.Column(name, Json(), nullable=False) for name in ("facts", "persons")),
        sa.CheckConstraint(f"state in ({_APPLIED})", name=op.f("ck_relief_applications_state")),
    )
    op.create_table(
        "premium_reliefs",
        *_dated("premium_reliefs", "relief_key household_key case_id ground state reason"),
        *(sa.Column(name, sa.Integer(), nullable=name == "last_year") for name in ("levy_year", "last_year", "yen")),
        sa.Column("terms", Json(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.CheckConstraint(f"state in ({_GRANTED})", name=op.f("ck_premium_reliefs_state")),
        sa.CheckConstraint("yen >= 0", name=op.f("ck_premium_reliefs_yen")),
    )
    for table in _TABLES:
        op.create_index(f"ix_{table}_household", table, ["household_key"], unique=False)
    op.create_index("ix_relief_applications_state_due", "relief_applications", ["state", "due_on"], unique=False)
    year = Alone(("household_key", "levy_year"), ("state", "GRANTED"))
    rules = {
        "relief_applications": (Alone(("application_key",)),),
        "premium_reliefs": (Alone(("relief_key",)), year),
    }
    guards.protect(op.get_bind(), dated=rules, final={}, frozen={})


def _dated(table: str, texts: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts.split()),
        sa.CheckConstraint("superseded_at is null or superseded_at >= recorded_at", name=op.f(f"ck_{table}_instants")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f(f"ck_{table}_days")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f(f"fk_{table}_household_key")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f(f"fk_{table}_case_id")),
        sa.PrimaryKeyConstraint("row_id", name=op.f(f"pk_{table}")),
    )
