"""Limitation of each right (権利ごとの時効): a rule of its own for each, with its article; none stands in for another.

Offices once read one right's time bar as another's, and bound refunds to fiscal years. Every rule here runs from the
day on which the right can be exercised (Civil Code art. 166(1)), that day not counted, to the day.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from server.domain.calendar import Calendar, period_end
from server.domain.ledger.kinds import Kind
from server.domain.values import Values


class Right(StrEnum):
    """A right and the dated period by which it lapses."""

    PREMIUM = "premium_prescription"  # 保険料を徴収する権利: National Health Insurance Act art. 110(1)
    REFUND = "refund_prescription"  # 保険料の還付を受ける権利: art. 110(1)
    REFUND_INTEREST = "refund_interest_prescription"  # 還付加算金: Local Autonomy Act art. 236(1)
    RECOVERY = "recovery_prescription"  # 不当利得の返還: Local Autonomy Act art. 236(1)
    BENEFIT = "benefit_prescription"  # 保険給付を受ける権利: National Health Insurance Act art. 110(1)


def lapses_on(right: Right, from_day: date, values: Values) -> date:
    """The last day on which a right that could be exercised from `from_day` on can be; raises `value_missing`."""
    return period_end(from_day, values.period(right, from_day), Calendar(values))


def article_of(right: Right, day: date, values: Values) -> str:
    """Where the rule stands."""
    return values.row(f"period.{right}", day).article


def refund_from(kind: Kind, value_on: date) -> date:
    """From which day an overpayment can be asked back, by the line of the ledger that made it.

    The line carries the day that counts: of money paid twice or too much the day it was paid, of a reduction of the
    levy the day of its decision, however long ago the money came in. ValueError for a line that makes no overpayment.
    """
    if kind is not Kind.OVERPAID:
        raise ValueError(f"{kind} makes no overpayment")
    return value_on
