"""Service of documents (書類の送達) and public notice (公示送達): from which day a letter counts as delivered.

National Health Insurance Act art. 78 with Local Tax Act arts. 20, 20-2. Days are civil days in Japan.
"""

from __future__ import annotations

from datetime import date, timedelta

from server.domain.calendar import Calendar, period_end
from server.domain.values import Values


def deemed_served_on(posted_from: date, values: Values) -> date:
    """The day on which a document on the board is deemed served: when seven days have passed from the first day.

    The first day counts (起算して, Local Tax Act art. 20-2(3)): posted on the 18th, the seventh day is the 24th, and
    the document is served with the beginning of the 25th. No closed day moves it. The days are `service.board_days`.
    """
    return posted_from + timedelta(days=values.integer("service.board_days", posted_from))


def presumed_served_on(posted_on: date, values: Values) -> date:
    """The day on which ordinary mail that did not come back would usually have arrived (Local Tax Act art. 20(4))."""
    return posted_on + timedelta(days=values.integer("service.mail_days", posted_on))


def new_due_on(served_on: date, values: Values) -> date:
    """The due date or designated date computed behind the service: `period.service_new_due` days, on an open day.

    A period that the letter named ran from a day on which it had not reached anybody; nothing may build on it (M15).
    """
    return period_end(served_on, values.period("service_new_due", served_on), Calendar(values))


INQUIRIES = ("RESIDENT", "ADDRESS_HISTORY", "VISIT")
"""What must be on record before whereabouts count as unknown: 住民基本台帳, 戸籍の附票, 現地調査."""
