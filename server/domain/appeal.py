"""The time limit of an appeal (審査請求期間), by civil days.

National Health Insurance Act arts. 91, 99; Administrative Complaint Review Act art. 18; a last day on which offices
are closed moves to the next open one (Local Autonomy Act art. 4-2(4)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.domain.calendar import Calendar, period_end
from server.domain.refusals import Refused
from server.domain.values import Values


@dataclass(frozen=True, slots=True)
class Limit:
    """Last days of filing: `known_last` months from knowing, `latest` a year from the decision."""

    known_last: date
    latest: date

    @property
    def last_day(self) -> date:
        """The last day on which an appeal is in time without an excuse."""
        return min(self.known_last, self.latest)


def appeal_limit(decided_on: date, known_on: date, values: Values) -> Limit:
    """Until when an appeal can be filed; the days of knowing and deciding do not count (Civil Code art. 140).

    What was sent by post counts on the day of posting (Review Act art. 18(3)): the caller hands in that day as filed.
    Raises `appeal_known_before_decision`.
    """
    if known_on < decided_on:
        raise Refused("appeal_known_before_decision", at_field="known_on")
    calendar = Calendar(values)
    known = period_end(known_on, values.period("appeal", known_on), calendar)
    return Limit(known, period_end(decided_on, values.period("appeal_latest", decided_on), calendar))
