"""What of pay may not be seized (給与等の差押禁止): National Tax Collection Act arts. 76, 77; Order art. 34.

Applied to a premium by Local Autonomy Act art. 231-3(3). All amounts are whole yen; every figure is a dated value
(`seizure.*`), so `value_missing` is raised for a day without one. Welfare benefits and child allowance may not be
seized at all; with the debtor's consent (承諾, art. 76(5)) all limits fall away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from server.domain.refusals import Refused
from server.domain.values import Values

_MOST_DEPENDANTS = 30
_MOST_YEARS = 80


@dataclass(frozen=True, slots=True)
class Pay:
    """One employer's pay (給料等), bonus (賞与, counts as pay for one month) or pension (art. 77) of a period.

    `income_tax`, `residents_tax` (with 森林環境税) and `social_insurance` are what is withheld from it. `days` is the
    length of a period under one month, None for a month.
    """

    gross: int
    income_tax: int = 0
    residents_tax: int = 0
    social_insurance: int = 0
    days: int | None = None


@dataclass(frozen=True, slots=True)
class PayLimit:
    """The limit of a month: `gross` cut off, items 1 to 5 of art. 76(1) rounded up, and what may be seized.

    `each` is what may be seized from each pay at most, in the order given; never more than `seizable` together.
    """

    gross: int
    income_tax: int
    residents_tax: int
    social_insurance: int
    living: int
    standing: int
    seizable: int
    each: tuple[int, ...]

    @property
    def exempt(self) -> int:
        """Everything that may not be seized, together."""
        return self.income_tax + self.residents_tax + self.social_insurance + self.living + self.standing


def pay_limit(pays: Sequence[Pay], dependants: int, values: Values, day: date, *, consent: bool = False) -> PayLimit:
    """The limit for all pay of one period; with two employers items 4 and 5 are reckoned on the total.

    `dependants` are the spouse and relatives who live on the same purse (生計を一にする). Raises `seizure_pay_invalid`
    for a negative amount, no pay at all, or a number of dependants that is none.
    """
    _check(pays, dependants)
    if consent:
        gross = sum(pay.gross for pay in pays)
        return PayLimit(gross, 0, 0, 0, 0, 0, gross, tuple(pay.gross for pay in pays))
    days = max((pay.days for pay in pays if pay.days is not None), default=None)
    whole = len({pay.days for pay in pays}) == 1 and days is not None
    unit = values.integer("seizure.pay_short_unit" if whole else "seizure.pay_unit", day)
    rounded = [_rounded(pay, unit) for pay in pays]
    living = _living(dependants, days if whole else None, values, day, unit)
    gross = sum(pay.gross for pay in rounded)
    taken = sum(_withheld(pay) for pay in rounded)
    rest = max(gross - taken - living, 0)
    standing = _up(rest * values.rate("seizure.pay_standing_share", day), unit)
    standing = min(standing, living * values.integer("seizure.pay_standing_cap_times", day))
    seizable = max(gross - taken - living - standing, 0)
    return PayLimit(
        gross=gross,
        income_tax=sum(pay.income_tax for pay in rounded),
        residents_tax=sum(pay.residents_tax for pay in rounded),
        social_insurance=sum(pay.social_insurance for pay in rounded),
        living=living,
        standing=standing,
        seizable=seizable,
        each=tuple(min(max(pay.gross - _withheld(pay), 0), seizable) for pay in rounded),
    )


def paid_out_protected(limit: PayLimit, to_next_pay_day: int, period_days: int) -> int:
    """Of pay that was paid out in cash, what stays protected (art. 76(2)): items 4 and 5 for the days still to live.

    `to_next_pay_day` are the days from the seizure to the next pay day, `period_days` those of the pay period. Rounded
    up to the yen. Raises `seizure_pay_invalid` for days that do not fit.
    """
    if period_days <= 0 or not 0 <= to_next_pay_day <= period_days:
        raise Refused("seizure_pay_invalid", at_field="period_days")
    return -(-(limit.living + limit.standing) * to_next_pay_day // period_days)


def retirement_seizable(
    allowance: Pay, dependants: int, years: int, values: Values, day: date, *, consent: bool = False
) -> int:
    """Of a retirement allowance (退職手当等) what may be seized: art. 76(4).

    `years` of service, begun years left out. Raises `seizure_pay_invalid`.
    """
    _check([allowance], dependants)
    if not 0 <= years <= _MOST_YEARS:
        raise Refused("seizure_pay_invalid", at_field="years")
    if consent:
        return allowance.gross
    unit = values.integer("seizure.pay_unit", day)
    rounded = _rounded(allowance, unit)
    base = _living(dependants, None, values, day, unit) * values.integer("seizure.retirement_times", day)
    over = max(years - values.integer("seizure.retirement_years_free", day), 0)
    more = _up(base * values.rate("seizure.retirement_year_share", day) * over, unit)
    return max(rounded.gross - _withheld(rounded) - base - more, 0)


def _check(pays: Sequence[Pay], dependants: int) -> None:
    if not pays or not 0 <= dependants <= _MOST_DEPENDANTS:
        raise Refused("seizure_pay_invalid", at_field="dependants")
    for pay in pays:
        if min(pay.gross, pay.income_tax, pay.residents_tax, pay.social_insurance) < 0:
            raise Refused("seizure_pay_invalid", at_field="gross")
        if pay.days is not None and pay.days <= 0:
            raise Refused("seizure_pay_invalid", at_field="days")


def _rounded(pay: Pay, unit: int) -> Pay:
    """The gross pay cut off, each item rounded up."""
    return Pay(
        gross=pay.gross // unit * unit,
        income_tax=_up(pay.income_tax, unit),
        residents_tax=_up(pay.residents_tax, unit),
        social_insurance=_up(pay.social_insurance, unit),
        days=pay.days,
    )


def _living(dependants: int, days: int | None, values: Values, day: date, unit: int) -> int:
    """Item 4: for living, by the month; for a period under a month by its days."""
    base = values.integer("seizure.pay_exempt_base", day)
    whole = base + values.integer("seizure.pay_exempt_per_dependant", day) * dependants
    if days is None:
        return whole
    return _up(-(-whole * days // values.integer("seizure.pay_month_days", day)), unit)


def _withheld(pay: Pay) -> int:
    return pay.income_tax + pay.residents_tax + pay.social_insurance


def _up(yen: int | Decimal, unit: int) -> int:
    """Rounded up to the unit."""
    return ceil(Decimal(yen) / unit) * unit
