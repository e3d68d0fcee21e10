"""Ways of collection (収納方法): accounts under seal, mandates for direct debit, runs with their requests, withholding.

Of an account (口座) only the last three digits stand in the open; the number lies under its seal (口座情報).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from server.store.tables.columns import METADATA, DatedCols, Instant, Json, dated, final, frozen
from server.store.tables.ledger import ACCOUNT, CLAIM
from server.store.tables.people import HOUSEHOLD, PERSON

SEALED_ACCOUNT = "sealed_accounts.token"


class SealedAccountCols(TypedColumns):
    """An account number under its token; `match_hash` finds equal ones without opening any, `tail` is what is shown."""

    token: Named[str] = Column(primary_key=True)
    ciphertext: Named[bytes] = Column(LargeBinary)
    match_hash: Named[str]
    tail: Named[str]
    put_by: Named[str]
    put_at: Named[datetime] = Column(Instant)


class DebitMandateCols(DatedCols):
    """A household's mandate (口座振替の依頼): one at a time. ACCEPTED is debited, SUSPENDED and RETURNED are not.

    `valid_from` is the day of acceptance; `first_due_on` the first due date whose request file was not cut by then.
    """

    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    mandate_key: Named[str]
    status: Named[str]
    institution: Named[str]
    branch: Named[str]
    account_kind: Named[str]
    account_token: Named[str] = Column(ForeignKey(SEALED_ACCOUNT))
    account_tail: Named[str]
    holder_kana: Named[str]
    timing: Named[str]
    channel: Named[str]
    consented_on: Named[date]
    first_due_on: Named[date]
    ground: Named[str]


class DebitRunCols(TypedColumns):
    """One request to the banks (振替請求) for a due date; `turn` FIRST or AGAIN (再振替). Its file is cut once."""

    run_id: Named[str] = Column(primary_key=True)
    due_on: Named[date]
    turn: Named[str]
    debit_on: Named[date]
    stop_by: Named[date]
    count: Named[int]
    total: Named[int] = Column(BigInteger)
    left_out: Named[object] = Column(Json, nullable=False)
    file_hash: Named[str]
    cut_by: Named[str]
    cut_on: Named[date]
    cut_at: Named[datetime] = Column(Instant)
    stops_sent_on: Named[date | None]
    stops_sent_by: Named[str | None]
    result_file: Named[str | None] = Column(ForeignKey("receipt_files.file_id"))
    result_on: Named[date | None]


class DebitRequestCols(TypedColumns):
    """One instalment asked for in a run, once in a turn; `stop_ground` why it was stopped, `result` the bank's code."""

    run_id: Named[str] = Column(ForeignKey("debit_runs.run_id"), primary_key=True)
    line_no: Named[int] = Column(primary_key=True, autoincrement=False)
    turn: Named[str]
    claim_key: Named[str] = Column(ForeignKey(CLAIM))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    mandate_key: Named[str]
    collection_no: Named[str]
    institution: Named[str]
    branch: Named[str]
    account_kind: Named[str]
    account_token: Named[str] = Column(ForeignKey(SEALED_ACCOUNT))
    account_tail: Named[str]
    holder_kana: Named[str]
    amount: Named[int]
    stopped_on: Named[date | None]
    stop_ground: Named[str | None]
    result: Named[str | None]
    result_on: Named[date | None]


class PensionCandidateCols(TypedColumns):
    """A pensioner as the pension payers told of him (特別徴収対象者情報), found among our persons or not."""

    file_hash: Named[str] = Column(primary_key=True)
    record_no: Named[int] = Column(primary_key=True, autoincrement=False)
    levy_year: Named[int]
    pension_number: Named[str]
    pension_code: Named[str]
    payer: Named[str]
    person_key: Named[str | None] = Column(ForeignKey(PERSON))
    yearly: Named[int]
    per_payment: Named[int]
    care_per_payment: Named[int]
    told_on: Named[date]


class SpecialCollectionCols(DatedCols):
    """Withholding from the head's pension (特別徴収) for a levy year: what is withheld in each even month.

    `mixed`: a part of the year is collected in the ordinary way besides.
    """

    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    levy_year: Named[int]
    account_key: Named[str | None] = Column(ForeignKey(ACCOUNT))
    person_key: Named[str] = Column(ForeignKey(PERSON))
    pension_code: Named[str]
    amounts: Named[object] = Column(Json, nullable=False)
    mixed: Named[bool]


sealed_accounts = Table(
    "sealed_accounts", METADATA, SealedAccountCols, Index("ix_sealed_accounts_match", "match_hash"), info=final()
)
debit_mandates = Table(
    "debit_mandates",
    METADATA,
    DebitMandateCols,
    Index("ix_debit_mandates_household", "household_key"),
    Index("ix_debit_mandates_key", "mandate_key"),
    CheckConstraint("status in ('ACCEPTED', 'SUSPENDED', 'RETURNED')", name="status"),
    CheckConstraint("account_kind in ('1', '2', '4')", name="account_kind"),
    info=dated("household_key"),
)
debit_runs = Table(
    "debit_runs",
    METADATA,
    DebitRunCols,
    UniqueConstraint("due_on", "turn", name="uq_debit_runs_turn"),
    CheckConstraint("turn in ('FIRST', 'AGAIN')", name="turn"),
    CheckConstraint("count >= 0 and total >= 0", name="totals"),
    CheckConstraint("debit_on >= cut_on and stop_by >= cut_on and stop_by <= debit_on", name="days"),
    info=frozen(*DebitRunCols.__annotations__),
)
debit_requests = Table(
    "debit_requests",
    METADATA,
    DebitRequestCols,
    UniqueConstraint("claim_key", "turn", name="uq_debit_requests_claim"),
    CheckConstraint("amount > 0", name="amount"),
    Index("ix_debit_requests_household", "household_key"),
    info=frozen(*DebitRequestCols.__annotations__),
)
pension_candidates = Table(
    "pension_candidates",
    METADATA,
    PensionCandidateCols,
    CheckConstraint("yearly >= 0 and per_payment >= 0 and care_per_payment >= 0", name="amounts"),
    Index("ix_pension_candidates_person", "person_key", "levy_year"),
    info=final(),
)
special_collections = Table(
    "special_collections",
    METADATA,
    SpecialCollectionCols,
    Index("ix_special_collections_household", "household_key", "levy_year"),
    info=dated("household_key", "levy_year"),
)
