"""The months of a fiscal year (年度の月) in which a person counts as insured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from server.domain.calendar import month_end

MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


def insured_bits(year: int, spells: Iterable[Mapping[str, Any]]) -> int:
    """The insured months of a person's spells as bits from April on.

    A month counts when its last day is insured: the month of acquisition does, the month of loss does not
    (月割, National Health Insurance Act art. 76 with the ordinance's proration by month).
    """
    every = list(spells)
    ends = (month_end(date(year + (month < MONTHS[0]), month, 1)) for month in MONTHS)
    return sum(1 << place for place, last in enumerate(ends) if any(_holds(spell, last) for spell in every))


def _holds(spell: Mapping[str, Any], day: date) -> bool:
    ends = spell["tekiyo_to"]
    return date.fromisoformat(spell["tekiyo_from"]) <= day and (ends is None or day < date.fromisoformat(ends))
