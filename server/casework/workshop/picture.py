"""The process in numbers (手続の実績): how often each way was taken, how long cases waited where, what is overdue.

Counted from the cases' histories, by office and month of the case's beginning; for process mining the same events go
out as CSV, without names, numbers of households or anything typed.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from statistics import median

from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.refusals import Refused
from server.domain.rights import Function, Scope, within
from server.store import process_events
from server.store.process_events import ClosedTask, ProcessEvent, StandingTask

_HEADER = ("case", "activity", "kind", "timestamp", "office", "version", "automatic")
_PASSES = frozenset({"completed", "computed", "decided", "fired", "received", "ended"})


@dataclass(frozen=True, slots=True)
class ElementFigures:
    """One element: how often it was passed, its waits in hours (half were shorter; 95 of a hundred were no longer; the
    longest), tasks now open there and those of them past their day. No waits: `waits` is 0."""

    element: str
    name: str
    passed: int
    waits: int
    waited_median_hours: float
    waited_95th_hours: float
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
        done = [one for one in process_events.closed(conn, slug, month) if within(one.office, offices)]
    waits = _waits(events, done)
    names = {one.element: one.name for one in events} | {one.element: one.name for one in standing}
    passed = Counter(one.element for one in events if one.kind in _PASSES) + _calls_ended(events)
    ways = Counter(flow for one in events if one.kind == "chosen" for flow in one.flows)
    figures = [
        ElementFigures(
            element,
            names.get(element) or element,
            passed[element],
            len(waits.get(element, ())),
            *_spread(waits.get(element, [])),
            sum(element in _places(one) for one in standing),
            sum(element in _places(one) and one.due_on is not None and one.due_on < day for one in standing),
        )
        for element in sorted(passed.keys() | waits.keys() | {at for one in standing for at in _places(one)})
    ]
    return Picture(slug, len({one.case_id for one in events}), tuple(figures), dict(ways))


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


def _waits(events: list[ProcessEvent], done: list[ClosedTask]) -> dict[str, list[float]]:
    """Element → hours waited there: a person's task from its opening to its end, what a clock or the world answers
    since it was armed, or since the event before it in its case."""
    found: dict[str, list[float]] = {}
    for task in done:
        for place in _places(task):
            found.setdefault(place, []).append((task.closed_at - task.opened_at).total_seconds() / 3600)
    before: dict[str, datetime] = {}
    armed: dict[tuple[str, str, str], datetime] = {}
    for one in events:
        own = (one.case_id, one.path, one.element)
        if one.kind == "armed":
            armed[own] = one.at
        elif one.kind in ("received", "fired") and (since := armed.pop(own, None) or before.get(one.case_id)):
            found.setdefault(one.element, []).append((one.at - since).total_seconds() / 3600)
        before[one.case_id] = one.at
    return found


def _calls_ended(events: list[ProcessEvent]) -> Counter[str]:
    """How often a call of the procedure's own diagram came to an end of its part; ends of one step are one."""
    ends = {(one.case_id, one.path, one.at) for one in events if one.kind == "ended" and one.path}
    return Counter(path for _, path, _ in ends if "/" not in path)


def _places(task: StandingTask | ClosedTask) -> tuple[str, ...]:
    """The element of a task, and the call that leads to it: what a called part holds up is seen at the call too."""
    return (task.element, task.call) if task.call else (task.element,)


def _spread(hours: list[float]) -> tuple[float, float, float]:
    """Median, 95th of a hundred (the wait at that place of the order, none between two) and longest."""
    if not hours:
        return 0.0, 0.0, 0.0
    ordered = sorted(hours)
    return round(median(ordered), 1), round(ordered[ceil(len(ordered) * 0.95) - 1], 1), round(ordered[-1], 1)
