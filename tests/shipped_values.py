"""The values that come with the program, for tests that need real figures."""

from __future__ import annotations

from functools import lru_cache

from server.domain.calendar import Calendar
from server.domain.values import DatedValue, Values
from server.exchange.values_files import default_directories, load_values


@lru_cache(maxsize=1)
def shipped_rows() -> tuple[DatedValue, ...]:
    return tuple(load_values(default_directories()))


@lru_cache(maxsize=1)
def _table() -> Values:
    return Values(shipped_rows())


def shipped_values() -> Values:
    """A copy with an empty record of use."""
    return _table().fresh()


def shipped_calendar() -> Calendar:
    return Calendar(shipped_values())
