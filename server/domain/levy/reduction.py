"""The reductions by income (法定軽減, 7割・5割・2割): judged on one day for the year, without application.

Enforcement Order art. 29-7(5). Counted are the head, insured or not, the insured members of that day and those who left
for the medical care for the older elderly; later changes of members do not change the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.domain.levy.incomes import must_declare, reduction_income
from server.domain.levy.model import Household, Member, Person
from server.domain.levy.months import place_of, unemployed_months
from server.domain.levy.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Counted:
    """One person whose income was looked at, and the figure in yen."""

    person: Person
    income: int
    unemployed: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """The class of reduction: `tenths` taken off (0 none).

    `place` is the month of judgement (0 April); `income` the sum in yen, `members` and `earners` the numbers counted;
    `limits` the limit in yen of each class in its order; `unknown` the persons whose incomes nobody has stated.
    """

    tenths: int
    place: int
    income: int
    members: int
    earners: int
    limits: tuple[int, ...]
    counted: tuple[Counted, ...]
    unknown: tuple[str, ...]


def judge(household: Household, insured: Sequence[tuple[Member, int]], parameters: Parameters) -> Judgement:
    """Judges the household; `insured` are the insured members with their months."""
    place = _month_of_judgement(household, insured, parameters)
    present = [member for member, months in insured if months >> place & 1]
    persons = _persons(household, present)
    counted = []
    for person in persons:
        unemployed = isinstance(person, Member) and bool(unemployed_months(person, parameters) >> place & 1)
        counted.append(Counted(person, reduction_income(person, parameters, unemployed=unemployed), unemployed))
    income = sum(one.income for one in counted)
    members = len({person.id for person in (*present, *household.seniors)})
    earners = sum(person.earner for person in persons)
    addition = max(0, earners - 1) * parameters.per_earner
    limits = tuple(limit.base + addition + limit.per_member * members for limit in parameters.limits)
    unknown = tuple(person.id for person in persons if not person.known and must_declare(person, parameters))
    tenths = 0
    if household.reductions and not unknown:
        classes = zip(parameters.limits, limits, strict=True)
        tenths = next((limit.tenths for limit, most in classes if income <= most), 0)
    return Judgement(tenths, place, income, members, earners, limits, tuple(counted), unknown)


def _month_of_judgement(household: Household, insured: Sequence[tuple[Member, int]], parameters: Parameters) -> int:
    """The month of the day of judgement, or the first later one with an insured member (the duty to pay arose)."""
    place = place_of(household.reference, parameters.fiscal_year)
    anybody = 0
    for _, months in insured:
        anybody |= months
    later = anybody >> place << place or anybody
    return (later & -later).bit_length() - 1 if later else place


def _persons(household: Household, present: Sequence[Member]) -> list[Person]:
    """The head, the insured of the day and the seniors, each once."""
    found: dict[str, Person] = {}
    heads = (person for person in (*household.members, *household.seniors) if person.head)
    for person in (*heads, *present, *household.seniors):
        found.setdefault(person.id, person)
    return list(found.values())
