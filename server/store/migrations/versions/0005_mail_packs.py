"""Mail packs (郵便の束): counted at opening, every label with its fate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FROZEN = {
    "mail_packs": ("office", "opened_on", "no", "opened_by", "opened_at", "closed_by", "closed_at"),
    "mail_labels": (
        "pack_id",
        "position",
        "fate",
        "case_id",
        "reason",
        "settled_by",
        "settled_at",
        "copy_sent_on",
    ),
}


def upgrade() -> None:
    _packs()
    _labels()
    guards.protect(op.get_bind(), dated={}, final={}, frozen=FROZEN)


def _packs() -> None:
    op.create_table(
        "mail_packs",
        sa.Column("pack_id", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint("status in ('open', 'closed')", name=op.f("ck_mail_packs_status")),
        sa.CheckConstraint("counted >= 1", name=op.f("ck_mail_packs_counted")),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_mail_packs_office")),
        sa.PrimaryKeyConstraint("pack_id", name=op.f("pk_mail_packs")),
        sa.UniqueConstraint("office", "opened_on", "no", name="uq_mail_packs_office_opened_on_no"),
    )
    op.create_index("ix_mail_packs_status", "mail_packs", ["status", "office", "opened_on"], unique=False)


def _labels() -> None:
    op.create_table(
        "mail_labels",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("pack_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fate", sa.String(), nullable=True),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("copy_wanted", sa.Boolean(), nullable=False),
        sa.Column("copy_sent_on", sa.Date(), nullable=True),
        sa.Column("copy_sent_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "fate in ('case', 'added', 'duplicate', 'referred', 'returned', 'void')", name=op.f("ck_mail_labels_fate")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_mail_labels_case_id")),
        sa.ForeignKeyConstraint(["pack_id"], ["mail_packs.pack_id"], name=op.f("fk_mail_labels_pack_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_mail_labels")),
    )
    op.create_index("ix_mail_labels_case", "mail_labels", ["case_id"], unique=False)
    op.create_index("ix_mail_labels_pack", "mail_labels", ["pack_id", "position"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
