"""Deferrals (徴収猶予・換価の猶予): which hold on a day, by household."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all

GRANTED = "GRANTED"
_SLICE = 500


@dataclass(frozen=True, slots=True)
class Deferral:
    """A deferral as it stands: COLLECTION (徴収猶予) or CONVERSION (換価の猶予), `first_on` to `last_on` included."""

    deferral_key: str
    household_key: str
    case_id: str | None
    kind: str
    ex_officio: bool
    status: str
    reason: str
    first_on: date
    last_on: date
    share: str
    security: str
    claims: Sequence[Mapping[str, Any]]
    lines: Sequence[Mapping[str, Any]]
    missed: Sequence[Mapping[str, Any]]
    ground: str
    valid_from: date


def deferrals_of(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, tuple[Deferral, ...]]:
    """Every deferral of these households as known on the day, whatever its status, oldest first; households without
    one are left out. A statement for every 500 households."""
    table = t.deferrals
    found: dict[str, tuple[Deferral, ...]] = {}
    wanted = sorted(set(household_keys))
    for start in range(0, len(wanted), _SLICE):
        here = table.c.household_key.in_(wanted[start : start + _SLICE])
        statement = select(*columns(Deferral, table)).where(here, dated.asked(table, day, None))
        for one in fetch_all(conn, Deferral, statement.order_by(table.c.first_on, table.c.deferral_key)):
            found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found


def deferred_claims(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, Deferral]:
    """The instalments under a granted deferral on the day, by claim: none of them is dunned or seized for."""
    found: dict[str, Deferral] = {}
    for many in deferrals_of(conn, household_keys, day).values():
        for one in many:
            if one.status == GRANTED and one.first_on <= day <= one.last_on:
                found |= {str(claim["claim_key"]): one for claim in one.claims}
    return found


def all_granted(conn: Connection, day: date) -> tuple[Deferral, ...]:
    """Every granted deferral of the city on the day: what the night compares with the ledger and the calendar."""
    table = t.deferrals
    statement = select(*columns(Deferral, table)).where(table.c.status == GRANTED, dated.asked(table, day, None))
    return fetch_all(conn, Deferral, statement.order_by(table.c.deferral_key))
