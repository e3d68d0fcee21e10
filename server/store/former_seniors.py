"""Former seniors of households (特定同一世帯所属者), asked for many households in one statement.

The levy engine counts five years of half and three of three quarters from `since` itself (特定世帯・特定継続世帯).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all


@dataclass(frozen=True, slots=True)
class FormerSenior:
    """One spell: `since` the day of his loss of eligibility (75歳到達など), the days on which he counts half open."""

    household_key: str
    person_key: str
    since: date
    basis: str
    valid_from: date
    valid_to: date | None
    ended_because: str | None


def seniors_on(
    conn: Connection, household_keys: Iterable[str], on: date, known_at: datetime | None = None
) -> dict[str, tuple[FormerSenior, ...]]:
    """The former seniors of each household on the day; a household without any is not in it."""
    return _grouped(conn, _of(household_keys, dated.asked(t.former_seniors, on, known_at)))


def seniors_in_year(
    conn: Connection, household_keys: Iterable[str], fiscal_year: int, known_at: datetime | None = None
) -> dict[str, tuple[FormerSenior, ...]]:
    """The spells that touch a fiscal year (4月1日–3月31日), by person and day."""
    c = t.former_seniors.c
    first, after = date(fiscal_year, 4, 1), date(fiscal_year + 1, 4, 1)
    days = (c.valid_from < after, or_(c.valid_to.is_(None), c.valid_to > first))
    return _grouped(conn, _of(household_keys, dated.known(t.former_seniors, known_at), *days))


def since_between(conn: Connection, first: date, after: date, on: date) -> tuple[FormerSenior, ...]:
    """Who counts on the day and became a former senior from `first` up to, not including, `after`."""
    c = t.former_seniors.c
    statement = _rows(dated.asked(t.former_seniors, on, None), c.since >= first, c.since < after)
    return fetch_all(conn, FormerSenior, statement)


def _of(keys: Iterable[str], *more: ColumnElement[bool]) -> Select[Any]:
    return _rows(t.former_seniors.c.household_key.in_(sorted(set(keys))), *more)


def _rows(*conditions: ColumnElement[bool]) -> Select[Any]:
    c = t.former_seniors.c
    wanted = select(*columns(FormerSenior, t.former_seniors)).where(*conditions)
    return wanted.order_by(c.household_key, c.person_key, c.valid_from)


def _grouped(conn: Connection, statement: Select[Any]) -> dict[str, tuple[FormerSenior, ...]]:
    found: dict[str, tuple[FormerSenior, ...]] = {}
    for one in fetch_all(conn, FormerSenior, statement):
        found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found
