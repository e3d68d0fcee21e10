"""Dates in forms: partial birth dates, bounds between dates, and the echo a clerk sees below the field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from server.domain import wareki
from server.domain.effects import JSON
from server.domain.forms.model import DATE_TYPES, Field, Lang
from server.domain.refusals import FieldError, Refused

PARTIAL = re.compile(r"(187[3-9]|18[89][0-9]|19[0-9]{2}|20[0-9]{2}|2100)-(00|0[1-9]|1[0-2])-00")

_UNKNOWN = re.compile(r"(月日|日)?不[詳明]$")
_SEPARATORS = str.maketrans(dict.fromkeys("./年月・", "-"))
_TEN_KEY = {7: re.compile(r"([1-5])([0-9]{2})([0-9]{2})00"), 8: re.compile(r"()([0-9]{4})([0-9]{2})00")}
_PARTS = re.compile(r"(明治|大正|昭和|平成|令和|[MTSHR])?([0-9]{1,4}|元)(?:-([0-9]{1,2}))?(?:-0{1,2})?")
_TYPED_GREGORIAN = re.compile(r"[0-9]{4}[-./年]|[0-9]{8}$")
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def partial_of(text: str) -> str | None:
    """A birth date of which only the year, or year and month, are known: `1985-00-00`, `1985-10-00`; else None.

    Some countries record no more, and the resident record of such a person says 不詳. Unknown parts stay 00 and are
    never invented. Raises `Refused` where the year or month does not exist.
    """
    found = _partial_parts(text)
    if found is None:
        return None
    era, year, month_text = found
    month = int(month_text or 0)
    if not 0 <= month <= 12:
        raise Refused("month_not_in_year", month=month)
    gregorian = _gregorian_year(era, year, month) if era else int(year)
    partial = f"{gregorian:04}-{month:02}-00"
    if not PARTIAL.fullmatch(partial):
        raise Refused("date_out_of_range", first=str(wareki.FIRST_DAY.year), last=str(wareki.LAST_DAY.year))
    return partial


def _partial_parts(text: str) -> tuple[str | None, str, str | None] | None:
    """Era, year and month as typed, if the text names no day."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if plain.isdigit() and len(plain) in _TEN_KEY:
        ten_key = _TEN_KEY[len(plain)].fullmatch(plain)
        if ten_key is None:
            return None
        initial = wareki.ERAS[int(ten_key[1]) - 1].initial if ten_key[1] else None
        return initial, ten_key[2], ten_key[3]
    written = _UNKNOWN.sub("", plain).removesuffix("日").translate(_SEPARATORS).strip("-")
    found = _PARTS.fullmatch(written)
    if found is None or not (found[1] or len(found[2]) == 4):
        return None
    return found[1], found[2], found[3]


def _gregorian_year(era: str, year: str, month: int) -> int:
    """The year of the Gregorian calendar; an era's first and last year hold only some of their days."""
    try:
        return wareki.parse_date(f"{era}{year}-{month or 1}-1").year
    except Refused:
        return wareki.parse_date(f"{era}{year}-{month or 12}-28").year


def first_possible_day(partial: str) -> date:
    """The earliest day that `1985-10-00` may mean; only for bounds, never to be stored."""
    year, month, _ = (int(part) for part in partial.split("-"))
    return date(year, month or 1, 1)


def bound_errors(fields: Sequence[Field], values: Mapping[str, JSON], path: str, today: date) -> Iterator[FieldError]:
    """Every date of one scope that lies outside its bounds (`not_after`, `not_before`)."""
    for field in fields:
        day = day_of(field, values)
        if day is None:
            continue
        latest = _bound(field.not_after, values, today)
        earliest = _bound(field.not_before, values, today)
        if latest is not None and day > latest:
            code = "date_in_future" if field.not_after == "today" else "date_too_late"
            yield FieldError(f"{path}{field.name}", code, {"limit": wareki.long_with_gregorian(latest)})
        if earliest is not None and day < earliest:
            yield FieldError(f"{path}{field.name}", "date_too_early", {"limit": wareki.long_with_gregorian(earliest)})


def next_day_warnings(fields: Sequence[Field], values: Mapping[str, JSON], path: str) -> Iterator[FieldError]:
    """Dates that are not the day after the one they follow, as 資格喪失日 follows 退職日: to be looked at again."""
    by_name = {field.name: field for field in fields}
    for field in fields:
        other = by_name.get(field.day_after or "")
        if other is None:
            continue
        day, before = day_of(field, values), day_of(other, values)
        if day is not None and before is not None and day != before + timedelta(days=1):
            params = {"other_ja": other.label.ja, "other_en": other.label.en}
            yield FieldError(f"{path}{field.name}", "not_the_next_day", params)


def day_of(field: Field, values: Mapping[str, JSON]) -> date | None:
    """The day a date field holds, for a partial one the first possible; None when it is empty or no date field."""
    if field.type not in DATE_TYPES:
        return None
    value = values.get(field.name)
    if isinstance(value, str):
        return date.fromisoformat(value)
    partial = values.get(field.partial_name) if field.partial else None
    return first_possible_day(partial) if isinstance(partial, str) else None


def _bound(bound: str | None, values: Mapping[str, JSON], today: date) -> date | None:
    if bound is None or bound == "today":
        return today if bound else None
    if re.fullmatch(r"[0-9-]{10}", bound):
        return date.fromisoformat(bound)
    other = values.get(bound)
    return date.fromisoformat(other) if isinstance(other, str) else None


def echo(field: Field, typed: str, values: Mapping[str, JSON], *, today: date, lang: Lang = "ja") -> str | None:
    """What stands below a date field: the other calendar and the weekday, the age where the form asks for it.

    令和8年11月23日(月) below 2026-11-23, and 2026-11-23(月) below R8.11.23; None for other fields and empty ones.
    """
    value = values.get(field.name)
    partial = values.get(field.partial_name) if field.partial else None
    if field.type not in DATE_TYPES:
        return None
    if isinstance(partial, str):
        return show_partial(partial, lang)
    if not isinstance(value, str):
        return None
    day = date.fromisoformat(value)
    gregorian = _TYPED_GREGORIAN.match(unicodedata.normalize("NFKC", typed).strip()) is not None
    other = wareki.to_wareki(day) if gregorian else day.isoformat()
    shown = f"{other}({weekday(day, lang)})"
    return f"{shown} {_age(day, today, lang)}" if field.show_age and day <= today else shown


def show_partial(partial: str, lang: Lang) -> str:
    """1985年(月日不詳), 1985年10月(日不詳); in English 1985 (month and day unknown)."""
    year, month, _ = (int(part) for part in partial.split("-"))
    if lang == "en":
        return f"{year}-{month:02} (day unknown)" if month else f"{year} (month and day unknown)"
    return f"{year}年{month}月(日不詳)" if month else f"{year}年(月日不詳)"


def weekday(day: date, lang: Lang) -> str:
    return _WEEKDAYS_EN[day.weekday()] if lang == "en" else wareki.weekday_ja(day)


def _age(birth: date, today: date, lang: Lang) -> str:
    years = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    return f"age {years}" if lang == "en" else f"{years}歳"
