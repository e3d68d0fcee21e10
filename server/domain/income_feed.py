"""A file of the tax system as it was read (税の連携 I02): its place in the series, its period, one row an income."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class FeedKind(StrEnum):
    """REGULAR brings a week's corrections (週次), YEARLY the whole new year (当初課税、5月)."""

    REGULAR = "REGULAR"
    YEARLY = "YEARLY"


class Reported(StrEnum):
    """What the tax office knows of a person's year: declared 申告済, not declared 未申告, being asked 照会中."""

    DECLARED = "DECLARED"
    NOT_DECLARED = "NOT_DECLARED"
    ASKING = "ASKING"


@dataclass(frozen=True, slots=True)
class IncomeRow:
    """One row; `row_no` counts lines from 1, the header among them. `figures` are yen by name."""

    row_no: int
    person_key: str
    income_year: int
    corrected_on: date
    reported: Reported
    figures: Mapping[str, int]

    @property
    def known(self) -> bool:
        """Whether the row states an income; who has not declared has an unknown one, not none."""
        return self.reported is Reported.DECLARED

    @property
    def levy_year(self) -> int:
        """The fiscal year whose levy rests on this income."""
        return self.income_year + 1


@dataclass(frozen=True, slots=True)
class IncomeFile:
    """A whole file; it covers corrections from `covers_from` to `covers_to`, both days included."""

    interface: str
    kind: FeedKind
    sequence: int
    generated_at: datetime
    covers_from: date
    covers_to: date
    rows: tuple[IncomeRow, ...]
