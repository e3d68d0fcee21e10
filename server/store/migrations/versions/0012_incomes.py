"""Incomes, declarations and reliefs of the levy (所得、申告、軽減)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Alone, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DATED = {"levy_reliefs": (Alone(("relief_key",)),)}
FINAL: dict[str, tuple[str, ...]] = {"feed_files": ()}
FROZEN = {
    "feed_quarantine": (
        "file_id",
        "interface",
        "row_no",
        "person_key",
        "reason",
        "content",
        "raised_at",
        "settled_at",
        "settled_by",
        "settlement",
    ),
    "income_inquiries": (
        "person_key",
        "income_year",
        "municipality",
        "asked_on",
        "due_on",
        "answered_on",
        "outcome",
    ),
}


def upgrade() -> None:
    _levy_reliefs()
    _feed_files()
    _feed_quarantine()
    _income_inquiries()
    guards.protect(op.get_bind(), dated=DATED, final=FINAL, frozen=FROZEN)


def _texts(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names.split()]


def _levy_reliefs() -> None:
    op.create_table(
        "levy_reliefs",
        *_texts("relief_key person_key kind event_kind"),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("multiple", sa.Boolean(), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        *_texts("reason"),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        *_texts("by_event"),
        sa.CheckConstraint("kind in ('MATERNITY', 'NON_VOLUNTARY')", name=op.f("ck_levy_reliefs_kind")),
        sa.CheckConstraint("event_kind in ('DUE', 'BIRTH', 'SEPARATION')", name=op.f("ck_levy_reliefs_event_kind")),
        sa.CheckConstraint("last_month >= first_month", name=op.f("ck_levy_reliefs_months")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_levy_reliefs_days")),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_levy_reliefs_instants")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_levy_reliefs_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_levy_reliefs")),
    )
    op.create_index("ix_levy_reliefs_key", "levy_reliefs", ["relief_key"], unique=False)
    op.create_index("ix_levy_reliefs_person", "levy_reliefs", ["person_key"], unique=False)


def _feed_files() -> None:
    op.create_table(
        "feed_files",
        *_texts("file_id interface kind"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        *_texts("content_hash name"),
        sa.Column("generated_at", Instant(), nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=False),
        sa.Column("covers_to", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("records", "changed", "quarantined", "barred")),
        *_texts("imported_by"),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.CheckConstraint("covers_to >= covers_from", name=op.f("ck_feed_files_days")),
        sa.CheckConstraint("kind in ('REGULAR', 'YEARLY')", name=op.f("ck_feed_files_kind")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_feed_files_content_hash")),
        sa.UniqueConstraint("interface", "sequence", name=op.f("uq_feed_files_sequence")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_feed_files")),
    )


def _feed_quarantine() -> None:
    op.create_table(
        "feed_quarantine",
        *_texts("item_id file_id interface"),
        sa.Column("row_no", sa.Integer(), nullable=False),
        *_texts("person_key reason content"),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settlement", sa.String(), nullable=True),
        sa.CheckConstraint("reason in ('no_household', 'levy_barred')", name=op.f("ck_feed_quarantine_reason")),
        sa.ForeignKeyConstraint(["file_id"], ["feed_files.file_id"], name=op.f("fk_feed_quarantine_file_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_feed_quarantine")),
    )
    op.create_index("ix_feed_quarantine_open", "feed_quarantine", ["interface", "settled_at"], unique=False)
    op.create_index("ix_feed_quarantine_file", "feed_quarantine", ["file_id"], unique=False)


def _income_inquiries() -> None:
    op.create_table(
        "income_inquiries",
        *_texts("inquiry_key person_key"),
        sa.Column("income_year", sa.Integer(), nullable=False),
        *_texts("municipality"),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint(
            "outcome is null or outcome in ('ANSWERED', 'NO_RECORD', 'NO_ANSWER')",
            name=op.f("ck_income_inquiries_outcome"),
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_income_inquiries_person_key")),
        sa.PrimaryKeyConstraint("inquiry_key", name=op.f("pk_income_inquiries")),
    )
    op.create_index("ix_income_inquiries_person", "income_inquiries", ["person_key", "income_year"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
