"""The late charge (延滞金) on one instalment: spans of constant rate and unpaid amount, exact, floored once.

Local Autonomy Act art. 231-3(2) and the city's ordinance. It runs from the day after the due date (or after the date
designated in the dunning letter) to the day of payment, both counted; a year has 365 days for it, leap years too. The
lower rate holds for the first months (Civil Code art. 143); each calendar year has its own rates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from server.domain.calendar import Calendar, period_end
from server.domain.levy.year_values import row_of
from server.domain.refusals import Refused
from server.domain.typed_values import code, rate, unusable, whole
from server.domain.values import DatedValue, Period, Values

FROM_DUE_DATE, FROM_DESIGNATED_DATE = "DUE_DATE_NEXT_DAY", "DUNNING_DESIGNATED_DATE_NEXT_DAY"
SUM_THEN_FLOOR, FLOOR_EACH = "SUM_THEN_FLOOR", "FLOOR_EACH"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Payment:
    """So many yen of the instalment paid on a day (領収日)."""

    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Exemption:
    """Days, both included, on which `share` of the late charge does not arise (猶予などによる免除): 1 all, 1/2 half."""

    first: date
    last: date
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days of one rate and one unpaid amount, both included. `base` in yen, `exact` the charge in yen, unrounded."""

    first: date
    last: date
    rate: Decimal
    base: int
    exact: Fraction
    article: str

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class LateCharge:
    """The late charge in yen as it is claimed, what it is before rounding, and its spans."""

    amount: int
    exact: Fraction
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """The ordinance's shape in force on the due date. Amounts in yen."""

    first_months: int
    start_basis: str
    principal_unit: int
    principal_min: int
    charge_unit: int
    charge_min: int
    year_days: int
    each_floored: bool


def late_charge(
    amount: int,
    due: date,
    payments: Sequence[Payment],
    values: Values,
    *,
    designated: date | None = None,
    exemptions: Sequence[Exemption] = (),
) -> LateCharge:
    """The late charge on an instalment of `amount` yen, due on `due` (rolled), to the day it was paid in full.

    `payments` in any order; what they leave unpaid carries no charge after the last of them. `designated`: the date in
    the dunning letter, where the ordinance counts from it. Raises `Refused`: `value_missing` for a year without a rate,
    `levy_value_unusable`, `late_charge_designated_date_missing`, `late_charge_too_much_paid`.
    """
    if sum(payment.amount for payment in payments) > amount:
        raise Refused("late_charge_too_much_paid", at_field="payment")
    shape = _shape(values, due)
    first = _first_day(shape, due, designated)
    last = max((payment.day for payment in payments), default=first - _ONE_DAY)
    if amount < shape.principal_min or last < first:
        return LateCharge(0, Fraction(0), ())
    spans = tuple(_spans(amount, first, last, payments, exemptions, shape, values))
    exact = sum((span.exact for span in spans), Fraction(0))
    whole = sum(int(span.exact) for span in spans) if shape.each_floored else int(exact)
    claimed = whole // shape.charge_unit * shape.charge_unit
    return LateCharge(claimed if whole >= shape.charge_min else 0, exact, spans)


def late_charge_for_issue(
    amount: int,
    due: date,
    payments: Sequence[Payment],
    values: Values,
    issued_on: date,
    *,
    designated: date | None = None,
    exemptions: Sequence[Exemption] = (),
) -> LateCharge:
    """As `late_charge`, for a charge that is claimed or printed on `issued_on` (延滞金の調定・納付書).

    Raises `late_charge_unconfirmed` when a parameter it rests on, and that still holds on that day, was not looked at
    beside its article in the fiscal year: once an ordinance changed and nobody told the system, for eleven years.
    """
    asked = values.fresh()
    found = late_charge(amount, due, payments, asked, designated=designated, exemptions=exemptions)
    for row in asked.read_rows:
        if row.key.startswith("late_charge.") and not is_confirmed(row, issued_on):
            raise Refused("late_charge_unconfirmed", key=row.key, article=row.article)
    return found


def is_confirmed(row: DatedValue, day: date) -> bool:
    """Whether a parameter may be used on `day`: its day of looking again has not passed, or its time is over."""
    over = row.valid_to is not None and row.valid_to < day
    if row.confirm_again_by is None:
        return over or row.status == "verified"
    return over or day <= row.confirm_again_by


def is_claimable(due: date, paid: date, dunned: date | None, values: Values) -> bool:
    """Whether the charge on an instalment due on `due` and paid in full on `paid` may be claimed.

    Where the ordinance ties it to a dunning letter (Local Autonomy Act art. 231-3(2)), only when one was sent by the
    day of payment; `dunned` is the day of dispatch, None without a letter.
    """
    row = row_of(values, "late_charge.requires_dunning", due)
    if not isinstance(row.value, bool):
        raise unusable(row.key, due, "true | false")
    return paid > due and (not row.value or (dunned is not None and dunned <= paid))


def _first_day(shape: _Shape, due: date, designated: date | None) -> date:
    if shape.start_basis == FROM_DUE_DATE:
        return due + _ONE_DAY
    if designated is None:
        raise Refused("late_charge_designated_date_missing", at_field="designated")
    return designated + _ONE_DAY


def _spans(
    amount: int,
    first: date,
    last: date,
    payments: Sequence[Payment],
    exemptions: Sequence[Exemption],
    shape: _Shape,
    values: Values,
) -> Iterator[Span]:
    low_end = first - _ONE_DAY
    if shape.first_months:
        period = Period("late_charge.first_period", "months", shape.first_months, roll=False)
        low_end = period_end(first - _ONE_DAY, period, Calendar(values))
    day = first
    for end in _ends(first, last, low_end, payments, exemptions):
        unpaid = amount - sum(payment.amount for payment in payments if payment.day < day)
        base = unpaid // shape.principal_unit * shape.principal_unit
        row, yearly = rate(values, "late_charge.first_rate" if day <= low_end else "late_charge.after_rate", day)
        kept = 1 - min(Fraction(1), sum((e.share for e in exemptions if e.first <= day <= e.last), Fraction(0)))
        days = (end - day).days + 1
        if base and kept:
            yield Span(day, end, yearly, base, Fraction(yearly) * base * days * kept / shape.year_days, row.article)
        day = end + _ONE_DAY


def _ends(
    first: date, last: date, low_end: date, payments: Sequence[Payment], exemptions: Sequence[Exemption]
) -> list[date]:
    """The last days of the spans: years, the first months, payments and exemptions part them."""
    ends = {last, low_end, *(date(year, 12, 31) for year in range(first.year, last.year))}
    ends |= {payment.day for payment in payments}
    ends |= {day for one in exemptions for day in (one.first - _ONE_DAY, one.last)}
    return sorted(day for day in ends if first <= day <= last)


def _shape(values: Values, day: date) -> _Shape:
    mode = "late_charge.fraction_mode"
    each = bool(values.rows(mode)) and code(values, mode, day, (SUM_THEN_FLOOR, FLOOR_EACH)) == FLOOR_EACH
    return _Shape(
        first_months=whole(values, "late_charge.first_period", day, 0),
        start_basis=code(values, "late_charge.start_basis", day, (FROM_DUE_DATE, FROM_DESIGNATED_DATE)),
        principal_unit=whole(values, "late_charge.principal_unit", day, 1),
        principal_min=whole(values, "late_charge.principal_min", day, 0),
        charge_unit=whole(values, "late_charge.charge_unit", day, 1),
        charge_min=whole(values, "late_charge.charge_min", day, 0),
        year_days=whole(values, "late_charge.year_days", day, 1),
        each_floored=each,
    )
