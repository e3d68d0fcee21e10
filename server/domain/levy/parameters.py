"""The dated values of one fiscal year, read and checked once (賦課の諸元): rates, limits, ages, floors.

A key that a city's ordinance may lack (asset rate, adults' addition, floors of single amounts) is looked for by its
name: with no row at all the ordinance has no such rule; with rows, but none for the year, it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from server.domain.levy.model import Part
from server.domain.levy.rates import PartRates, part_rates
from server.domain.levy.year_values import YearValues
from server.domain.values import DatedValue, Values

SNAPSHOT, PERSON_MONTHS, PERSON_MONTHS_WHOLE_CAP = "MONTHLY_SNAPSHOT", "PERSON_MONTHS", "PERSON_MONTHS_WHOLE_CAP"
PRORATIONS = (SNAPSHOT, PERSON_MONTHS, PERSON_MONTHS_WHOLE_CAP)
PROVISIONAL, HOLD = "PROVISIONAL", "HOLD"


@dataclass(frozen=True, slots=True)
class ReductionLimit:
    """One class of reduction: `tenths` taken off (割), up to `base` + additions + `per_member` yen a member."""

    tenths: int
    base: int
    per_member: int


@dataclass(frozen=True, slots=True)
class Ages:
    """Ages in years at which something begins or ends; None where the year or the ordinance has no such rule."""

    care: tuple[int, int]
    preschool: int
    young: int | None
    pension: int
    upper: int
    declare: int | None


@dataclass(frozen=True, slots=True)
class Rounding:
    """Units in yen to which amounts are floored: a person's (0: exact), a part's, the whole; None: kept exact.

    `year` is that of a part's amount for a whole year before its months are taken, `month` that of one month.
    """

    person: int
    part: int
    total: int
    year: int | None
    month: int | None


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything a levy of `fiscal_year` needs but the household. Amounts in yen, units of rounding in yen."""

    fiscal_year: int
    parts: tuple[Part, ...]
    rates: Mapping[Part, PartRates]
    base_deduction: int
    high_income: tuple[tuple[int, int], ...]
    limits: tuple[ReductionLimit, ...]
    per_earner: int
    pension_deduction: int
    non_voluntary: Fraction
    non_voluntary_years: int
    preschool_parts: frozenset[Part]
    ages: Ages
    specific_parts: frozenset[Part]
    specific_lengths: tuple[int, int]
    proration: str
    rounding: Rounding
    hold_unknown: bool
    values: YearValues

    def deduction(self, total_income: int) -> int:
        """The base deduction (基礎控除) for a total income, in yen: less for high incomes."""
        found = self.base_deduction
        for above, amount in self.high_income:
            if total_income > above:
                found = amount
        return found

    def maternity_months(self, multiple: bool) -> tuple[int, int]:
        """Exempt months before and after the month of birth; refused for a year before the rule began."""
        return self.values.pair("premium.maternity_months." + ("multiple" if multiple else "single"), at_end=True)

    def maternity_since(self) -> date:
        """The first day of the rule on exempt months."""
        return self.values.row("premium.maternity_months.single", at_end=True).valid_from

    def rows(self) -> Mapping[str, DatedValue]:
        """The rows that were read, by key: for the trace."""
        return self.values.read


def load_parameters(values: Values, fiscal_year: int) -> Parameters:
    """Reads the year's parameters; raises `Refused` (`value_missing`, `levy_value_unusable`) naming the key."""
    year = YearValues(values, fiscal_year)
    parts = year.parts("premium.parts")
    preschool, specific = year.parts("premium.preschool_parts"), year.parts("premium.specific_household.parts")
    classes = year.numbers("premium.reduction_classes", least=1, most=9)
    if list(classes) != sorted(set(classes), reverse=True):
        raise year.unusable("premium.reduction_classes", "tenths, falling")
    return Parameters(
        fiscal_year=fiscal_year,
        parts=parts,
        rates={part: part_rates(year, part, classes, preschool, specific) for part in parts},
        base_deduction=year.amount("premium.base_deduction"),
        high_income=_steps(year),
        limits=tuple(_limit(year, tenths, first=tenths == classes[0]) for tenths in classes),
        per_earner=year.amount("premium.reduction.per_earner"),
        pension_deduction=year.amount("premium.reduction_pension_deduction"),
        non_voluntary=year.share("premium.non_voluntary_ratio"),
        non_voluntary_years=year.amount("premium.non_voluntary_years"),
        preschool_parts=frozenset(preschool),
        ages=_ages(year, parts),
        specific_parts=frozenset(specific),
        specific_lengths=year.pair("premium.specific_household.months"),
        proration=year.code("premium.proration", PRORATIONS),
        rounding=_rounding(year),
        hold_unknown=year.optional_code("premium.unknown_income", (PROVISIONAL, HOLD)) == HOLD,
        values=year,
    )


def _ages(year: YearValues, parts: tuple[Part, ...]) -> Ages:
    first, last = year.pair("premium.care_ages")
    if first >= last:
        raise year.unusable("premium.care_ages", "ages must rise")
    return Ages(
        care=(first, last),
        preschool=year.amount("premium.preschool_age"),
        young=year.amount("premium.child_exempt_age") if Part.CHILD in parts else None,
        pension=year.amount("premium.reduction_pension_age"),
        upper=year.amount("eligibility.upper_age"),
        declare=year.optional_amount("premium.declare_age"),
    )


def _rounding(year: YearValues) -> Rounding:
    return Rounding(
        person=year.amount("premium.rounding.person"),
        part=year.amount("premium.rounding.part", least=1),
        total=year.amount("premium.rounding.total", least=1),
        year=year.optional_amount("premium.rounding.year", least=1),
        month=year.optional_amount("premium.rounding.month", least=1),
    )


def _limit(year: YearValues, tenths: int, *, first: bool) -> ReductionLimit:
    """One class; the first, the largest, has no addition for members in law, and a table need not say so."""
    key = f"premium.reduction.{tenths}"
    member = f"{key}.per_member"
    per_member = (year.optional_amount(member) or 0) if first else year.amount(member)
    return ReductionLimit(tenths, year.amount(f"{key}.base"), per_member)


def _steps(year: YearValues) -> tuple[tuple[int, int], ...]:
    key = "premium.high_income_deduction"
    numbers = year.numbers(key)
    if len(numbers) % 2 or list(numbers[::2]) != sorted(set(numbers[::2])):
        raise year.unusable(key, "pairs of a rising income and its deduction")
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))
