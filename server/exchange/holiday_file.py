"""Reads the Cabinet Office's file of holidays (国民の祝日・休日、内閣府の公表する CSV): one row a calendar year.

The file is Shift_JIS with a heading and lines `2026/1/1,元日`. It is published each February when the days of the
equinoxes of the next year are fixed (暦要項), so late changes of law come as data and need no release.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from itertools import groupby

from server.domain.refusals import Refused
from server.domain.values import DatedValue

KEY = "calendar.holidays"
ARTICLE = "国民の祝日に関する法律2条・3条"
SOURCE = "内閣府 国民の祝日・休日"
_FEWEST = 9  # there were nine holidays in 1955, the first year of the file, and never fewer


def read_holidays(content: bytes, *, since: int) -> list[DatedValue]:
    """One row for each whole calendar year from `since` on, in order.

    Raises `Refused("holiday_file_invalid")` naming the line: other text, a day that does not exist, a day given twice
    or out of order, a year with fewer holidays than there ever were.
    """
    days = _days(content)
    return [_row(year, list(group)) for year, group in groupby(days, lambda day: day[0].year) if year >= since]


def _days(content: bytes) -> list[tuple[date, str]]:
    try:
        lines = list(csv.reader(io.StringIO(content.decode("cp932"))))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise _invalid(1) from fault
    days: list[tuple[date, str]] = []
    for number, line in enumerate(lines[1:], start=2):
        day = _day(line, number)
        if days and day[0] <= days[-1][0]:
            raise _invalid(number)
        days.append(day)
    if not days:
        raise _invalid(1)
    return days


def _day(line: list[str], number: int) -> tuple[date, str]:
    if len(line) != 2 or not line[1].strip():
        raise _invalid(number)
    try:
        day = datetime.strptime(line[0].strip(), "%Y/%m/%d").date()  # noqa: DTZ007 - a civil day has no zone
    except ValueError as fault:
        raise _invalid(number) from fault
    return day, line[1].strip()


def _row(year: int, days: list[tuple[date, str]]) -> DatedValue:
    if len(days) < _FEWEST:
        raise Refused("holiday_year_incomplete", year=year, count=len(days))
    value = tuple(f"{day.isoformat()} {name}" for day, name in days)
    return DatedValue(KEY, "dates", date(year, 1, 1), date(year, 12, 31), value, ARTICLE, SOURCE, "verified")


def _invalid(line: int) -> Refused:
    return Refused("holiday_file_invalid", line=line)
