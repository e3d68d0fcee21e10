"""The Japanese calendar of eras (和暦): writing and reading dates as offices do.

Solar dates are told by eras from 1873 on (明治6年1月1日, when the Gregorian calendar was adopted); earlier ones are
refused. Eras begin on the day of change: Era Name Act (元号法) and the orders before it.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from server.domain.refusals import Refused

Style = Literal["long", "short", "column"]


@dataclass(frozen=True, slots=True)
class Era:
    """One era (元号): its names, its initial, its digit on the ten-key, its first day."""

    ja: str
    initial: str
    digit: int
    first: date


ERAS: tuple[Era, ...] = (
    Era("明治", "M", 1, date(1868, 1, 25)),
    Era("大正", "T", 2, date(1912, 7, 30)),
    Era("昭和", "S", 3, date(1926, 12, 25)),
    Era("平成", "H", 4, date(1989, 1, 8)),
    Era("令和", "R", 5, date(2019, 5, 1)),
)
FIRST_DAY = date(1873, 1, 1)
LAST_DAY = date(2100, 12, 31)

_BY_NAME = {name: era for era in ERAS for name in (era.ja, era.initial)}
_BY_DIGIT = {era.digit: era for era in ERAS}
_WEEKDAYS = "月火水木金土日"

_ERA = "明治|大正|昭和|平成|令和|[MTSHR]"
_ERA_DATE = re.compile(rf"({_ERA})([0-9]{{1,2}}|元)-([0-9]{{1,2}})-([0-9]{{1,2}})")
_ERA_DIGITS = re.compile(rf"({_ERA})([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})")
_GREGORIAN = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_ERA_MISSING = re.compile(r"([0-9]{1,3}|元)-[0-9]{1,2}-[0-9]{1,2}")
_DIGITS = re.compile(r"[0-9]{6,8}")
_SEPARATORS = str.maketrans(dict.fromkeys("./年月・‐‑‒–—―−ー", "-"))


def era_of(day: date) -> Era:
    """The era in which `day` lies; raises `Refused("date_out_of_range")` before 1873 and after 2100."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _out_of_range()
    return next(era for era in reversed(ERAS) if era.first <= day)


def to_wareki(day: date, style: Style = "long") -> str:
    """`long` 令和8年11月18日 (first year 元年), `short` R8.11.18, `column` R08.11.18 whose figures stand in line."""
    era = era_of(day)
    year = _year_in(era, day)
    if style == "long":
        return f"{era.ja}{_year_text(year)}年{day.month}月{day.day}日"
    if style == "short":
        return f"{era.initial}{year}.{day.month}.{day.day}"
    return f"{era.initial}{year:02}.{day.month:02}.{day.day:02}"


def long_with_gregorian(day: date) -> str:
    """令和8年11月18日(2026-11-18), the echo behind a typed date."""
    return f"{to_wareki(day)}({day.isoformat()})"


def era_year(day: date) -> str:
    """R8: era initial and year, the head of a case number."""
    era = era_of(day)
    return f"{era.initial}{_year_in(era, day)}"


def weekday_ja(day: date) -> str:
    """The day of the week in one character, 月 to 日."""
    return _WEEKDAYS[day.weekday()]


def parse_date(text: str) -> date:
    """Reads a date as people write it at a counter.

    Accepted: 令和6年5月1日, 令和元年, R6.5.1, r6/5/1, R6-5-1, 2024-05-01, 2024.5.1, 2024年5月1日, 20240501; by ten-key
    5060501 (first the era: 1 Meiji, 2 Taisho, 3 Showa, 4 Heisei, 5 Reiwa) and 060501 (the present era); all of these
    in full width and with spaces. Raises `Refused` with the code that names the fault (`not_a_date`,
    `day_not_in_month`, `month_not_in_year`, `day_not_in_era`, `era_year_zero`, `era_missing`, `era_digit_unknown`,
    `date_out_of_range`).
    """
    written = _plain(text)
    if found := _ERA_DATE.fullmatch(written) or _ERA_DIGITS.fullmatch(written):
        era, year, month, day = found.groups()
        return _in_era(_BY_NAME[era], 1 if year == "元" else int(year), int(month), int(day))
    if found := _GREGORIAN.fullmatch(written):
        year, month, day = found.groups()
        return _gregorian(int(year), int(month), int(day))
    if _ERA_MISSING.fullmatch(written):
        raise Refused("era_missing")
    if _DIGITS.fullmatch(written):
        return _from_ten_key(written)
    raise Refused("not_a_date")


def _plain(text: str) -> str:
    """Half width, capital initials, no spaces, every separator a hyphen, no 日 at the end."""
    squeezed = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return squeezed.removesuffix("日").translate(_SEPARATORS)


def _from_ten_key(digits: str) -> date:
    """Six digits are the present era, seven begin with the era's digit, eight with the year of four digits."""
    year, month, day = int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])
    if len(digits) == 8:
        return _gregorian(year, month, day)
    if len(digits) == 6:
        return _in_era(ERAS[-1], year, month, day)
    era = _BY_DIGIT.get(year // 100)
    if era is None:
        raise Refused("era_digit_unknown")
    return _in_era(era, year % 100, month, day)


def _in_era(era: Era, year: int, month: int, day: int) -> date:
    if year == 0:
        raise Refused("era_year_zero", era=era.ja)
    gregorian = era.first.year + year - 1
    found = _civil(gregorian, month, day, f"{era.ja}{_year_text(year)}年{month}月")
    if found < FIRST_DAY or found > LAST_DAY:
        raise _out_of_range()
    if era_of(found) is not era:
        raise _not_in_era(era, f"{era.ja}{_year_text(year)}年{month}月{day}日")
    return found


def _gregorian(year: int, month: int, day: int) -> date:
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise _out_of_range()
    return _civil(year, month, day, f"{year}年{month}月")


def _civil(year: int, month: int, day: int, month_text: str) -> date:
    if not 1 <= month <= 12:
        raise Refused("month_not_in_year", month=month)
    if not 1 <= day <= monthrange(year, month)[1]:
        raise Refused("day_not_in_month", month=month_text, day=day)
    return date(year, month, day)


def _not_in_era(era: Era, text: str) -> Refused:
    following = ERAS[ERAS.index(era) + 1 : ERAS.index(era) + 2]
    last = following[0].first - timedelta(days=1) if following else LAST_DAY
    first = max(era.first, FIRST_DAY)
    return Refused("day_not_in_era", text=text, era=era.ja, first=to_wareki(first), last=to_wareki(last))


def _out_of_range() -> Refused:
    return Refused("date_out_of_range", first="明治6年1月1日(1873-01-01)", last=f"{LAST_DAY.year}年12月31日")


def _year_in(era: Era, day: date) -> int:
    return day.year - era.first.year + 1


def _year_text(year: int) -> str:
    return "元" if year == 1 else str(year)
