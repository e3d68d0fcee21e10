"""Pledges (分割納付誓約): which stand, by household; how earlier ones ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all

STANDING = "STANDING"
BROKEN = "BROKEN"
_SLICE = 500


@dataclass(frozen=True, slots=True)
class Pledge:
    """A pledge as it stands: `lines` [{no, due_on, amount, claims}] and `claims` [{claim_key, amount}], yen."""

    pledge_key: str
    household_key: str
    case_id: str | None
    status: str
    signed_on: date
    signer: str
    principal: int
    claims: Sequence[Mapping[str, Any]]
    lines: Sequence[Mapping[str, Any]]
    missed: Sequence[Mapping[str, Any]]
    rule: str
    ground: str
    valid_from: date


def pledges_of(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, tuple[Pledge, ...]]:
    """Every pledge of these households as it is on the day, whatever its status, oldest first; households without
    one are left out. A statement for every 500 households."""
    table = t.pledges
    found: dict[str, tuple[Pledge, ...]] = {}
    wanted = sorted(set(household_keys))
    for start in range(0, len(wanted), _SLICE):
        here = table.c.household_key.in_(wanted[start : start + _SLICE])
        statement = select(*columns(Pledge, table)).where(here, dated.asked(table, day, None))
        for one in fetch_all(conn, Pledge, statement.order_by(table.c.signed_on, table.c.pledge_key)):
            found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found


def standing_on(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, Pledge]:
    """The pledge that stands on the day, of each household that has one."""
    found = pledges_of(conn, household_keys, day)
    stand = {key: [one for one in many if one.status == STANDING] for key, many in found.items()}
    return {key: many[-1] for key, many in stand.items() if many}


def all_standing(conn: Connection, day: date) -> tuple[Pledge, ...]:
    """Every pledge of the city that stands on the day: what the night compares with the ledger."""
    table = t.pledges
    statement = select(*columns(Pledge, table)).where(table.c.status == STANDING, dated.asked(table, day, None))
    return fetch_all(conn, Pledge, statement.order_by(table.c.pledge_key))
