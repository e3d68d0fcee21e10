"""Assets of debtors and what third parties were asked (財産台帳・財産調査): of many households in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from server.store import tables as t
from server.store.rows import columns, fetch_all

_SLICE = 500


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset as it is known: `source` says from where, `as_of` from which day; only the account's tail is kept.

    `value` and `prior` claims in yen (value None: not known). `exempt`: it may not be seized.
    """

    asset_id: str
    number: str
    household_key: str
    person_key: str
    kind: str
    third_party: str
    postal_code: str
    address: str
    detail: str
    account_tail: str
    value: int | None
    prior: int
    exempt: bool
    source: str
    as_of: date
    case_id: str
    recorded_at: datetime
    ended_on: date | None
    end_ground: str | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question to a third party; `answer` None while it waits."""

    inquiry_id: str
    number: str
    case_id: str
    household_key: str
    person_key: str
    kind: str
    third_party: str
    postal_code: str
    address: str
    asked_on: date
    due_on: date
    reminded_on: date | None
    answered_on: date | None
    answer: str | None
    note: str | None


def assets_of(conn: Connection, household_keys: Iterable[str]) -> dict[str, tuple[Asset, ...]]:
    """The assets of each household, ended ones too, by number; a household without any has an empty tuple."""
    keys, table = sorted(set(household_keys)), t.assets
    found: dict[str, tuple[Asset, ...]] = dict.fromkeys(keys, ())
    for start in range(0, len(keys), _SLICE):
        mine = table.c.household_key.in_(keys[start : start + _SLICE])
        for one in fetch_all(conn, Asset, select(*columns(Asset, table)).where(mine).order_by(table.c.number)):
            found[one.household_key] = (*found[one.household_key], one)
    return found


def by_id(conn: Connection, asset_ids: Iterable[str]) -> tuple[Asset, ...]:
    """These assets; unknown ones are left out."""
    table = t.assets
    wanted = table.c.asset_id.in_(sorted(set(asset_ids)))
    return fetch_all(conn, Asset, select(*columns(Asset, table)).where(wanted))


def inquiries_of(conn: Connection, household_keys: Iterable[str]) -> dict[str, tuple[Inquiry, ...]]:
    """What was asked about each household, by number."""
    keys, table = sorted(set(household_keys)), t.asset_inquiries
    found: dict[str, tuple[Inquiry, ...]] = dict.fromkeys(keys, ())
    for start in range(0, len(keys), _SLICE):
        mine = table.c.household_key.in_(keys[start : start + _SLICE])
        for one in fetch_all(conn, Inquiry, select(*columns(Inquiry, table)).where(mine).order_by(table.c.number)):
            found[one.household_key] = (*found[one.household_key], one)
    return found


def inquiries_of_case(conn: Connection, case_ids: Iterable[str]) -> dict[str, tuple[Inquiry, ...]]:
    """What each case asked, by number."""
    keys, table = sorted(set(case_ids)), t.asset_inquiries
    found: dict[str, tuple[Inquiry, ...]] = dict.fromkeys(keys, ())
    statement = select(*columns(Inquiry, table)).where(table.c.case_id.in_(keys))
    for one in fetch_all(conn, Inquiry, statement.order_by(table.c.number)):
        found[one.case_id] = (*found[one.case_id], one)
    return found


def unanswered(conn: Connection, day: date) -> tuple[Inquiry, ...]:
    """What was asked before `day` and is not answered, of cases that still run."""
    table = t.asset_inquiries
    joined = table.join(t.cases, t.cases.c.case_id == table.c.case_id)
    waits = (table.c.answer.is_(None), table.c.asked_on < day, t.cases.c.status == "active")
    statement = select(*columns(Inquiry, table)).select_from(joined).where(*waits)
    return fetch_all(conn, Inquiry, statement.order_by(table.c.number))
