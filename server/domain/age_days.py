"""Birthdays that change rights (年齢到達): 40, 65, 70 and 75, with the first day of what changes.

An age is reached at the end of the day before the birthday (年齢計算ニ関スル法律1項, Civil Code art. 143).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from server.domain.calendar import reaches_on
from server.domain.share_class import senior_from
from server.domain.values import Values


class AgeKind(StrEnum):
    """What a birthday changes."""

    AGE_40 = "AGE_40"  # 介護分の賦課が始まる(介護保険法9条2号)
    AGE_65 = "AGE_65"  # 介護分の賦課が終わる(介護保険法9条1号)
    AGE_70 = "AGE_70"  # 一部負担金の割合が所得で決まる(国保法42条1項3号・4号)
    AGE_75 = "AGE_75"  # 後期高齢者医療の被保険者となり資格を失う(国保法6条8号)


AGES: Final = {AgeKind.AGE_40: 40, AgeKind.AGE_65: 65, AgeKind.AGE_70: 70, AgeKind.AGE_75: 75}
_LATEST: Final = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class AgeDay:
    """A kind with the first day of what changes for one person."""

    kind: AgeKind
    due_on: date


def due_on(kind: AgeKind, birth: date, day: date, values: Values) -> date:
    """The first day of what changes by the rules of `day`.

    40 and 65: the day on which the age is reached, whose month is the first or no longer one of the care part. 70: the
    1st of the next month. 75: the birthday, on which eligibility is lost.
    """
    if kind is AgeKind.AGE_70:
        return senior_from(birth, day, values)
    reached = reaches_on(birth, AGES[kind])
    return reached + timedelta(days=1) if kind is AgeKind.AGE_75 else reached


def births_due(kind: AgeKind, first: date, last: date) -> tuple[date, date]:
    """The birth dates among which are all whose day of this kind lies from `first` to `last`; some lie outside."""
    age = AGES[kind]
    return _years_before(first - _LATEST, age), _years_before(last + _LATEST, age)


def _years_before(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return date(day.year - years, 3, 1) if leap else day.replace(year=day.year - years)
