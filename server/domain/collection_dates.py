"""Dates of collection that stand in no other module (収納・滞納の期日): due dates that move, deferrals, plain periods.

By dated values and Civil Code arts. 140-143. `dunning`, `limitation`, `limitation_warning`, `late_fixing` and
`distribution` have the others.
"""

from __future__ import annotations

from datetime import date, timedelta

from server.domain.calendar import Calendar, period_end
from server.domain.values import Period, Values


def due_on(ordinance_due: date, values: Values) -> date:
    """The due date as it stands (納期限): the ordinance's day, moved to the next open day (Civil Code art. 142)."""
    return Calendar(values).next_open(ordinance_due)


def period_ends(name: str, event_on: date, values: Values) -> date:
    """The last day of a named period from an event on, that day not counted (art. 140). Raises `value_missing`."""
    return period_end(event_on, values.period(name, event_on), Calendar(values))


def months_end(event_on: date, months: int, values: Values) -> date:
    """The last day of so many months from an event on (art. 143): 12 to 特別療養費, 18 to 一時差止."""
    return period_end(event_on, Period("collection.months", "months", months, roll=False), Calendar(values))


def lasts_until(first_day: date, months: int, values: Values) -> date:
    """The last day of what lasts so many months from its first day on, that day counted (徴収猶予の期間)."""
    return months_end(first_day - timedelta(days=1), months, values)
