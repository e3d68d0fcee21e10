"""The figures of an income record and what the levy takes from them (所得の内訳): two incomes, kept apart.

A record holds yen by name for one person and calendar year. **Levy income** (総所得金額等、基礎控除前) is after the
carried-forward net loss (純損失) and the carried-forward loss on shares (株式等の譲渡損失), and before the
carried-forward casualty loss (雑損失). **Reduction income** (軽減判定所得) is after all three, before special
deductions on transfers and wages within the family. To mix the kinds of loss gave 26 households the wrong reduction
once; so each kind has its own field, both incomes are stated, and `faults` says where they do not follow.
Enforcement Order art. 29-7(2) items 4, 5, (5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.domain.calendar import reaches_on
from server.domain.values import Values

Figures = Mapping[str, int]

LEVY_INCOME = "levy_income"
REDUCTION_INCOME = "reduction_income"
BOTH_TAKE_OFF = ("net_loss", "stock_loss")
ONLY_REDUCTIONS_TAKE_OFF = ("casualty_loss",)

NAMES: Mapping[str, str] = {
    "gross_income": "繰越控除前の総所得金額等",
    "net_loss": "純損失の繰越控除",
    "stock_loss": "上場株式等に係る譲渡損失の繰越控除",
    "casualty_loss": "雑損失の繰越控除",
    LEVY_INCOME: "賦課のもとになる総所得金額等",
    REDUCTION_INCOME: "軽減判定所得",
    "total_income": "合計所得金額",
    "salary_receipts": "給与収入",
    "salary": "給与所得",
    "pension_receipts": "公的年金等収入",
    "pension": "公的年金等所得",
    "business": "営業等・農業所得",
    "real_estate": "不動産所得",
    "interest_dividend": "利子・配当所得",
    "transfer_short": "短期譲渡所得",
    "transfer_long": "長期譲渡所得",
    "transfer_deduction": "譲渡所得の特別控除",
    "occasional": "一時所得",
    "miscellaneous": "雑所得",
    "forestry": "山林所得",
    "stock": "株式等に係る譲渡所得",
    "wages_deducted": "専従者控除",
    "wages_received": "専従者給与",
    "taxable_income": "課税標準額",
    "base_income": "旧ただし書所得",
    "receipts": "収入",
}
"""Every figure a record may hold, with its Japanese word."""

MAY_BE_NEGATIVE = frozenset({"gross_income", "business", "real_estate", "transfer_short", "transfer_long", "stock"})
"""Figures in which a loss of the year stands as it is; the levy floors at zero only when it computes."""


def levy_income_of(figures: Figures) -> int:
    """The levy income that follows from the parts, in yen: net and stock losses off, casualty loss not."""
    return max(0, figures.get("gross_income", 0) - sum(figures.get(name, 0) for name in BOTH_TAKE_OFF))


def reduction_income_of(figures: Figures) -> int:
    """The reduction income that follows from the parts, in yen, before what depends on age and on lost work."""
    income = figures.get("gross_income", 0) - sum(figures.get(name, 0) for name in BOTH_TAKE_OFF)
    income += figures.get("transfer_deduction", 0) + figures.get("wages_deducted", 0)
    income -= figures.get("wages_received", 0)
    return max(0, income - sum(figures.get(name, 0) for name in ONLY_REDUCTIONS_TAKE_OFF))


def faults(figures: Figures) -> tuple[str, ...]:
    """The figures that are wrong: no name of ours, below zero where it cannot be, not what its parts come to."""
    wrong = [name for name in figures if name not in NAMES]
    wrong += [name for name, yen in figures.items() if yen < 0 and name not in MAY_BE_NEGATIVE]
    if "gross_income" in figures:
        if figures.get(LEVY_INCOME) != levy_income_of(figures):
            wrong.append(LEVY_INCOME)
        if figures.get(REDUCTION_INCOME) != reduction_income_of(figures):
            wrong.append(REDUCTION_INCOME)
    return tuple(dict.fromkeys(wrong))


def is_enough(*, known: bool, figures: Figures) -> bool:
    """Whether the record tells the levy income; one that lacks it is unknown to the levy, never zero."""
    return known and LEVY_INCOME in figures


def person_fields(*, known: bool, figures: Figures, earner_over: tuple[int, int]) -> dict[str, object]:
    """The income fields of an engine's `Person`; `earner_over`: salary and pension receipts above which one counts.

    Each figure goes into the field of its own kind: the levy income never meets the casualty loss.
    """
    if not is_enough(known=known, figures=figures):
        return {"known": False}
    salary, pension = figures.get("salary_receipts", 0), figures.get("pension_receipts", 0)
    return {
        "known": True,
        "income": figures[LEVY_INCOME],
        "earner": salary > earner_over[0] or pension > earner_over[1],
        "total_income": figures.get("total_income"),
        "salary": figures.get("salary", 0),
        "pension": figures.get("pension", 0),
        "transfer_deduction": figures.get("transfer_deduction", 0),
        "wages_deducted": figures.get("wages_deducted", 0),
        "wages_received": figures.get("wages_received", 0),
        "net_loss": figures.get("net_loss", 0),
        "stock_loss": figures.get("stock_loss", 0),
        "casualty_loss": figures.get("casualty_loss", 0),
    }


@dataclass(frozen=True, slots=True)
class EarnerLimits:
    """Receipts in yen above which a person counts as an earner (給与所得者等): of salary, and of pensions by age."""

    salary: int
    pension_young: int
    pension_old: int
    old_from: int
    last_day: date

    def over(self, birth: date | None) -> tuple[int, int]:
        """The limits of salary and of pensions for a person; an unknown birth counts as younger.

        Pensions go by whether 65 is reached at the end of the income year.
        """
        old = birth is not None and reaches_on(birth, self.old_from) <= self.last_day
        return self.salary, self.pension_old if old else self.pension_young


def earner_limits(fiscal_year: int, values: Values) -> EarnerLimits:
    """The limits of a fiscal year."""
    day = date(fiscal_year, 4, 1)
    return EarnerLimits(
        values.integer("income.earner_salary", day),
        values.integer("income.earner_pension_young", day),
        values.integer("income.earner_pension_old", day),
        values.integer("premium.reduction_pension_age", day),
        date(fiscal_year - 1, 12, 31),
    )


def earner_over(birth: date | None, fiscal_year: int, values: Values) -> tuple[int, int]:
    """The limits of one person."""
    return earner_limits(fiscal_year, values).over(birth)
