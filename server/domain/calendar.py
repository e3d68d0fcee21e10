"""Civil days, periods and ages (期間の計算): Civil Code arts. 140-143, days on which the office is open, legal ages.

Everything runs on civil dates in Japan. Open days (開庁日) come from dated values: the weekly closed days, the holidays
of each year and the closed days of the turn of the year (Local Autonomy Act art. 4-2).
"""

from __future__ import annotations

import calendar as _months
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from server.domain.values import Period, Values

JAPAN = timezone(timedelta(hours=9), "Asia/Tokyo")  # no summer time since 1952

_ONE_DAY = timedelta(days=1)


class Calendar:
    """Open days of the office by dated values; a year without holidays is refused (`value_missing`), not guessed."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._closed: dict[int, Mapping[date, str]] = {}

    def closed_because(self, day: date) -> str | None:
        """The reason in Japanese why the office is closed on `day` (a holiday's name, 土曜日, 年末年始), else None."""
        if day.year not in self._closed:
            self._closed[day.year] = self._closed_days(day.year)
        return self._closed[day.year].get(day)

    def is_open(self, day: date) -> bool:
        """Whether the office is open on `day` (開庁日)."""
        return self.closed_because(day) is None

    def next_open(self, day: date) -> date:
        """`day` itself when open, else the next open day."""
        while not self.is_open(day):
            day += _ONE_DAY
        return day

    def add_open_days(self, day: date, n: int) -> date:
        """The `n`-th open day after `day` (before it when negative), not counting `day`; 0 gives `next_open`."""
        if n == 0:
            return self.next_open(day)
        step = _ONE_DAY if n > 0 else -_ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_open(day)
        return day

    def open_days_between(self, a: date, b: date) -> int:
        """How many open days lie after `a` up to and including `b`; negative when `b` is before `a`.

        So a task due on `b`, seen on `a`, has so many open days left (あと9開庁日) or is so many over (2開庁日 超過).
        """
        if b < a:
            return -self.open_days_between(b, a)
        return sum(self.is_open(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))

    def _closed_days(self, year: int) -> Mapping[date, str]:
        first = date(year, 1, 1)
        return _closed_days(
            year,
            self._values.items("calendar.closed_weekdays", first),
            self._values.items("calendar.closures", first),
            self._values.items("calendar.holidays", first),
        )


@lru_cache(maxsize=8192)
def months_after(day: date, n: int) -> date:
    """The day `n` months after `day`; where no such day exists, the last day of that month. Civil Code art. 143(2)."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, _months.monthrange(year, month + 1)[1]))


def period_end(start: date, period: Period, calendar: Calendar) -> date:
    """The last day of `period` from an event on `start`, by Civil Code arts. 140-143.

    The first day is not counted (art. 140); the period ends with the end of its last day (art. 141). Months run by the
    calendar from the day after the event, the first day that counts, to the day before its corresponding day in the
    last month; without such a day, to that month's end (art. 143(2)). When the period says so, a last day on which the
    office is closed moves to the next open day (art. 142; Local Autonomy Act art. 4-2(4)).
    """
    if period.amount < 0:
        raise ValueError(f"{period.key}: a period is not negative")
    if period.unit == "open_days":
        return calendar.add_open_days(start, period.amount)
    last = start + timedelta(days=period.amount) if period.unit == "days" else _months_end(start, period.amount)
    return calendar.next_open(last) if period.roll else last


@lru_cache(maxsize=8192)
def _months_end(start: date, months: int) -> date:
    """Counted from the day after `start`: a period begun on the 1st runs to the end of its last month."""
    if months == 0:
        return start
    first = start + _ONE_DAY
    corresponding = months_after(first, months)
    return corresponding - _ONE_DAY if corresponding.day == first.day else corresponding


def due_instant(last_day: date) -> datetime:
    """The instant at which a period with that last day has run out: the next day's first moment in Japan, as UTC."""
    return datetime.combine(last_day + _ONE_DAY, time.min, JAPAN).astimezone(UTC)


def start_instant(day: date) -> datetime:
    """The first moment of `day` in Japan, as UTC."""
    return datetime.combine(day, time.min, JAPAN).astimezone(UTC)


def civil_date(instant: datetime) -> date:
    """The civil day in Japan of an aware instant; ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(JAPAN).date()


def reaches_on(birth: date, age: int) -> date:
    """The day on which a person reaches `age`: the day before the birthday.

    Act on Calculating Ages (年齢計算ニ関スル法律) with Civil Code art. 143: the day of birth counts, the year is full
    at the end of the day before the corresponding day. Born on 29 February: 28 February in every year.
    """
    if age == 0:
        return birth
    year = birth.year + age
    if (birth.month, birth.day) == (2, 29):
        return date(year, 2, 28)
    return date(year, birth.month, birth.day) - _ONE_DAY


def birthday(birth: date, age: int) -> date:
    """The birthday on which a person is `age` years old: the day after `reaches_on`."""
    return birth if age == 0 else reaches_on(birth, age) + _ONE_DAY


def age_on(birth: date, day: date) -> int:
    """The full years of a person on `day` in the common sense, one more from each birthday on; ValueError before birth.

    Rules that speak of *reaching* an age use `reaches_on`, which is a day earlier.
    """
    if day < birth:
        raise ValueError("not yet born on that day")
    age = day.year - birth.year
    return age if age == 0 or birthday(birth, age) <= day else age - 1


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=_months.monthrange(day.year, day.month)[1])


def next_month_start(day: date) -> date:
    """The first day of the month after that of `day`."""
    return month_end(day) + _ONE_DAY


def fiscal_year(day: date) -> int:
    """The fiscal year (年度) of `day`: 1 April to 31 March, named by its first year. Local Autonomy Act art. 208(1)."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_end(day: date) -> date:
    """The 31 March that ends the fiscal year of `day`."""
    return date(fiscal_year(day) + 1, 3, 31)


@lru_cache(maxsize=256)
def _closed_days(
    year: int,
    weekdays: tuple[int | str, ...],
    closures: tuple[int | str, ...],
    holidays: tuple[int | str, ...],
) -> Mapping[date, str]:
    closed: dict[date, str] = {}
    for number in range(366 if _months.isleap(year) else 365):
        day = date(year, 1, 1) + timedelta(days=number)
        if day.isoweekday() in weekdays:
            closed[day] = "月火水木金土日"[day.weekday()] + "曜日"
        if day.strftime("%m-%d") in closures:
            closed[day] = "年末年始"
    for entry in holidays:
        iso, _, name = str(entry).partition(" ")
        closed[date.fromisoformat(iso)] = name
    return closed
