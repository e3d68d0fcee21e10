"""Walks that must hold (筋書き): a procedure tried in memory on a movable clock, and what was recorded of it.

Nothing here knows a register, a printer or a network: a trial is a pure walk over files in memory, so a draft cannot
touch anything real whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.domain.facts import FactKey
from server.domain.operating import Operator
from server.domain.refusals import Refused
from server.domain.values import Values
from server.engine.definition import Procedure
from server.engine.simulate import Stage, walk_procedure

MAX_ANSWERS = 500


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a trial is given: start data, answers by element (a list when it comes more than once), what the registers
    hold, the instants between which the clock runs; and what must come of it."""

    start: datetime
    until: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    expects: Mapping[str, Any] = field(default_factory=dict)


def scenario_from(read: object) -> Scenario:
    """A scenario from its file's content. Raises `Refused("scenario_invalid")` naming what is wrong."""
    if not isinstance(read, dict):
        raise Refused("scenario_invalid", fault="mapping")
    for name in ("data", "answers", "facts", "expects"):
        if not isinstance(read.get(name, {}), dict):
            raise Refused("scenario_invalid", fault=name)
    if len(read.get("answers", {})) > MAX_ANSWERS:
        raise Refused("scenario_invalid", fault="answers")
    until = read.get("until")
    return Scenario(
        start=_instant(read.get("start"), "start"),
        until=None if until is None else _instant(until, "until"),
        **{name: read.get(name, {}) for name in ("data", "answers", "facts", "expects")},
    )


def scenario_as_json(scenario: Scenario) -> dict[str, Any]:
    """The content of a scenario's file."""
    return {
        "start": scenario.start.isoformat(),
        "until": None if scenario.until is None else scenario.until.isoformat(),
        "data": dict(scenario.data),
        "answers": dict(scenario.answers),
        "facts": dict(scenario.facts),
        "expects": dict(scenario.expects),
    }


def walk_scenario(
    scenario: Scenario, procedure: Procedure, operators: Mapping[str, Operator], values: Values
) -> dict[str, Any]:
    """The report of the walk, as `kokuho try` gives it."""
    try:
        facts = {FactKey.parse(key): value for key, value in scenario.facts.items()}
    except ValueError as fault:
        raise Refused("scenario_invalid", fault=str(fault)[:80]) from fault
    stage = Stage(scenario.start, operators, values, facts)
    return walk_procedure(procedure, dict(scenario.data), scenario.answers, scenario.until, stage)


def summary(report: Mapping[str, Any]) -> dict[str, Any]:
    """What must hold from then on: the status, the way taken, what stands open, which letters."""
    return {
        "status": report["status"],
        "visited": [one["element"] for one in report["visited"]],
        "open": sorted(str(one.get("element", one["waits_for"])) for one in report["open"]),
        "letters": [one["letter"] for one in report["letters"]],
    }


def broken(expects: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
    """What of a recorded walk no longer holds: name, what was recorded, what comes now."""
    now = summary(report)
    for name, wanted in expects.items():
        if name in now and now[name] != wanted:
            yield name, wanted, now[name]


def _instant(written: object, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError as fault:
        raise Refused("scenario_invalid", fault=name) from fault
    if found.tzinfo is None:
        raise Refused("scenario_invalid", fault=name)
    return found
