"""Dated values with the type and sense that a rule asks of them (値の型): amounts, codes and rates, else a refusal.

The rule's own key is the field of the refusal, so that whoever tries other values sees which one makes no sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from server.domain.levy.year_values import row_of
from server.domain.refusals import Refused
from server.domain.values import DatedValue, Values

_WHOLE = frozenset({"yen", "count", "months"})


def whole(values: Values, key: str, day: date, least: int) -> int:
    """Yen, a count or months in force on `day`, at least `least`; raises `value_missing`, `levy_value_unusable`."""
    row = row_of(values, key, day)
    if row.unit not in _WHOLE or not isinstance(row.value, int) or row.value < least:
        raise unusable(key, day, f"{least} or more")
    return row.value


def code(values: Values, key: str, day: date, known: Sequence[str]) -> str:
    """One of the `known` codes; raises `value_missing`, `levy_value_unusable`."""
    value = row_of(values, key, day).value
    if value not in known:
        raise unusable(key, day, " | ".join(known))
    return str(value)


def rate(values: Values, key: str, day: date) -> tuple[DatedValue, Decimal]:
    """A rate from 0 to 1 with the row it stands in; raises `value_missing`, `levy_value_unusable`."""
    row = row_of(values, key, day)
    if not isinstance(row.value, Decimal) or not 0 <= row.value <= 1:
        raise unusable(key, day, 'a rate from "0" to "1"')
    return row, row.value


def unusable(key: str, day: date, fault: str) -> Refused:
    """The refusal of a value that makes no sense here; `fault` says what would."""
    return Refused("levy_value_unusable", at_field=key, key=key, day=day.isoformat(), fault=fault)
