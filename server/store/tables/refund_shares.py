"""Refunds parted among heirs, and refunds that lapsed (還付の相続人への分割・還付未済の時効): each yen on one row."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.columns import METADATA, Json, final, frozen
from server.store.tables.refunds import CASE_ID

_OVERPAYMENT, _REFUND = "overpayments.overpayment_key", "refunds.refund_key"


class RefundShareCols(TypedColumns):
    """What of an overpayment an heir may claim: yen, his part of the interest on its set-offs, and the payments that
    his yen consist of as [day, yen]. `parted_from` the refund that was parted, `refund_key` his own once it is opened.
    """

    overpayment_key: Named[str] = Column(ForeignKey(_OVERPAYMENT), primary_key=True)
    heir_no: Named[int] = Column(primary_key=True, autoincrement=False)
    succession_key: Named[str] = Column(ForeignKey("successions.succession_key"))
    parted_from: Named[str] = Column(ForeignKey(_REFUND))
    refund_key: Named[str | None] = Column(ForeignKey(_REFUND))
    yen: Named[int]
    set_off_interest: Named[int]
    money: Named[object] = Column(Json, nullable=False)


class RefundLapseCols(TypedColumns):
    """An overpayment (of an heir his part, `heir_no` above 0) that nobody claimed in time and that became revenue."""

    overpayment_key: Named[str] = Column(ForeignKey(_OVERPAYMENT), primary_key=True)
    heir_no: Named[int] = Column(primary_key=True, autoincrement=False)
    refund_key: Named[str] = Column(ForeignKey(_REFUND))
    case_id: Named[str] = Column(ForeignKey(CASE_ID))
    yen: Named[int]
    line_no: Named[int]
    lapsed_on: Named[date]
    posted_on: Named[date]


refund_shares = Table(
    "refund_shares",
    METADATA,
    RefundShareCols,
    CheckConstraint("heir_no >= 1", name="heir_no"),
    CheckConstraint("yen >= 0 and set_off_interest >= 0 and yen + set_off_interest > 0", name="yen"),
    Index("ix_refund_shares_refund", "refund_key"),
    Index("ix_refund_shares_parted", "parted_from"),
    info=frozen(*RefundShareCols.__annotations__),
)
refund_lapses = Table(
    "refund_lapses",
    METADATA,
    RefundLapseCols,
    CheckConstraint("heir_no >= 0", name="heir_no"),
    CheckConstraint("yen > 0", name="yen"),
    Index("ix_refund_lapses_case", "case_id"),
    Index("ix_refund_lapses_refund", "refund_key"),
    info=final(),
)
