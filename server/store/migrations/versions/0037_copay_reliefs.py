"""Relief of co-payments (一部負担金の減免): applications, and the register of certificates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Alone, Instant, Json

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_APPLIED = "'OPEN', 'GRANTED', 'REFUSED', 'WITHDRAWN'"
_TABLES = {"copay_applications": ("due", "due_on"), "copay_reliefs": ("last", "last_day")}


def upgrade() -> None:
    op.create_table(
        "copay_applications",
        *_dated("copay_applications", "application_key household_key case_id ground state"),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("applied_on", "due_on", "event_on")),
        sa.CheckConstraint(f"state in ({_APPLIED})", name=op.f("ck_copay_applications_state")),
    )
    op.create_table(
        "copay_reliefs",
        *_dated("copay_reliefs", "relief_key number household_key case_id ground measure share table_row state reason"),
        sa.Column("persons", Json(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_day", "last_day", "granted_on")),
        sa.CheckConstraint("measure in ('EXEMPT', 'REDUCE', 'DEFER')", name=op.f("ck_copay_reliefs_measure")),
        sa.CheckConstraint("state in ('GRANTED', 'REVOKED')", name=op.f("ck_copay_reliefs_state")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_copay_reliefs_span")),
    )
    for table, (name, column) in _TABLES.items():
        op.create_index(f"ix_{table}_household", table, ["household_key"], unique=False)
        op.create_index(f"ix_{table}_state_{name}", table, ["state", column], unique=False)
    rules = {
        "copay_applications": (Alone(("application_key",)),),
        "copay_reliefs": (Alone(("relief_key",)),),
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
