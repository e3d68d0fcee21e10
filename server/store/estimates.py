"""Estimates (試算) as they were made: figures, digest of the values, result; kept with the household, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from server.domain.effects import JSON
from server.domain.wareki import era_year
from server.store import counters
from server.store import tables as t
from server.store.marks import marked
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

_MOST = 20


@dataclass(frozen=True, slots=True)
class NewEstimate:
    """An estimate to be kept; `inputs` is the engine's household file, `values_digest` names the values it used."""

    office: str
    household_key: str | None
    subject: str
    fiscal_year: int
    inputs: Mapping[str, JSON]
    values_digest: str
    result: Mapping[str, JSON]
    total: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate as it stands; `total` in yen for the fiscal year."""

    estimate_id: str
    number: str
    office: str
    household_key: str | None
    subject: str
    fiscal_year: int
    inputs: Mapping[str, Any]
    values_digest: str
    result: Mapping[str, Any]
    total: int
    made_on: date
    made_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One line of a list of estimates."""

    estimate_id: str
    number: str
    household_key: str | None
    subject: str
    fiscal_year: int
    total: int
    made_on: date
    made_by: str


def keep(uow: UnitOfWork, new: NewEstimate) -> Estimate:
    """Keeps an estimate under the next number of the era year (`試R8-000001`)."""
    year = era_year(uow.business_day)
    row: dict[str, Any] = {
        "estimate_id": uow.new_id(),
        "number": f"試{year}-{counters.take(uow, f'estimate/{year}'):06d}",
        "office": new.office,
        "household_key": new.household_key,
        "subject": new.subject,
        "fiscal_year": new.fiscal_year,
        "inputs": dict(new.inputs),
        "values_digest": new.values_digest,
        "result": dict(new.result),
        "total": new.total,
        "made_on": uow.business_day,
        "made_by": uow.actor.user_id,
        "recorded_at": uow.now,
    }
    uow.conn.execute(insert(t.estimates).values(marked(t.estimates, row)))
    return Estimate(**row)


def get(conn: Connection, estimate_id: str) -> Estimate | None:
    """One estimate, None when there is none."""
    table = t.estimates
    return fetch_one(conn, Estimate, select(*columns(Estimate, table)).where(table.c.estimate_id == estimate_id))


def of_household(conn: Connection, household_key: str) -> tuple[EstimateLine, ...]:
    """The latest estimates of a household, newest first."""
    return _lines(conn, t.estimates.c.household_key == household_key)


def of_maker(conn: Connection, user_id: str) -> tuple[EstimateLine, ...]:
    """The latest estimates that a clerk made, newest first."""
    return _lines(conn, t.estimates.c.made_by == user_id)


def _lines(conn: Connection, condition: Any) -> tuple[EstimateLine, ...]:
    table = t.estimates
    statement = select(*columns(EstimateLine, table)).where(condition)
    order = (table.c.recorded_at.desc(), table.c.estimate_id.desc())
    return fetch_all(conn, EstimateLine, statement.order_by(*order).limit(_MOST))
