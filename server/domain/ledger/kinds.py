"""Kinds of postings (仕訳の種類) and what each does to which account: the one table every balance is derived from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a posting says happened."""

    ASSESS = "ASSESS"  # 調定
    REDUCE = "REDUCE"  # 減額調定
    LATE_FIXED = "LATE_FIXED"  # 延滞金の調定
    LATE_WAIVED = "LATE_WAIVED"  # 延滞金の減免
    DUNNING_FEE = "DUNNING_FEE"  # 督促手数料の調定
    COST = "COST"  # 滞納処分費の調定
    RECEIPT = "RECEIPT"  # 収納
    REALLOCATED = "REALLOCATED"  # 区分間の振替
    OVERPAID = "OVERPAID"  # 過誤納の発生
    OVERPAID_BACK = "OVERPAID_BACK"  # 過誤納の取消
    OFFSET_OUT = "OFFSET_OUT"  # 充当(元)
    OFFSET_IN = "OFFSET_IN"  # 充当(先)
    REFUND_REVENUE = "REFUND_REVENUE"  # 歳入還付(戻出)
    REFUND_EXPENSE = "REFUND_EXPENSE"  # 償還金
    REFUND_INTEREST = "REFUND_INTEREST"  # 還付加算金
    REFUND_LAPSED = "REFUND_LAPSED"  # 還付請求権の時効による雑入
    CARRY_OVER = "CARRY_OVER"  # 滞納繰越
    WRITE_OFF = "WRITE_OFF"  # 不納欠損
    SUSPENSE_IN = "SUSPENSE_IN"  # 仮受
    SUSPENSE_OUT = "SUSPENSE_OUT"  # 仮受からの振替
    SUSPENSE_BACK = "SUSPENSE_BACK"  # 仮受の返還
    DEPOSIT_HELD = "DEPOSIT_HELD"  # 歳入歳出外現金の受入
    DEPOSIT_APPLIED = "DEPOSIT_APPLIED"  # 歳入歳出外現金からの振替


@dataclass(frozen=True, slots=True)
class Effect:
    """By which sign a posting's amounts change an account: 調定額, 未収, 過誤納, 現金, 仮受, 預り."""

    assessed: int = 0
    receivable: int = 0
    payable: int = 0
    cash: int = 0
    suspense: int = 0
    custody: int = 0


EFFECTS: Mapping[Kind, Effect] = MappingProxyType(
    {
        Kind.ASSESS: Effect(assessed=1, receivable=1),
        Kind.REDUCE: Effect(assessed=-1, receivable=-1),
        Kind.LATE_FIXED: Effect(assessed=1, receivable=1),
        Kind.LATE_WAIVED: Effect(assessed=-1, receivable=-1),
        Kind.DUNNING_FEE: Effect(assessed=1, receivable=1),
        Kind.COST: Effect(assessed=1, receivable=1),
        Kind.RECEIPT: Effect(receivable=-1, cash=1),
        Kind.REALLOCATED: Effect(receivable=1),  # its columns add up to nothing
        Kind.OVERPAID: Effect(receivable=1, payable=1),
        Kind.OVERPAID_BACK: Effect(receivable=-1, payable=-1),
        Kind.OFFSET_OUT: Effect(payable=-1),
        Kind.OFFSET_IN: Effect(receivable=-1),
        Kind.REFUND_REVENUE: Effect(payable=-1, cash=-1),
        Kind.REFUND_EXPENSE: Effect(payable=-1, cash=-1),
        Kind.REFUND_INTEREST: Effect(cash=-1),
        Kind.REFUND_LAPSED: Effect(payable=-1),  # the money stays with the city, as 雑入
        Kind.CARRY_OVER: Effect(receivable=1),  # out of one year and into the next
        Kind.WRITE_OFF: Effect(receivable=-1),
        Kind.SUSPENSE_IN: Effect(cash=1, suspense=1),
        Kind.SUSPENSE_OUT: Effect(cash=-1, suspense=-1),
        Kind.SUSPENSE_BACK: Effect(cash=-1, suspense=-1),
        Kind.DEPOSIT_HELD: Effect(cash=1, custody=1),
        Kind.DEPOSIT_APPLIED: Effect(cash=-1, custody=-1),
    }
)

ASSESSED = tuple(kind for kind, effect in EFFECTS.items() if effect.assessed)
"""The kinds that stand on a 調定票 or 減額調定票; what is carried over joins them in its new year."""

SIGNED = frozenset({Kind.REALLOCATED, Kind.CARRY_OVER})
"""The kinds whose amounts may be negative without being a reversal."""


class Standing(StrEnum):
    """To which class of revenue a claim belongs: 現年課税分, 過年度分, 滞納繰越分."""

    CURRENT = "CURRENT"
    PAST = "PAST"
    CARRIED = "CARRIED"
