"""The fields of one JSON object, read by name and kind; every fault is noted with its dotted place, none stops.

What a reader did not ask for is an unknown field. Numbers are whole and never negative; a boolean is no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from server.domain.my_number import find_in_text, without_numbers
from server.domain.refusals import FieldError

MOST_YEN = 10**12
_MOST_TEXT = 60


class Fields:
    """One object at `path`; `place` is the number of its row, from 1. Faults go into `errors`."""

    def __init__(self, data: object, path: str, errors: list[FieldError], place: str = "1") -> None:
        self.path, self.place, self._errors = path, place, errors
        self._data: dict[str, object] = dict(data) if isinstance(data, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(data, dict):
            self._errors.append(FieldError(path or "(root)", "wrong_type", {"expected": "object"}))

    def wrong(self, field: str, code: str, **params: object) -> None:
        """Notes a fault of the field `field`."""
        self._errors.append(FieldError(f"{self.path}.{field}" if self.path else field, code, params))

    def _take(self, name: str, *, required: bool = False) -> object:
        self._asked.add(name)
        found = self._data.get(name)
        if found is None and required:
            self.wrong(name, "required")
        return found

    def number(self, name: str, *, required: bool = False, least: int = 0, most: int = MOST_YEN) -> int | None:
        """A whole number between the bounds."""
        found = self._take(name, required=required)
        if found is None:
            return None
        if not isinstance(found, int) or isinstance(found, bool):
            self.wrong(name, "wrong_type", expected="整数 / whole number")
        elif found < least:
            self.wrong(name, "number_too_small", min=least)
        elif found > most:
            self.wrong(name, "number_too_large", max=most)
        else:
            return found
        return None

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        found = self._take(name)
        if found is None or isinstance(found, bool):
            return default if found is None else found
        self.wrong(name, "wrong_type", expected="true | false")
        return default

    def text(self, name: str) -> str | None:
        """A short text that is not empty and holds no My Number."""
        found = self._take(name)
        if found is None:
            return None
        if not isinstance(found, str):
            self.wrong(name, "wrong_type", expected="文字列 / text")
        elif not found.strip():
            self.wrong(name, "required")
        elif len(found) > _MOST_TEXT:
            self.wrong(name, "too_long", max=_MOST_TEXT)
        elif find_in_text(found):
            self.wrong(name, "my_number_in_text")
        else:
            return found
        return None

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A civil day like 2025-04-01."""
        found = self._take(name, required=required)
        if found is None:
            return None
        try:
            if isinstance(found, str) and len(found) == len("2025-04-01"):
                return date.fromisoformat(found)
        except ValueError:
            pass
        self.wrong(name, "not_a_date")
        return None

    def months(self, name: str) -> tuple[int, ...] | None:
        """A list of calendar months, each once; None when the field is left out."""
        found = self._take(name)
        if found is None:
            return None
        if not isinstance(found, list) or not all(isinstance(m, int) and not isinstance(m, bool) for m in found):
            self.wrong(name, "wrong_type", expected="月の並び / list of months")
        elif any(not 1 <= month <= 12 for month in found):
            month = next(month for month in found if not 1 <= month <= 12)
            self.wrong(name, "month_not_in_year", month=month)
        elif len(set(found)) != len(found):
            self.wrong(name, "levy_month_twice")
        else:
            return tuple(found)
        return ()

    def rows(self, name: str, *, least: int, most: int) -> list[object]:
        """A list of objects, at least and at most so many."""
        found = self._take(name, required=least > 0)
        if found is None:
            return []
        if not isinstance(found, list):
            self.wrong(name, "wrong_type", expected="配列 / list")
        elif len(found) < least:
            self.wrong(name, "too_few_rows", min=least)
        elif len(found) > most:
            self.wrong(name, "too_many_rows", max=most)
        else:
            return found
        return []

    def asked(self, name: str) -> None:
        """Says that a field is read elsewhere."""
        self._asked.add(name)

    def nothing_else(self) -> None:
        """Notes every field nobody asked for."""
        for name in sorted(map(str, self._data.keys() - self._asked)):
            shown = without_numbers(name[:_MOST_TEXT])
            self.wrong(shown, "unknown_field", name=shown)


def items_of(fields: Fields, name: str, errors: list[FieldError], *, least: int, most: int) -> Iterator[Fields]:
    """The objects of the list `name`, one by one."""
    for place, row in enumerate(fields.rows(name, least=least, most=most)):
        yield Fields(row, f"{name}.{place}", errors, str(place + 1))
