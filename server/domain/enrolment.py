"""The notification of acquisition (資格取得届): its period, lateness, retroactive days, and what a clerk is warned of.

Late notifications are accepted: the insurance began by law on the day of the fact. Lateness is recorded and, beyond a
number of days, changes who decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.domain.calendar import Calendar, period_end
from server.domain.refusals import Refused
from server.domain.values import Values


@dataclass(frozen=True, slots=True)
class Timeliness:
    """`due_on` last day of the notification period; `late_days` civil days over it; `retroactive_days` from the day
    the city's application begins to the day of receipt; `long_retroactive` when these exceed the city's limit."""

    due_on: date
    late_days: int
    retroactive_days: int
    long_retroactive: bool


def check_fact_date(fact_date: date, received_on: date) -> None:
    """Raises `Refused("fact_date_in_future")`: a notification is taken in after the fact (Act arts. 7, 9(1))."""
    if fact_date > received_on:
        raise Refused("fact_date_in_future", at_field="fact_date")


def notification_due(happened_on: date, values: Values, calendar: Calendar) -> date:
    """The last day to notify: 14 days from the fact. Act art. 9(1), Enforcement Regulations arts. 2-4."""
    return period_end(happened_on, values.period("notification", happened_on), calendar)


def timeliness(applied_from: date, received_on: date, values: Values, calendar: Calendar) -> Timeliness:
    """How late a notification received on `received_on` is for an application that began on `applied_from`.

    The limit for `long_retroactive` is the period `long_retroactive` (civil days) of the table of who decides.
    """
    due_on = notification_due(applied_from, values, calendar)
    retroactive = max(0, (received_on - applied_from).days)
    limit = period_end(applied_from, values.period("long_retroactive", received_on), calendar)
    return Timeliness(due_on, max(0, (received_on - due_on).days), retroactive, received_on > limit)


def loss_date_is_last_working_day(loss_date: date, last_working_day: date | None) -> bool:
    """Whether the stated date of loss is the last working day itself, a common slip of one day.

    The former insurance is lost on the day after leaving (Health Insurance Act art. 36): a warning, not a refusal.
    """
    return last_working_day is not None and loss_date == last_working_day


def export_due(received_on: date, values: Values, calendar: Calendar) -> date:
    """The last day to tell the eligibility hub: 5 days from receiving the notification. Regulations art. 4-2."""
    return period_end(received_on, values.period("hub_export", received_on), calendar)
