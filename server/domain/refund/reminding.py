"""When whoever may claim a refund is reminded (未請求者への勧奨): months after the notice, and before the end."""

from __future__ import annotations

from datetime import date

from server.domain.calendar import months_after
from server.domain.values import Values


def reminder_days(notified_on: date, lapses_on: date, values: Values) -> tuple[date, ...]:
    """The day of each reminder in order, none behind the end: so many months after the notice, then before the end."""
    months = [int(one) for one in values.items("refund.remind_after_months", notified_on)]
    days = [months_after(notified_on, one) for one in months]
    days.append(months_after(lapses_on, -values.integer("refund.remind_before_months", notified_on)))
    return tuple(sorted(day for day in set(days) if notified_on < day <= lapses_on))


def stage_on(day: date, notified_on: date, lapses_on: date, values: Values) -> int:
    """How many reminders have come by `day`; one that an outage missed is not made up for by itself."""
    return sum(one <= day for one in reminder_days(notified_on, lapses_on, values))
