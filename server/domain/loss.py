"""Loss of eligibility (資格喪失) and end of this city's application (適用終了): the days, by the fact alone.

A person loses the eligibility on the day after the fact, on the day itself where art. 8 says so, or not at all when he
moves inside the prefecture (National Health Insurance Act arts. 5 and 8, Enforcement Regulations art. 11). An officer
enters the day of the fact; the day of loss is computed and cannot be entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.domain.calendar import birthday
from server.domain.refusals import Refused

_ONE_DAY = timedelta(days=1)


class LossBasis(StrEnum):
    """Which day the fact gives; the table of loss dates (DT-Q02-LOSSDATE) chooses it by ground."""

    NEXT_DAY = "NEXT_DAY"
    SAME_DAY = "SAME_DAY"
    UPPER_AGE_BIRTHDAY = "UPPER_AGE_BIRTHDAY"
    CONTINUES = "CONTINUES"


@dataclass(frozen=True, slots=True)
class Loss:
    """`eligible_to` the day of loss (資格喪失日), None where the eligibility goes on; `applied_to` the day on which
    this city's application ends (適用終了日). Both are the first day on which the person is not insured."""

    eligible_to: date | None
    applied_to: date

    @property
    def last_day(self) -> date:
        """The last day on which this city insured the person."""
        return self.applied_to - _ONE_DAY


def loss(
    qualification_basis: str, application_basis: str, fact_date: date | None, birth: date | None, age: int
) -> Loss:
    """The days by the two bases that the table chose. National Health Insurance Act art. 8.

    `age` is the upper age of the scheme (value `eligibility.upper_age`): it is reached at the end of the day before the
    birthday, so that the loss falls on the birthday itself (高齢者の医療の確保に関する法律 arts. 50 and 52).

    Raises `Refused`: `loss_basis_unknown`, `required` at `fact_date` without the day of the fact, `birth_date_missing`
    where the 75th birthday counts and the birth date is not wholly known.
    """
    ends = _day(application_basis, fact_date, birth, age)
    if ends is None:
        raise Refused("loss_basis_unknown", basis=application_basis)
    return Loss(_day(qualification_basis, fact_date, birth, age), ends)


def fact_of(basis: str, fact_date: date | None, birth: date | None, age: int) -> date | None:
    """The day of the fact itself: the 75th birthday where that is the ground, else the one entered."""
    if basis == LossBasis.UPPER_AGE_BIRTHDAY:
        return None if birth is None else birthday(birth, age)
    return fact_date


def _day(basis: str, fact_date: date | None, birth: date | None, age: int) -> date | None:
    try:
        known = LossBasis(basis)
    except ValueError:
        raise Refused("loss_basis_unknown", basis=basis) from None
    if known is LossBasis.CONTINUES:
        return None
    if known is LossBasis.UPPER_AGE_BIRTHDAY:
        if birth is None:
            raise Refused("birth_date_missing", at_field="birth_date")
        return birthday(birth, age)
    if fact_date is None:
        raise Refused("required", at_field="fact_date")
    return fact_date + _ONE_DAY if known is LossBasis.NEXT_DAY else fact_date
