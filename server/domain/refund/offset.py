"""Set-off of an overpayment against debts (充当): which debts, in what order, from which day it takes effect.

Local Tax Act art. 17-2, applied to premiums by Local Autonomy Act art. 231-3(4): an overpayment must be set off against
debts of the same payer that are payable; the effect reaches back to the day on which both stood opposite one another
(充当適状), so late charges and interest stop on it, whenever the office gets round to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DebtKind(StrEnum):
    """What is owed; the order within one instalment is the order here (地方税法17条の2第3項: principal first)."""

    PRINCIPAL = "PRINCIPAL"  # 保険料
    LATE_CHARGE = "LATE_CHARGE"  # 延滞金
    FEE = "FEE"  # 督促手数料
    COST = "COST"  # 滞納処分費


class LeftOut(StrEnum):
    """Why a debt takes nothing from an overpayment."""

    OTHER_PAYER = "OTHER_PAYER"  # 他の納付義務者の債務
    PRESCRIBED = "PRESCRIBED"  # 時効完成
    NOT_DUE = "NOT_DUE"  # 納期限前で、申出がない
    DEFERRED = "DEFERRED"  # 徴収猶予中で、同意がない
    USED_UP = "USED_UP"  # 過誤納金を使い切った


@dataclass(frozen=True, slots=True)
class Debt:
    """An open debt in yen. `due_on`: the ordinance's 納期限 of its instalment, before any rolling or deferral;
    `payable_from`: the day on which it could be demanded (end of a disaster's deferral, day costs were fixed), None
    where that is `due_on`. `prescribed_after`: the last day of collection, None while it does not run.
    `agreed`: the payer asked for, or agreed to, the set-off of this debt before it is due or during its deferral.
    """

    key: str
    kind: DebtKind
    payer: str
    due_on: date
    yen: int
    payable_from: date | None = None
    prescribed_after: date | None = None
    deferred: bool = False
    agreed: bool = False

    @property
    def stands_from(self) -> date:
        """The day from which a set-off could reach it (施行令6条の14)."""
        return self.payable_from or self.due_on


@dataclass(frozen=True, slots=True)
class Overpayment:
    """Yen paid too much by `payer`, that could be asked back from `arose_on` to `lapses_on`, both included."""

    payer: str
    yen: int
    arose_on: date
    lapses_on: date


@dataclass(frozen=True, slots=True)
class SetOff:
    """So many yen against one debt, taking effect on `effective_on` (充当適状の日), which may be long past."""

    debt: Debt
    yen: int
    effective_on: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What is set off, why other debts are not, what is left to refund. `lapsed`: the overpayment itself is over."""

    set_offs: tuple[SetOff, ...]
    left_out: tuple[tuple[Debt, LeftOut], ...]
    rest: int
    lapsed: bool


def plan(overpaid: Overpayment, debts: Sequence[Debt], today: date, *, year_begins: date | None = None) -> Plan:
    """The set-offs that must be made `today`, in their order.

    Older due dates first, within an instalment principal before late charge; `year_begins` is the first day of the
    overpayment's own year where the ordinance puts the debts of that year before carried-over ones.
    """
    if today > overpaid.lapses_on:
        return Plan((), (), overpaid.yen, lapsed=True)
    refused = [(one, why) for one in debts if (why := _why_not(one, overpaid, today)) is not None]
    barred = {id(one) for one, _ in refused}
    rest, made = overpaid.yen, list[SetOff]()
    for debt in _in_order((one for one in debts if id(one) not in barred and one.yen > 0), year_begins):
        part = min(rest, debt.yen)
        if not part:
            refused.append((debt, LeftOut.USED_UP))
            continue
        made.append(SetOff(debt, part, _effective_on(debt, overpaid, today)))
        rest -= part
    return Plan(tuple(made), tuple(refused), rest, lapsed=False)


def _why_not(debt: Debt, overpaid: Overpayment, today: date) -> LeftOut | None:
    if debt.payer != overpaid.payer:
        return LeftOut.OTHER_PAYER
    if debt.prescribed_after is not None and today > debt.prescribed_after:
        return LeftOut.PRESCRIBED
    if debt.deferred and not debt.agreed:
        return LeftOut.DEFERRED
    if debt.stands_from > today and not debt.agreed:
        return LeftOut.NOT_DUE
    return None


def _effective_on(debt: Debt, overpaid: Overpayment, today: date) -> date:
    """The later of the two days; a debt that is set off on the payer's word before it is due, on the day it is done."""
    return min(today, max(debt.stands_from, overpaid.arose_on))


def _in_order(debts: Iterable[Debt], year_begins: date | None) -> list[Debt]:
    kinds = list(DebtKind)

    def place(debt: Debt) -> tuple[bool, date, str, int]:
        carried = year_begins is not None and debt.due_on < year_begins
        return carried, debt.due_on, debt.key, kinds.index(debt.kind)

    return sorted(debts, key=place)
