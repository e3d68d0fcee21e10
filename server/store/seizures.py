"""Seizures, their money and participations (差押・配当・交付要求): of many households in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from server.domain.effects import JSON
from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one

_SLICE = 500


@dataclass(frozen=True, slots=True)
class Seizure:
    """A seizure: signed, then served (`result` SERVED: in force from `served_at`), until `released_on`.

    `amount` yen seized of a claim, None for a thing; `details` what was computed and looked at when it was signed.
    """

    seizure_id: str
    number: str
    case_id: str
    household_key: str
    person_key: str
    asset_id: str
    amount: int | None
    details: Mapping[str, JSON]
    signed_on: date
    signed_by: str
    drafted_by: str
    verified_by: str
    decided_by: str
    result: str | None
    served_at: datetime | None
    served_by: str | None
    released_on: date | None
    release_ground: str | None
    released_by: str | None

    @property
    def in_force(self) -> bool:
        """Served and not released."""
        return self.result == "SERVED" and self.released_on is None


@dataclass(frozen=True, slots=True)
class SeizureDebt:
    """An instalment for which is seized, yen at the second of signing."""

    seizure_id: str
    claim_key: str
    principal: int
    late: int
    fee: int
    cost: int


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money of a seizure in custody: `sheet` how it is distributed, `pay_on` the day of payment, then what was done."""

    deposit_id: str
    case_id: str
    seizure_id: str
    household_key: str
    amount: int
    paid_on: date
    held_on: date
    sheet: Mapping[str, JSON] | None
    sent_on: date | None
    pay_on: date | None
    applied_on: date | None
    applied: int | None
    surplus: int | None


@dataclass(frozen=True, slots=True)
class Participation:
    """Our claims in another's execution; `outcome` None while it is pending."""

    participation_id: str
    number: str
    case_id: str
    household_key: str
    kind: str
    body: str
    body_case: str
    period_end: date
    filed_on: date
    ended_on: date | None
    outcome: str | None
    received: int | None


def seizures_of(conn: Connection, household_keys: Iterable[str]) -> dict[str, tuple[Seizure, ...]]:
    """The seizures of each household, released ones too, by number; without any an empty tuple."""
    found: dict[str, tuple[Seizure, ...]] = dict.fromkeys(sorted(set(household_keys)), ())
    for statement in _of_households(t.seizures, columns(Seizure, t.seizures), found):
        for one in fetch_all(conn, Seizure, statement):
            found[one.household_key] = (*found[one.household_key], one)
    return found


def get_seizure(conn: Connection, seizure_id: str) -> Seizure | None:
    """One seizure."""
    table = t.seizures
    return fetch_one(conn, Seizure, select(*columns(Seizure, table)).where(table.c.seizure_id == seizure_id))


def by_id(conn: Connection, seizure_ids: Iterable[str]) -> tuple[Seizure, ...]:
    """These seizures; unknown ones are left out."""
    table = t.seizures
    wanted = table.c.seizure_id.in_(sorted(set(seizure_ids)))
    return fetch_all(conn, Seizure, select(*columns(Seizure, table)).where(wanted))


def debts_of(conn: Connection, seizure_ids: Iterable[str]) -> dict[str, tuple[SeizureDebt, ...]]:
    """The debts of each seizure as signed: instalments, then what art. 65 collects."""
    keys = sorted(set(seizure_ids))
    found: dict[str, tuple[SeizureDebt, ...]] = dict.fromkeys(keys, ())
    for table in (t.seizure_debts, t.seizure_claims):
        statement = select(*columns(SeizureDebt, table)).where(table.c.seizure_id.in_(keys)).order_by(table.c.claim_key)
        for one in fetch_all(conn, SeizureDebt, statement):
            found[one.seizure_id] = (*found[one.seizure_id], one)
    return found


def deposits_of(conn: Connection, household_keys: Iterable[str]) -> dict[str, tuple[Deposit, ...]]:
    """The custody money of each household."""
    found: dict[str, tuple[Deposit, ...]] = dict.fromkeys(sorted(set(household_keys)), ())
    for statement in _of_households(t.deposits, columns(Deposit, t.deposits), found, order="deposit_id"):
        for one in fetch_all(conn, Deposit, statement):
            found[one.household_key] = (*found[one.household_key], one)
    return found


def get_deposit(conn: Connection, deposit_id: str) -> Deposit | None:
    """One of them."""
    table = t.deposits
    return fetch_one(conn, Deposit, select(*columns(Deposit, table)).where(table.c.deposit_id == deposit_id))


def participations_of(conn: Connection, household_keys: Iterable[str]) -> dict[str, tuple[Participation, ...]]:
    """The participations of each household, ended ones too."""
    found: dict[str, tuple[Participation, ...]] = dict.fromkeys(sorted(set(household_keys)), ())
    for statement in _of_households(t.participations, columns(Participation, t.participations), found):
        for one in fetch_all(conn, Participation, statement):
            found[one.household_key] = (*found[one.household_key], one)
    return found


def filed_on(conn: Connection, participation_id: str) -> date:
    """The day on which a participation was filed."""
    p = t.participations.c
    day: date = conn.execute(select(p.filed_on).where(p.participation_id == participation_id)).scalar_one()
    return day


def participation_debts(conn: Connection, participation_id: str) -> list[dict[str, JSON]]:
    """The instalments of a participation as a seizure keeps them; costs stand with its late charge."""
    d = t.participation_debts.c
    asked = select(d.claim_key, d.principal, d.late).where(d.participation_id == participation_id)
    return [{**row._asdict(), "fee": 0, "cost": 0} for row in conn.execute(asked.order_by(d.claim_key))]


def _of_households(table: Table, asked: Any, keys: Iterable[str], order: str = "number") -> list[Select[Any]]:
    """One statement for each slice of the households."""
    wanted = list(keys)
    return [
        select(*asked).where(table.c.household_key.in_(wanted[start : start + _SLICE])).order_by(table.c[order])
        for start in range(0, len(wanted), _SLICE)
    ]
