"""Instalments of a levy (期割、納期): equal ones in the ordinance's months, the odd yen in the first or the last.

Amounts in yen. What already fell due is never raised: a change goes to the instalments still to come, a decrease to
them first; where none is left, an increase becomes an extra instalment (随時期).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.domain.calendar import Calendar, month_end
from server.domain.levy.model import Part
from server.domain.levy.year_values import YearValues
from server.domain.values import Values

FIRST, LAST = "FIRST", "LAST"


@dataclass(frozen=True, slots=True)
class Plan:
    """The year's instalments by ordinance: due dates in their order, moved to open days, and how they are cut."""

    due: tuple[date, ...]
    unit: int
    remainder: str


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment: its due date (None: an extra one, dated when its notice is made) and its amount in yen."""

    due: date | None
    amount: int


def load_plan(values: Values, fiscal_year: int) -> Plan:
    """The plan of a fiscal year; raises `Refused` as `YearValues` and `Calendar` do.

    `premium.instalments.due_days` (month_days) sets other days than the month's end, where the ordinance has it.
    """
    year = YearValues(values, fiscal_year)
    calendar = Calendar(values)
    return Plan(
        tuple(calendar.next_open(day) for day in _ordinance(year, fiscal_year)),
        year.amount("premium.instalments.unit", least=1),
        year.code("premium.instalments.remainder", (FIRST, LAST)),
    )


def ordinance_days(values: Values, fiscal_year: int) -> tuple[date, ...]:
    """The due dates as the ordinance has them, before they move for closed days; raises as `load_plan` does.

    They decide the accounting year (Local Autonomy Act Enforcement Order art. 142) and the limit of levy decisions.
    """
    return tuple(_ordinance(YearValues(values, fiscal_year), fiscal_year))


def _ordinance(year: YearValues, fiscal_year: int) -> list[date]:
    months = year.numbers("premium.instalments.months", least=1, most=12)
    if not months or len(set(months)) != len(months):
        raise year.unusable("premium.instalments.months", "months, each once")
    other = _other_days(year)
    return sorted(_day(fiscal_year, month, other) for month in months)


def _other_days(year: YearValues) -> dict[int, int]:
    key = "premium.instalments.due_days"
    if not year.states(key):
        return {}
    value = year.row(key).value
    try:
        days = [date.fromisoformat(f"2001-{day}") for day in value] if isinstance(value, tuple) else []
    except ValueError:
        raise year.unusable(key, "days like 12-25") from None
    return {day.month: day.day for day in days}


def _day(fiscal_year: int, month: int, other: Mapping[int, int]) -> date:
    first = date(fiscal_year + (month < 4), month, 1)
    return first.replace(day=other[month]) if month in other else month_end(first)


def split(total: int, count: int, plan: Plan) -> tuple[int, ...]:
    """`total` in `count` amounts, each a multiple of the plan's unit but the one that takes the remainder."""
    if count < 1:
        raise ValueError("no instalment")
    each = total // count // plan.unit * plan.unit
    odd = total - each * (count - 1)
    others = (each,) * (count - 1)
    return (odd, *others) if plan.remainder == FIRST else (*others, odd)


def first_instalments(total: int, plan: Plan, decided: date) -> tuple[Instalment, ...]:
    """The instalments of a levy first decided on `decided`: over the due dates after that day."""
    return rearranged((), total, plan, decided)


def rearranged(standing: Sequence[Instalment], total: int, plan: Plan, decided: date) -> tuple[Instalment, ...]:
    """The instalments after the levy became `total` on `decided`.

    Due ones keep their amounts, unless the levy fell below them: then the latest are lowered first, and what was paid
    on them is overpaid (過誤納).
    """
    due = [one for one in standing if one.due is None or one.due <= decided]
    later = [day for day in plan.due if day > decided]
    rest = total - sum(one.amount for one in due)
    if rest < 0:
        return (*_lowered(due, -rest), *(Instalment(day, 0) for day in later))
    if later:
        amounts = split(rest, len(later), plan)
        return (*due, *(Instalment(day, amount) for day, amount in zip(later, amounts, strict=True)))
    return (*due, Instalment(None, rest)) if rest else tuple(due)


def _lowered(due: Sequence[Instalment], by: int) -> list[Instalment]:
    lowered: list[Instalment] = []
    for one in reversed(due):
        taken = min(by, one.amount)
        by -= taken
        lowered.append(Instalment(one.due, one.amount - taken))
    return lowered[::-1]


def by_part(amounts: Sequence[int], parts: Mapping[Part, int]) -> tuple[Mapping[Part, int], ...]:
    """Each instalment cut by part, near its share of the whole; instalments and parts both come out to the yen."""
    if sum(amounts) != sum(parts.values()):
        raise ValueError("the instalments are not the whole")
    names, left, whole = list(parts), list(parts.values()), sum(amounts)
    by_name = sorted(range(len(names)), key=names.__getitem__)
    found = []
    for amount in amounts:
        cut = [amount * have // whole for have in left] if whole else [0] * len(left)
        odd = amount - sum(cut)
        if odd:
            nearest = sorted(by_name, key=[-(amount * have % whole) if whole else 0 for have in left].__getitem__)
            for place in nearest:
                if odd and cut[place] < left[place]:
                    cut[place] += 1
                    odd -= 1
        left = [have - taken for have, taken in zip(left, cut, strict=True)]
        whole -= sum(cut)
        found.append(dict(zip(names, cut, strict=True)))
    return tuple(found)
