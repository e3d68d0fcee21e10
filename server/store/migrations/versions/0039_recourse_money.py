"""Money of recourse entrusted to the federation, and an index for the service of dunnings (委託求償の入金)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

FINAL: dict[str, tuple[str, ...]] = {"entrusted_receipts": ()}
WIDENED: dict[str, tuple[str, ...]] = {"other_acts": (), "other_postings": ()}


def upgrade() -> None:
    op.create_table(
        "entrusted_receipts",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("row_no", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("case_id", "claim_key", "payer")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("paid_on", "remitted_on")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("collected", "fee", "remitted")),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "collected > 0 and fee >= 0 and remitted > 0 and fee + remitted = collected",
            name=op.f("ck_entrusted_receipts_yen"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_entrusted_receipts_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["claim_key"], ["other_claims.claim_key"], name=op.f("fk_entrusted_receipts_claim_key_other_claims")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["feed_files.file_id"], name=op.f("fk_entrusted_receipts_file_id_feed_files")
        ),
        sa.PrimaryKeyConstraint("file_id", "row_no", name=op.f("pk_entrusted_receipts")),
    )
    op.create_index("ix_entrusted_receipts_case", "entrusted_receipts", ["case_id"])
    op.create_index("ix_dunning_lines_claim", "dunning_lines", ["claim_key"])
    _widened()
    guards.protect(op.get_bind(), dated={}, final=FINAL | (WIDENED if _sqlite() else {}), frozen={})


def _widened() -> None:
    """What art. 65 collects has its own acts and late charge; SQLite copies the tables and loses what guards them."""
    acts = "'ACKNOWLEDGED', 'PART_PAID', 'NOTICE', 'DUNNING', 'DEMAND', 'TALKS', 'SUIT', 'JUDGMENT'"
    kinds = "'RECOURSE_CLAIM', 'RECOVERY_CLAIM', 'CHANGED', 'LATE_CHARGE', 'RECEIPT', 'REVERSED', 'GIVEN_UP'"
    for name, column, codes in (("other_acts", "act", acts), ("other_postings", "kind", kinds)):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_{column}"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_{column}"), f"{column} in ({codes})")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
