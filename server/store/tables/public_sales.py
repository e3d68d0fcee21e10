"""Public sales (公売) by round with the bids as they were opened, and ends of claim periods that are watched."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.domain.public_sale import Verdict
from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Json, frozen
from server.store.tables.people import HOUSEHOLD

OUTCOMES = ("BID", "NO_BID", "CALLED_OFF")
STOPS = ("PAID", "HELD", "RELEASED", "UNPAID", "BARRED", "CALLED_OFF")
_VERDICTS = tuple(str(one) for one in Verdict)


class PublicSaleCols(TypedColumns):
    """One round (公売の回) as it was announced; `terms` as the board said them. What happens later fills empty columns.

    `best` is the bid that bought; `decided_on` 売却決定, `priced_on` the day of the price, `stopped_on` 中止・取消し.
    """

    sale_id: Named[str] = Column(primary_key=True)
    number: Named[str]
    case_id: Named[str] = Column(ForeignKey(CASE))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    seizure_id: Named[str] = Column(ForeignKey("seizures.seizure_id"))
    round: Named[int]
    estimate: Named[int] = Column(BigInteger)
    guarantee: Named[int] = Column(BigInteger)
    noticed_on: Named[date]
    sale_on: Named[date]
    decide_on: Named[date]
    pay_by: Named[date]
    terms: Named[object] = Column(Json, nullable=False)
    drafted_by: Named[str]
    verified_by: Named[str]
    decided_by: Named[str]
    by_event: Named[str]
    outcome: Named[str | None]
    opened_on: Named[date | None]
    best: Named[int | None]
    decided_on: Named[date | None]
    sold_by: Named[str | None]
    priced_on: Named[date | None]
    price: Named[int | None] = Column(BigInteger)
    stopped_on: Named[date | None]
    stop_ground: Named[str | None]


class PublicSaleBidCols(TypedColumns):
    """One bid as it was opened (入札書); yen. `verdict` whether it counts."""

    sale_id: Named[str] = Column(ForeignKey("public_sales.sale_id"), primary_key=True)
    place: Named[int] = Column(primary_key=True, autoincrement=False)
    bidder: Named[str]
    postal_code: Named[str]
    address: Named[str]
    yen: Named[int] = Column(BigInteger)
    guarantee: Named[int] = Column(BigInteger)
    verdict: Named[str]
    lot: Named[int | None]


class ParticipationPeriodCols(TypedColumns):
    """The end of a claim period (配当要求の終期) of a case, until the claim is filed or the case is over."""

    case_id: Named[str] = Column(ForeignKey(CASE), primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    body: Named[str]
    body_case: Named[str]
    period_end: Named[date]
    alarmed_on: Named[date | None]
    last_alarm_on: Named[date | None]
    missed_on: Named[date | None]


public_sales = Table(
    "public_sales",
    METADATA,
    PublicSaleCols,
    CheckConstraint("estimate > 0 and guarantee >= 0 and round > 0", name="amounts"),
    CheckConstraint(f"outcome is null or outcome in {OUTCOMES}", name="outcome"),
    CheckConstraint("(outcome is null) = (opened_on is null)", name="opened"),
    CheckConstraint("decided_on is null or best is not null", name="decided"),
    CheckConstraint(
        "(priced_on is null) = (price is null) and (price is null or decided_on is not null)", name="price"
    ),
    CheckConstraint("priced_on is null or stopped_on is null", name="ended"),
    CheckConstraint(f"stop_ground is null or stop_ground in {STOPS}", name="ground"),
    CheckConstraint("(stopped_on is null) = (stop_ground is null)", name="stopped"),
    CheckConstraint(
        "drafted_by <> verified_by and decided_by <> drafted_by and decided_by <> verified_by", name="people"
    ),
    Index("uq_public_sales_round", "case_id", "round", unique=True),
    Index("ix_public_sales_household", "household_key"),
    Index("ix_public_sales_seizure", "seizure_id"),
    info=frozen(*PublicSaleCols.__annotations__),
)
public_sale_bids = Table(
    "public_sale_bids",
    METADATA,
    PublicSaleBidCols,
    CheckConstraint("yen > 0 and guarantee >= 0", name="amounts"),
    CheckConstraint(f"verdict in {_VERDICTS}", name="verdict"),
    info=frozen(*PublicSaleBidCols.__annotations__),
)
participation_periods = Table(
    "participation_periods",
    METADATA,
    ParticipationPeriodCols,
    Index("ix_participation_periods_end", "period_end"),
    info=frozen(*ParticipationPeriodCols.__annotations__),
)
