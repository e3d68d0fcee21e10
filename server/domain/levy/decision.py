"""A levy decision worked out (賦課決定・更正の案): a payer's levy of a year against the decision in force.

Pure: the same facts give the same proposal, on a screen before the decision and in the decision itself. What is due
already is never raised; a change goes to the instalments still to come, and where none is left an increase becomes an
extra instalment (随時期). Nothing is decided behind the limit of National Health Insurance Act art. 110-2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from server.domain.calendar import Calendar, month_end, next_month_start, period_end
from server.domain.levy.assess import Levy, assess
from server.domain.levy.inputs import PayerInputs
from server.domain.levy.instalments import Instalment, Plan, by_part, load_plan, ordinance_days, rearranged
from server.domain.levy.limit import Limit, check_allowed, limit_of
from server.domain.levy.model import Part
from server.domain.levy.parameters import Parameters, load_parameters
from server.domain.refusals import Refused
from server.domain.special_collection import withheld_month
from server.domain.values import Values

Parts = Mapping[Part, int]
T = TypeVar("T")
_ZERO: Parts = dict.fromkeys(Part, 0)


class Outcome(StrEnum):
    """What became of a look at a levy."""

    DECIDED = "DECIDED"  # 賦課決定: the first on this payer and year
    CHANGED = "CHANGED"  # 変更決定(更正)
    NO_CHANGE = "NO_CHANGE"  # 変更なし
    BARRED = "BARRED"  # 期間制限により決定できない


@dataclass(frozen=True, slots=True)
class Standing:
    """An instalment as the decision in force has it; `no` its number, `parts` in yen."""

    no: int
    due_on: date
    ad_hoc: bool
    parts: Parts

    @property
    def total(self) -> int:
        """The instalment in yen."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Planned:
    """An instalment as the proposal has it; `ordinance_due` before it moved for closed days; `new`: to be opened."""

    no: int
    ordinance_due: date
    due_on: date
    ad_hoc: bool
    new: bool
    parts: Parts

    @property
    def total(self) -> int:
        """The instalment in yen."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Terms:
    """The year's rules and the days of a decision: `notice_on` the sending, `first_due` the earliest due date that a
    notice sent then can still name; `fresh` are the ordinance's instalments from then on, as a first levy opens them.
    """

    parameters: Parameters
    plan: Plan
    ordinance: tuple[date, ...]
    calendar: Calendar
    values: Values
    decided: date
    notice_on: date
    first_due: date
    fresh: tuple[Planned, ...]

    @property
    def year(self) -> int:
        """The levy year (賦課年度)."""
        return self.parameters.fiscal_year


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the decision would be. `levy` is None where nothing is owed any more; amounts in yen by part.

    `limit` is the last day for any decision; `barred` says that it is past and nothing may be decided.
    """

    outcome: Outcome
    levy: Levy | None
    before: Parts
    after: Parts
    instalments: tuple[Planned, ...]
    limit: Limit

    @property
    def total_before(self) -> int:
        """The levy in force, in yen."""
        return sum(self.before.values())

    @property
    def total_after(self) -> int:
        """The levy as computed, in yen; it holds only where the outcome says so."""
        return sum(self.after.values())

    @property
    def provisional(self) -> bool:
        """Whether somebody's income is unknown, so that reductions are withheld."""
        return self.levy is not None and bool(self.levy.unknown)


def load_terms(values: Values, year: int, decided: date, notice_on: date | None = None) -> Terms:
    """The terms of decisions on a levy year on a day; raises as `load_parameters`, `load_plan`, `Calendar` do.

    `notice_on`: the day of sending where a run has fixed one; else the city's period for a single notice.
    """
    calendar = Calendar(values)
    sent = notice_on or period_end(decided, values.period("levy_notice", decided), calendar)
    lead = period_end(sent, values.period("levy_notice_lead", decided), calendar)
    parameters, plan, ordinance = load_parameters(values, year), load_plan(values, year), ordinance_days(values, year)
    fresh = tuple(
        Planned(no, day, due, False, True, _ZERO)
        for no, (day, due) in enumerate(zip(ordinance, plan.due, strict=True), 1)
        if due >= lead
    )
    return Terms(parameters, plan, ordinance, calendar, values, decided, sent, lead, fresh)


def propose(
    payer: PayerInputs | None,
    standing: Sequence[Standing],
    terms: Terms,
    *,
    decided_before: bool,
    withheld_from: date | None = None,
    overlap_without_fault: bool = False,
) -> Proposal:
    """The proposal for one payer; None: he owes nothing of the year any more.

    `withheld_from`: the first withholding from his pension; then the limit counts from the 10th of the month after it.
    Raises `Refused("levy_income_unknown")` where the city holds a levy until incomes are known.
    """
    levy = None if payer is None else assess(payer.household, terms.parameters)
    after = dict(_ZERO) | ({} if levy is None else {part: levy.amount(part) for part in Part})
    before = sum_of(one.parts for one in standing)
    limit = _limit(payer, terms, withheld_from)
    outcome = _outcome(before, after, terms.decided, limit, decided_before, overlap_without_fault)
    if outcome in (Outcome.DECIDED, Outcome.CHANGED):
        planned = spread(standing, after, terms)
    else:
        planned = tuple(as_planned(one, terms) for one in standing)
    return Proposal(outcome, levy, before, after, planned, limit)


