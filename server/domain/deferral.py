"""Deferrals (徴収猶予・換価の猶予): how long, how much of the late charge, whether security, when one may ask.

National Health Insurance Act art. 77 with the ordinance; Local Tax Act arts. 15 to 15-6 as the example that cities
follow. The figures are dated values `deferral.*`, the choice by reason is the table `terms`. Yen are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.domain.calendar import Calendar, months_after, period_end
from server.domain.refusals import FieldError
from server.domain.values import Values

COLLECTION, CONVERSION = "COLLECTION", "CONVERSION"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `first` to `last` both included, `amount` yen; `standing_first` the first day of the deferral
    that is to be prolonged and `standing_last` its last day (None for a new one)."""

    kind: str
    ex_officio: bool
    first: date
    last: date
    amount: int
    received_on: date
    standing_first: date | None = None
    standing_last: date | None = None


def longest(first: date, months: int) -> date:
    """The last day of a period of `months` months that begins with `first` itself (民法143条)."""
    end = months_after(first, months)
    return end - _ONE_DAY if end.day == first.day else end


def period_faults(asked: Asked, values: Values) -> Iterable[FieldError]:
    """What is wrong with the days: reversed, begun before the application, too long alone or together, asked late."""
    day = asked.received_on
    if asked.last < asked.first:
        yield FieldError("last_on", "deferral_days_reversed")
        return
    if asked.standing_first is None:
        most = longest(asked.first, values.integer("deferral.longest_months", day))
        if asked.last > most:
            yield FieldError("last_on", "deferral_too_long", {"day": most.isoformat()})
        return
    if asked.standing_last is not None and day > asked.standing_last:
        yield FieldError("first_on", "deferral_extension_late", {"day": asked.standing_last.isoformat()})
    if asked.standing_last is not None and asked.first != asked.standing_last + _ONE_DAY:
        yield FieldError("first_on", "deferral_extension_gap", {"day": (asked.standing_last + _ONE_DAY).isoformat()})
    most = longest(asked.standing_first, values.integer("deferral.total_months", day))
    if asked.last > most:
        yield FieldError("last_on", "deferral_total_long", {"day": most.isoformat()})


def amount_faults(asked: Asked, open_yen: int, can_pay: int) -> Iterable[FieldError]:
    """The amount is at most what is open less what can be paid at once (地方税法15条1項の例)."""
    if asked.amount > open_yen:
        yield FieldError("amount", "deferral_above_balance", {"open": open_yen})
    elif asked.amount > open_yen - can_pay:
        yield FieldError("amount", "deferral_above_need", {"most": max(0, open_yen - can_pay)})


def conversion_faults(asked: Asked, dues: Sequence[date], others: int, values: Values) -> Iterable[FieldError]:
    """An application for 換価の猶予: within the months from each due date, and nothing else in arrears.

    Local Tax Act art. 15-6; ex officio (art. 15-5) neither binds. `others`: yen overdue that are not asked for.
    """
    if asked.kind != CONVERSION or asked.ex_officio:
        return
    period = values.period("conversion_apply", asked.received_on)
    calendar = Calendar(values)
    late = [due for due in dues if period_end(due, period, calendar) < asked.received_on]
    if late and asked.standing_first is None:
        yield FieldError("instalments", "conversion_late", {"due": min(late).isoformat()})
    if others > 0:
        yield FieldError("instalments", "conversion_other_arrears", {"yen": others})


def months_of(first: date, last: date) -> int:
    """In how many months the period ends, begun months counted whole: what the rule on security asks."""
    months = 1
    while longest(first, months) < last:
        months += 1
    return months
