"""What one part of the levy costs in a year (料率): exact, for every class of reduction, worked out once a year.

Amounts are whole numbers of a fraction of a yen (`scale` of them make one yen), so that a household is computed without
loss and without fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

from server.domain.levy.model import Part
from server.domain.levy.year_values import YearValues

FLOOR, CEILING, HALF_UP = "FLOOR", "CEILING", "HALF_UP"


@dataclass(frozen=True, slots=True)
class Amounts:
    """The fixed amounts at one class of reduction, in `1/scale` yen: per head (均等割) of an ordinary, a preschool and
    an exempt young person, and what the last would owe if not exempt; per household (平等割) as a whole, of 特定世帯
    and of 特定継続世帯."""

    head: int
    preschool: int
    young: int
    young_gross: int
    household: int
    specific: int
    continuing: int


@dataclass(frozen=True, slots=True)
class PartRates:
    """One part: rates as numerator and denominator, the cap (賦課限度額) in yen, `amounts` by tenths of reduction."""

    part: Part
    income_rate: tuple[int, int]
    asset_rate: tuple[int, int]
    cap: int
    scale: int
    amounts: Mapping[int, Amounts]


def part_rates(
    year: YearValues, part: Part, classes: Sequence[int], preschool: Sequence[Part], specific: Sequence[Part]
) -> PartRates:
    """Reads and works out one part; raises `Refused` as `YearValues` does."""
    key = f"premium.{part}"
    income, asset = year.share(f"{key}.income_rate"), year.optional_share(f"{key}.asset_rate") or Fraction(0)
    cap = year.amount(f"{key}.cap")
    exact = {tenths: _exact(year, part, Fraction(tenths, 10), preschool, specific) for tenths in (0, *classes)}
    scale = lcm(*(one.denominator for row in exact.values() for one in row))
    if year.amount("premium.rounding.person") == 0:
        scale = lcm(scale, income.denominator, asset.denominator)
    amounts = {tenths: Amounts(*(int(one * scale) for one in row)) for tenths, row in exact.items()}
    return PartRates(part, income.as_integer_ratio(), asset.as_integer_ratio(), cap, scale, amounts)


def _exact(
    year: YearValues, part: Part, off: Fraction, preschool: Sequence[Part], specific: Sequence[Part]
) -> tuple[Fraction, ...]:
    """The amounts of `Amounts` in yen, reduced by `off`; Enforcement Order art. 29-7(5)."""
    key = f"premium.{part}"
    head = year.amount(f"{key}.per_head")
    if part is Part.CHILD:
        head += year.optional_amount("premium.child.per_head_adult") or 0
    reduced = _rounded(year, head * (1 - off))
    small = young = without_addition = reduced
    if part in preschool:
        small = _rounded(year, reduced * (1 - year.share("premium.preschool_ratio")))
    if part is Part.CHILD:
        without_addition = _rounded(year, year.amount(f"{key}.per_head") * (1 - off))
        young = small = _rounded(year, without_addition * (1 - year.share("premium.child_exempt_ratio")))
    whole = Fraction(year.amount(f"{key}.per_household"))
    first = then = whole
    if part in specific:
        first = _rounded(year, whole * year.share("premium.specific_household.first_ratio"))
        then = _rounded(year, whole * year.share("premium.specific_household.then_ratio"))
    households = (_rounded(year, one * (1 - off)) for one in (whole, first, then))
    return (reduced, small, young, without_addition, *households)


def _rounded(year: YearValues, amount: Fraction) -> Fraction:
    """An amount as the ordinance's own figures are rounded; exact where it says nothing of it."""
    unit = year.optional_amount("premium.rounding.amount", least=1)
    if unit is None:
        return Fraction(amount)
    mode = year.optional_code("premium.rounding.amount_mode", (FLOOR, CEILING, HALF_UP)) or FLOOR
    steps = amount / unit
    whole = floor(steps) if mode == FLOOR else ceil(steps) if mode == CEILING else floor(steps + Fraction(1, 2))
    return Fraction(whole * unit)
