"""What of the year's levy a relief is reckoned on (減免の対象): the instalments still to come, or months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from server.domain.calendar import months_after
from server.domain.refusals import Refused
from server.domain.relief.grant import Grant
from server.domain.relief.rows import Facts
from server.domain.relief.rules import APPLICATION_MONTH, BEFORE_END, MONTHS, NEXT_MONTH, REMAINING, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What is applied for: `event_on` the day it happened, `ended_on` when it ended (None: it lasts), the `persons`
    it is about (none: the household), `instalments` as (due date, yen), none where they are not known.
    """

    key: str
    ground: str
    applied_on: date
    event_on: date
    facts: Facts
    ended_on: date | None = None
    persons: tuple[str, ...] = ()
    instalments: Sequence[tuple[date, int]] = ()


def grant_of(application: Application, rule: Rule) -> Grant:
    """The relief as the rule would grant it.

    Raises `relief_event_after_application`, `relief_ends_before_event`, `relief_late` where every instalment was due.
    """
    if application.event_on > application.applied_on:
        raise Refused("relief_event_after_application", at_field="event_on")
    if application.ended_on is not None and application.ended_on < application.event_on:
        raise Refused("relief_ends_before_event", at_field="ended_on")
    first, last, heads = _months(application, rule)
    return Grant(
        key=application.key,
        ground=rule.ground,
        rows=rule.rows,
        facts=application.facts,
        share=_share(application, rule) if rule.scope == REMAINING else Fraction(1),
        first_month=first,
        last_month=last,
        head_last_month=heads,
        persons=application.persons,
        unit=rule.unit,
        rounding=rule.rounding,
        per_part=rule.per_part,
        article=rule.article,
    )


def _share(application: Application, rule: Rule) -> Fraction:
    """The share of the levy in instalments for which the application came in time."""
    every = sum(yen for _, yen in application.instalments)
    mine = [yen for due, yen in application.instalments if application.applied_on <= due - rule.lead]
    if application.instalments and not sum(mine):
        raise Refused("relief_late", last=max(due for due, _ in application.instalments).isoformat())
    return Fraction(sum(mine), every) if every else Fraction(1)


def _months(application: Application, rule: Rule) -> tuple[date | None, date | None, date | None]:
    event = application.event_on.replace(day=1)
    heads = months_after(event, rule.head_months - 1) if rule.head_months else None
    if rule.scope != MONTHS:
        return None, None, heads
    first = application.applied_on.replace(day=1) if rule.first == APPLICATION_MONTH else event
    if rule.first == NEXT_MONTH:
        first = months_after(first, 1)
    last = None if application.ended_on is None else application.ended_on.replace(day=1)
    if last is not None and rule.last == BEFORE_END:
        last = months_after(last, -1)
    return first, last, heads
