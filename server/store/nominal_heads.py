"""Who stands for households (擬制世帯主・国保上の世帯主), asked for many households in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Table, or_, select

from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all


@dataclass(frozen=True, slots=True)
class HeadSpell:
    """Who stood for the household on the civil days from `valid_from` up to, not including, `valid_to` (None: open)."""

    household_key: str
    person_key: str
    valid_from: date
    valid_to: date | None


def nominal_on(
    conn: Connection, household_keys: Iterable[str], on: date, known_at: datetime | None = None
) -> dict[str, HeadSpell]:
    """The nominal head (擬制世帯主) of each household on the day; a household whose head is insured is not in it."""
    return _on(conn, t.nominal_heads, household_keys, on, known_at)


def nominal_in_year(
    conn: Connection, household_keys: Iterable[str], fiscal_year: int, known_at: datetime | None = None
) -> dict[str, tuple[HeadSpell, ...]]:
    """The spells that touch a fiscal year (4月1日–3月31日), oldest first."""
    return _in_year(conn, t.nominal_heads, household_keys, fiscal_year, known_at)


def designated_on(
    conn: Connection, household_keys: Iterable[str], on: date, known_at: datetime | None = None
) -> dict[str, HeadSpell]:
    """The insured member treated as head by designation (国保上の世帯主の変更): he owes and is written to."""
    return _on(conn, t.designated_heads, household_keys, on, known_at)


def designated_in_year(
    conn: Connection, household_keys: Iterable[str], fiscal_year: int, known_at: datetime | None = None
) -> dict[str, tuple[HeadSpell, ...]]:
    """The designations that touch a fiscal year, oldest first."""
    return _in_year(conn, t.designated_heads, household_keys, fiscal_year, known_at)


def _on(
    conn: Connection, table: Table, keys: Iterable[str], on: date, known_at: datetime | None
) -> dict[str, HeadSpell]:
    c = table.c
    statement = select(*columns(HeadSpell, table)).where(
        c.household_key.in_(sorted(set(keys))), dated.asked(table, on, known_at)
    )
    return {one.household_key: one for one in fetch_all(conn, HeadSpell, statement)}


def _in_year(
    conn: Connection, table: Table, keys: Iterable[str], fiscal_year: int, known_at: datetime | None
) -> dict[str, tuple[HeadSpell, ...]]:
    c = table.c
    first, after = date(fiscal_year, 4, 1), date(fiscal_year + 1, 4, 1)
    statement = (
        select(*columns(HeadSpell, table))
        .where(
            c.household_key.in_(sorted(set(keys))),
            dated.known(table, known_at),
            c.valid_from < after,
            or_(c.valid_to.is_(None), c.valid_to > first),
        )
        .order_by(c.household_key, c.valid_from)
    )
    found: dict[str, tuple[HeadSpell, ...]] = {}
    for one in fetch_all(conn, HeadSpell, statement):
        found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found
