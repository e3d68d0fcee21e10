"""Holds on collection (処理保留) asked for: of many households on a day in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from server.store import dated
from server.store import tables as t
from server.store.among import among

_SLICE = 500


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold as it stands: `since` its first day, `until` the first day without it (None: until it is ended).

    `claim_keys` None: it concerns every instalment of the household, else these alone.
    """

    hold_key: str
    household_key: str
    kind: str
    since: date
    until: date | None
    reason: str
    claim_keys: tuple[str, ...] | None
    set_by: str
    approved_by: str | None
    by_event: str

    def concerns(self, claim_key: str) -> bool:
        """Whether the hold is on this instalment."""
        return self.claim_keys is None or claim_key in self.claim_keys


def holds_of(
    conn: Connection, household_keys: Iterable[str], day: date, known_at: datetime | None = None
) -> dict[str, tuple[Hold, ...]]:
    """The holds of each household on the day, by kind and first day; a household without any has an empty tuple."""
    keys, table = sorted(set(household_keys)), t.collection_holds
    found: dict[str, tuple[Hold, ...]] = dict.fromkeys(keys, ())
    for start in range(0, len(keys), _SLICE):
        mine = among(table.c.household_key, keys[start : start + _SLICE])
        statement = _rows().where(mine, dated.asked(table, day, known_at))
        for hold in map(_hold, conn.execute(statement)):
            found[hold.household_key] = (*found[hold.household_key], hold)
    return found


def all_holds(conn: Connection, household_key: str) -> tuple[Hold, ...]:
    """Every hold a household ever had, as we know them now, oldest first."""
    table = t.collection_holds
    statement = _rows().where(table.c.household_key == household_key, dated.current(table))
    return tuple(sorted(map(_hold, conn.execute(statement)), key=lambda hold: (hold.since, hold.hold_key)))


def get_hold(conn: Connection, hold_key: str) -> Hold | None:
    """The hold as it stands last, None when there never was one of this key."""
    table = t.collection_holds
    rows = conn.execute(_rows().where(table.c.hold_key == hold_key, dated.current(table)))
    return max(map(_hold, rows), key=lambda hold: hold.since, default=None)


def _rows() -> Select[*tuple[Any, ...]]:
    c = t.collection_holds.c
    names = (c.hold_key, c.household_key, c.kind, c.valid_from, c.valid_to, c.reason, c.claim_keys, c.set_by)
    return select(*names, c.approved_by, c.by_event).order_by(c.household_key, c.kind, c.valid_from, c.hold_key)


def _hold(row: Any) -> Hold:
    claims = None if row.claim_keys is None else tuple(row.claim_keys)
    said = (row.valid_from, row.valid_to, row.reason, claims, row.set_by, row.approved_by, row.by_event)
    return Hold(row.hold_key, row.household_key, row.kind, *said)
