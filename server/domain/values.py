"""Dated values (日付つきの値): every number of law or ordinance, with its days, article and source.

A rule asks for a value on a civil day; a missing row is a refusal, never a default. `Values` remembers what was read,
so that a step can be explained and replayed without today's table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, cast

from server.domain.refusals import Refused

Value = int | Decimal | str | tuple[int | str, ...]
PeriodUnit = Literal["days", "open_days", "months"]

STATUSES = frozenset({"verified", "illustrative", "confirm"})

# What a unit's value is: `rate` is exact text in files and records, so that no binary number ever stands for it.
UNITS: Mapping[str, type] = MappingProxyType(
    {
        "yen": int,
        "rate": Decimal,
        "count": int,
        "tenths": int,  # 割, the patient's share
        "age": int,
        "minutes": int,
        "days": int,
        "days_rolled": int,  # the last day moves to the next open day
        "open_days": int,
        "months": int,
        "months_rolled": int,
        "flag": bool,
        "text": str,
        "code": str,
        "dates": tuple,
        "month_days": tuple,
        "numbers": tuple,
        "texts": tuple,
    }
)

_PERIOD_UNITS: Mapping[str, tuple[PeriodUnit, bool]] = MappingProxyType(
    {
        "days": ("days", False),
        "days_rolled": ("days", True),
        "open_days": ("open_days", False),
        "months": ("months", False),
        "months_rolled": ("months", True),
    }
)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One row: `key` has `value` (in `unit`) from `valid_from` to `valid_to`, the last day (None: further notice).

    `article` and `source` say where it stands; `status` is verified, illustrative or confirm; a value is looked at
    again beside its article by `confirm_again_by`.
    """

    key: str
    unit: str
    valid_from: date
    valid_to: date | None
    value: Value
    article: str
    source: str
    status: str
    confirm_again_by: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A named period (期間): `amount` of `unit`; with `roll` its last day moves to an open day (Civil Code 142)."""

    key: str
    unit: PeriodUnit
    amount: int
    roll: bool


class Values:
    """An immutable table of dated values; `used` are those read from this copy. Overlapping rows: ValueError."""

    def __init__(self, rows: Iterable[DatedValue]) -> None:
        groups: dict[str, list[DatedValue]] = {}
        for row in rows:
            groups.setdefault(row.key, []).append(row)
        self._rows: dict[str, tuple[DatedValue, ...]] = {
            key: tuple(sorted(group, key=lambda row: row.valid_from)) for key, group in groups.items()
        }
        for key, group in groups.items():
            for before, after in pairwise(self._rows[key] if len(group) > 1 else ()):
                if before.valid_to is None or before.valid_to >= after.valid_from:
                    raise ValueError(f"{key}: rows overlap on {after.valid_from}")
        self._starts = {key: [row.valid_from for row in group] for key, group in self._rows.items()}
        self._used: dict[str, DatedValue] = {}

    def row(self, key: str, day: date) -> DatedValue:
        """The row of `key` in force on `day`; raises `Refused("value_missing", key, day)`."""
        rows = self._rows.get(key, ())
        place = bisect_right(self._starts[key], day) if rows else 0
        found = rows[place - 1] if place else None
        if found is None or (found.valid_to is not None and found.valid_to < day):
            raise Refused("value_missing", key=key, day=day.isoformat())
        self._used[f"{key}@{day.isoformat()}"] = found
        return found

    def on(self, key: str, day: date) -> Value:
        """The value of `key` in force on `day`; raises `Refused("value_missing", key, day)`."""
        return self.row(key, day).value

    def has(self, key: str, day: date) -> bool:
        """Whether `key` has a row on `day`; does not count as use."""
        return any(row.valid_from <= day and (row.valid_to is None or day <= row.valid_to) for row in self.rows(key))

    def integer(self, key: str, day: date) -> int:
        """`on(key, day)` that must be a whole number (yen, days, ages, counts)."""
        value = self.on(key, day)
        if not isinstance(value, int):
            raise TypeError(f"{key} is not a whole number")
        return value

    def rate(self, key: str, day: date) -> Decimal:
        """`on(key, day)` that must be a rate."""
        value = self.on(key, day)
        if not isinstance(value, Decimal):
            raise TypeError(f"{key} is not a rate")
        return value

    def text(self, key: str, day: date) -> str:
        """`on(key, day)` that must be a text or a code."""
        value = self.on(key, day)
        if not isinstance(value, str):
            raise TypeError(f"{key} is not a text")
        return value

    def items(self, key: str, day: date) -> tuple[int | str, ...]:
        """`on(key, day)` that must be a list."""
        value = self.on(key, day)
        if not isinstance(value, tuple):
            raise TypeError(f"{key} is not a list")
        return value

    def flag(self, key: str, day: date) -> bool:
        """`on(key, day)` that must be yes or no."""
        value = self.on(key, day)
        if not isinstance(value, bool):
            raise TypeError(f"{key} is not a flag")
        return value

    def period(self, name: str, day: date) -> Period:
        """The period named `name` (key `period.<name>`) as in force on `day`; raises `Refused("value_missing")`."""
        row = self.row(f"period.{name}", day)
        if row.unit not in _PERIOD_UNITS or not isinstance(row.value, int):
            raise TypeError(f"{row.key} is not a period")
        unit, roll = _PERIOD_UNITS[row.unit]
        return Period(row.key, unit, row.value, roll)

    def period_names(self) -> tuple[str, ...]:
        """The names that a diagram's timers and due dates may use, sorted."""
        return tuple(sorted(key.removeprefix("period.") for key in self._rows if key.startswith("period.")))

    def keys(self) -> tuple[str, ...]:
        """All keys, sorted."""
        return tuple(sorted(self._rows))

    def rows(self, key: str | None = None) -> tuple[DatedValue, ...]:
        """The rows of `key` (of all keys when None) in order of key and first day; does not count as use."""
        if key is not None:
            return self._rows.get(key, ())
        return tuple(row for name in self.keys() for row in self._rows[name])

    @property
    def used(self) -> Mapping[str, object]:
        """What was read: `key@YYYY-MM-DD` → `{"unit", "value", "article"}`, JSON only."""
        return {
            name: {"unit": row.unit, "value": value_as_json(row.value), "article": row.article}
            for name, row in sorted(self._used.items())
        }

    @property
    def read_rows(self) -> tuple[DatedValue, ...]:
        """The rows that were read, each once, in order of key and first day."""
        once = {(row.key, row.valid_from): row for row in self._used.values()}
        return tuple(once[place] for place in sorted(once))

    def fresh(self) -> Values:
        """The same table with an empty record of use (one copy for each step)."""
        copy = Values(())
        copy._rows, copy._starts = self._rows, self._starts
        return copy

    @classmethod
    def from_json(cls, used: Mapping[str, object]) -> Values:
        """The table that answers exactly what `used` recorded, for replay; anything else is missing."""
        return cls(_recorded_row(name, cast("Mapping[str, object]", record)) for name, record in used.items())


