"""Overpayments and what became of them (過誤納金の充当・還付): each taken up by one case, used once, paid once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from server.store.tables.columns import METADATA, Instant, Json, final, frozen
from server.store.tables.debits import SEALED_ACCOUNT
from server.store.tables.ledger import CLAIM
from server.store.tables.people import HOUSEHOLD, PERSON

CASE_ID = "cases.case_id"


class OverpaymentCols(TypedColumns):
    """An overpayment by the ledger's line that made it. `case_id` who works on it now, None: nobody yet; `turn` how
    often it came back to be set off. `cause` as a person confirmed it; `interest` yen on its set-offs, with its trace.
    `state` OPEN, SET_OFF (nothing left), REFUND (the rest is to be refunded), REFUNDED, LAPSED, GONE (went back).
    """

    overpayment_key: Named[str] = Column(primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    line_no: Named[int]
    claim_key: Named[str] = Column(ForeignKey(CLAIM))
    yen: Named[int]
    arose_on: Named[date]
    found_on: Named[date]
    turn: Named[int]
    case_id: Named[str | None] = Column(ForeignKey(CASE_ID))
    state: Named[str]
    cause: Named[str | None]
    interest: Named[int]
    interest_trace: Named[object | None] = Column(Json)


class SetOffCols(TypedColumns):
    """A set-off as it was decided (充当): the lines of the ledger that carry it out, the day as of which it counts."""

    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD), primary_key=True)
    out_line: Named[int] = Column(primary_key=True, autoincrement=False)
    in_line: Named[int]
    overpayment_key: Named[str] = Column(ForeignKey("overpayments.overpayment_key"))
    claim_key: Named[str] = Column(ForeignKey(CLAIM))
    subject: Named[str]
    yen: Named[int]
    effective_on: Named[date]
    agreed: Named[bool]
    decided_on: Named[date]
    case_id: Named[str] = Column(ForeignKey(CASE_ID))
    by_event: Named[str]


class RefundCols(TypedColumns):
    """A refund (還付) as it stands. `state` WAITING for a claim, ORDERED (支出決定), PAID, RETURNED (振込不能),
    REFUSED, BACK (to be set off after all), LAPSED, PARTED (among heirs). `lapses_on` the last day of the claim;
    `reminded` how often.
    """

    refund_key: Named[str] = Column(primary_key=True)
    case_id: Named[str] = Column(ForeignKey(CASE_ID), unique=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    number: Named[int] = Column(unique=True)
    state: Named[str]
    lapses_on: Named[date]
    notified_on: Named[date | None]
    reminded: Named[int]
    yen: Named[int]
    interest: Named[int]
    decided_on: Named[date | None]
    paid_on: Named[date | None]
    ended_on: Named[date | None]


class RefundLineCols(TypedColumns):
    """What of an overpayment is refunded, with its interest and that of its set-offs: once in its life, where it was
    parted once for each heir (`heir_no` 0: it was not parted).
    """

    overpayment_key: Named[str] = Column(ForeignKey("overpayments.overpayment_key"), primary_key=True)
    heir_no: Named[int] = Column(primary_key=True, autoincrement=False)
    refund_key: Named[str] = Column(ForeignKey("refunds.refund_key"))
    yen: Named[int]
    interest: Named[int]
    set_off_interest: Named[int]
    trace: Named[object] = Column(Json, nullable=False)


class RefundFileCols(TypedColumns):
    """A payment file (総合振込): cut once for a day, with its totals; `result_on` when the bank's answer came in."""

    file_id: Named[str] = Column(primary_key=True)
    pay_on: Named[date]
    count: Named[int]
    total: Named[int] = Column(BigInteger)
    file_hash: Named[str]
    cut_by: Named[str]
    cut_on: Named[date]
    cut_at: Named[datetime] = Column(Instant)
    result_on: Named[date | None]
    result_hash: Named[str | None]


