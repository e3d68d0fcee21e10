"""The overpayments of an instalment one by one (過誤納の発生ごと): from which money, why, what is left.

The ledger knows one sum a claim; interest and limitation need each overpayment with the payments it consists of. A
payment that found no debt is its own overpayment (誤納); a reduction takes the latest payments first (過納).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from server.domain.ledger.books import MONEY_IN, Posting
from server.domain.ledger.kinds import Kind
from server.domain.refund.interest import Cause, Paid

OUT = frozenset({Kind.OFFSET_OUT, Kind.REFUND_REVENUE, Kind.REFUND_EXPENSE, Kind.REFUND_LAPSED})
"""By what an overpayment is used."""
_LOWERED = frozenset({Kind.LATE_FIXED, Kind.DUNNING_FEE, Kind.COST})


class Event(StrEnum):
    """What made an overpayment, as the ledger's lines show it."""

    REDUCED = "REDUCED"  # 減額調定
    PAID_BEYOND = "PAID_BEYOND"  # 債務を超えた納付(二重払い・期別違い・債務なし)
    SET_OFF_BEYOND = "SET_OFF_BEYOND"  # 充当した後の減額でない余り
    CHARGE_TAKEN_BACK = "CHARGE_TAKEN_BACK"  # 延滞金・手数料の調定の取消し


CAUSE_OF: Mapping[Event, Cause] = {
    Event.REDUCED: Cause.REASSESSED,
    Event.PAID_BEYOND: Cause.MISPAID,
    Event.SET_OFF_BEYOND: Cause.MISPAID,
    Event.CHARGE_TAKEN_BACK: Cause.REASSESSED,
}
"""The cause that an event speaks for; a person confirms it."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One overpayment: the line that made it, yen then and `left` now, and the payments that `left` consists of.

    `arose_on` is the day that counts in law: of a payment its day, of a reduction the day of its decision.
    """

    line_no: int
    claim: str
    arose_on: date
    yen: int
    left: int
    event: Event
    money: tuple[Paid, ...]

    @property
    def cause(self) -> Cause:
        """What the ledger speaks for."""
        return CAUSE_OF[self.event]


@dataclass(slots=True)
class _Open:
    line: Posting
    event: Event
    money: list[Paid]
    used: int = 0

    @property
    def left(self) -> int:
        return sum(one.amount for one in self.money) - self.used


@dataclass(slots=True)
class _Walk:
    money: list[Paid] = field(default_factory=list)
    lots: list[_Open] = field(default_factory=list)
    out: int = 0


def lots_of(lines: Sequence[Posting], used: Mapping[int, int]) -> tuple[Lot, ...]:
    """The overpayments of one claim by its lines in order; `used` is what registers say was set off or refunded of
    each, by the line that made it. What the ledger used beyond that was the oldest. Spent ones are given with 0 left.
    """
    walk = _Walk()
    for place, line in enumerate(lines):
        _take(walk, line, lines[:place])
    for one in walk.lots:
        one.used = min(used.get(one.line.line_no, 0), one.left)
    unnamed = walk.out - sum(one.used for one in walk.lots)
    for one in walk.lots:
        now = min(max(unnamed, 0), one.left)
        one.used, unnamed = one.used + now, unnamed - now
    return tuple(_lot(one) for one in walk.lots)


def taken(money: Iterable[Paid], yen: int) -> tuple[tuple[Paid, ...], tuple[Paid, ...]]:
    """So many yen of the oldest payments, and what is left behind them."""
    first, rest = list[Paid](), list[Paid]()
    for one in money:
        now = min(yen, one.amount)
        yen -= now
        if now:
            first.append(Paid(one.day, now))
        if one.amount > now:
            rest.append(Paid(one.day, one.amount - now))
    return tuple(first), tuple(rest)


def _lot(one: _Open) -> Lot:
    _, left = taken(one.money, one.used)
    yen = one.line.amounts.total
    return Lot(one.line.line_no, str(one.line.claim), one.line.value_on, yen, one.left, one.event, left)


def _take(walk: _Walk, line: Posting, before: Sequence[Posting]) -> None:
    yen = line.amounts.total
    if line.kind in MONEY_IN:
        if yen > 0:
            walk.money.append(Paid(line.value_on, yen))
        else:
            _drop(walk.money, line.value_on, -yen)
    elif line.kind is Kind.OVERPAID:
        event = _event(before)
        walk.lots.append(_Open(line, event, _money(walk.money, yen, event, line.value_on)))
    elif line.kind is Kind.OVERPAID_BACK:
        _back(walk, yen)
    elif line.kind in OUT:
        walk.out += yen


def _event(before: Sequence[Posting]) -> Event:
    """The nearest line before it that can have made it; lines that follow from others do not count."""
    for line in reversed(before):
        if line.kind is Kind.REDUCE:
            return Event.REDUCED
        if line.kind is Kind.RECEIPT and line.reverses is None:
            return Event.PAID_BEYOND
        if line.kind is Kind.OFFSET_IN:
            return Event.SET_OFF_BEYOND
        if line.kind is Kind.LATE_WAIVED or (line.kind in _LOWERED and line.reverses is not None):
            return Event.CHARGE_TAKEN_BACK
    return Event.PAID_BEYOND


def _money(money: list[Paid], yen: int, event: Event, arose_on: date) -> list[Paid]:
    """Takes the payments that are too much: this very payment, or the latest first. Books taken over without their
    payments: as if paid on the day it arose, the latest day that can be meant.
    """
    places = range(len(money) - 1, -1, -1)
    order = list(places) if event is Event.PAID_BEYOND else sorted(places, key=lambda at: money[at].day, reverse=True)
    found: list[Paid] = []
    for place in order:
        now = min(yen, money[place].amount)
        if now:
            found.append(Paid(money[place].day, now))
            money[place] = Paid(money[place].day, money[place].amount - now)
            yen -= now
    if yen:
        found.append(Paid(arose_on, yen))
    money[:] = [one for one in money if one.amount]
    return sorted(found, key=lambda one: one.day)


def _drop(money: list[Paid], day: date, yen: int) -> None:
    """A payment taken back leaves the money of its day first, then the latest."""
    order = sorted(range(len(money)), key=lambda at: (money[at].day != day, -money[at].day.toordinal()))
    for place in order:
        now = min(yen, money[place].amount)
        money[place] = Paid(money[place].day, money[place].amount - now)
        yen -= now
    money[:] = [one for one in money if one.amount]


def _back(walk: _Walk, yen: int) -> None:
    """An overpayment that went back to its debt: the latest first, and its money stands on the debt again."""
    for one in reversed(walk.lots):
        now = min(yen, sum(paid.amount for paid in one.money))
        kept, back = taken(one.money, sum(paid.amount for paid in one.money) - now)
        one.money, yen = list(kept), yen - now
        walk.money.extend(back)
