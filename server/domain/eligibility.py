"""Eligibility in two layers (資格と適用): the prefecture's 資格 and the city's 適用, each with its own pair of dates.

A person is insured by the prefecture together with its municipalities (National Health Insurance Act art. 5). A move
inside the prefecture ends only this city's application; the eligibility goes on. Joining happens by operation of law
(art. 7): the dates follow from facts, never from the day of the notification.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.calendar import age_on
from server.domain.refusals import Refused
from server.domain.values import Values


class Basis(StrEnum):
    """Which fact gives a date of acquisition; the table of acquisition dates chooses it by ground."""

    FACT_DATE = "FACT_DATE"
    INSURER_LOSS_DATE = "INSURER_LOSS_DATE"
    BIRTH_DATE = "BIRTH_DATE"
    MOVE_IN_DATE = "MOVE_IN_DATE"
    CARRIED_OVER = "CARRIED_OVER"


class Exclusion(StrEnum):
    """Why a person cannot be insured (適用除外), by the items of art. 6; to be insured already is none of them."""

    LATE_ELDERLY = "LATE_ELDERLY"
    EMPLOYEE_INSURANCE = "EMPLOYEE_INSURANCE"
    WELFARE = "WELFARE"
    KUMIAI = "KUMIAI"
    RESIDENCE = "RESIDENCE"
    ALREADY_INSURED = "ALREADY_INSURED"
    NONE = "NONE"


EXCLUSION_JA: dict[Exclusion, str] = {
    Exclusion.LATE_ELDERLY: "後期高齢者医療の被保険者である",
    Exclusion.EMPLOYEE_INSURANCE: "勤め先の健康保険などに入っている",
    Exclusion.WELFARE: "生活保護を受けている",
    Exclusion.KUMIAI: "国民健康保険組合に入っている",
    Exclusion.RESIDENCE: "在留の条件を満たさない",
    Exclusion.ALREADY_INSURED: "その日にもう加入している",
    Exclusion.NONE: "",
}
EXCLUSION_EN: dict[Exclusion, str] = {
    Exclusion.LATE_ELDERLY: "insured under the medical care for the older elderly",
    Exclusion.EMPLOYEE_INSURANCE: "insured through employment",
    Exclusion.WELFARE: "receiving public assistance",
    Exclusion.KUMIAI: "insured by a national health insurance society",
    Exclusion.RESIDENCE: "the conditions of stay are not met",
    Exclusion.ALREADY_INSURED: "already insured on that day",
    Exclusion.NONE: "",
}


@dataclass(frozen=True, slots=True)
class AcquisitionFacts:
    """The days that are known about one person; what is not known is None."""

    fact_date: date | None = None
    insurer_loss_date: date | None = None
    birth_date: date | None = None
    move_in_date: date | None = None
    carried_over_from: date | None = None


@dataclass(frozen=True, slots=True)
class Acquisition:
    """The two first days: `eligible_from` of the eligibility (資格取得日), `applied_from` in this city (適用開始日)."""

    eligible_from: date
    applied_from: date


@dataclass(frozen=True, slots=True)
class Eligibility:
    """One row of the register for one person; `*_to` is the day of loss, the first day not insured (None: open)."""

    person: str
    eligible_from: date
    eligible_to: date | None
    applied_from: date
    applied_to: date | None

    def applied_on(self, day: date) -> bool:
        """Whether this city insures the person on `day`."""
        return self.applied_from <= day and (self.applied_to is None or day < self.applied_to)

    def eligible_on(self, day: date) -> bool:
        """Whether the person has the eligibility of the prefecture on `day`."""
        return self.eligible_from <= day and (self.eligible_to is None or day < self.eligible_to)


_MISSING: dict[Basis, tuple[str, str]] = {
    Basis.FACT_DATE: ("required", "fact_date"),
    Basis.INSURER_LOSS_DATE: ("loss_date_missing", "insurer_loss_date"),
    Basis.BIRTH_DATE: ("birth_date_missing", "birth_date"),
    Basis.MOVE_IN_DATE: ("move_in_date_missing", "move_in_date"),
    Basis.CARRIED_OVER: ("carried_over_date_missing", "carried_over_from"),
}


def acquisition(qualification_basis: str, application_basis: str, facts: AcquisitionFacts) -> Acquisition:
    """The dates of acquisition by the two bases that the table chose. National Health Insurance Act art. 7.

    Raises `Refused`: `acquisition_basis_unknown` for an unknown basis, `loss_date_missing` and its like for a day that
    the basis needs, `acquisition_before_birth`, `dates_reversed` when the city would insure before the prefecture.
    """
    found = Acquisition(_day_of(qualification_basis, facts), _day_of(application_basis, facts))
    if facts.birth_date is not None and found.eligible_from < facts.birth_date:
        raise Refused("acquisition_before_birth")
    if found.applied_from < found.eligible_from:
        raise Refused("dates_reversed")
    return found


def has_reached_upper_age(birth: date, day: date, values: Values) -> bool:
    """Whether a person is out of the scheme by age on `day` (75 or over): from the 75th birthday on.

    National Health Insurance Act art. 6 item 8 with the Act on Assurance of Medical Care for Elderly People art. 50:
    the age is reached at the end of the day before the birthday, so that day itself still belongs to this insurance.
    """
    return day >= birth and age_on(birth, day) >= values.integer("eligibility.upper_age", day)


def insured_on(rows: Iterable[Eligibility], person: str, day: date) -> Eligibility | None:
    """The row by which this city insures `person` on `day`, None when it does not."""
    return next((row for row in rows if row.person == person and row.applied_on(day)), None)


def _day_of(basis: str, facts: AcquisitionFacts) -> date:
    try:
        known = Basis(basis)
    except ValueError:
        raise Refused("acquisition_basis_unknown", basis=basis) from None
    code, name = _MISSING[known]
    day: date | None = getattr(facts, name)
    if day is None:
        raise Refused(code, at_field=name)
    return day
