"""Public sales read (公売の読み取り): the rounds of seizures, the days on which something of them is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, or_, select

from server.domain.effects import JSON
from server.store import tables as t
from server.store.rows import columns, fetch_all


@dataclass(frozen=True, slots=True)
class Sale:
    """One round of a sale as announced, and what came of it; amounts in yen."""

    sale_id: str
    number: str
    case_id: str
    household_key: str
    seizure_id: str
    round: int
    estimate: int
    guarantee: int
    noticed_on: date
    sale_on: date
    decide_on: date
    pay_by: date
    terms: Mapping[str, JSON]
    outcome: str | None
    opened_on: date | None
    best: int | None
    decided_on: date | None
    priced_on: date | None
    price: int | None
    stopped_on: date | None
    stop_ground: str | None


@dataclass(frozen=True, slots=True)
class SaleBid:
    """One bid as it was opened; yen."""

    sale_id: str
    place: int
    bidder: str
    postal_code: str
    address: str
    yen: int
    guarantee: int
    verdict: str
    lot: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """The end of a claim period that a case must not miss, and which alarms were given of it."""

    case_id: str
    household_key: str
    body: str
    body_case: str
    period_end: date
    alarmed_on: date | None
    last_alarm_on: date | None
    missed_on: date | None


def sales_of(conn: Connection, seizure_ids: Iterable[str]) -> dict[str, tuple[Sale, ...]]:
    """The rounds of all sales of each seizure, first to last; without any an empty tuple."""
    found: dict[str, tuple[Sale, ...]] = dict.fromkeys(sorted(set(seizure_ids)), ())
    table = t.public_sales
    statement = select(*columns(Sale, table)).where(table.c.seizure_id.in_(list(found)))
    for one in fetch_all(conn, Sale, statement.order_by(table.c.noticed_on, table.c.sale_id)):
        found[one.seizure_id] = (*found[one.seizure_id], one)
    return found


def bids_of(conn: Connection, sale_ids: Iterable[str]) -> dict[str, tuple[SaleBid, ...]]:
    """The bids of each round, as they were opened."""
    found: dict[str, tuple[SaleBid, ...]] = dict.fromkeys(sorted(set(sale_ids)), ())
    table = t.public_sale_bids
    statement = select(*columns(SaleBid, table)).where(table.c.sale_id.in_(list(found)))
    for one in fetch_all(conn, SaleBid, statement.order_by(table.c.sale_id, table.c.place)):
        found[one.sale_id] = (*found[one.sale_id], one)
    return found


def due(conn: Connection, day: date) -> tuple[Sale, ...]:
    """Rounds of running cases whose day of sale, or of the decision, has come."""
    table, cases = t.public_sales, t.cases
    opening = and_(table.c.outcome.is_(None), table.c.sale_on <= day)
    deciding = and_(table.c.best.is_not(None), table.c.decided_on.is_(None), table.c.decide_on <= day)
    statement = (
        select(*columns(Sale, table))
        .join(cases, cases.c.case_id == table.c.case_id)
        .where(cases.c.status == "active", table.c.stopped_on.is_(None), or_(opening, deciding))
    )
    return fetch_all(conn, Sale, statement.order_by(table.c.sale_id))


def open_periods(conn: Connection, until: date) -> tuple[Period, ...]:
    """Claim periods that end by `until`, of running cases that have not filed, and were not told as missed."""
    table, cases, filed = t.participation_periods, t.cases, t.participations
    statement = (
        select(*columns(Period, table))
        .join(cases, cases.c.case_id == table.c.case_id)
        .outerjoin(filed, filed.c.case_id == table.c.case_id)
        .where(cases.c.status == "active", filed.c.case_id.is_(None), table.c.period_end <= until)
        .where(table.c.missed_on.is_(None))
    )
    return fetch_all(conn, Period, statement.order_by(table.c.period_end, table.c.case_id))
