"""Walks a case in tests: small steps with readable names, the registers and values of a test office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from server.domain.facts import Facts
from server.domain.operating import Operator
from server.domain.values import DatedValue, Values
from server.engine.definition import Procedure, build_procedure
from server.engine.step import step
from server.engine.types import Command, CompleteTask, Deliver, HistoryEvent, OpenTask, Start, StepResult, Wake
from tests.engine.draw import Draw

FIRST = date(2020, 1, 1)
NOW = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)  # ten in the morning in Japan
CASE = {"id": "case-1", "number": "R8-000001", "procedure": "demo", "office": "chuo", "household_key": "H1"}


def values(**periods: str) -> Values:
    """Periods by name, written `20 days`; and a calendar without closed days."""
    rows = [_period(name, text) for name, text in periods.items()]
    for key in ("calendar.closed_weekdays", "calendar.closures", "calendar.holidays"):
        unit = "numbers" if key.endswith("weekdays") else "month_days" if key.endswith("closures") else "dates"
        rows.append(DatedValue(key, unit, FIRST, None, (), "試験条例1条", "test", "verified"))
    return Values(rows)


def _period(name: str, text: str) -> DatedValue:
    amount, unit = text.split()
    return DatedValue(f"period.{name}", unit, FIRST, None, int(amount), "試験条例2条", "test", "verified")


VALUES = values(wait="20 days", short="3 days", long="40 days", month="1 months", due="5 days")


@dataclass
class Walk:
    """One case of one procedure, kept as bytes between the steps."""

    procedure: Procedure
    operators: Mapping[str, Operator] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    values: Values = VALUES
    at: datetime = NOW
    state: bytes | None = None
    last: StepResult = field(default_factory=lambda: StepResult("active"))
    history: list[HistoryEvent] = field(default_factory=list)

    def do(self, command: Command) -> StepResult:
        """Carries it out; a step that did not go through leaves the state as it was."""
        result = step(self.state, command, self.at, self.procedure, self.operators, self.facts, self.values)
        if result.status in ("active", "completed"):
            self.state, self.last = result.state, result
            self.history.extend(result.history)
        return result

    def start(self, **data: Any) -> StepResult:
        return self.ok(Start(data, CASE, "clerk"))

    def ok(self, command: Command) -> StepResult:
        result = self.do(command)
        assert result.status in ("active", "completed"), result
        return result

    def complete(self, element: str, **answers: Any) -> StepResult:
        return self.ok(CompleteTask(self.task(element).key, answers, "clerk"))

    def deliver(self, element: str, **payload: Any) -> StepResult:
        found = next(s for s in self.last.subscriptions if s.element == element)
        return self.ok(Deliver(found.key, found.kind, payload))

    def wake(self, at: str) -> StepResult:
        self.at = datetime.fromisoformat(at)
        return self.ok(Wake())

    def task(self, element: str) -> OpenTask:
        return next(task for task in self.last.open_tasks if task.element == element)

    @property
    def open(self) -> list[str]:
        return [task.element for task in self.last.open_tasks]

    @property
    def awaited(self) -> list[str]:
        return [one.element for one in self.last.subscriptions]

    @property
    def told(self) -> list[str]:
        return [f"{event.kind} {event.element}" for event in self.history]

    @property
    def data(self) -> Mapping[str, Any]:
        return self.last.data


def built(draw: Draw, *parts: Draw, **tables: bytes) -> Procedure:
    """The procedure of a drawing."""
    return build_procedure(draw.files(*parts, **tables), draw.slug)


def walk(draw: Draw, *parts: Draw, operators: Mapping[str, Operator] | None = None, **tables: bytes) -> Walk:
    """A case of a drawing, not begun yet."""
    return Walk(built(draw, *parts, **tables), operators or {})
