"""A dated value stated over others (値の書き足し): what stood before and after its days stays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from server.domain.values import DatedValue

_DAY = timedelta(days=1)
_CONFIRMED = re.compile(r"[((](\d{4}-\d{2}-\d{2})確認[))]\s*$")


def restated(rows: Iterable[DatedValue], new: Iterable[DatedValue]) -> list[DatedValue]:
    """The rows with the new ones stated over them, in order of key and first day."""
    found = list(rows)
    for one in new:
        found = [part for row in found for part in _outside(row, one)] + [one]
    return sorted(found, key=lambda row: (row.key, row.valid_from))


def held_before(rows: Iterable[DatedValue], new: DatedValue) -> list[DatedValue]:
    """The parts of the rows that hold on the new row's days, cut to them."""
    found = []
    for row in rows:
        if row.key != new.key or not _meet(row, new):
            continue
        last = [day for day in (row.valid_to, new.valid_to) if day is not None]
        found.append(replace(row, valid_from=max(row.valid_from, new.valid_from), valid_to=min(last) if last else None))
    return sorted(found, key=lambda row: row.valid_from)


def until_next(rows: Iterable[DatedValue], key: str, first: date) -> date | None:
    """The last day of a row that begins on `first`: the day before the next row begins, None when none does."""
    later = [row.valid_from for row in rows if row.key == key and row.valid_from > first]
    return min(later) - _DAY if later else None


def with_confirmed(source: str, day: date | None) -> str:
    """The source with the day on which somebody read it there: 「市条例第12号(2026-11-28確認)」."""
    plain = _CONFIRMED.sub("", source).strip()
    return plain if day is None else f"{plain}({day.isoformat()}確認)"


def confirmed_on(source: str) -> tuple[str, date | None]:
    """The source alone, and the day on which it was confirmed, where it says so."""
    found = _CONFIRMED.search(source)
    if found is None:
        return source, None
    try:
        return source[: found.start()].strip(), date.fromisoformat(found[1])
    except ValueError:
        return source, None


def _outside(row: DatedValue, new: DatedValue) -> list[DatedValue]:
    if row.key != new.key or not _meet(row, new):
        return [row]
    parts = []
    if row.valid_from < new.valid_from:
        parts.append(replace(row, valid_to=new.valid_from - _DAY))
    if new.valid_to is not None and (row.valid_to is None or row.valid_to > new.valid_to):
        parts.append(replace(row, valid_from=new.valid_to + _DAY))
    return parts


def _meet(row: DatedValue, new: DatedValue) -> bool:
    begins = new.valid_to is None or row.valid_from <= new.valid_to
    return begins and (row.valid_to is None or row.valid_to >= new.valid_from)
