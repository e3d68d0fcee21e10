"""ISO 8601 periods and dates in files outside the tree (直書きの期間): taken as they stand, months by civil law.

Inside the tree a timer names a period whose dated value people can look up and change; this is for trying a diagram
that came from elsewhere. Cycles are not read: nobody could say what a missed round means.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from server.domain.calendar import JAPAN, months_after
from server.engine.faults import StepFault

_PERIOD = re.compile(
    r"P(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9})S)?)?"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?")


def literal_timer(text: str, at: datetime) -> dict[str, Any] | None:
    """The record of a timer written out in the diagram, begun at `at`; None when the text is a name.

    It is taken as it stands: so many days and hours on; months to the same day of the month, or to its last day where
    there is no such day (Civil Code art. 143(2)); a date without zone is a date in Japan. Raises `StepFault` for what
    cannot be a time.
    """
    written = text.strip().strip("\"'").strip()
    period = _PERIOD.fullmatch(written)
    if period and len(written) > 2:
        due = _after(period, at)
    elif _DATE.fullmatch(written):
        due = _instant(written)
    else:
        return None
    return {"literal": written, "from": at.isoformat(), "due": due.isoformat()}


def _after(period: re.Match[str], at: datetime) -> datetime:
    part = {name: int(value or 0) for name, value in period.groupdict().items()}
    begun = at.astimezone(JAPAN)
    try:
        day = months_after(begun.date(), part["years"] * 12 + part["months"])
        day += timedelta(days=part["weeks"] * 7 + part["days"])
        clock = timedelta(hours=part["hours"], minutes=part["minutes"], seconds=part["seconds"])
        return (datetime.combine(day, begun.timetz()) + clock).astimezone(UTC)
    except (OverflowError, ValueError):
        raise StepFault(f"the period {period[0]} is too long") from None


def _instant(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=JAPAN)).astimezone(UTC)
    except (OverflowError, ValueError):
        raise StepFault(f"{written} is not a date") from None
