"""Certificates and withdrawal (資格確認書、資格喪失): which certificates are to come back, and whose use is watched."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import BIG_ID, Alone, Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate_recalls",
        *_texts("certificate_key person_key household_key status"),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        *_dated(),
        sa.CheckConstraint(
            "status in ('WAITING', 'RETURNED', 'LOST', 'UNRETURNED')", name=op.f("ck_certificate_recalls_status")
        ),
        sa.CheckConstraint("reminders >= 0", name=op.f("ck_certificate_recalls_reminders")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_certificate_recalls_household_key")
        ),
        *_rules("certificate_recalls"),
    )
    op.create_table(
        "certificate_watches",
        *_texts("certificate_key person_key"),
        sa.Column("police_no", sa.String(), nullable=True),
        *_dated(),
        *_rules("certificate_watches"),
    )
    for table, columns in (
        ("certificate_recalls", ("certificate_key", "person_key", "household_key")),
        ("certificate_watches", ("certificate_key", "person_key")),
    ):
        for column in columns:
            short = column.removeprefix("certificate_").removesuffix("_key") or "key"
            op.create_index(f"ix_{table}_{short}", table, [column], unique=False)
    alone = (Alone(("certificate_key",)),)
    dated = {"certificate_recalls": alone, "certificate_watches": alone}
    guards.protect(op.get_bind(), dated=dated, final={}, frozen={})


def _texts(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names.split()]


def _dated() -> list[sa.Column[Any]]:
    return [
        sa.Column("row_id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
    ]


def _rules(table: str) -> list[Any]:
    return [
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f(f"ck_{table}_days")),
        sa.CheckConstraint("superseded_at is null or superseded_at >= recorded_at", name=op.f(f"ck_{table}_instants")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f(f"fk_{table}_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
