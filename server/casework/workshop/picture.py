"""The process in numbers (手続の実績): how often each way was taken, how long cases waited where, what is overdue.

Counted from the cases' histories, by office and month of the case's beginning; for process mining the same events go
out as CSV, without names, numbers of households or anything typed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.refusals import Refused
from server.domain.rights import Function, Scope, within
from server.store import process_events
from server.store.process_events import ProcessEvent

_HEADER = ("case", "activity", "kind", "timestamp", "office", "version", "automatic")


@dataclass(frozen=True, slots=True)
class ElementFigures:
    """One element: how often it was passed, its waits in hours (half were shorter; the longest), cases now there and
    those of them past their day."""

    element: str
    name: str
    passed: int
    waited_median_hours: float
    waited_longest_hours: float
    standing: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The figures of a procedure for some offices and a month (None: all)."""

    slug: str
    cases: int
    elements: tuple[ElementFigures, ...]
    ways: dict[str, int]
    """id of a sequence flow → how often it was taken"""


def picture_of(
    services: Services, caller: Caller, slug: str, *, office: str = "", month: date | None = None
) -> Picture:
    """The figures of a procedure. Raises `no_right`, `out_of_scope`."""
    offices = _offices(services, caller, office)
    day = services.clock.business_day()
    with services.database.read() as conn:
        events = [one for one in process_events.events(conn, slug, month) if within(one.office, offices)]
        standing = [one for one in process_events.standing(conn, slug, month) if within(one.office, offices)]
    waits = dict(_waits(events))
    names = {one.element: one.name for one in events} | {one.element: one.name for one in standing}
    passed: dict[str, int] = {}
    ways: dict[str, int] = {}
    for event in events:
        if event.kind == "chosen":
            for flow in event.flows:
                ways[flow] = ways.get(flow, 0) + 1
        elif event.kind in ("completed", "computed", "decided", "fired", "received", "ended"):
            passed[event.element] = passed.get(event.element, 0) + 1
    figures = [
        ElementFigures(
            element,
            names.get(element) or element,
            passed.get(element, 0),
            round(median(waits[element]), 1) if element in waits else 0.0,
            round(max(waits.get(element, [0.0])), 1),
            sum(one.element == element for one in standing),
            sum(one.element == element and one.due_on is not None and one.due_on < day for one in standing),
        )
        for element in sorted(passed.keys() | {one.element for one in standing})
    ]
    return Picture(slug, len({one.case_id for one in events}), tuple(figures), ways)


def events_csv(services: Services, caller: Caller, slug: str, *, office: str = "", month: date | None = None) -> str:
    """The events for process mining, one a line, in order of case and time; a case is a number of this export alone.

    Raises as `picture_of`.
    """
    offices = _offices(services, caller, office)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADER)
    numbers: dict[str, int] = {}
    with services.database.read() as conn:
        for one in process_events.events(conn, slug, month):
            if within(one.office, offices):
                automatic = one.by_user in ("system", "")
                number = numbers.setdefault(one.case_id, len(numbers) + 1)
                row = (number, one.name or one.element, one.kind, one.at.isoformat(), one.office)
                writer.writerow([*row, one.version[:12], "yes" if automatic else "no"])
    return out.getvalue()


def _offices(services: Services, caller: Caller, office: str) -> Scope:
    day = services.clock.business_day()
    scope = caller.scope(Function.PROCEDURE_VIEW, day)
    if scope == frozenset():
        raise Refused("no_right", function=Function.PROCEDURE_VIEW)
    if not office:
        return scope
    if not within(office, scope):
        raise Refused("out_of_scope", function=Function.PROCEDURE_VIEW, office=office[:40])
    return frozenset({office})


def _waits(events: list[ProcessEvent]) -> Iterator[tuple[str, list[float]]]:
    """Element → hours between the event before it in its case and its own, for what people and the world do."""
    found: dict[str, list[float]] = {}
    before: dict[str, datetime] = {}
    for one in events:
        if one.kind in ("completed", "received", "fired") and one.case_id in before:
            hours = (one.at - before[one.case_id]).total_seconds() / 3600
            found.setdefault(one.element, []).append(hours)
        before[one.case_id] = one.at
    yield from found.items()
