"""The day on which an electronic application counts as received (電子申請の到達の日).

It has arrived when it was recorded in the file of the authority's computer, whatever the office's hours: at night, on
a Sunday, at the turn of the year. Digital Procedures Act (情報通信技術を活用した行政の推進等に関する法律) art. 6(3).
"""

from __future__ import annotations

from datetime import date, datetime

from server.domain.calendar import Calendar, civil_date


def received_on(at: datetime) -> date:
    """The civil day in Japan of the instant of recording; `ValueError` for an instant without its time zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return civil_date(at)


def attended_from(at: datetime, calendar: Calendar) -> date:
    """The first day on which the office can look at it: the day of receipt, or the next open day (開庁日) after it."""
    day = received_on(at)
    return day if calendar.is_open(day) else calendar.next_open(day)
