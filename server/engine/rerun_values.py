"""Which values hold where recorded cases are done again on another version (再演の値).

On record stands what was read, day by day; a version may ask for other days and keys. What a draft states anew holds as
if it had been in force then: only so it shows whom it would treat differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from server.domain.value_rows import held_before, restated
from server.domain.values import DatedValue, Values


class ValuesThen:
    """The values of today (`present`), and over them those that a draft states anew (`drafted`).

    A drafted row that says what holds on its days anyway changes nothing. The first drafted row of a key also holds on
    all days before it; lists of days of the calendar (unit `dates`) hold on their own days only.
    """

    def __init__(self, present: Iterable[DatedValue], drafted: Iterable[DatedValue] = ()) -> None:
        self._present = _by_key(present)
        news = _by_key(row for row in drafted if self._new(row))
        self._drafted = {key: _as_if_always(rows) for key, rows in news.items()}

    def of(self, used: Mapping[str, object]) -> Values:
        """The table for one recorded step: a day on record answers as then, unless the draft says otherwise."""
        rows = self._present | {
            key: restated(self._present.get(key, ()), read)
            for key, read in _by_key(Values.from_json(used).rows()).items()
        }
        for key, drafted in self._drafted.items():
            rows[key] = restated(rows.get(key, ()), drafted)
        return Values(row for group in rows.values() for row in group)

    def _new(self, row: DatedValue) -> bool:
        held = held_before(self._present.get(row.key, ()), row)
        return not held or any((one.unit, one.value) != (row.unit, row.value) for one in held)


def _by_key(rows: Iterable[DatedValue]) -> dict[str, list[DatedValue]]:
    found: dict[str, list[DatedValue]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return found


def _as_if_always(rows: list[DatedValue]) -> list[DatedValue]:
    first, *later = sorted(rows, key=lambda row: row.valid_from)
    return [first if first.unit == "dates" else replace(first, valid_from=date.min), *later]