class RefundPaymentCols(TypedColumns):
    """A transfer to one payee: `attempt` after attempt, one at a time. `state` ORDERED, SENT, PAID or RETURNED."""

    payment_key: Named[str] = Column(primary_key=True)
    refund_key: Named[str] = Column(ForeignKey("refunds.refund_key"))
    payee_no: Named[int]
    attempt: Named[int]
    payee_name: Named[str]
    person_key: Named[str | None] = Column(ForeignKey(PERSON))
    yen: Named[int]
    institution: Named[str]
    branch: Named[str]
    account_kind: Named[str]
    account_token: Named[str] = Column(ForeignKey(SEALED_ACCOUNT))
    account_tail: Named[str]
    holder_kana: Named[str]
    state: Named[str]
    ordered_on: Named[date]
    file_id: Named[str | None] = Column(ForeignKey("refund_files.file_id"))
    line_no: Named[int | None]
    result: Named[str | None]
    result_on: Named[date | None]


overpayments = Table(
    "overpayments",
    METADATA,
    OverpaymentCols,
    UniqueConstraint("household_key", "line_no", name="uq_overpayments_line"),
    CheckConstraint("yen > 0 and interest >= 0", name="yen"),
    CheckConstraint("state in ('OPEN', 'SET_OFF', 'REFUND', 'REFUNDED', 'LAPSED', 'GONE')", name="state"),
    CheckConstraint("cause is null or cause in ('OVERPAID_REASSESSED', 'MISPAID')", name="cause"),
    Index("ix_overpayments_claim", "claim_key"),
    Index("ix_overpayments_case", "case_id"),
    Index("ix_overpayments_state", "state", "arose_on"),
    info=frozen("overpayment_key", "household_key", "line_no", "claim_key", "yen", "arose_on", "found_on"),
)
set_offs = Table(
    "set_offs",
    METADATA,
    SetOffCols,
    UniqueConstraint("household_key", "in_line", name="uq_set_offs_in"),
    CheckConstraint("yen > 0", name="yen"),
    CheckConstraint("subject in ('PRINCIPAL', 'LATE_CHARGE', 'FEE', 'COST')", name="subject"),
    Index("ix_set_offs_overpayment", "overpayment_key"),
    Index("ix_set_offs_case", "case_id"),
    info=final(),
)
refunds = Table(
    "refunds",
    METADATA,
    RefundCols,
    CheckConstraint("yen >= 0 and interest >= 0 and yen + interest > 0", name="yen"),
    CheckConstraint(
        "state in ('WAITING', 'ORDERED', 'PAID', 'RETURNED', 'REFUSED', 'BACK', 'LAPSED', 'PARTED')", name="state"
    ),
    Index("ix_refunds_household", "household_key"),
    Index("ix_refunds_state", "state", "lapses_on"),
    info=frozen("refund_key", "case_id", "household_key", "number", "decided_on", "paid_on", "ended_on"),
)
refund_lines = Table(
    "refund_lines",
    METADATA,
    RefundLineCols,
    CheckConstraint("yen >= 0 and interest >= 0 and set_off_interest >= 0", name="yen"),
    Index("ix_refund_lines_refund", "refund_key"),
    info=final(),
)
refund_files = Table(
    "refund_files",
    METADATA,
    RefundFileCols,
    CheckConstraint("count > 0 and total > 0", name="totals"),
    info=frozen(*RefundFileCols.__annotations__),
)
refund_payments = Table(
    "refund_payments",
    METADATA,
    RefundPaymentCols,
    UniqueConstraint("refund_key", "payee_no", "attempt", name="uq_refund_payments_attempt"),
    UniqueConstraint("file_id", "line_no", name="uq_refund_payments_line"),
    CheckConstraint("yen > 0", name="yen"),
    CheckConstraint("state in ('ORDERED', 'SENT', 'PAID', 'RETURNED')", name="state"),
    # Nobody is paid twice: a second transfer to a payee stands only once the first one came back.
    Index(
        "uq_refund_payments_live",
        "refund_key",
        "payee_no",
        unique=True,
        sqlite_where=text("state <> 'RETURNED'"),
        postgresql_where=text("state <> 'RETURNED'"),
    ),
    Index("ix_refund_payments_state", "state"),
    info=frozen(
        "payment_key", "refund_key", "payee_no", "attempt", "yen", "account_token", "file_id", "line_no", "result_on"
    ),
)
