"""Withholding from pensions as it runs (特別徴収の事務): requests, stop notices, results, whose an overpayment is.

A number of the pension (基礎年金番号) stands here and in the files alone; no case, letter or log holds one.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, Json, final, frozen
from server.store.tables.ledger import ACCOUNT, CLAIM
from server.store.tables.people import HOUSEHOLD, PERSON

RUN = "special_runs.run_id"


class SpecialRunCols(TypedColumns):
    """One request to the payers of pensions (特別徴収依頼): one for a first month; cut, sent, answered, begun once."""

    run_id: Named[str] = Column(primary_key=True)
    case_id: Named[str] = Column(ForeignKey(CASE))
    levy_year: Named[int]
    first_month: Named[int]
    opened_on: Named[date]
    opened_by: Named[str]
    judged_on: Named[date | None]
    count: Named[int | None]
    total: Named[int | None] = Column(BigInteger)
    file_hash: Named[str | None]
    requested_on: Named[date | None]
    requested_by: Named[str | None]
    sent_on: Named[date | None]
    sent_by: Named[str | None]
    answer_hash: Named[str | None]
    answered_on: Named[date | None]
    answered_by: Named[str | None]
    begun_on: Named[date | None]
    stopped_on: Named[date | None]


class SpecialRowCols(TypedColumns):
    """A household of a request: what bars it, or what is asked in which month; its answer; when it began."""

    run_id: Named[str] = Column(ForeignKey(RUN), primary_key=True)
    line_no: Named[int] = Column(primary_key=True, autoincrement=False)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    person_key: Named[str] = Column(ForeignKey(PERSON))
    pension_number: Named[str]
    pension_code: Named[str]
    payer: Named[str]
    account_key: Named[str | None] = Column(ForeignKey(ACCOUNT))
    annual: Named[int]
    ordinary: Named[int]
    amounts: Named[object] = Column(Json, nullable=False)
    barred: Named[object] = Column(Json, nullable=False)
    left_out: Named[str | None]
    left_by: Named[str | None]
    answer: Named[str | None]
    settled: Named[str | None]
    settled_by: Named[str | None]
    begun_on: Named[date | None]
    not_begun: Named[str | None]


class SpecialFileCols(TypedColumns):
    """A file of stop notices (各種異動) for the payers of pensions; made once, sent once."""

    file_id: Named[str] = Column(primary_key=True)
    count: Named[int]
    file_hash: Named[str]
    made_on: Named[date]
    made_by: Named[str]
    made_at: Named[datetime] = Column(Instant)
    sent_on: Named[date | None]
    sent_by: Named[str | None]


class SpecialStopCols(TypedColumns):
    """A household whose withholding ends: from which month nothing more is to be withheld, and why."""

    stop_id: Named[str] = Column(primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    levy_year: Named[int]
    pension_number: Named[str]
    pension_code: Named[str]
    payer: Named[str]
    from_month: Named[date]
    reason: Named[str]
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    noted_on: Named[date]
    file_id: Named[str | None] = Column(ForeignKey("special_files.file_id"))


class SpecialResultCols(TypedColumns):
    """A record of a result file (特別徴収結果): what was asked, what came, what became of it, how it was settled."""

    file_id: Named[str] = Column(ForeignKey("receipt_files.file_id"), primary_key=True)
    record_no: Named[int] = Column(primary_key=True, autoincrement=False)
    pension_number: Named[str]
    household_key: Named[str | None] = Column(ForeignKey(HOUSEHOLD))
    claim_key: Named[str | None] = Column(ForeignKey(CLAIM))
    month: Named[date]
    asked: Named[int | None]
    amount: Named[int]
    code: Named[str]
    outcome: Named[str]
    settled_on: Named[date | None]
    settled_by: Named[str | None]
    settled: Named[str | None]


class OverpaymentPayeeCols(TypedColumns):
    """Whose an overpayment is when it is not the payer's own: withheld from a pension that was not due any more."""

    claim_key: Named[str] = Column(ForeignKey(CLAIM), primary_key=True)
    receipt_id: Named[str] = Column(ForeignKey("receipts.receipt_id"), primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    payee: Named[str]
    payer: Named[str]
    yen: Named[int]
    reason: Named[str]
    by_event: Named[str]
    noted_on: Named[date]


special_runs = Table(
    "special_runs",
    METADATA,
    SpecialRunCols,
    CheckConstraint("first_month in (4, 10, 12, 2)", name="first_month"),
    CheckConstraint("requested_by is null or sent_on is null or sent_on >= requested_on", name="days"),
    Index("uq_special_runs_case", "case_id", unique=True),
    info=frozen(*SpecialRunCols.__annotations__),
)
special_rows = Table(
    "special_rows",
    METADATA,
    SpecialRowCols,
    CheckConstraint("annual >= 0 and ordinary >= 0", name="amounts"),
    Index("uq_special_rows_household", "run_id", "household_key", unique=True),
    Index("ix_special_rows_number", "pension_number"),
    Index("ix_special_rows_household", "household_key"),
    info=frozen(*SpecialRowCols.__annotations__),
)
special_files = Table("special_files", METADATA, SpecialFileCols, info=frozen(*SpecialFileCols.__annotations__))
special_stops = Table(
    "special_stops",
    METADATA,
    SpecialStopCols,
    Index("ix_special_stops_household", "household_key", "levy_year"),
    Index("ix_special_stops_file", "file_id"),
    info=frozen(*SpecialStopCols.__annotations__),
)
special_results = Table(
    "special_results",
    METADATA,
    SpecialResultCols,
    CheckConstraint("amount >= 0", name="amount"),
    Index("ix_special_results_outcome", "outcome", "settled_on"),
    Index("ix_special_results_claim", "claim_key"),
    info=frozen(*SpecialResultCols.__annotations__),
)
overpayment_payees = Table(
    "overpayment_payees",
    METADATA,
    OverpaymentPayeeCols,
    CheckConstraint("payee in ('PENSION_PAYER')", name="payee"),
    CheckConstraint("yen > 0", name="yen"),
    info=final(),
)
