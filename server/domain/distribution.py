"""How money from a seizure is distributed (配当): who before whom, and what of our own claims it covers first.

National Tax Collection Act arts. 128-131 by Local Autonomy Act art. 231-3(3): costs first, then national and local tax
(the premium ranks behind them), the premium, other public claims, secured creditors by their date, the rest to the
debtor. Of our own claims the principal is covered first, then the late charge (art. 129(6)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.domain.calendar import Calendar
from server.domain.refusals import Refused
from server.domain.values import Values


class Rank(StrEnum):
    """In which order claims are served."""

    TAX = "TAX"  # 国税・地方税の交付要求
    SECURED_BEFORE = "SECURED_BEFORE"  # 法定納期限等以前に設定された担保権
    OWN = "OWN"  # 差押に係る保険料
    PUBLIC = "PUBLIC"  # その他の公課の交付要求
    SECURED_AFTER = "SECURED_AFTER"  # 法定納期限等の後に設定された担保権


_ORDER = tuple(Rank)
_COLUMNS = ("cost", "principal", "late", "fee")


@dataclass(frozen=True, slots=True)
class Creditor:
    """Another who takes part: `claim` yen, and among those of one rank the earlier `since` comes first."""

    name: str
    rank: Rank
    claim: int
    since: date


@dataclass(frozen=True, slots=True)
class Owed:
    """One of our instalments on the day the third debtor paid; yen."""

    claim_key: str
    due_on: date
    principal: int
    late: int
    fee: int
    cost: int

    @property
    def total(self) -> int:
        """Everything of it."""
        return self.principal + self.late + self.fee + self.cost


@dataclass(frozen=True, slots=True)
class Share:
    """What a creditor gets."""

    creditor: Creditor
    yen: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The distribution (配当計算): costs, others' shares in order, what covers each of our instalments, the rest."""

    amount: int
    cost: int
    shares: tuple[Share, ...]
    own: tuple[Owed, ...]
    surplus: int

    @property
    def applied(self) -> int:
        """Yen for our own claims and costs."""
        return self.cost + sum(one.total for one in self.own)


def distribute(amount: int, cost: int, others: Iterable[Creditor], owed: Sequence[Owed]) -> Sheet:
    """Spreads the money; every yen has a place. Raises `deposit_amount_invalid`, `deposit_creditor_invalid`."""
    if amount <= 0 or cost < 0:
        raise Refused("deposit_amount_invalid", at_field="amount")
    known = sorted(others, key=lambda one: (_ORDER.index(one.rank), one.since, one.name))
    if any(one.claim <= 0 or not one.name.strip() or one.rank is Rank.OWN for one in known):
        raise Refused("deposit_creditor_invalid", at_field="creditors")
    taken = min(cost, amount)
    left = amount - taken
    shares: list[Share] = []
    own: tuple[Owed, ...] = ()
    for rank in _ORDER:
        if rank is Rank.OWN:
            own, left = _own(owed, left)
        for one in (creditor for creditor in known if creditor.rank is rank):
            shares.append(Share(one, min(one.claim, left)))
            left -= shares[-1].yen
    return Sheet(amount, taken, tuple(shares), own, left)


def _own(owed: Sequence[Owed], left: int) -> tuple[tuple[Owed, ...], int]:
    """Of our instalments by due date: costs of them, then principal of all, then late charge and fee of all."""
    order = _in_order(owed)
    covered = [dict.fromkeys(_COLUMNS, 0) for _ in order]
    for column in _COLUMNS:
        for one, mine in zip(order, covered, strict=True):
            mine[column] = min(int(getattr(one, column)), left)
            left -= mine[column]
    found = [Owed(one.claim_key, one.due_on, **mine) for one, mine in zip(order, covered, strict=True)]
    return tuple(one for one in found if one.total), left


def _in_order(owed: Sequence[Owed]) -> list[Owed]:
    return sorted(owed, key=lambda one: (one.due_on, one.claim_key))


def payment_day(sent_on: date, values: Values) -> date:
    """換価代金等の交付期日: when seven days have passed from the dispatch, that day counted; an open day."""
    days = values.integer("seizure.distribution_days", sent_on)
    return Calendar(values).next_open(sent_on + timedelta(days=days))
