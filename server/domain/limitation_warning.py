"""When somebody must be warned that a claim comes to its end (時効到来の警告)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from server.domain.calendar import months_after
from server.domain.effects import JSON
from server.domain.limitation import Clock


def warning_day(ends_on: date, months: int) -> date:
    """The day, `months` before the last day of collection, from which the warning of that stage is due."""
    return months_after(ends_on, -months)


def stage_on(ends_on: date, day: date, stages: Iterable[int]) -> int | None:
    """The latest stage that has come by `day`: after an outage the earlier ones are not told any more.

    None before the first, and when the claim is extinct.
    """
    if day > ends_on:
        return None
    reached = [months for months in stages if day >= warning_day(ends_on, months)]
    return min(reached) if reached else None


def trace_of(clock: Clock) -> list[dict[str, JSON]]:
    """Each act on the clock with its document, for the record."""
    return [
        {
            "act": str(step.act.act),
            "on": step.act.on.isoformat(),
            "until": None if step.act.until is None else step.act.until.isoformat(),
            "document": step.act.document,
            "effect": str(step.effect),
            "ends_on": None if step.ends_on is None else step.ends_on.isoformat(),
        }
        for step in clock.steps
    ]
