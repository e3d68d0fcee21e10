"""An application judged (一部負担金減免の審査): whether it is one of the rule's cases, the measure, share and period.

Act art. 44(1): reduction (i), exemption (ii), or collection by the city and its deferral (iii). The measure is that of
the first row of the city's table; the household gets no less than the table gives, whatever it asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from server.domain.copay_relief.months import Span, last_day_of, months_left
from server.domain.copay_relief.rows import REDUCE, Facts, Row, first_row, number, with_ratios
from server.domain.copay_relief.rules import Rule
from server.domain.refusals import Refused

PAID, EARLY, OUTPATIENT, NO_DROP, SAVINGS, NO_ROW, NO_SHARE, USED_UP = (
    "PAID",
    "EARLY",
    "OUTPATIENT",
    "NO_DROP",
    "SAVINGS",
    "NO_ROW",
    "NO_SHARE",
    "USED_UP",
)
WHYS = (PAID, EARLY, OUTPATIENT, NO_DROP, SAVINGS, NO_ROW, NO_SHARE, USED_UP)


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked for: when, from which day and for how many months; whether the treatment is in hospital, urgent,
    paid already; the facts of the table; the certificates that the household had before.
    """

    applied_on: date
    from_day: date
    months: int
    facts: Facts
    inpatient: bool = True
    urgent: bool = False
    paid: bool = False
    before: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """`why` nothing is granted (None: granted); `measure`, the `share` that falls away, first and last day, `months`;
    `row` as the table has it; `left` months of the measure that were left; `ratio` of income to the basic cost.
    """

    why: str | None
    measure: str | None = None
    share: Fraction = Fraction(0)
    first_day: date | None = None
    last_day: date | None = None
    months: int = 0
    row: str | None = None
    left: int = 0
    ratio: Fraction | None = None


def judge(asked: Application, rule: Rule) -> Found:
    """Raises `copay_fact_missing` for a fact that the rule needs, `copay_months_none` for no month at all."""
    if asked.months < 1:
        raise Refused("copay_months_none", at_field="months")
    facts = with_ratios(asked.facts)
    ratio = facts.get("ratio")
    seen = None if ratio is None else Fraction(ratio)
    barred = _barred(asked, rule)
    if barred is not None:
        return Found(barred, ratio=seen)
    if rule.least_drop is not None and not _fell(facts, rule.least_drop):
        return Found(NO_DROP, ratio=seen)
    if rule.savings_months and number(facts, "savings") > rule.savings_months * number(facts, "basic"):
        return Found(SAVINGS, ratio=seen)
    row = first_row(rule.rows, facts)
    if row is None:
        return Found(NO_ROW, ratio=seen)
    return _granted(asked, rule, row, facts, seen)


def _barred(asked: Application, rule: Rule) -> str | None:
    """What the law leaves outside: paid already, treatment before the application, treatment out of hospital."""
    if asked.paid:
        return PAID
    late = timedelta(days=rule.late_days) if asked.urgent else timedelta()
    if asked.from_day < asked.applied_on - late:
        return EARLY
    return OUTPATIENT if rule.inpatient_only and not asked.inpatient else None


def _fell(facts: Facts, least: Fraction) -> bool:
    """Whether the income fell by the share the city asks for; a ground that rests on a loss asks for some loss."""
    if "drop" not in facts:
        number(facts, "income")
        number(facts, "before")
    drop = number(facts, "drop")
    return drop > 0 and drop >= least


def _granted(asked: Application, rule: Rule, row: Row, facts: Facts, ratio: Fraction | None) -> Found:
    share = row.falls_away(facts)
    if row.measure == REDUCE and share == 0:
        return Found(NO_SHARE, row=row.text, ratio=ratio)
    left = months_left(row.measure, asked.from_day, asked.before, rule)
    months = min(asked.months, left, rule.at_once[row.measure])
    if months == 0:
        return Found(USED_UP, row.measure, row=row.text, ratio=ratio)
    last = last_day_of(asked.from_day, months, rule.count_by)
    return Found(None, row.measure, share, asked.from_day, last, months, row.text, left, ratio)


def overlaps(first_day: date, last_day: date, others: Iterable[Span]) -> bool:
    """Whether a certificate of the same person holds on one of these days."""
    return any(one.first_day <= last_day and first_day <= one.last_day for one in others)


def to_pay(cost: int, share_tenths: int, falls_away: Fraction, unit: int) -> int:
    """Yen that the patient pays of a cost at his share in tenths, after what falls away.

    Act arts. 42-2 and 44(3): rounded to `unit` yen, half up; at most the co-payment itself.
    """
    exact = Fraction(cost * share_tenths, 10) * (1 - falls_away)
    return int((exact / unit) + Fraction(1, 2)) * unit