def spread(standing: Sequence[Standing], after: Parts, terms: Terms) -> tuple[Planned, ...]:
    """The instalments after the levy became `after`: due ones kept, the change on those to come, else an extra one.

    What is withheld from a pension stays as the payer of the pension was asked; an increase is collected besides.
    """
    fixed = sorted((one for one in standing if _stays(one, terms)), key=lambda one: (one.due_on, one.no))
    open_ones = still_open(standing, terms)
    total = sum(after.values())
    plan = Plan(tuple(one.due_on for one in open_ones), terms.plan.unit, terms.plan.remainder)
    cut = rearranged([Instalment(None, one.total) for one in fixed], total, plan, terms.decided)
    amounts = [one.amount for one in cut]
    places = [as_planned(one, terms) for one in fixed] + open_ones
    if len(amounts) > len(places):
        places.append(extra_instalment(standing, terms))
    kept = len(fixed) if all(a == one.total for a, one in zip(amounts, fixed, strict=False)) else 0
    parts = _parts(places, amounts, after, kept)
    return tuple(
        Planned(one.no, one.ordinance_due, one.due_on, one.ad_hoc, one.new, part)
        for one, part in zip(places, parts, strict=True)
    )


def _stays(one: Standing, terms: Terms) -> bool:
    return one.due_on < terms.first_due or withheld_month(one.no) is not None


def _parts(places: Sequence[Planned], amounts: Sequence[int], after: Parts, kept: int) -> list[Parts]:
    """Each instalment by part; the `kept` first ones stay as they are, unless a part fell below what they hold."""
    held = [one.parts for one in places[:kept]]
    sums = sum_of(held)
    left = {part: after[part] - sums[part] for part in Part}
    if kept and min(left.values()) >= 0:
        return [*held, *by_part(amounts[kept:], left)]
    return list(by_part(amounts, after))


def still_open(standing: Sequence[Standing], terms: Terms) -> list[Planned]:
    """The instalments that a notice can still name: those of the ordinance and extra ones not yet due."""
    if not standing:
        return list(terms.fresh)
    mine = {one.no for one in standing}
    found = [replace(one, new=one.no not in mine) for one in terms.fresh]
    extra = (one for one in standing if one.ad_hoc and one.due_on >= terms.first_due)
    return sorted([*found, *(as_planned(one, terms) for one in extra)], key=lambda one: (one.due_on, one.no))


def extra_instalment(standing: Sequence[Standing], terms: Terms) -> Planned:
    """An extra instalment (随時期): the first month's end that the notice can name, moved to an open day."""
    number = max([len(terms.ordinance), *(one.no for one in standing if withheld_month(one.no) is None)]) + 1
    day = month_end(terms.notice_on)
    while terms.calendar.next_open(day) < terms.first_due:
        day = month_end(next_month_start(day))
    return Planned(number, day, terms.calendar.next_open(day), True, True, _ZERO)


def as_planned(one: Standing, terms: Terms) -> Planned:
    day = one.due_on if one.ad_hoc or one.no > len(terms.ordinance) else terms.ordinance[one.no - 1]
    return Planned(one.no, day, one.due_on, one.ad_hoc, False, one.parts)


def _limit(payer: PayerInputs | None, terms: Terms, withheld_from: date | None) -> Limit:
    first = terms.ordinance[0]
    if withheld_from is not None:
        first = next_month_start(withheld_from).replace(day=10)
    possible = None if payer is None else payer.household.reference
    return limit_of(first, terms.values, possible_from=possible)


def _outcome(before: Parts, after: Parts, decided: date, limit: Limit, decided_before: bool, overlap: bool) -> Outcome:
    if before == after:
        return Outcome.NO_CHANGE
    change = sum(after.values()) - sum(before.values())
    try:
        check_allowed(limit, decided, change=change, overlap_without_fault=overlap)
    except Refused:
        return Outcome.BARRED
    return Outcome.CHANGED if decided_before else Outcome.DECIDED


def sum_of(many: Iterable[Parts]) -> Parts:
    found = dict(_ZERO)
    for parts in many:
        for part, yen in parts.items():
            found[part] += yen
    return found


def paired(
    payers: Sequence[PayerInputs], accounts: Sequence[T], payer_of: Callable[[T], str | None]
) -> list[tuple[PayerInputs | None, T | None]]:
    """Each payer with his account of the year, then the accounts of whom nothing is owed any more.

    An account that names nobody is the first payer's.
    """
    left = list(accounts)
    found: list[tuple[PayerInputs | None, T | None]] = []
    for place, payer in enumerate(payers):
        mine = next((one for one in left if payer_of(one) == payer.payer_key), None)
        if mine is None and place == 0:
            mine = next((one for one in left if payer_of(one) is None), None)
        if mine is not None:
            left.remove(mine)
        found.append((payer, mine))
    return [*found, *((None, one) for one in left)]
