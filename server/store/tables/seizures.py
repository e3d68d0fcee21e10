"""Assets and what is done with them (財産・差押・交付要求): inquiries, the asset register, seizures, custody money.

Evidence: what once stands in a column stays; what happens later fills an empty one.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.domain.seizure import Kind
from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, Json, frozen
from server.store.tables.ledger import CLAIM
from server.store.tables.people import HOUSEHOLD, PERSON

_KINDS = tuple(str(kind) for kind in Kind)
ANSWERS = ("FOUND", "NONE", "NAMESAKE", "REFUSED", "NO_ANSWER")
RESULTS = ("SERVED", "EMPTY", "NOT_SERVED", "NAMESAKE")
ENDS = ("PAID", "NOTHING", "TAKEN_OVER")


class AssetInquiryCols(TypedColumns):
    """One question to one third party (財産調査の照会); `answer` what came of it, `answered_on` when."""

    inquiry_id: Named[str] = Column(primary_key=True)
    number: Named[str]
    case_id: Named[str] = Column(ForeignKey(CASE))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    person_key: Named[str] = Column(ForeignKey(PERSON))
    kind: Named[str]
    third_party: Named[str]
    postal_code: Named[str]
    address: Named[str]
    asked_on: Named[date]
    due_on: Named[date]
    reminded_on: Named[date | None]
    answered_on: Named[date | None]
    answer: Named[str | None]
    note: Named[str | None]
    by_event: Named[str]


class AssetCols(TypedColumns):
    """An asset of a debtor (財産台帳): where it is, how it is known and from which day; an account is masked."""

    asset_id: Named[str] = Column(primary_key=True)
    number: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    person_key: Named[str] = Column(ForeignKey(PERSON))
    kind: Named[str]
    third_party: Named[str]
    postal_code: Named[str]
    address: Named[str]
    detail: Named[str]
    account_tail: Named[str]
    value: Named[int | None] = Column(BigInteger)
    prior: Named[int] = Column(BigInteger)
    exempt: Named[bool]
    source: Named[str]
    as_of: Named[date]
    case_id: Named[str] = Column(ForeignKey(CASE))
    by_event: Named[str]
    recorded_at: Named[datetime] = Column(Instant)
    ended_on: Named[date | None]
    end_ground: Named[str | None]


class SeizureCols(TypedColumns):
    """A seizure (差押): signed by a 徴収職員, in force from its service (`served_at`), until it is released."""

    seizure_id: Named[str] = Column(primary_key=True)
    number: Named[str]
    case_id: Named[str] = Column(ForeignKey(CASE))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    person_key: Named[str] = Column(ForeignKey(PERSON))
    asset_id: Named[str] = Column(ForeignKey("assets.asset_id"))
    amount: Named[int | None] = Column(BigInteger)
    details: Named[object] = Column(Json, nullable=False)
    signed_on: Named[date]
    signed_by: Named[str]
    signed_at: Named[datetime] = Column(Instant)
    drafted_by: Named[str]
    verified_by: Named[str]
    decided_by: Named[str]
    result: Named[str | None]
    served_at: Named[datetime | None] = Column(Instant)
    served_by: Named[str | None]
    released_on: Named[date | None]
    release_ground: Named[str | None]
    released_by: Named[str | None]
    by_event: Named[str]


class SeizureDebtCols(TypedColumns):
    """One instalment for which is seized, as it stood at the second of signing; yen."""

    seizure_id: Named[str] = Column(ForeignKey("seizures.seizure_id"), primary_key=True)
    claim_key: Named[str] = Column(ForeignKey(CLAIM), primary_key=True)
    principal: Named[int]
    late: Named[int]
    fee: Named[int]
    cost: Named[int]


class DepositCols(TypedColumns):
    """Money of a seizure in custody (歳入歳出外現金): from the third debtor or a sale, until it is distributed."""

    deposit_id: Named[str] = Column(primary_key=True)
    case_id: Named[str] = Column(ForeignKey(CASE))
    seizure_id: Named[str] = Column(ForeignKey("seizures.seizure_id"))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    amount: Named[int] = Column(BigInteger)
    paid_on: Named[date]
    held_on: Named[date]
    by_event: Named[str]
    sheet: Named[object] = Column(Json, nullable=True)
    sent_on: Named[date | None]
    pay_on: Named[date | None]
    applied_on: Named[date | None]
    applied: Named[int | None] = Column(BigInteger)
    surplus: Named[int | None] = Column(BigInteger)
    second_user: Named[str | None]


class ParticipationCols(TypedColumns):
    """交付要求 or 参加差押: our claims in another's execution or a bankruptcy, until its end."""

    participation_id: Named[str] = Column(primary_key=True)
    number: Named[str]
    case_id: Named[str] = Column(ForeignKey(CASE))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    kind: Named[str]
    body: Named[str]
    body_case: Named[str]
    period_end: Named[date]
    filed_on: Named[date]
    ended_on: Named[date | None]
    outcome: Named[str | None]
    received: Named[int | None] = Column(BigInteger)
    by_event: Named[str]