def value_as_json(value: Value) -> object:
    """A value as JSON: rates as exact text, lists as lists."""
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def value_from_json(unit: str, value: object) -> Value:
    """The typed value of a JSON or YAML value by its unit; raises ValueError with the fault in English."""
    kind = UNITS.get(unit)
    if kind is None:
        raise ValueError(f"unknown unit {unit!r}")
    if kind is Decimal:
        return _rate(value)
    if kind is tuple:
        return _items(unit, value)
    if type(value) is not kind:
        raise ValueError(f"unit {unit} needs {kind.__name__}, not {type(value).__name__}")
    return cast("Value", value)


def check_rows(rows: Sequence[DatedValue]) -> list[str]:
    """Findings about a set of rows, in English, empty when all is well.

    Looks for gaps and overlaps in the days of one key, unknown units and statuses, values that do not fit their unit,
    a changed unit, a missing article or source, days in the wrong order.
    """
    findings = [finding for row in rows for finding in _row_findings(row)]
    groups: dict[str, list[DatedValue]] = {}
    for row in rows:
        groups.setdefault(row.key, []).append(row)
    for key, group in sorted(groups.items()):
        for before, after in pairwise(sorted(group, key=lambda row: row.valid_from)):
            findings.extend(f"{key}: {fault}" for fault in _joint_findings(before, after))
    return findings


def _row_findings(row: DatedValue) -> list[str]:
    found = []
    if not row.article.strip():
        found.append("article is missing")
    if not row.source.strip():
        found.append("source is missing")
    if row.status not in STATUSES:
        found.append(f"unknown status {row.status!r}")
    if row.valid_to is not None and row.valid_to < row.valid_from:
        found.append("ends before it begins")
    try:
        value_from_json(row.unit, value_as_json(row.value))
    except ValueError as error:
        found.append(str(error))
    return [f"{row.key} from {row.valid_from}: {fault}" for fault in found]


def _joint_findings(before: DatedValue, after: DatedValue) -> list[str]:
    found = []
    if before.valid_to is None or before.valid_to >= after.valid_from:
        found.append(f"overlap from {after.valid_from}")
    elif before.valid_to + timedelta(days=1) != after.valid_from:
        found.append(f"gap between {before.valid_to} and {after.valid_from}")
    if before.unit != after.unit and not {before.unit, after.unit} <= set(_PERIOD_UNITS):
        found.append(f"unit changes from {before.unit} to {after.unit}")
    return found


def _rate(value: object) -> Decimal:
    if not isinstance(value, str):
        raise ValueError('a rate is written as quoted text, for example "0.0771"')
    try:
        rate = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a rate") from None
    if not rate.is_finite():
        raise ValueError(f"{value!r} is not a rate")
    return rate


def _items(unit: str, value: object) -> tuple[int | str, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"unit {unit} needs a list")
    kind = int if unit == "numbers" else str
    if any(type(item) is not kind for item in value):
        raise ValueError(f"unit {unit} needs a list of {kind.__name__}")
    return tuple(value)


def _recorded_row(name: str, record: Mapping[str, object]) -> DatedValue:
    key, _, day = name.rpartition("@")
    on = date.fromisoformat(day)
    unit = str(record["unit"])
    value = value_from_json(unit, record["value"])
    return DatedValue(key, unit, on, on, value, str(record["article"]), "record", "verified")
