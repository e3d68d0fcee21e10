"""Arrears of households (滞納整理): holds on collection, contacts, who collects, what was handed to another section."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, DatedCols, Instant, Json, dated, final
from server.store.tables.people import HOUSEHOLD

HOLD_KINDS = (
    "DEFERRAL",
    "CONVERSION",
    "SUSPENSION",
    "DECEASED",
    "BANKRUPTCY",
    "WELFARE",
    "RETURNED_MAIL",
    "ADDRESS_PROTECTION",
    "REASSESSMENT",
    "PAYMENT_IN_TRANSIT",
    "APPEAL",
    "RELIEF_PENDING",
    "PLEDGE",
    "SEIZED",
    "DISPUTE",
)
"""The kinds of holds (処理保留区分)."""


class CollectionHoldCols(DatedCols):
    """One hold of one household (処理保留). `claim_keys` None: all its instalments; else these alone.

    `approved_by` is who decided where a decision stands behind it; `set_by` who or what put it on record.
    """

    hold_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    kind: Named[str]
    claim_keys: Named[object | None] = Column(Json, nullable=True)
    reason: Named[str]
    set_by: Named[str]
    approved_by: Named[str | None]
    ended_by: Named[str | None]
    end_reason: Named[str | None]


collection_holds = Table(
    "collection_holds",
    METADATA,
    CollectionHoldCols,
    CheckConstraint(f"kind in ({', '.join(repr(kind) for kind in HOLD_KINDS)})", name="kind"),
    CheckConstraint("kind not in ('RELIEF_PENDING', 'PAYMENT_IN_TRANSIT') or valid_to is not null", name="until"),
    CheckConstraint("reason <> ''", name="reason"),
    Index("ix_collection_holds_household", "household_key"),
    info=dated("hold_key"),
)


WAYS = ("PHONE", "VISIT", "COUNTER", "LETTER", "OTHER")
SPOKEN_TO = ("HEAD", "FAMILY", "OTHER", "NOBODY")
RESULTS = ("PROMISE", "PAID", "NO_ANSWER", "WRONG_NUMBER", "CALL_BACK", "CONSULTS", "REFUSES", "OTHER")


class CollectionContactCols(TypedColumns):
    """One contact with a household about its arrears (折衝記録): how, with whom, what came of it, what is next.

    `promised_on` and `promised_yen` stand with a promise (納付約束), `call_back_on` where somebody is called again.
    """

    contact_id: Named[str] = Column(primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    way: Named[str]
    spoken_to: Named[str]
    result: Named[str]
    promised_on: Named[date | None]
    promised_yen: Named[int | None]
    call_back_on: Named[date | None]
    note: Named[str]
    on_day: Named[date]
    by_event: Named[str]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)
    mark: Named[str]


class CollectorCols(DatedCols):
    """Who collects from a household (担当の徴収職員); a cover (不在時の代わり) is stated over its days."""

    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    user_id: Named[str] = Column(ForeignKey("users.user_id"))


class ArrearsBoardCols(TypedColumns):
    """What the hub last said of a running case (滞納の一覧): made anew by each of its steps, for lists alone.

    `step` and `row` are the answer and the row of the table `next_step`; yen of the principal in arrears.
    """

    case_id: Named[str] = Column(ForeignKey(CASE), primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    step: Named[str]
    row: Named[str]
    open: Named[int]
    count: Named[int]
    oldest_due: Named[date | None]
    prescribes_on: Named[date | None]
    matter: Named[str]
    hold: Named[str]
    promise: Named[str]
    noted_on: Named[date]


class CollectionTransferCols(DatedCols):
    """A household whose arrears another section collects (徴収の移管): from the day of hand-over to that of return."""

    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    transfer_key: Named[str]
    from_office: Named[str] = Column(ForeignKey("offices.office"))
    to_office: Named[str] = Column(ForeignKey("offices.office"))
    list_no: Named[str]
    claims: Named[object] = Column(Json, nullable=False)
    total: Named[int]
    reason: Named[str]
    handed_by: Named[str]
    return_reason: Named[str | None]


collection_contacts = Table(
    "collection_contacts",
    METADATA,
    CollectionContactCols,
    CheckConstraint(f"way in {WAYS}", name="way"),
    CheckConstraint(f"spoken_to in {SPOKEN_TO}", name="spoken_to"),
    CheckConstraint(f"result in {RESULTS}", name="result"),
    CheckConstraint("result <> 'PROMISE' or promised_on is not null", name="promise"),
    Index("ix_collection_contacts_household", "household_key", "on_day"),
    Index("ix_collection_contacts_call_back", "call_back_on"),
    info=final(),
)
collectors = Table(
    "collectors",
    METADATA,
    CollectorCols,
    Index("ix_collectors_household", "household_key"),
    Index("ix_collectors_user", "user_id"),
    info=dated("household_key"),
)
arrears_board = Table(
    "arrears_board",
    METADATA,
    ArrearsBoardCols,
    Index("ix_arrears_board_household", "household_key"),
    Index("ix_arrears_board_step", "step", "open"),
)
collection_transfers = Table(
    "collection_transfers",
    METADATA,
    CollectionTransferCols,
    CheckConstraint("from_office <> to_office", name="offices"),
    CheckConstraint("total >= 0", name="total"),
    Index("ix_collection_transfers_household", "household_key"),
    Index("ix_collection_transfers_key", "transfer_key"),
    info=dated("household_key"),
)
