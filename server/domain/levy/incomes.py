"""Two incomes of one person (所得の二つの見方): for the levy and for the reductions. They are never mixed.

The levy takes 総所得金額等 less the base deduction (旧ただし書き所得; Enforcement Order art. 29-7(2) items 4, 5). The
reductions take it before special deductions on transfers and wages within the family, after carried-forward casualty
losses, with pensions of the elderly 150,000 yen lower (art. 29-7(5); supplementary art. 5).
"""

from __future__ import annotations

from datetime import date

from server.domain.calendar import reaches_on
from server.domain.levy.model import Member, Person
from server.domain.levy.parameters import Parameters


def salary_left_out(person: Person, parameters: Parameters) -> int:
    """The part of the salary income that does not count for who lost work, in yen (給与所得の100分の70; art. 29-7-2).

    What counts is the share of the salary floored to the yen.
    """
    share = parameters.non_voluntary
    return person.salary - person.salary * share.numerator // share.denominator


def assessable_income(member: Member, parameters: Parameters, *, unemployed: bool) -> int:
    """The base of the income part (賦課標準額) in yen, never negative; 0 while the income is unknown."""
    if not member.known:
        return 0
    income, total = member.income, member.total_income
    if unemployed:
        left_out = salary_left_out(member, parameters)
        income -= left_out
        total = None if total is None else total - left_out
    return max(0, income - parameters.deduction(income if total is None else total))


def reduction_income(person: Person, parameters: Parameters, *, unemployed: bool) -> int:
    """The income for the reductions (軽減判定所得) in yen, never negative; 0 while it is unknown."""
    if not person.known:
        return 0
    if person.reduction_income is not None:
        return person.reduction_income
    income = person.income + person.transfer_deduction + person.wages_deducted
    income -= person.wages_received + person.casualty_loss + pension_deduction(person, parameters)
    if unemployed:
        income -= salary_left_out(person, parameters)
    return max(0, income)


def pension_deduction(person: Person, parameters: Parameters) -> int:
    """What is taken off the pension income of who is 65 at the end of the income year; at most that income."""
    if not person.pension or person.birth is None:
        return 0
    last_day = date(parameters.fiscal_year - 1, 12, 31)
    if reaches_on(person.birth, parameters.ages.pension) > last_day:
        return 0
    return min(person.pension, parameters.pension_deduction)


def must_declare(person: Person, parameters: Parameters) -> bool:
    """Whether an unknown income stands in the way of reductions: not of who was too young on 1 January.

    Where the ordinance names no age, everybody's does.
    """
    if parameters.ages.declare is None or person.birth is None:
        return True
    return reaches_on(person.birth, parameters.ages.declare) <= date(parameters.fiscal_year, 1, 1)
