"""Letters printed in bulk (一括印刷): batches, their files, and where each letter stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

FINAL: dict[str, tuple[str, ...]] = {
    "print_chunks": (),
    "print_rows": ("chunk_no", "outcome", "first_page", "pages", "way"),
}
FROZEN = {"print_batches": ("letter", "case_id", "letters", "opened_at", "finished_at")}


def upgrade() -> None:
    op.create_table(
        "print_batches",
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("differing", Json(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.CheckConstraint("status in ('OPEN', 'PROVEN', 'DONE')", name=op.f("ck_print_batches_status")),
        sa.CheckConstraint("way in ('fast', 'plain')", name=op.f("ck_print_batches_way")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_print_batches_case_id")),
        sa.ForeignKeyConstraint(["office"], ["offices.office"], name=op.f("fk_print_batches_office")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_print_batches")),
    )
    op.create_index("ix_print_batches_case", "print_batches", ["case_id"], unique=False)
    op.create_index("ix_print_batches_status", "print_batches", ["status", "opened_at"], unique=False)
    _chunks()
    _rows()
    guards.protect(op.get_bind(), dated={}, final=FINAL, frozen=FROZEN)


def _chunks() -> None:
    op.create_table(
        "print_chunks",
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("chunk_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("pdf_hash", sa.String(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("stack", sa.String(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["print_batches.batch_id"], name=op.f("fk_print_chunks_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", "chunk_no", name=op.f("pk_print_chunks")),
    )


def _rows() -> None:
    op.create_table(
        "print_rows",
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("chunk_no", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("first_page", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(), nullable=True),
        sa.CheckConstraint(
            "outcome is null or outcome in ('RENDERED', 'HELD', 'GONE')", name=op.f("ck_print_rows_outcome")
        ),
        sa.CheckConstraint("(chunk_no is null) = (outcome is null)", name=op.f("ck_print_rows_placed")),
        sa.ForeignKeyConstraint(["batch_id"], ["print_batches.batch_id"], name=op.f("fk_print_rows_batch_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.letter_id"], name=op.f("fk_print_rows_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_print_rows")),
        sa.UniqueConstraint("batch_id", "seq", name="uq_print_rows_seq"),
    )
