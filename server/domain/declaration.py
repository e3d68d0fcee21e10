"""The simple declaration of income (簡易申告): what a household says of a year, and the incomes that follow from it.

Amounts in yen. Salary and pensions are declared as received and lowered as the Income Tax Act says (art. 28(3), art.
35(4) with Special Taxation Measures Act art. 41-15-3), business as received less expenses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from server.domain.calendar import reaches_on
from server.domain.levy.figures import levy_income_of, reduction_income_of
from server.domain.refusals import FieldError
from server.domain.values import Values

_PERCENT = 100
_SALARY_STEP = 4_000  # Income Tax Act, appended table 5 (別表第五): steps of 4,000 yen
_AMOUNTS = ("salary_receipts", "pension_receipts", "business_receipts", "business_expenses")
_STEPS_FROM, _STEPS_UNTIL = "income.salary_steps_from", "income.salary_steps_until"


@dataclass(frozen=True, slots=True)
class Declared:
    """What one person declared of a year, in yen; `had_income` YES or NO, `untaxed` kinds of untaxed receipts."""

    name: str
    birth: date
    had_income: str
    salary_receipts: int = 0
    pension_receipts: int = 0
    business_receipts: int = 0
    business_expenses: int = 0
    untaxed: tuple[str, ...] = ()

    @property
    def has_amounts(self) -> bool:
        """Whether any amount was written."""
        return any(getattr(self, name) for name in _AMOUNTS)


def declared_rows(rows: Iterable[Mapping[str, object]]) -> tuple[Declared, ...]:
    """The rows of the entered form, typed."""
    return tuple(
        Declared(
            name=str(row["name"]),
            birth=date.fromisoformat(str(row["birth_date"])),
            had_income=str(row["had_income"]),
            untaxed=_texts(row.get("untaxed")),
            **{name: _yen(row.get(name)) for name in _AMOUNTS},
        )
        for row in rows
    )


def faults(rows: Iterable[Declared]) -> list[FieldError]:
    """What contradicts itself in a declaration, each with the place of its row."""
    found: list[FieldError] = []
    seen: set[tuple[str, date]] = set()
    for place, row in enumerate(rows):
        at = f"members.{place}"
        if row.had_income == "NO" and row.has_amounts:
            found.append(FieldError(f"{at}.had_income", "declaration_amounts_without_income", {"person": row.name}))
        if row.had_income == "YES" and not row.has_amounts:
            found.append(FieldError(f"{at}.had_income", "declaration_income_without_amounts", {"person": row.name}))
        if row.business_expenses > row.business_receipts:
            found.append(FieldError(f"{at}.business_expenses", "declaration_expenses_exceed", {"person": row.name}))
        if (row.name, row.birth) in seen:
            found.append(FieldError(f"{at}.name", "row_twice"))
        seen.add((row.name, row.birth))
    return found


def figures_of(row: Declared, income_year: int, values: Values) -> dict[str, int]:
    """The income record that follows: parts, and both incomes of the levy."""
    day = date(income_year, 12, 31)
    salary = salary_income(row.salary_receipts, day, values)
    pension = pension_income(row.pension_receipts, row.birth, day, values)
    business = row.business_receipts - row.business_expenses
    most = values.integer("income.adjustment_most", day)
    adjusted = max(0, min(salary, most) + min(pension, most) - most)
    parts = {
        "salary_receipts": row.salary_receipts,
        "salary": salary - adjusted,
        "pension_receipts": row.pension_receipts,
        "pension": pension,
        "business": business,
        "gross_income": salary - adjusted + pension + business,
    }
    return parts | {
        "total_income": parts["gross_income"],
        "levy_income": levy_income_of(parts),
        "reduction_income": reduction_income_of(parts),
    }


def salary_income(receipts: int, day: date, values: Values) -> int:
    """Salary income (給与所得) of receipts of the year of `day`: receipts less the deduction, in the table's steps."""
    if values.integer(_STEPS_FROM, day) <= receipts < values.integer(_STEPS_UNTIL, day):
        receipts -= receipts % _SALARY_STEP
    return max(0, receipts - _deduction(receipts, values.items("income.salary_deduction", day)))


def pension_income(receipts: int, birth: date, day: date, values: Values) -> int:
    """Pension income (公的年金等に係る雑所得) by whether 65 is reached on the last day of the year."""
    old = reaches_on(birth, values.integer("premium.reduction_pension_age", date(day.year + 1, 4, 1))) <= day
    table = values.items("income.pension_deduction_old" if old else "income.pension_deduction_young", day)
    return max(0, receipts - _deduction(receipts, table))


def is_too_young(birth: date, levy_year: int, values: Values) -> bool:
    """Whether somebody need not declare: younger than the ordinance's age on 1 January of the levy year."""
    first = date(levy_year, 4, 1)
    if not values.has("premium.declare_age", first):
        return False
    return reaches_on(birth, values.integer("premium.declare_age", first)) > date(levy_year, 1, 1)


def _deduction(receipts: int, table: tuple[int | str, ...]) -> int:
    """The deduction by a table of `limit, percent, yen more`; the limit 0 stands for no limit."""
    rows = [tuple(int(one) for one in table[place : place + 3]) for place in range(0, len(table), 3)]
    _, percent, more = next(row for row in rows if row[0] == 0 or receipts <= row[0])
    return receipts * percent // _PERCENT + more


def _yen(said: object) -> int:
    return said if isinstance(said, int) else 0


def _texts(said: object) -> tuple[str, ...]:
    return tuple(str(one) for one in said) if isinstance(said, list) else ()