class ParticipationDebtCols(TypedColumns):
    """One instalment that takes part; `rank` 財団債権, 優先的破産債権 or the ordinary one; yen."""

    participation_id: Named[str] = Column(ForeignKey("participations.participation_id"), primary_key=True)
    claim_key: Named[str] = Column(ForeignKey(CLAIM), primary_key=True)
    principal: Named[int]
    late: Named[int]
    rank: Named[str]


asset_inquiries = Table(
    "asset_inquiries",
    METADATA,
    AssetInquiryCols,
    CheckConstraint(f"kind in {_KINDS}", name="kind"),
    CheckConstraint(f"answer is null or answer in {ANSWERS}", name="answer"),
    CheckConstraint("(answer is null) = (answered_on is null)", name="answered"),
    Index("ix_asset_inquiries_case", "case_id"),
    Index("ix_asset_inquiries_household", "household_key"),
    Index("uq_asset_inquiries_number", "number", unique=True),
    info=frozen(*AssetInquiryCols.__annotations__),
)
assets = Table(
    "assets",
    METADATA,
    AssetCols,
    CheckConstraint(f"kind in {_KINDS}", name="kind"),
    CheckConstraint("(value is null or value >= 0) and prior >= 0", name="amounts"),
    CheckConstraint("(ended_on is null) = (end_ground is null)", name="ended"),
    Index("ix_assets_household", "household_key"),
    Index("uq_assets_number", "number", unique=True),
    info=frozen(*AssetCols.__annotations__),
)
seizures = Table(
    "seizures",
    METADATA,
    SeizureCols,
    CheckConstraint(f"result is null or result in {RESULTS}", name="result"),
    CheckConstraint("(result = 'SERVED') or served_at is null", name="served"),
    CheckConstraint("(released_on is null) = (release_ground is null)", name="released"),
    CheckConstraint(
        "drafted_by <> verified_by and decided_by <> drafted_by and decided_by <> verified_by", name="people"
    ),
    Index("ix_seizures_household", "household_key"),
    Index("ix_seizures_asset", "asset_id"),
    Index("uq_seizures_number", "number", unique=True),
    info=frozen(*SeizureCols.__annotations__),
)
seizure_debts = Table(
    "seizure_debts",
    METADATA,
    SeizureDebtCols,
    CheckConstraint("principal >= 0 and late >= 0 and fee >= 0 and cost >= 0", name="amounts"),
    Index("ix_seizure_debts_claim", "claim_key"),
    info=frozen(*SeizureDebtCols.__annotations__),
)
deposits = Table(
    "deposits",
    METADATA,
    DepositCols,
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("applied is null or applied + surplus <= amount", name="applied"),
    Index("ix_deposits_household", "household_key"),
    Index("ix_deposits_seizure", "seizure_id"),
    info=frozen(*DepositCols.__annotations__),
)
participations = Table(
    "participations",
    METADATA,
    ParticipationCols,
    CheckConstraint("kind in ('DELIVERY', 'PARTICIPATION', 'BANKRUPTCY')", name="kind"),
    CheckConstraint(f"outcome is null or outcome in {ENDS}", name="outcome"),
    CheckConstraint("(outcome is null) = (ended_on is null)", name="ended"),
    Index("ix_participations_household", "household_key"),
    Index("uq_participations_number", "number", unique=True),
    info=frozen(*ParticipationCols.__annotations__),
)
participation_debts = Table(
    "participation_debts",
    METADATA,
    ParticipationDebtCols,
    CheckConstraint("principal >= 0 and late >= 0", name="amounts"),
    CheckConstraint("rank in ('ESTATE', 'PRIORITY', 'ORDINARY')", name="rank"),
    Index("ix_participation_debts_claim", "claim_key"),
    info=frozen(*ParticipationDebtCols.__annotations__),
)
