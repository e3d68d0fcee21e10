"""Reliefs of the levy by person and fiscal year (産前産後の免除、非自発的失業の軽減), in one statement for many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from server.domain.levy.model import month_bit
from server.store import dated
from server.store import tables as t
from server.store.rows import columns

MATERNITY = "MATERNITY"
NON_VOLUNTARY = "NON_VOLUNTARY"
_SLICE = 500


@dataclass(frozen=True, slots=True)
class Relief:
    """One relief as it stands; `row_id` and `by_event` are its source, `event_on` by `event_kind` (DUE, BIRTH,
    SEPARATION). The months are those of the relief, not yet cut by the months of insurance."""

    row_id: int
    relief_key: str
    person_key: str
    kind: str
    event_kind: str
    event_on: date
    multiple: bool
    first_month: date
    last_month: date
    notified_on: date | None
    reason: str
    valid_from: date
    by_event: str

    def months(self, fiscal_year: int) -> int:
        """The months of the fiscal year as bits, April first."""
        found = 0
        for place in range(12):
            year, month = fiscal_year + (place + 3) // 12, (place + 3) % 12 + 1
            if self.first_month <= date(year, month, 1) <= self.last_month:
                found |= month_bit(month)
        return found


def by_persons(
    conn: Connection, person_keys: Iterable[str], fiscal_year: int, *, on: date, known_at: datetime | None = None
) -> dict[str, tuple[Relief, ...]]:
    """The reliefs that stand on the day and reach into the fiscal year, for each person who has one.

    One statement for each five hundred persons; persons without a relief are left out.
    """
    found: dict[str, list[Relief]] = {}
    keys = sorted(set(person_keys))
    for first in range(0, len(keys), _SLICE):
        for relief in _read(conn, keys[first : first + _SLICE], on, known_at):
            if relief.first_month <= date(fiscal_year + 1, 3, 1) and relief.last_month >= date(fiscal_year, 4, 1):
                found.setdefault(relief.person_key, []).append(relief)
    return {person: tuple(reliefs) for person, reliefs in found.items()}


def of_person(conn: Connection, person_key: str, *, on: date) -> tuple[Relief, ...]:
    """Every relief of a person that stands on the day, oldest event first."""
    return tuple(_read(conn, [person_key], on, None))


def _read(conn: Connection, keys: list[str], on: date, known_at: datetime | None) -> list[Relief]:
    table = t.levy_reliefs
    statement = (
        select(*columns(Relief, table))
        .where(table.c.person_key.in_(keys), dated.asked(table, on, known_at))
        .order_by(table.c.person_key, table.c.event_on, table.c.relief_key)
    )
    return [Relief(**row._asdict()) for row in conn.execute(statement)]
