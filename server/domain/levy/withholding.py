"""A year's levy divided anew where a part is withheld from a pension (特別徴収): begun, stopped, or failed in a month.

National Health Insurance Act arts. 76-3 and 76-4 (Long-Term Care Insurance Act arts. 134 to 141 by reference). Amounts
in yen, whole by part. What fell due or was paid stays as it is; the sum of the year never changes here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from server.domain.calendar import Calendar, next_month_start
from server.domain.levy.decision import (
    Parts,
    Planned,
    Standing,
    Terms,
    as_planned,
    extra_instalment,
    spread,
    still_open,
    sum_of,
)
from server.domain.levy.instalments import by_part, split
from server.domain.levy.model import Part
from server.domain.refusals import Refused
from server.domain.special_collection import MAIN, MONTHS, PROVISIONAL, shared, withheld_month, withheld_no

_ZERO: Parts = dict.fromkeys(Part, 0)
_PAY_DAY, _REMIT_DAY = 15, 10


def first_of(levy_year: int, month: int) -> date:
    """The first day of an even month of the levy year: February lies in the next calendar year."""
    return date(levy_year + (month < 4), month, 1)


def withheld_on(levy_year: int, month: int, calendar: Calendar) -> date:
    """The day on which the pension is paid: the 15th, or the last open day before it (National Pension Act art. 18)."""
    day = first_of(levy_year, month).replace(day=_PAY_DAY)
    while not calendar.is_open(day):
        day = date.fromordinal(day.toordinal() - 1)
    return day


def remitted_by(levy_year: int, month: int) -> date:
    """By when the payer of the pension hands over what it withheld: the 10th of the next month (Care Act art. 137)."""
    return next_month_start(first_of(levy_year, month)).replace(day=_REMIT_DAY)


def months_from(first_month: int) -> tuple[int, ...]:
    """The months of a request that begins with `first_month`: April asks for the provisional ones alone."""
    among = PROVISIONAL if first_month in PROVISIONAL else MAIN
    return among[among.index(first_month) :]


def asked_months(
    standing: Sequence[Standing], first_month: int, terms: Terms, paid: Collection[int] = ()
) -> dict[int, int]:
    """What is to be withheld of a decided levy, by month from `first_month` (10, 12 or 2) on.

    Who was withheld from in the provisional months: all that is left of the year. Who begins: one half of the year,
    when instalments still to be named come before the first month (they take the rest), else all that is left.
    Months without an amount are left out; nothing left answers with none.
    """
    fixed = _fixed(standing, first_month, terms, paid)
    total = sum(one.total for one in standing)
    rest = total - sum(one.total for one in fixed)
    goes_on = any(withheld_month(one.no) in PROVISIONAL and one.total for one in fixed)
    before = _before(standing, first_month, terms, paid)
    main = rest if goes_on or not before else min(rest, total // 2)
    found = shared(main, months_from(first_month)) if main > 0 else {}
    return {month: yen for month, yen in found.items() if yen}


def begun(
    standing: Sequence[Standing], months: Mapping[int, int], terms: Terms, paid: Collection[int] = ()
) -> tuple[Planned, ...]:
    """The instalments once `months` are withheld as the payer of the pension was asked.

    The rest goes to the instalments before the first month, else to later ones, else to an extra one. Raises
    `special_levy_fell` when the levy has become less than what was asked for.
    """
    first = min(months, key=MONTHS.index)
    fixed = sorted(_fixed(standing, first, terms, paid), key=lambda one: (one.due_on, one.no))
    after = sum_of(one.parts for one in standing)
    rest = sum(after.values()) - sum(one.total for one in fixed) - sum(months.values())
    if rest < 0:
        raise Refused("special_levy_fell", yen=-rest)
    known = {one.no for one in standing}
    slots = _before(standing, first, terms, paid)
    slots = slots or [one for one in still_open(standing, terms) if one.no not in paid]
    slots = slots or ([extra_instalment(standing, terms)] if rest else [])
    withheld = [_withheld(terms, month, known) for month in months]
    places = [*(as_planned(one, terms) for one in fixed), *slots, *withheld]
    amounts = [*(split(rest, len(slots), terms.plan) if slots else ()), *months.values()]
    held = sum_of(one.parts for one in fixed)
    left = {part: after[part] - held[part] for part in Part}
    if min(left.values()) < 0:
        parts = list(by_part([*(one.total for one in fixed), *amounts], after))
    else:
        parts = [*(one.parts for one in fixed), *by_part(amounts, left)]
    return tuple(replace(place, parts=part) for place, part in zip(places, parts, strict=True))


def stopped(standing: Sequence[Standing], kept: Mapping[int, Parts], terms: Terms) -> tuple[Planned, ...]:
    """The instalments once the withheld ones of the numbers in `kept` are withheld no more: each keeps these parts.

    What they held goes to the ordinary instalments still to come, else to an extra one.
    """
    after = sum_of(one.parts for one in standing)
    return spread([replace(one, parts=kept.get(one.no, one.parts)) for one in standing], after, terms)


def failed(standing: Sequence[Standing], kept: Mapping[int, Parts], terms: Terms) -> tuple[Planned, ...]:
    """The instalments once these months could not be withheld: what they lack is one extra instalment of its own."""
    lacking = sum_of(_less(one.parts, kept[one.no]) for one in standing if one.no in kept)
    left = [as_planned(replace(one, parts=kept.get(one.no, one.parts)), terms) for one in standing]
    return (*left, replace(extra_instalment(standing, terms), parts=lacking)) if sum(lacking.values()) else tuple(left)


def provisional(levy_year: int, february: Parts, calendar: Calendar) -> tuple[Planned, ...]:
    """仮徴収: April, June and August each as the February before, until the levy of the year is decided."""
    return tuple(replace(_place(levy_year, month, calendar), parts=february) for month in PROVISIONAL)


def _fixed(standing: Sequence[Standing], first_month: int, terms: Terms, paid: Collection[int]) -> list[Standing]:
    asked = {withheld_no(month) for month in MONTHS[MONTHS.index(first_month) :]}
    return [
        one
        for one in standing
        if one.no not in asked and (one.due_on < terms.first_due or one.no in paid or withheld_month(one.no))
    ]


def _before(standing: Sequence[Standing], first_month: int, terms: Terms, paid: Collection[int]) -> list[Planned]:
    """The ordinary instalments that a notice can still name and that fall due before the first month begins."""
    begins = first_of(terms.year, first_month)
    return [one for one in still_open(standing, terms) if one.due_on < begins and one.no not in paid]


def _withheld(terms: Terms, month: int, known: Collection[int]) -> Planned:
    return replace(_place(terms.year, month, terms.calendar), new=withheld_no(month) not in known)


def _place(levy_year: int, month: int, calendar: Calendar) -> Planned:
    day = remitted_by(levy_year, month)
    return Planned(withheld_no(month), day, calendar.next_open(day), False, True, _ZERO)


def _less(one: Parts, other: Parts) -> Parts:
    return {part: one[part] - other[part] for part in Part}
