"""The money side (収納): levies, the ledger with its 調定票, receipts and slips; all of it only added to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = (
    "'ASSESS', 'REDUCE', 'LATE_FIXED', 'LATE_WAIVED', 'DUNNING_FEE', 'COST', 'RECEIPT', 'REALLOCATED', 'OVERPAID', "
    "'OVERPAID_BACK', 'OFFSET_OUT', 'OFFSET_IN', 'REFUND_REVENUE', 'REFUND_EXPENSE', 'REFUND_INTEREST', 'CARRY_OVER', "
    "'WRITE_OFF', 'SUSPENSE_IN', 'SUSPENSE_OUT', 'SUSPENSE_BACK', 'DEPOSIT_HELD', 'DEPOSIT_APPLIED'"
)
_STANDINGS = "'CURRENT', 'PAST', 'CARRIED'"
_CHANNELS = (
    "'BANK_SLIP', 'DIRECT_DEBIT', 'CVS', 'APP', 'COUNTER', 'PENSION', 'EL_QR', 'LEVY_PROCEEDS', 'BENEFIT_DEDUCTION'"
)
_ACTS = "'NOTICE', 'DUNNING', 'ACKNOWLEDGED', 'REMINDER', 'SEIZURE', 'DEFERRAL'"
_OUTCOMES = "'FULL', 'PARTIAL', 'OVERPAID', 'SUSPENSE', 'HELD', 'CLEARED', 'NOT_PAID'"
_PRINCIPAL = "basic support care child"
_POSITIVE = "basic >= 0 and support >= 0 and care >= 0 and child >= 0"
FINAL: dict[str, tuple[str, ...]] = {
    "levy_accounts": (),
    "instalments": (),
    "levies": (),
    "levy_lines": (),
    "assessments": ("decided_by", "decided_on"),
    "postings": ("assessment_no",),
    "claim_acts": (),
    "receipt_files": (),
    "receipts": (),
    "payment_slips": ("superseded_on", "superseded_by"),
    "payment_slip_lines": (),
}


def upgrade() -> None:
    _levies()
    _assessments()
    _files()
    _receipts()
    _slips()
    _postings()
    _heads()
    _claim_acts()
    guards.protect(op.get_bind(), dated={}, final=FINAL, frozen={})


def _texts(names: str, *, empty: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=empty) for name in names.split()]


def _numbers(names: str, *, empty: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=empty) for name in names.split()]


def _sums(names: str, *, empty: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), nullable=empty) for name in names.split()]


def _days(names: str, *, empty: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Date(), nullable=empty) for name in names.split()]


def _instant(name: str) -> sa.Column[Any]:
    return sa.Column(name, Instant(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _levies() -> None:
    op.create_table(
        "levy_accounts",
        *_texts("account_key notice_no household_key mark"),
        *_texts("payer_key", empty=True),
        *_numbers("levy_year"),
        *_days("opened_on"),
        _points("levy_accounts", "household_key", "households.household_key"),
        _points("levy_accounts", "payer_key", "persons.person_key"),
        _key("levy_accounts", "account_key"),
        sa.UniqueConstraint("levy_year", "notice_no", name="uq_levy_accounts_notice"),
    )
    op.create_index("ix_levy_accounts_household", "levy_accounts", ["household_key", "levy_year"], unique=False)
    op.create_table(
        "instalments",
        *_texts("claim_key account_key standing mark"),
        *_numbers("instalment_no accounting_year"),
        sa.Column("ad_hoc", sa.Boolean(), nullable=False),
        *_days("ordinance_due due_on notice_on"),
        _check("instalments", "standing", f"standing in ({_STANDINGS})"),
        _check("instalments", "instalment_no", "instalment_no between 1 and 99"),
        _points("instalments", "account_key", "levy_accounts.account_key"),
        _key("instalments", "claim_key"),
        sa.UniqueConstraint("account_key", "instalment_no", name="uq_instalments_no"),
    )
    op.create_index("ix_instalments_due", "instalments", ["due_on"], unique=False)
    _levy_decisions()


def _levy_decisions() -> None:
    op.create_table(
        "levies",
        *_texts("levy_id account_key cause by_event by_user mark"),
        *_numbers(f"revision {_PRINCIPAL}"),
        *_days("decided_on"),
        _instant("recorded_at"),
        _check("levies", "revision", "revision >= 1"),
        _check("levies", "amounts", _POSITIVE),
        _points("levies", "account_key", "levy_accounts.account_key"),
        _key("levies", "levy_id"),
        sa.UniqueConstraint("account_key", "revision", name="uq_levies_revision"),
    )
    op.create_table(
        "levy_lines",
        *_texts("levy_id claim_key mark"),
        *_numbers(_PRINCIPAL),
        _check("levy_lines", "amounts", _POSITIVE),
        _points("levy_lines", "levy_id", "levies.levy_id"),
        _points("levy_lines", "claim_key", "instalments.claim_key"),
        _key("levy_lines", "levy_id", "claim_key"),
    )
    op.create_index("ix_levy_lines_claim", "levy_lines", ["claim_key"], unique=False)


def _assessments() -> None:
    op.create_table(
        "assessments",
        *_texts("assessment_no standing direction source made_by mark"),
        *_texts("decided_by", empty=True),
        *_numbers("accounting_year number lines"),
        *_sums(f"{_PRINCIPAL} late fee cost"),
        *_days("assessed_on"),
        *_days("decided_on", empty=True),
        _instant("made_at"),
        _check("assessments", "standing", f"standing in ({_STANDINGS})"),
        _check("assessments", "direction", "direction in ('ASSESS', 'REDUCE', 'CARRY')"),
        _check("assessments", "two_people", "decided_by is null or decided_by <> made_by"),
        _key("assessments", "assessment_no"),
        sa.UniqueConstraint("accounting_year", "number", name="uq_assessments_number"),
    )
    op.create_index("ix_assessments_day", "assessments", ["assessed_on"], unique=False)


def _files() -> None:
    op.create_table(
        "receipt_files",
        *_texts("file_id interface channel sender content_hash name imported_by mark"),
        *_numbers("sequence records count"),
        *_sums("total"),
        *_sums("credited", empty=True),
        *_days("created_on covers_from covers_to"),
        _instant("imported_at"),
        _check("receipt_files", "channel", f"channel in ({_CHANNELS})"),
        _check("receipt_files", "days", "covers_to >= covers_from"),
        _check("receipt_files", "totals", "records >= 0 and count >= 0 and total >= 0"),
        _key("receipt_files", "file_id"),
        sa.UniqueConstraint("content_hash", name=op.f("uq_receipt_files_content_hash")),
        sa.UniqueConstraint("interface", "channel", "sender", "sequence", name="uq_receipt_files_sequence"),
    )


def _receipts() -> None:
    op.create_table(
        "receipts",
        *_texts("receipt_id file_id channel reference stage collection_no outcome mark"),
        *_texts("once household_key", empty=True),
        *_numbers("record_no amount"),
        *_days("paid_on settled_on"),
        sa.Column("notes", Json(), nullable=False),
        _check("receipts", "channel", f"channel in ({_CHANNELS})"),
        _check("receipts", "stage", "stage in ('PRELIM', 'FINAL', 'PRELIM_CANCEL', 'NOT_PAID')"),
        _check("receipts", "outcome", f"outcome in ({_OUTCOMES})"),
        _check("receipts", "amount", "amount > 0"),
        _points("receipts", "file_id", "receipt_files.file_id"),
        _points("receipts", "household_key", "households.household_key"),
        _key("receipts", "receipt_id"),
        sa.UniqueConstraint("file_id", "record_no", name="uq_receipts_record"),
        sa.UniqueConstraint("once", name=op.f("uq_receipts_once")),
    )
    op.create_index("ix_receipts_reference", "receipts", ["channel", "reference"], unique=False)
    op.create_index("ix_receipts_household", "receipts", ["household_key", "paid_on"], unique=False)
    op.create_index("ix_receipts_collection", "receipts", ["collection_no"], unique=False)


def _slips() -> None:
    op.create_table(
        "payment_slips",
        *_texts("collection_no account_key by_event by_user mark"),
        *_texts("superseded_by", empty=True),
        *_numbers("issue_no amount"),
        *_days("issued_on use_by"),
        *_days("superseded_on", empty=True),
        _instant("recorded_at"),
        _check("payment_slips", "amount", "amount > 0"),
        _check("payment_slips", "days", "use_by >= issued_on"),
        _points("payment_slips", "account_key", "levy_accounts.account_key"),
        _key("payment_slips", "collection_no"),
        sa.UniqueConstraint("account_key", "issue_no", name="uq_payment_slips_issue"),
    )
    op.create_table(
        "payment_slip_lines",
        *_texts("collection_no claim_key subject mark"),
        *_numbers("line_no amount"),
        _check("payment_slip_lines", "amount", "amount > 0"),
        _check("payment_slip_lines", "subject", "subject in ('principal', 'late')"),
        _points("payment_slip_lines", "collection_no", "payment_slips.collection_no"),
        _points("payment_slip_lines", "claim_key", "instalments.claim_key"),
        _key("payment_slip_lines", "collection_no", "line_no"),
    )
    op.create_index("ix_payment_slip_lines_claim", "payment_slip_lines", ["claim_key"], unique=False)


def _postings() -> None:
    op.create_table(
        "postings",
        *_texts("book kind standing reason by_event by_user mark"),
        *_texts("claim_key levy_id receipt_id channel case_id second_user assessment_no", empty=True),
        *_numbers(f"line_no accounting_year {_PRINCIPAL} late fee cost unsplit"),
        *_numbers("reverses", empty=True),
        *_days("value_on posted_on"),
        _instant("recorded_at"),
        _check("postings", "kind", f"kind in ({_KINDS})"),
        _check("postings", "standing", f"standing in ({_STANDINGS})"),
        _check("postings", "line_no", "line_no >= 1"),
        _check("postings", "two_people", "second_user is null or second_user <> by_user"),
        _points("postings", "claim_key", "instalments.claim_key"),
        _points("postings", "levy_id", "levies.levy_id"),
        _points("postings", "receipt_id", "receipts.receipt_id"),
        _points("postings", "case_id", "cases.case_id"),
        _points("postings", "assessment_no", "assessments.assessment_no"),
        _key("postings", "book", "line_no"),
    )
    for name, columns in {"claim": ["claim_key"], "receipt": ["receipt_id"], "assessment": ["assessment_no"]}.items():
        op.create_index(f"ix_postings_{name}", "postings", columns, unique=False)
    op.create_index("ix_postings_posted", "postings", ["posted_on", "kind"], unique=False)
    where = sa.text("reverses is not null")
    op.create_index(
        "uq_postings_reverses",
        "postings",
        ["book", "reverses"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _heads() -> None:
    op.create_table(
        "ledger_heads",
        *_texts("book digest"),
        *_numbers("lines"),
        _check("ledger_heads", "lines", "lines >= 1"),
        _key("ledger_heads", "book"),
    )


def _claim_acts() -> None:
    op.create_table(
        "claim_acts",
        *_texts("act_id claim_key act by_event by_user mark"),
        *_days("on_day"),
        *_days("until_day", empty=True),
        _instant("recorded_at"),
        _check("claim_acts", "act", f"act in ({_ACTS})"),
        _check("claim_acts", "days", "until_day is null or until_day >= on_day"),
        _points("claim_acts", "claim_key", "instalments.claim_key"),
        _key("claim_acts", "act_id"),
    )
    op.create_index("ix_claim_acts_claim", "claim_acts", ["claim_key"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
