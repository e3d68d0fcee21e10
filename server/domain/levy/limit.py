"""Until when a levy may be decided (賦課決定の期間制限): National Health Insurance Act art. 110-2.

No decision, up or down, once two years have elapsed from the day after the year's first due date; where the levy became
possible only later, from that day. One exception (paragraph 2) lowers a levy later: overlap with employee insurance
that came to light without the insured's fault. The first due date goes by the way of collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.domain.calendar import Calendar, period_end
from server.domain.refusals import Refused
from server.domain.values import Values


@dataclass(frozen=True, slots=True)
class Limit:
    """The last days: for every decision, and for lowering it for an overlap of insurance (重複)."""

    any_decision: date
    overlap: date


def limit_of(first_due: date, values: Values, *, possible_from: date | None = None) -> Limit:
    """The limit by `first_due`, the first due date of the year for this household, as fixed by the ordinance.

    For pension withholding it is the 10th of the month after the first withholding. `possible_from`: the day on which
    the levy first became possible, when that was after the first due date.
    """
    calendar = Calendar(values)
    start = max(first_due, possible_from or first_due)
    return Limit(
        period_end(start, values.period("levy_limit", first_due), calendar),
        period_end(first_due, values.period("levy_overlap_limit", first_due), calendar),
    )


def check_allowed(limit: Limit, decided: date, *, change: int, overlap_without_fault: bool = False) -> None:
    """Raises `Refused("levy_barred")` when a decision changing the levy by `change` yen comes too late on `decided`."""
    if decided <= limit.any_decision:
        return
    if overlap_without_fault and change < 0 and decided <= limit.overlap:
        return
    raise Refused("levy_barred", last_day=limit.any_decision.isoformat())
