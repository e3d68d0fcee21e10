"""Set-offs and refunds of overpayments (充当・還付)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_FROZEN = {
    "overpayments": "overpayment_key household_key line_no claim_key yen arose_on found_on",
    "refunds": "refund_key case_id household_key number decided_on paid_on ended_on",
    "refund_files": "file_id pay_on count total file_hash cut_by cut_on cut_at result_on result_hash",
    "refund_payments": "payment_key refund_key payee_no attempt yen account_token file_id line_no result_on",
}


def upgrade() -> None:
    _overpayments()
    _set_offs()
    _refunds()
    _files()
    _payments()
    where = sa.text("kind = 'OVERPAID'")
    op.create_index("ix_postings_overpaid", "postings", ["book", "line_no"], sqlite_where=where, postgresql_where=where)
    frozen = {table: tuple(columns.split()) for table, columns in _FROZEN.items()}
    guards.protect(op.get_bind(), dated={}, final={"set_offs": (), "refund_lines": ()}, frozen=frozen)


def _overpayments() -> None:
    op.create_table(
        "overpayments",
        *_texts("overpayment_key household_key claim_key state"),
        *_texts("case_id cause", empty=True),
        *_numbers("line_no yen turn interest"),
        *_days("arose_on found_on"),
        sa.Column("interest_trace", Json(), nullable=True),
        sa.CheckConstraint("yen > 0 and interest >= 0", name=op.f("ck_overpayments_yen")),
        sa.CheckConstraint(
            "state in ('OPEN', 'SET_OFF', 'REFUND', 'REFUNDED', 'LAPSED', 'GONE')", name=op.f("ck_overpayments_state")
        ),
        sa.CheckConstraint(
            "cause is null or cause in ('OVERPAID_REASSESSED', 'MISPAID')", name=op.f("ck_overpayments_cause")
        ),
        _points("overpayments", "household_key", "households.household_key"),
        _points("overpayments", "claim_key", "instalments.claim_key"),
        _points("overpayments", "case_id", "cases.case_id"),
        sa.PrimaryKeyConstraint("overpayment_key", name=op.f("pk_overpayments")),
        sa.UniqueConstraint("household_key", "line_no", name="uq_overpayments_line"),
    )
    op.create_index("ix_overpayments_claim", "overpayments", ["claim_key"])
    op.create_index("ix_overpayments_case", "overpayments", ["case_id"])
    op.create_index("ix_overpayments_state", "overpayments", ["state", "arose_on"])


def _set_offs() -> None:
    op.create_table(
        "set_offs",
        *_texts("household_key overpayment_key claim_key subject case_id by_event"),
        *_numbers("out_line in_line yen"),
        *_days("effective_on decided_on"),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("yen > 0", name=op.f("ck_set_offs_yen")),
        sa.CheckConstraint("subject in ('PRINCIPAL', 'LATE_CHARGE', 'FEE', 'COST')", name=op.f("ck_set_offs_subject")),
        _points("set_offs", "household_key", "households.household_key"),
        _points("set_offs", "overpayment_key", "overpayments.overpayment_key"),
        _points("set_offs", "claim_key", "instalments.claim_key"),
        _points("set_offs", "case_id", "cases.case_id"),
        sa.PrimaryKeyConstraint("household_key", "out_line", name=op.f("pk_set_offs")),
        sa.UniqueConstraint("household_key", "in_line", name="uq_set_offs_in"),
    )
    op.create_index("ix_set_offs_overpayment", "set_offs", ["overpayment_key"])
    op.create_index("ix_set_offs_case", "set_offs", ["case_id"])


def _refunds() -> None:
    op.create_table(
        "refunds",
        *_texts("refund_key case_id household_key state"),
        *_numbers("number reminded yen interest"),
        *_days("lapses_on"),
        *_days("notified_on decided_on paid_on ended_on", empty=True),
        sa.CheckConstraint("yen >= 0 and interest >= 0 and yen + interest > 0", name=op.f("ck_refunds_yen")),
        sa.CheckConstraint(
            "state in ('WAITING', 'ORDERED', 'PAID', 'RETURNED', 'REFUSED', 'BACK', 'LAPSED')",
            name=op.f("ck_refunds_state"),
        ),
        _points("refunds", "case_id", "cases.case_id"),
        _points("refunds", "household_key", "households.household_key"),
        sa.PrimaryKeyConstraint("refund_key", name=op.f("pk_refunds")),
        sa.UniqueConstraint("case_id", name=op.f("uq_refunds_case_id")),
        sa.UniqueConstraint("number", name=op.f("uq_refunds_number")),
    )
    op.create_index("ix_refunds_household", "refunds", ["household_key"])
    op.create_index("ix_refunds_state", "refunds", ["state", "lapses_on"])
    op.create_table(
        "refund_lines",
        *_texts("overpayment_key refund_key"),
        *_numbers("yen interest set_off_interest"),
        sa.Column("trace", Json(), nullable=False),
        sa.CheckConstraint("yen >= 0 and interest >= 0 and set_off_interest >= 0", name=op.f("ck_refund_lines_yen")),
        _points("refund_lines", "overpayment_key", "overpayments.overpayment_key"),
        _points("refund_lines", "refund_key", "refunds.refund_key"),
        sa.PrimaryKeyConstraint("overpayment_key", name=op.f("pk_refund_lines")),
    )
    op.create_index("ix_refund_lines_refund", "refund_lines", ["refund_key"])


def _files() -> None:
    op.create_table(
        "refund_files",
        *_texts("file_id file_hash cut_by"),
        *_texts("result_hash", empty=True),
        *_days("pay_on cut_on"),
        *_days("result_on", empty=True),
        *_numbers("count"),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("cut_at", Instant(), nullable=False),
        sa.CheckConstraint("count > 0 and total > 0", name=op.f("ck_refund_files_totals")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_refund_files")),
    )


def _payments() -> None:
    op.create_table(
        "refund_payments",
        *_texts("payment_key refund_key payee_name institution branch account_kind account_token account_tail"),
        *_texts("holder_kana state"),
        *_texts("person_key file_id result", empty=True),
        *_numbers("payee_no attempt yen"),
        *_numbers("line_no", empty=True),
        *_days("ordered_on"),
        *_days("result_on", empty=True),
        sa.CheckConstraint("yen > 0", name=op.f("ck_refund_payments_yen")),
        sa.CheckConstraint("state in ('ORDERED', 'SENT', 'PAID', 'RETURNED')", name=op.f("ck_refund_payments_state")),
        _points("refund_payments", "refund_key", "refunds.refund_key"),
        _points("refund_payments", "person_key", "persons.person_key"),
        _points("refund_payments", "account_token", "sealed_accounts.token"),
        _points("refund_payments", "file_id", "refund_files.file_id"),
        sa.PrimaryKeyConstraint("payment_key", name=op.f("pk_refund_payments")),
        sa.UniqueConstraint("refund_key", "payee_no", "attempt", name="uq_refund_payments_attempt"),
        sa.UniqueConstraint("file_id", "line_no", name="uq_refund_payments_line"),
    )
    live = sa.text("state <> 'RETURNED'")
    op.create_index(
        "uq_refund_payments_live",
        "refund_payments",
        ["refund_key", "payee_no"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_index("ix_refund_payments_state", "refund_payments", ["state"])


def _texts(names: str, *, empty: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=empty) for name in names.split()]


def _numbers(names: str, *, empty: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=empty) for name in names.split()]


def _days(names: str, *, empty: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Date(), nullable=empty) for name in names.split()]


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))
