"""Dated values as one fiscal year reads them (その年度の値): by 1 April, typed, within sense, remembered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from server.domain.levy.model import Part
from server.domain.refusals import Refused
from server.domain.values import DatedValue, Values

MOST_YEN = 10**12


def row_of(values: Values, key: str, day: date) -> DatedValue:
    """The row of `key` in force on `day`; raises `Refused("value_missing")` with the key as its field."""
    try:
        return values.row(key, day)
    except Refused as missing:
        raise Refused(missing.code, at_field=key, **missing.params) from None


class YearValues:
    """The values in force on 1 April of a fiscal year (or 31 March after it, `at_end`); `read` are the rows read."""

    def __init__(self, values: Values, fiscal_year: int) -> None:
        self._values = values
        self._first, self._last = date(fiscal_year, 4, 1), date(fiscal_year + 1, 3, 31)
        self.read: dict[str, DatedValue] = {}

    def row(self, key: str, *, at_end: bool = False) -> DatedValue:
        """The row in force; raises `Refused("value_missing")` with the key as its field."""
        found = row_of(self._values, key, self._last if at_end else self._first)
        self.read[key] = found
        return found

    def states(self, key: str) -> bool:
        """Whether the tables speak of `key` at all: if not, the ordinance has no such rule."""
        return bool(self._values.rows(key))

    def unusable(self, key: str, fault: str) -> Refused:
        """The refusal of a value that makes no sense here."""
        return Refused("levy_value_unusable", at_field=key, key=key, day=self._first.isoformat(), fault=fault)

    def amount(self, key: str, *, least: int = 0) -> int:
        """A whole number of at least `least`: yen, ages, counts."""
        value = self.row(key).value
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.unusable(key, "a whole number")
        if not least <= value <= MOST_YEN:
            raise self.unusable(key, f"{least} or more" if value < least else f"{MOST_YEN} or less")
        return value

    def optional_amount(self, key: str, *, least: int = 0) -> int | None:
        """As `amount`; None where the ordinance has no such rule."""
        return self.amount(key, least=least) if self.states(key) else None

    def share(self, key: str) -> Fraction:
        """A rate from 0 to 1, exact."""
        value = self.row(key).value
        if not isinstance(value, Decimal) or not 0 <= value <= 1:
            raise self.unusable(key, 'a rate from "0" to "1"')
        return Fraction(value)

    def optional_share(self, key: str) -> Fraction | None:
        """As `share`; None where the ordinance has no such rule."""
        return self.share(key) if self.states(key) else None

    def code(self, key: str, known: Sequence[str]) -> str:
        """One of the `known` codes."""
        value = self.row(key).value
        if value not in known:
            raise self.unusable(key, " | ".join(known))
        return str(value)

    def optional_code(self, key: str, known: Sequence[str]) -> str | None:
        """As `code`; None where the ordinance has no such rule."""
        return self.code(key, known) if self.states(key) else None

    def numbers(self, key: str, *, least: int = 0, most: int = MOST_YEN, at_end: bool = False) -> tuple[int, ...]:
        """A list of whole numbers between the bounds."""
        value = self.row(key, at_end=at_end).value
        if not isinstance(value, tuple):
            raise self.unusable(key, "a list of whole numbers")
        found = tuple(item for item in value if isinstance(item, int) and least <= item <= most)
        if len(found) != len(value):
            raise self.unusable(key, f"whole numbers from {least} to {most}")
        return found

    def pair(self, key: str, *, at_end: bool = False) -> tuple[int, int]:
        """A list of two whole numbers."""
        found = self.numbers(key, at_end=at_end)
        if len(found) != 2:
            raise self.unusable(key, "two whole numbers")
        return found[0], found[1]

    def parts(self, key: str) -> tuple[Part, ...]:
        """A list of parts of the levy, each once."""
        value = self.row(key).value
        known = [part for part in Part if isinstance(value, tuple) and part.value in value]
        if not isinstance(value, tuple) or len(known) != len(value):
            raise self.unusable(key, " | ".join(Part))
        return tuple(known)
