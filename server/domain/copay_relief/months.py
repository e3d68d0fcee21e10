"""How long a certificate holds (減免の期間): counted in months, never beyond what is left of the limit of months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from server.domain.calendar import months_after
from server.domain.copay_relief.rows import DEFER
from server.domain.copay_relief.rules import CALENDAR, Rule

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A certificate granted before: its measure, and its first and last day."""

    measure: str
    first_day: date
    last_day: date


def last_day_of(first_day: date, months: int, count_by: str) -> date:
    """The last day of so many months from a day: the month that has begun counts (CALENDAR), or to the day before the
    day of the same number (FROM_DAY; 民法143条).
    """
    if count_by == CALENDAR:
        return months_after(first_day.replace(day=1), months) - timedelta(days=1)
    end = months_after(first_day, months)
    # 民法143条2項ただし書: a month without that day ends with its last day.
    return end - timedelta(days=1) if end.day == first_day.day else end


def months_left(measure: str, first_day: date, before: Iterable[Span], rule: Rule) -> int:
    """How many months of the measure are left for a certificate that begins on a day.

    Exemption and reduction share one limit (both end the payment), deferral has its own. What began more than
    `window` months before does not count; a month that two certificates touch counts once where months are calendar
    months.
    """
    since = months_after(first_day, -rule.window)
    family = [one for one in before if (one.measure == DEFER) == (measure == DEFER) and one.first_day > since]
    if rule.count_by == CALENDAR:
        used = len({month for one in family for month in _months(one) if month != _month(first_day)})
    else:
        used = sum(_from_day(one) for one in family)
    return max(0, rule.months[measure] - used)


def _month(day: date) -> int:
    return day.year * _YEAR + day.month - 1


def _months(one: Span) -> range:
    return range(_month(one.first_day), _month(one.last_day) + 1)


def _from_day(one: Span) -> int:
    """Months counted from the first day, a broken one as a whole."""
    count = 1
    while last_day_of(one.first_day, count, "FROM_DAY") < one.last_day:
        count += 1
    return count
