"""Cases of arrears (滞納整理の案件): which household has one running, which needs one, who acts for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, func, select

from server.domain.arrears import SLUG
from server.store import tables as t
from server.store.among import among
from server.store.dunnings import ARREARS, designated, with_service
from server.store.transfers import transfers_of

_SLICE = 500


def running(conn: Connection, household_keys: Iterable[str]) -> dict[str, str]:
    """The running case of each household that has one."""
    c = t.cases.c
    found: dict[str, str] = {}
    for part in _slices(household_keys):
        here = (among(c.household_key, part), c.slug == SLUG, c.status == "active")
        found |= {str(row[0]): row[1] for row in conn.execute(select(c.household_key, c.case_id).where(*here))}
    return found


def turns(conn: Connection, household_keys: Iterable[str]) -> dict[str, int]:
    """How many cases of arrears each household ever had."""
    c = t.cases.c
    found: dict[str, int] = {}
    for part in _slices(household_keys):
        here = (among(c.household_key, part), c.slug == SLUG)
        statement = select(c.household_key, func.count()).where(*here).group_by(c.household_key)
        found |= {str(row[0]): int(row[1]) for row in conn.execute(statement)}
    return found


def without_case(conn: Connection, day: date) -> list[str]:
    """Households with a dunned instalment whose designated date has passed unpaid, and without a running case."""
    line, c = t.dunning_lines.c, t.cases.c
    runs = select(c.case_id).where(c.household_key == line.household_key, c.slug == SLUG, c.status == "active")
    statement = (
        select(line.household_key)
        .select_from(with_service())
        .where(line.dispatched_on.is_not(None), line.ended.is_(None) | (line.ended == ARREARS))
        .where(line.designated_on < day, designated() < day, line.unserved_on.is_(None), ~runs.exists())
        .distinct()
        .order_by(line.household_key)
    )
    return [row[0] for row in conn.execute(statement)]


def acting_office(conn: Connection, household_key: str, office: str, day: date) -> str:
    """The office whose collectors act for the household: the section it was handed over to, else its own."""
    handed = transfers_of(conn, [household_key], day).get(household_key)
    return office if handed is None else handed.to_office


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
