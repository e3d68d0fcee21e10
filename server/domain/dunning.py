"""The days of a dunning letter (督促の期日): by when it is sent, until when it asks, from when property may be seized.

Local Autonomy Act art. 231-3(1)-(3). The limit of twenty days directs the office and does not void a later letter
(by the example of the Local Tax Act), so a late one goes out and is marked late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from server.domain.calendar import Calendar
from server.domain.refusals import Refused
from server.domain.values import Values

INCLUDED, EXCLUDED = "INCLUDED", "EXCLUDED"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SeizureFrom:
    """The first day on which property may be seized, with the two days of which it is the later (理由の記録).

    `after_designated` is the day after the designated date (Local Autonomy Act art. 231-3(3)), `after_wait` the day
    after the waiting days of the National Tax Collection Act art. 47(1)(i) have passed, counted as `first_day` says.
    """

    day: date
    after_designated: date
    after_wait: date
    first_day: str

    def as_json(self) -> dict[str, str]:
        """The trace as it is kept and shown."""
        return {
            "day": self.day.isoformat(),
            "after_designated": self.after_designated.isoformat(),
            "after_wait": self.after_wait.isoformat(),
            "first_day": self.first_day,
        }


def dun_by(due_on: date, values: Values) -> date:
    """The last open day within the days after the due date in which the city duns (督促の期限)."""
    last = due_on + timedelta(days=values.integer("dunning.within_days", due_on))
    return open_on_or_before(last, values)


def planned_dispatch(due_on: date, values: Values) -> date:
    """The day on which the letters of a due date are to be given to the post office: the last one in time."""
    return dun_by(due_on, values)


def opens_on(due_on: date, values: Values) -> date:
    """The day on which the run of a due date is opened: the planned dispatch less the days of making and printing."""
    lead = values.integer("dunning.lead_open_days", due_on)
    return Calendar(values).add_open_days(planned_dispatch(due_on, values), -lead) if lead else dun_by(due_on, values)


def duns_late_charges(values: Values, day: date) -> bool:
    """Whether late charges are dunned by letters of their own (延滞金の督促); not where the city has not said so."""
    return values.has("dunning.late_charges", day) and values.flag("dunning.late_charges", day)


def is_late(due_on: date, dispatched_on: date, values: Values) -> bool:
    """Whether a letter went out behind the twenty days (期限後の督促): valid, and marked."""
    return dispatched_on > dun_by(due_on, values)


def open_on_or_before(day: date, values: Values) -> date:
    """`day` itself when the office is open, else the open day before it: what the city itself must do in time."""
    calendar = Calendar(values)
    while not calendar.is_open(day):
        day -= _ONE_DAY
    return day


def designated_date(dispatched_on: date, due_on: date, values: Values) -> date:
    """The date until which the letter asks for payment (指定期限), moved to the next open day.

    Raises `dunning_designated_before_due` where it would not lie behind the due date.
    """
    days = values.integer("dunning.designated_days", dispatched_on)
    day = Calendar(values).next_open(dispatched_on + timedelta(days=days))
    if day <= due_on:
        raise Refused("dunning_designated_before_due", day=day.isoformat(), due=due_on.isoformat())
    return day


def seizure_possible_from(dispatched_on: date, designated_on: date, values: Values) -> SeizureFrom:
    """The later of the day after the designated date and the day after the waiting days have passed.

    Ten days "have passed" on the day behind the tenth; the day of dispatch counts as the first (`INCLUDED`) or not
    (`EXCLUDED`, the cautious reading).
    """
    wait = values.integer("dunning.seizure_wait_days", dispatched_on)
    first_day = values.text("dunning.seizure_wait_first_day", dispatched_on)
    passed = dispatched_on + timedelta(days=wait + (0 if first_day == INCLUDED else 1))
    after_designated, after_wait = designated_on + _ONE_DAY, passed + _ONE_DAY
    return SeizureFrom(max(after_designated, after_wait), after_designated, after_wait, first_day)
