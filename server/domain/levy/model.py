"""The facts a levy rests on (賦課の基礎): a household of one fiscal year, its members and their incomes.

Months are sets of bits, bit 0 for April to bit 11 for March. Amounts are yen of the calendar year before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.domain.relief.grant import Grant

WHOLE_YEAR = 0b1111_1111_1111


class Part(StrEnum):
    """The parts of a levy: 基礎(医療)分, 後期高齢者支援金等分, 介護納付金分, 子ども・子育て支援納付金分."""

    BASIC = "basic"
    SUPPORT = "support"
    CARE = "care"
    CHILD = "child"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person whose income counts: `income` is 総所得金額等 before any carried-forward casualty loss (雑損失).

    `known` False: nobody has stated the income, which is not the same as none. `earner`: 給与所得者等.
    Parts of `income` and what the two judgements treat differently: `salary` 給与所得, `pension` 公的年金等所得,
    `transfer_deduction` 譲渡所得の特別控除 (taken off `income`, not for reductions), `wages_deducted` and
    `wages_received` 専従者控除・専従者給与 (not counted for reductions), `casualty_loss` 雑損失の繰越控除 (counted for
    reductions only). `reduction_income` is the income for reductions (軽減判定所得) where it was stated as such.
    `net_loss` 純損失 and `stock_loss` 株式等の繰越控除 are off `income` already; they stand here for the grounds only.
    `total_income` is 合計所得金額, for the steps of the base deduction; None: the same as `income`.
    """

    id: str
    birth: date | None
    head: bool = False
    income: int = 0
    known: bool = True
    earner: bool = False
    total_income: int | None = None
    salary: int = 0
    pension: int = 0
    transfer_deduction: int = 0
    wages_deducted: int = 0
    wages_received: int = 0
    casualty_loss: int = 0
    net_loss: int = 0
    stock_loss: int = 0
    reduction_income: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Person):
    """A member of the household, insured (被保険者) or as its head only (擬制世帯主, `insured` False).

    `months`: insured here; `separation`: last day at work of who lost it through no choice of his own (離職日);
    `delivery` with `multiple`: the day of an expected or notified birth (出産予定日・出産日);
    `maternity_months`: exempt months stated as such; `care_exempt`: months in an exempt facility (適用除外施設).
    """

    birth: date
    insured: bool = True
    asset_tax: int = 0
    months: int = WHOLE_YEAR
    separation: date | None = None
    delivery: date | None = None
    multiple: bool = False
    maternity_months: int = 0
    care_exempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Senior(Person):
    """Who left for the medical care for the older elderly and stays in the household (特定同一世帯所属者).

    `since`: the day of leaving; None: the 75th birthday; with no birth date, or a later birthday, before this year.
    """

    since: date | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """One household (世帯) in one fiscal year.

    `reference` is the day of judgement (賦課期日, or the day on which the duty to pay arose). `reductions` False:
    the reductions by income (7割・5割・2割) are left out. `grants` are the reliefs granted on application (減免).
    """

    fiscal_year: int
    reference: date
    members: tuple[Member, ...]
    seniors: tuple[Senior, ...] = ()
    reductions: bool = True
    grants: tuple[Grant, ...] = ()


def month_bit(month: int) -> int:
    """The bit of a calendar month, 1 to 12."""
    return 1 << ((month - 4) % 12)


def month_bits(months: Iterable[int]) -> int:
    """The bits of calendar months."""
    found = 0
    for month in months:
        found |= month_bit(month)
    return found


@lru_cache(maxsize=4096)
def calendar_months(bits: int) -> tuple[int, ...]:
    """The calendar months of `bits` from April on."""
    return tuple((place + 3) % 12 + 1 for place in range(12) if bits >> place & 1)
