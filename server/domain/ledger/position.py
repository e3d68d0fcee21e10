"""How an instalment stands on a day (期別の状況): what is owed and paid of it, its late charge, until when it lives.

Told from the ledger's claim, its lines and the acts that touched its limitation; nothing is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.late_charge import Exemption, LateCharge, Payment, is_claimable, late_charge
from server.domain.ledger.books import MONEY_IN, Claim, Posting
from server.domain.ledger.kinds import Kind
from server.domain.limitation import Act, ClockAct, is_prescribed, prescribes_on
from server.domain.refusals import Refused
from server.domain.values import Values


class State(StrEnum):
    """The one word for an instalment on a day."""

    NOTHING = "NOTHING"  # 賦課なし
    PAID = "PAID"  # 完納
    OVERPAID = "OVERPAID"  # 過誤納あり
    WRITTEN_OFF = "WRITTEN_OFF"  # 不納欠損
    PRESCRIBED = "PRESCRIBED"  # 時効完成
    IN_TRANSIT = "IN_TRANSIT"  # 入金確認待ち
    BEFORE_DUE = "BEFORE_DUE"  # 納期前
    PART_PAID = "PART_PAID"  # 納期前の一部納付
    OVERDUE = "OVERDUE"  # 納期限経過
    DUNNED = "DUNNED"  # 督促済


@dataclass(frozen=True, slots=True)
class Position:
    """One instalment on a day, amounts in yen.

    `levied` is the premium by the decision in force, `extra` what was assessed on top of it (延滞金, 督促手数料,
    滞納処分費), `paid` the money that stays on it, `balance` what is open of all, `overpaid` 過誤納. `late` is the late
    charge to the day (to the last payment where nothing is open), None where the values cannot tell it: then
    `late_why` says why; `late_claimable` whether it may be claimed. `prescribes_on`: last day of collection, None while
    a seizure or deferral lasts or nothing is open.
    """

    claim: Claim
    levied: int
    extra: int
    paid: int
    balance: int
    overpaid: int
    late: LateCharge | None
    late_why: Refused | None
    late_claimable: bool
    dunned_on: date | None
    prescribes_on: date | None
    state: State

    @property
    def late_yen(self) -> int:
        """The late charge in yen, 0 where there is none or the values cannot tell it."""
        return self.late.amount if self.late else 0


def position(
    claim: Claim,
    lines: Sequence[Posting],
    acts: Sequence[ClockAct],
    values: Values,
    day: date,
    *,
    in_transit: int = 0,
    exemptions: Sequence[Exemption] = (),
) -> Position:
    """The instalment on `day`; `lines` are the postings about it, `acts` what touched its limitation.

    `in_transit` is the money told by 速報 alone; `exemptions` are days without late charge.
    """
    dunned = min((act.on for act in acts if act.act is Act.DUNNING), default=None)
    last = prescribes_on(claim.due_on, acts, values) if claim.open.total > 0 else None
    gone = claim.open.total > 0 and is_prescribed(last, day)
    lost = any(line.kind is Kind.WRITE_OFF and line.reverses is None for line in lines) and not claim.open
    late, why, paid_off = _late(claim, lines, values, day, exemptions, ended=gone or lost)
    return Position(
        claim=claim,
        levied=claim.levied.total,
        extra=claim.assessed.total - claim.assessed.principal.total,
        paid=_paid(lines) - claim.payable.total,
        balance=claim.open.total,
        overpaid=claim.payable.total,
        late=late,
        late_why=why,
        late_claimable=is_claimable(claim.due_on, paid_off, dunned, values),
        dunned_on=dunned,
        prescribes_on=last,
        state=_state(claim, day, dunned, gone=gone, lost=lost, in_transit=in_transit),
    )


def _state(claim: Claim, day: date, dunned: date | None, *, gone: bool, lost: bool, in_transit: int) -> State:
    if lost:
        return State.WRITTEN_OFF
    if claim.payable.total > 0:
        return State.OVERPAID
    if not claim.open.total:
        return State.PAID if claim.assessed else State.NOTHING
    if gone:
        return State.PRESCRIBED
    if in_transit >= claim.open.total:
        return State.IN_TRANSIT
    if day <= claim.due_on:
        return State.PART_PAID if claim.open.principal.total < claim.levied.total else State.BEFORE_DUE
    return State.OVERDUE if dunned is None else State.DUNNED


def _late(
    claim: Claim,
    lines: Sequence[Posting],
    values: Values,
    day: date,
    exemptions: Sequence[Exemption],
    *,
    ended: bool,
) -> tuple[LateCharge | None, Refused | None, date]:
    """The late charge to the day, why it cannot be told, and the day to which it was reckoned."""
    amount = claim.levied.total
    payments = payments_on(lines, amount - max(claim.open.principal.total, 0))
    last = max((one.day for one in payments), default=claim.due_on)
    rest = amount - sum(one.amount for one in payments)
    if rest > 0 and not ended and day > claim.due_on:
        payments = [*payments, Payment(day, rest)]
        last = day
    try:
        return late_charge(amount, claim.due_on, payments, values, exemptions=exemptions), None, last
    except Refused as refusal:
        return None, refusal, last


def payments_on(lines: Iterable[Posting], most: int) -> list[Payment]:
    """The payments of the premium by day, reversals taken off, together at most `most` yen: the rest was too much."""
    by_day: Counter[date] = Counter()
    for line in lines:
        if line.kind in MONEY_IN:
            by_day[line.value_on] += line.amounts.principal.total
    left, found = max(most, 0), []
    for day in sorted(by_day):
        yen = min(left, max(by_day[day], 0))
        left -= yen
        if yen:
            found.append(Payment(day, yen))
    return found


_GONE = (Kind.REFUND_REVENUE, Kind.REFUND_EXPENSE, Kind.REFUND_LAPSED)
"""What leaves a claim without being paid on another one."""


def _paid(lines: Iterable[Posting]) -> int:
    """The money on the claim: what came in and was set off to it, less what left it."""
    signs = {Kind.RECEIPT: 1, Kind.OFFSET_IN: 1, Kind.OFFSET_OUT: -1, **dict.fromkeys(_GONE, -1)}
    return sum(line.amounts.total * signs.get(line.kind, 0) for line in lines)
