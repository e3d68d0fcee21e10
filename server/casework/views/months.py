"""The twelve months of a fiscal year (1年の加入): for each member whether the month counts as insured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import fiscal_year, month_end

MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class MemberMonths:
    """One member's row: twelve marks from April, `in` (加入) or `out`."""

    name: str
    age: int | None
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year (年度), named by its first year; `now` is the present month when it lies in it."""

    fiscal_year: int
    first_day: date
    now: int | None
    members: tuple[MemberMonths, ...]


def year_of(year: int, today: date, members: Iterable[tuple[str, int | None, list[Mapping[str, Any]]]]) -> Year:
    """The year's grid; each member is a name, an age and the spells of eligibility.

    A month counts when its last day is insured: the month of acquisition does, the month of loss does not
    (月割, National Health Insurance Act art. 76 with the ordinance's proration by month).
    """
    rows = tuple(MemberMonths(name, years, tuple(_marks(year, spells))) for name, years, spells in members)
    now = today.month if fiscal_year(today) == year else None
    return Year(year, date(year, MONTHS[0], 1), now, rows)


def _marks(year: int, spells: list[Mapping[str, Any]]) -> Iterable[str]:
    for month in MONTHS:
        last = month_end(date(year if month >= MONTHS[0] else year + 1, month, 1))
        yield "in" if any(_holds(spell, last) for spell in spells) else "out"


def _holds(spell: Mapping[str, Any], day: date) -> bool:
    ends = spell["tekiyo_to"]
    return date.fromisoformat(spell["tekiyo_from"]) <= day and (ends is None or day < date.fromisoformat(ends))
