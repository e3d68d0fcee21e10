"""Interest on what is refunded or set off (還付加算金・充当加算金): by cause, payment and year, floored once.

Local Tax Act art. 17-4, applied by Local Autonomy Act art. 231-3(4). What a reduction of the levy made too much bears
interest from the day after its payment: the later start for corrections of taxes is not one of premiums, and cities
that took it had to pay again. What was paid by mistake (twice, to a wrong instalment) bears it after a month. Each
calendar year has its own rate; a year without one is refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from server.domain.calendar import Calendar, period_end
from server.domain.late_charge import FLOOR_EACH, SUM_THEN_FLOOR, Span
from server.domain.refusals import Refused
from server.domain.typed_values import code, rate, whole
from server.domain.values import Values

PER_PAYMENT, TOGETHER = "PER_PAYMENT", "TOGETHER"
_ONE_DAY = timedelta(days=1)


class Cause(StrEnum):
    """Why too much was paid; it decides from which day interest runs."""

    REASSESSED = "OVERPAID_REASSESSED"  # 過納: the levy was reduced after it was paid
    MISPAID = "MISPAID"  # 誤納: paid twice, to a wrong instalment, or without any debt


@dataclass(frozen=True, slots=True)
class Paid:
    """So many yen paid on a day (領収日) of which all is too much (過誤納となった部分)."""

    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Interest:
    """The interest in yen as it is paid, what it is before rounding, its spans, and from which day each payment bears.

    `none_because` names the value by which there is none (`refund_interest.base_min`, `refund_interest.least`), None
    where some is paid or none arose.
    """

    amount: int
    exact: Fraction
    spans: tuple[Span, ...]
    begins: tuple[date, ...]
    none_because: str | None


@dataclass(frozen=True, slots=True)
class _Shape:
    base_unit: int
    base_min: int
    unit: int
    least: int
    year_days: int
    together: bool
    each_floored: bool


def too_much(payments: Sequence[Paid], overpaid: int) -> tuple[Paid, ...]:
    """Which parts of an instalment's `payments` are the overpaid yen: the latest payments first, given by day.

    Enforcement Order of the Local Tax Act art. 6-15 (to be confirmed). Raises `refund_more_than_paid`.
    """
    if overpaid > sum(one.amount for one in payments):
        raise Refused("refund_more_than_paid", at_field="amount")
    found: list[Paid] = []
    for one in sorted(payments, key=lambda paid: paid.day, reverse=True):
        part = min(one.amount, overpaid)
        if part:
            found.append(Paid(one.day, part))
        overpaid -= part
    return tuple(reversed(found))


def bears_from(cause: Cause, paid_on: date, values: Values) -> date:
    """The first day, counted, on which money paid on `paid_on` bears interest (加算の起算日)."""
    if cause is Cause.REASSESSED:
        return paid_on + _ONE_DAY
    return period_end(paid_on, values.period("refund_mispaid_month", paid_on), Calendar(values)) + _ONE_DAY


def refund_interest(cause: Cause, overpaid: Sequence[Paid], ends: date, values: Values) -> Interest:
    """The interest on one instalment's overpaid yen until `ends`, counted: the day the payment is decided (支出決定)
    or the day from which the set-off takes effect (充当適状).

    Raises `Refused`: `value_missing` for a year without a rate, `levy_value_unusable`, `refund_paid_after_end`.
    """
    if any(one.day > ends for one in overpaid):
        raise Refused("refund_paid_after_end", at_field="paid_on")
    shape = _shape(values, ends)
    begins = tuple(bears_from(cause, one.day, values) for one in overpaid)
    if sum(one.amount for one in overpaid) < shape.base_min:
        return Interest(0, Fraction(0), (), begins, "refund_interest.base_min" if overpaid else None)
    spans = tuple(_spans(overpaid, begins, ends, shape, values))
    exact = sum((span.exact for span in spans), Fraction(0))
    whole = sum(int(span.exact) for span in spans) if shape.each_floored else int(exact)
    if whole < shape.least:
        return Interest(0, exact, spans, begins, "refund_interest.least" if whole else None)
    return Interest(whole // shape.unit * shape.unit, exact, spans, begins, None)


def interest_together(cause: Cause, parts: Sequence[tuple[Sequence[Paid], date]], values: Values) -> Interest:
    """As `refund_interest`, where parts of one instalment's overpayment end on days of their own (several set-offs):
    each part with its own base and spans, the sum rounded once. Raises what `refund_interest` raises.
    """
    if not parts:
        return Interest(0, Fraction(0), (), (), None)
    shape = _shape(values, max(ends for _, ends in parts))
    found = [refund_interest(cause, overpaid, ends, values) for overpaid, ends in parts]
    begins = tuple(day for one in found for day in one.begins)
    if sum(paid.amount for overpaid, _ in parts for paid in overpaid) < shape.base_min:
        return Interest(0, Fraction(0), (), begins, "refund_interest.base_min")
    exact = sum((one.exact for one in found), Fraction(0))
    spans = tuple(span for one in found for span in one.spans)
    whole = sum(int(span.exact) for span in spans) if shape.each_floored else int(exact)
    if whole < shape.least:
        return Interest(0, exact, spans, begins, "refund_interest.least" if whole else None)
    return Interest(whole // shape.unit * shape.unit, exact, spans, begins, None)


def _spans(
    overpaid: Sequence[Paid], begins: Sequence[date], ends: date, shape: _Shape, values: Values
) -> Iterator[Span]:
    """Each payment by itself with its own floored base, or all that bear on a day with one base."""
    bearing = [(begin, one.amount) for begin, one in zip(begins, overpaid, strict=True) if begin <= ends]
    if not shape.together:
        for begin, amount in bearing:
            yield from _years(begin, ends, amount, shape, values)
        return
    starts = sorted({begin for begin, _ in bearing})
    for begin, next_begin in zip(starts, [*starts[1:], ends + _ONE_DAY], strict=True):
        amount = sum(amount for day, amount in bearing if day <= begin)
        yield from _years(begin, next_begin - _ONE_DAY, amount, shape, values)


def _years(first: date, last: date, amount: int, shape: _Shape, values: Values) -> Iterator[Span]:
    base = amount // shape.base_unit * shape.base_unit
    while base and first <= last:
        end = min(last, date(first.year, 12, 31))
        row, yearly = rate(values, "refund_interest.rate", first)
        days = (end - first).days + 1
        yield Span(first, end, yearly, base, Fraction(yearly) * base * days / shape.year_days, row.article)
        first = end + _ONE_DAY


def _shape(values: Values, day: date) -> _Shape:
    return _Shape(
        base_unit=whole(values, "refund_interest.base_unit", day, 1),
        base_min=whole(values, "refund_interest.base_min", day, 0),
        unit=whole(values, "refund_interest.unit", day, 1),
        least=whole(values, "refund_interest.least", day, 0),
        year_days=whole(values, "refund_interest.year_days", day, 1),
        together=code(values, "refund_interest.base_of", day, (PER_PAYMENT, TOGETHER)) == TOGETHER,
        each_floored=code(values, "refund_interest.fraction_mode", day, (SUM_THEN_FLOOR, FLOOR_EACH)) == FLOOR_EACH,
    )
