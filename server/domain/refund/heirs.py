"""A refund parted among heirs (還付金の相続人への分割): yen, payments and last day of each heir's own claim.

A divisible claim belongs to each heir by his share from the death on (Civil Code art. 427, art. 899). Each claims, is
checked and is paid for himself; interest runs on his own part until the day of his own decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from server.domain.calendar import Calendar, period_end
from server.domain.refund.interest import Paid
from server.domain.values import Values


def money_of_share(money: Sequence[Paid], share: Fraction, yen: int) -> tuple[Paid, ...]:
    """The payments that an heir's `yen` consist of: of each his share without the fraction of a yen; the yen that are
    missing then come from the latest payments, which bear the least interest.

    ValueError where `yen` is more than the payments hold.
    """
    parts = [one.amount * share.numerator // share.denominator for one in money]
    missing = yen - sum(parts)
    for place in reversed(range(len(parts))):
        now = min(max(missing, 0), money[place].amount - parts[place])
        parts[place], missing = parts[place] + now, missing - now
    for place in reversed(range(len(parts))):
        now = min(max(-missing, 0), parts[place])
        parts[place], missing = parts[place] - now, missing + now
    if missing:
        raise ValueError(f"{yen} yen are not in the payments")
    return tuple(Paid(one.day, part) for one, part in zip(money, parts, strict=True) if part)


def heirs_last_day(lapses_on: date, fixed_on: date, values: Values) -> date:
    """The last day of an heir's claim: the dead payer's own, but never before six months have passed since it was fixed
    who the heirs are (Civil Code art. 160, which Local Autonomy Act art. 236(3) applies).
    """
    return max(lapses_on, period_end(fixed_on, values.period("heir_prescription", fixed_on), Calendar(values)))
