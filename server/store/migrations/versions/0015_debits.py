"""Direct debits (口座振替) and withholding (特別徴収): sealed accounts, mandates, runs with their requests."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Alone, Instant, Json

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

DATED = {
    "debit_mandates": (Alone(("household_key",)),),
    "special_collections": (Alone(("household_key", "levy_year")),),
}
FINAL: dict[str, tuple[str, ...]] = {
    "sealed_accounts": (),
    "pension_candidates": (),
}

FROZEN = {
    "debit_runs": (
        "run_id",
        "due_on",
        "turn",
        "debit_on",
        "stop_by",
        "count",
        "total",
        "left_out",
        "file_hash",
        "cut_by",
        "cut_on",
        "cut_at",
        "stops_sent_on",
        "stops_sent_by",
        "result_file",
        "result_on",
    ),
    "debit_requests": (
        "run_id",
        "line_no",
        "turn",
        "claim_key",
        "household_key",
        "mandate_key",
        "collection_no",
        "institution",
        "branch",
        "account_kind",
        "account_token",
        "account_tail",
        "holder_kana",
        "amount",
        "stopped_on",
        "stop_ground",
        "result",
        "result_on",
    ),
}


def upgrade() -> None:
    _sealed_accounts()
    _debit_mandates()
    _debit_runs()
    _debit_requests()
    _pension_candidates()
    _special_collections()
    guards.protect(op.get_bind(), dated=DATED, final=FINAL, frozen=FROZEN)


def _texts(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names.split()]


def _dated() -> list[sa.Column[Any]]:
    return [
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
    ]


def _sealed_accounts() -> None:
    op.create_table(
        "sealed_accounts",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        *_texts("match_hash tail put_by"),
        sa.Column("put_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sealed_accounts")),
    )
    op.create_index("ix_sealed_accounts_match", "sealed_accounts", ["match_hash"], unique=False)


def _debit_mandates() -> None:
    op.create_table(
        "debit_mandates",
        *_dated(),
        *_texts("by_event household_key mandate_key status institution branch"),
        *_texts("account_kind account_token account_tail holder_kana timing channel"),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.CheckConstraint("account_kind in ('1', '2', '4')", name=op.f("ck_debit_mandates_account_kind")),
        sa.CheckConstraint("status in ('ACCEPTED', 'SUSPENDED', 'RETURNED')", name=op.f("ck_debit_mandates_status")),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_debit_mandates_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_debit_mandates_days")),
        sa.ForeignKeyConstraint(
            ["account_token"], ["sealed_accounts.token"], name=op.f("fk_debit_mandates_account_token")
        ),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_debit_mandates_household_key")
        ),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_debit_mandates")),
    )
    op.create_index("ix_debit_mandates_household", "debit_mandates", ["household_key"], unique=False)
    op.create_index("ix_debit_mandates_key", "debit_mandates", ["mandate_key"], unique=False)


def _debit_runs() -> None:
    op.create_table(
        "debit_runs",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("turn", sa.String(), nullable=False),
        sa.Column("debit_on", sa.Date(), nullable=False),
        sa.Column("stop_by", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("left_out", Json(), nullable=False),
        *_texts("file_hash cut_by"),
        sa.Column("cut_on", sa.Date(), nullable=False),
        sa.Column("cut_at", Instant(), nullable=False),
        sa.Column("stops_sent_on", sa.Date(), nullable=True),
        sa.Column("stops_sent_by", sa.String(), nullable=True),
        sa.Column("result_file", sa.String(), nullable=True),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.CheckConstraint("turn in ('FIRST', 'AGAIN')", name=op.f("ck_debit_runs_turn")),
        sa.CheckConstraint("count >= 0 and total >= 0", name=op.f("ck_debit_runs_totals")),
        sa.CheckConstraint(
            "debit_on >= cut_on and stop_by >= cut_on and stop_by <= debit_on", name=op.f("ck_debit_runs_days")
        ),
        sa.ForeignKeyConstraint(["result_file"], ["receipt_files.file_id"], name=op.f("fk_debit_runs_result_file")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_debit_runs")),
        sa.UniqueConstraint("due_on", "turn", name="uq_debit_runs_turn"),
    )


def _debit_requests() -> None:
    op.create_table(
        "debit_requests",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("turn claim_key household_key mandate_key collection_no"),
        *_texts("institution branch account_kind account_token account_tail holder_kana"),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("stop_ground", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_debit_requests_amount")),
        sa.ForeignKeyConstraint(
            ["account_token"], ["sealed_accounts.token"], name=op.f("fk_debit_requests_account_token")
        ),
        sa.ForeignKeyConstraint(["claim_key"], ["instalments.claim_key"], name=op.f("fk_debit_requests_claim_key")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_debit_requests_household_key")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["debit_runs.run_id"], name=op.f("fk_debit_requests_run_id")),
        sa.PrimaryKeyConstraint("run_id", "line_no", name=op.f("pk_debit_requests")),
        sa.UniqueConstraint("claim_key", "turn", name="uq_debit_requests_claim"),
    )
    op.create_index("ix_debit_requests_household", "debit_requests", ["household_key"], unique=False)


def _pension_candidates() -> None:
    op.create_table(
        "pension_candidates",
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("record_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("levy_year", sa.Integer(), nullable=False),
        *_texts("pension_number pension_code payer"),
        sa.Column("person_key", sa.String(), nullable=True),
        sa.Column("yearly", sa.Integer(), nullable=False),
        sa.Column("per_payment", sa.Integer(), nullable=False),
        sa.Column("care_per_payment", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "yearly >= 0 and per_payment >= 0 and care_per_payment >= 0", name=op.f("ck_pension_candidates_amounts")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_pension_candidates_person_key")),
        sa.PrimaryKeyConstraint("file_hash", "record_no", name=op.f("pk_pension_candidates")),
    )
    op.create_index("ix_pension_candidates_person", "pension_candidates", ["person_key", "levy_year"], unique=False)


def _special_collections() -> None:
    op.create_table(
        "special_collections",
        *_dated(),
        *_texts("by_event household_key"),
        sa.Column("levy_year", sa.Integer(), nullable=False),
        sa.Column("account_key", sa.String(), nullable=True),
        *_texts("person_key pension_code"),
        sa.Column("amounts", Json(), nullable=False),
        sa.Column("mixed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "superseded_at is null or superseded_at >= recorded_at", name=op.f("ck_special_collections_instants")
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_special_collections_days")),
        sa.ForeignKeyConstraint(
            ["account_key"], ["levy_accounts.account_key"], name=op.f("fk_special_collections_account_key")
        ),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_special_collections_household_key")
        ),
        sa.ForeignKeyConstraint(["person_key"], ["persons.person_key"], name=op.f("fk_special_collections_person_key")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_special_collections")),
    )
    op.create_index(
        "ix_special_collections_household", "special_collections", ["household_key", "levy_year"], unique=False
    )


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
