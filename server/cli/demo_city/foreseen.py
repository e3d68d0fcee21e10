"""Values that the demo foresees (見込みの値): its clock may be moved for years, past what law and city have announced.

A real office enters the rate of a new year when it is announced and looks at each parameter beside its article once a
year; until then, what rests on it stops. The demo's visitor has nobody who announces or looks. So where the last row
of a key ends, it goes on as it is, marked as foreseen, and what is to be looked at again counts as looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from server.domain.values import DatedValue

_SOURCE = "試しの市の見込み(前の期間と同じ)"
_AHEAD = timedelta(days=4000)  # the demo's clock goes ten years
_NOT_FORESEEN = ("calendar.holidays",)
"""What differs from year to year by its nature: a day without it is an error in the demo too."""


def foreseen(rows: Iterable[DatedValue], day: date) -> Iterator[DatedValue]:
    """The rows of the shipped values that the demo made on `day` states anew, and those that it adds behind them."""
    last: dict[str, DatedValue] = {}
    for row in rows:
        if row.key not in last or row.valid_from > last[row.key].valid_from:
            last[row.key] = row
        if row.confirm_again_by is not None and (row.valid_to is None or row.valid_to >= day):
            yield replace(row, confirm_again_by=day + _AHEAD)
    for row in last.values():
        if row.valid_to is not None and row.key not in _NOT_FORESEEN:
            first = row.valid_to + timedelta(days=1)
            looked_at = None if row.confirm_again_by is None else max(day, first) + _AHEAD
            yield replace(
                row,
                valid_from=first,
                valid_to=None,
                source=_SOURCE,
                status="illustrative",
                confirm_again_by=looked_at,
            )
