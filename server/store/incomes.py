"""Incomes by person and calendar year (所得), for many at once: what holds, which record said it, and all versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, select

from server.store import dated
from server.store import tables as t
from server.store.rows import columns

_SLICE = 500
TAX_SOURCE = "file:I02/"
DECLARED_SOURCE = "case:"


@dataclass(frozen=True, slots=True)
class Income:
    """One version of an income: `figures` are yen by name, `valid_from` the day of the correction (更正日).

    `known` False: somebody stated that it is not known. A person without any record is not known either.
    `row_id` and `by_event` are the record it came from: a tax file's row, a declaration's case.
    """

    row_id: int
    person_key: str
    income_year: int
    known: bool
    figures: Mapping[str, int]
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    superseded_at: datetime | None
    by_event: str

    @property
    def from_tax(self) -> bool:
        """Whether the tax system said it, so that a declaration does not change it."""
        return self.by_event.startswith(TAX_SOURCE)


def by_persons(
    conn: Connection, person_keys: Iterable[str], income_year: int, *, on: date, known_at: datetime | None = None
) -> dict[str, Income]:
    """The income of the year that holds on the day, for each person who has a record; one statement per 500 persons."""
    table, found = t.incomes, {}
    keys = sorted(set(person_keys))
    for first in range(0, len(keys), _SLICE):
        of_these = table.c.person_key.in_(keys[first : first + _SLICE])
        statement = select(*columns(Income, table)).where(
            of_these, table.c.income_year == income_year, dated.asked(table, on, known_at)
        )
        for row in conn.execute(statement):
            found[row.person_key] = _made(*row)
    return found


def versions(conn: Connection, person_key: str, income_year: int) -> tuple[Income, ...]:
    """Every version ever recorded of one income, in the order in which they were recorded."""
    table = t.incomes
    statement = select(*columns(Income, table)).where(
        table.c.person_key == person_key, table.c.income_year == income_year
    )
    return tuple(_income(row._asdict()) for row in conn.execute(statement.order_by(table.c.row_id)))


_made: Callable[..., Income] = Income
"""Out of a row of the columns in the order of its fields, which `columns` gives."""


def _income(row: dict[str, Any]) -> Income:
    return Income(**row | {"figures": cast(Mapping[str, int], row["figures"])})
