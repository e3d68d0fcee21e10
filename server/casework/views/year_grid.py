"""The twelve months of a household (世帯の十二か月): who was insured how, what each month costs, due and paid.

Every question "why this amount" is answered on it: members with care, exempt months, preschool and children; below
them the levy of each month, the instalments and what was paid on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.views.dues import Due
from server.casework.views.months import MONTHS, insured_bits
from server.casework.views.seeing import age, day_of
from server.domain.calendar import fiscal_year
from server.domain.facts import FactKey
from server.domain.levy.inputs import HouseholdInputs
from server.domain.levy.model import Member
from server.domain.levy.months import care_months, exempt_months, insured_months, is_before_april_after
from server.domain.levy.parameters import Parameters, load_parameters
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import levy_decisions
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.former_seniors import seniors_in_year
from server.store.levy_inputs import levy_households

IN, CARE, EXEMPT, OUT = "in", "care", "exempt", "out"
PRESCHOOL, CHILD = "preschool", "child"


@dataclass(frozen=True, slots=True)
class PersonMonths:
    """One row: twelve marks from April, and what holds for the whole year: `notes` are preschool, child.

    `part` is head, nominal (擬制世帯主), senior (旧国保), left (転出・死亡など) or member; of a protected person who
    left the name is empty.
    """

    name: str
    age: int | None
    part: str
    marks: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthDue:
    """The instalment that falls due in a month: `state` as in `position.State`, `paid` whether all of it is."""

    number: int
    amount: int
    state: str
    balance: int


@dataclass(frozen=True, slots=True)
class YearGrid:
    """A fiscal year of a household; `levied` the yen of each month by the decision in force, None without one.

    `tenths` is the reduction by income (7割・5割・2割). `due` holds the instalments of each month from April on.
    """

    fiscal_year: int
    now: int | None
    rows: tuple[PersonMonths, ...]
    tenths: int
    provisional: bool
    levied: tuple[int, ...] | None
    due: tuple[tuple[MonthDue, ...], ...]


def grid_of(
    conn: Connection,
    values: Values,
    household_key: str,
    people: Sequence[Mapping[str, Any]],
    spells: Sequence[Mapping[str, Any]],
    year: int,
    today: date,
    dues: Iterable[Due],
) -> YearGrid:
    """The grid of a year: `people` of the day and the household's `spells` of eligibility, as their facts tell them,
    `dues` the instalments of that year. Whoever was insured in the year and has left stands below the others.
    """
    inputs = levy_households(conn, [household_key], year, today, values)[household_key]
    basis = _bases(conn, household_key, year)
    seniors = {one.person_key for one in seniors_in_year(conn, [household_key], year).get(household_key, ())}
    bits = {key: insured_bits(year, mine) for key, mine in _by_person(spells).items()}
    everyone = (*people, *_left(conn, bits, people, today))
    maker = _Rows(year, today, bits, inputs, seniors, _parameters(values, year))
    return YearGrid(
        fiscal_year=year,
        now=today.month if fiscal_year(today) == year else None,
        rows=tuple(maker.row(one) for one in everyone),
        tenths=max((one["tenths"] for one in basis), default=0),
        provisional=any(one["unknown"] for one in basis),
        levied=_by_month(basis),
        due=_due(dues),
    )


def _by_person(spells: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for spell in spells:
        found.setdefault(str(spell["person_key"]), []).append(spell)
    return found


def _left(
    conn: Connection, bits: Mapping[str, int], people: Sequence[Mapping[str, Any]], today: date
) -> Iterator[Mapping[str, Any]]:
    """Those who were insured in the year and belong to the household no more; of the protected no name."""
    there = {str(one["person_key"]) for one in people}
    gone = sorted(key for key, held in bits.items() if held and key not in there)
    known = load_facts(conn, [FactKey("person", key) for key in gone], on=today)
    for key in gone:
        person: Any = known.get_fact("person", key)
        if person is not None:
            hidden = {"name": "", "birth_date": "0000-00-00"} if person["protected"] else {}
            yield dict(person) | hidden | {"relation": "LEFT"}


def _parameters(values: Values, year: int) -> Parameters | None:
    """The year's values; None for a year of which the city has none: then nobody's care months can be told."""
    try:
        return load_parameters(values, year)
    except Refused:
        return None


def _bases(conn: Connection, household_key: str, year: int) -> list[dict[str, Any]]:
    """What the decisions in force of the year were made of, one for each payer."""
    latest: dict[str, str] = {}
    for one in levy_decisions.of_household(conn, household_key, year):  # newest first
        if one.levy_id is not None and one.account_key is not None:
            latest.setdefault(one.account_key, one.decision_id)
    return list(levy_decisions.basis_of(conn, latest.values()).values())


def _by_month(basis: Sequence[Mapping[str, Any]]) -> tuple[int, ...] | None:
    lines = [line for one in basis for line in one["lines"]]
    return tuple(sum(line["months"][place] for line in lines) for place in range(12)) if lines else None


def _due(dues: Iterable[Due]) -> tuple[tuple[MonthDue, ...], ...]:
    """Instalments by the month for which they are asked: due dates that moved into the next month stay in their own."""
    found: dict[int, list[MonthDue]] = {month: [] for month in MONTHS}
    for due in dues:
        at = due.position
        found[due.ordinance_due.month].append(MonthDue(due.number, at.levied, str(at.state), at.balance))
    return tuple(tuple(found[month]) for month in MONTHS)


class _Rows:
    """Makes the rows of one year: months by the register, what they mean by the year's values."""

    def __init__(
        self,
        year: int,
        today: date,
        bits: Mapping[str, int],
        inputs: HouseholdInputs,
        seniors: set[str],
        parameters: Parameters | None,
    ) -> None:
        self.year, self.today, self.bits, self.seniors, self.parameters = year, today, bits, seniors, parameters
        self.reckoned = {one.id: one for payer in inputs.payers for one in payer.household.members}

    def row(self, one: Mapping[str, Any]) -> PersonMonths:
        """The row of one person."""
        key, birth = str(one["person_key"]), day_of(str(one["birth_date"]))
        months = self.bits.get(key, 0)
        reckoned = self.reckoned.get(key)
        exempt = 0 if reckoned is None else reckoned.maternity_months
        marks = tuple(IN if months >> place & 1 else OUT for place in range(12))
        notes: tuple[str, ...] = ()
        if months and birth is not None and self.parameters is not None:
            member = Member(id=key, birth=birth, months=months, maternity_months=exempt)
            marks, notes = tuple(_marks(member, self.parameters)), _notes(member, self.parameters)
        return PersonMonths(
            str(one["name"]), age(str(one["birth_date"]), self.today), self.part(one, reckoned), marks, notes
        )

    def part(self, one: Mapping[str, Any], reckoned: Member | None) -> str:
        """What the person is in the household in that year."""
        if reckoned is not None and reckoned.head and not self.bits.get(reckoned.id):
            return "nominal"
        if str(one["person_key"]) in self.seniors:
            return "senior"
        return {"HEAD": "head", "LEFT": "left"}.get(str(one["relation"]), "member")


def _marks(member: Member, parameters: Parameters) -> Iterator[str]:
    months = insured_months(member, parameters)
    care = care_months(member, months, parameters)
    try:
        exempt = exempt_months(member, months, parameters)
    except Refused:
        exempt = 0  # a year before the rule began
    bits = ((EXEMPT, exempt), (CARE, care), (IN, months))
    return (next((mark for mark, held in bits if held >> place & 1), OUT) for place in range(12))


def _notes(member: Member, parameters: Parameters) -> tuple[str, ...]:
    ages, year = parameters.ages, parameters.fiscal_year
    if is_before_april_after(member.birth, ages.preschool, year):
        return (PRESCHOOL,)
    young = ages.young is not None and is_before_april_after(member.birth, ages.young, year)
    return (CHILD,) if young else ()
