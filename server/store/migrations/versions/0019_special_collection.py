"""Withholding from pensions (特別徴収): requests with their households, stop notices, results, payees."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FINAL: dict[str, tuple[str, ...]] = {"overpayment_payees": ()}
FROZEN: dict[str, tuple[str, ...]] = {
    "special_runs": (
        "run_id",
        "case_id",
        "levy_year",
        "first_month",
        "opened_on",
        "opened_by",
        "judged_on",
        "count",
        "total",
        "file_hash",
        "requested_on",
        "requested_by",
        "sent_on",
        "sent_by",
        "answer_hash",
        "answered_on",
        "answered_by",
        "begun_on",
        "stopped_on",
    ),
    "special_rows": (
        "run_id",
        "line_no",
        "household_key",
        "person_key",
        "pension_number",
        "pension_code",
        "payer",
        "account_key",
        "annual",
        "ordinary",
        "amounts",
        "barred",
        "left_out",
        "left_by",
        "answer",
        "settled",
        "settled_by",
        "begun_on",
        "not_begun",
    ),
    "special_files": (
        "file_id",
        "count",
        "file_hash",
        "made_on",
        "made_by",
        "made_at",
        "sent_on",
        "sent_by",
    ),
    "special_stops": (
        "stop_id",
        "household_key",
        "levy_year",
        "pension_number",
        "pension_code",
        "payer",
        "from_month",
        "reason",
        "case_id",
        "noted_on",
        "file_id",
    ),
    "special_results": (
        "file_id",
        "record_no",
        "pension_number",
        "household_key",
        "claim_key",
        "month",
        "asked",
        "amount",
        "code",
        "outcome",
        "settled_on",
        "settled_by",
        "settled",
    ),
}


def upgrade() -> None:
    """Six tables, all of them evidence."""
    _runs()
    _rows()
    _files()
    _stops()
    _results()
    _payees()
    guards.protect(op.get_bind(), dated={}, final=FINAL, frozen=FROZEN)


def _texts(names: str, *, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=null) for name in names.split()]


def _days(names: str, *, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Date(), nullable=null) for name in names.split()]


def _numbers(names: str, *, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=null) for name in names.split()]


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _runs() -> None:
    op.create_table(
        "special_runs",
        *_texts("run_id case_id"),
        *_numbers("levy_year first_month"),
        *_days("opened_on"),
        *_texts("opened_by"),
        *_days("judged_on", null=True),
        *_numbers("count", null=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        *_texts("file_hash", null=True),
        *_days("requested_on", null=True),
        *_texts("requested_by", null=True),
        *_days("sent_on", null=True),
        *_texts("sent_by answer_hash", null=True),
        *_days("answered_on", null=True),
        *_texts("answered_by", null=True),
        *_days("begun_on stopped_on", null=True),
        sa.CheckConstraint("first_month in (4, 10, 12, 2)", name=op.f("ck_special_runs_first_month")),
        sa.CheckConstraint(
            "requested_by is null or sent_on is null or sent_on >= requested_on", name=op.f("ck_special_runs_days")
        ),
        _foreign("special_runs", "case_id", "cases.case_id"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_special_runs")),
    )
    op.create_index("uq_special_runs_case", "special_runs", ["case_id"], unique=True)


def _rows() -> None:
    op.create_table(
        "special_rows",
        *_texts("run_id"),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("household_key person_key pension_number pension_code payer"),
        *_texts("account_key", null=True),
        *_numbers("annual ordinary"),
        sa.Column("amounts", Json(), nullable=False),
        sa.Column("barred", Json(), nullable=False),
        *_texts("left_out left_by answer settled settled_by", null=True),
        *_days("begun_on", null=True),
        *_texts("not_begun", null=True),
        sa.CheckConstraint("annual >= 0 and ordinary >= 0", name=op.f("ck_special_rows_amounts")),
        _foreign("special_rows", "run_id", "special_runs.run_id"),
        _foreign("special_rows", "household_key", "households.household_key"),
        _foreign("special_rows", "person_key", "persons.person_key"),
        _foreign("special_rows", "account_key", "levy_accounts.account_key"),
        sa.PrimaryKeyConstraint("run_id", "line_no", name=op.f("pk_special_rows")),
    )
    op.create_index("uq_special_rows_household", "special_rows", ["run_id", "household_key"], unique=True)
    op.create_index("ix_special_rows_number", "special_rows", ["pension_number"], unique=False)
    op.create_index("ix_special_rows_household", "special_rows", ["household_key"], unique=False)


def _files() -> None:
    op.create_table(
        "special_files",
        *_texts("file_id"),
        *_numbers("count"),
        *_texts("file_hash"),
        *_days("made_on"),
        *_texts("made_by"),
        sa.Column("made_at", Instant(), nullable=False),
        *_days("sent_on", null=True),
        *_texts("sent_by", null=True),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_special_files")),
    )


def _stops() -> None:
    op.create_table(
        "special_stops",
        *_texts("stop_id household_key"),
        *_numbers("levy_year"),
        *_texts("pension_number pension_code payer"),
        *_days("from_month"),
        *_texts("reason"),
        *_texts("case_id", null=True),
        *_days("noted_on"),
        *_texts("file_id", null=True),
        _foreign("special_stops", "file_id", "special_files.file_id"),
        _foreign("special_stops", "household_key", "households.household_key"),
        _foreign("special_stops", "case_id", "cases.case_id"),
        sa.PrimaryKeyConstraint("stop_id", name=op.f("pk_special_stops")),
    )
    op.create_index("ix_special_stops_household", "special_stops", ["household_key", "levy_year"], unique=False)
    op.create_index("ix_special_stops_file", "special_stops", ["file_id"], unique=False)


def _results() -> None:
    op.create_table(
        "special_results",
        *_texts("file_id"),
        sa.Column("record_no", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("pension_number"),
        *_texts("household_key claim_key", null=True),
        *_days("month"),
        *_numbers("asked", null=True),
        *_numbers("amount"),
        *_texts("code outcome"),
        *_days("settled_on", null=True),
        *_texts("settled_by settled", null=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_special_results_amount")),
        _foreign("special_results", "file_id", "receipt_files.file_id"),
        _foreign("special_results", "household_key", "households.household_key"),
        _foreign("special_results", "claim_key", "instalments.claim_key"),
        sa.PrimaryKeyConstraint("file_id", "record_no", name=op.f("pk_special_results")),
    )
    op.create_index("ix_special_results_outcome", "special_results", ["outcome", "settled_on"], unique=False)
    op.create_index("ix_special_results_claim", "special_results", ["claim_key"], unique=False)


def _payees() -> None:
    op.create_table(
        "overpayment_payees",
        *_texts("claim_key receipt_id household_key payee payer"),
        *_numbers("yen"),
        *_texts("reason by_event"),
        *_days("noted_on"),
        sa.CheckConstraint("payee in ('PENSION_PAYER')", name=op.f("ck_overpayment_payees_payee")),
        sa.CheckConstraint("yen > 0", name=op.f("ck_overpayment_payees_yen")),
        _foreign("overpayment_payees", "claim_key", "instalments.claim_key"),
        _foreign("overpayment_payees", "receipt_id", "receipts.receipt_id"),
        _foreign("overpayment_payees", "household_key", "households.household_key"),
        sa.PrimaryKeyConstraint("claim_key", "receipt_id", name=op.f("pk_overpayment_payees")),
    )


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
