"""Walks that must hold (筋書き): a procedure tried in memory on a movable clock, and what was recorded of it.

Nothing here knows a register, a printer or a network: a trial is a pure walk over files in memory, so a draft cannot
touch anything real whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.domain.facts import FactKey
from server.domain.jsonvalue import check_json
from server.domain.operating import Operator
from server.domain.refusals import Refused
from server.domain.values import Values
from server.engine.definition import Procedure
from server.engine.session import Stage, walk_acts
from server.engine.simulate import walk_procedure

MAX_ANSWERS = 500
MAX_ACTS = 200
MAX_DAYS = 4_000


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a trial is given: start data, what the registers hold, and either answers by element (a list when it comes
    more than once) with the instants between which the clock runs, or the acts one by one; and what must come of it.

    An act is `{"answer": element, "with": answers}`, `{"message": element, "with": payload}`, `{"days": n}` (time
    passes, and what falls due happens), `{"next": true}` (time passes until the next thing falls due), or
    `{"facts": {"kind:key": value}}` (the registers say something else from now on).
    """

    start: datetime
    until: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    expects: Mapping[str, Any] = field(default_factory=dict)
    acts: Sequence[Mapping[str, Any]] | None = None


def scenario_from(read: object) -> Scenario:
    """A scenario from its file's content. Raises `Refused("scenario_invalid")` naming what is wrong."""
    if not isinstance(read, dict):
        raise Refused("scenario_invalid", fault="mapping")
    for name in ("data", "answers", "facts", "expects"):
        _require_plain(read.get(name, {}), name)
    if len(read.get("answers", {})) > MAX_ANSWERS:
        raise Refused("scenario_invalid", fault="answers")
    until, acts = read.get("until"), read.get("acts")
    if acts is not None:
        _require_acts(acts)
    return Scenario(
        acts=acts,
        start=_instant(read.get("start"), "start"),
        until=None if until is None else _instant(until, "until"),
        **{name: read.get(name, {}) for name in ("data", "answers", "facts", "expects")},
    )


def scenario_as_json(scenario: Scenario) -> dict[str, Any]:
    """The content of a scenario's file."""
    way = {
        "until": None if scenario.until is None else scenario.until.isoformat(),
        "answers": dict(scenario.answers),
    }
    return {
        "start": scenario.start.isoformat(),
        "data": dict(scenario.data),
        "facts": dict(scenario.facts),
        **({"acts": [dict(one) for one in scenario.acts]} if scenario.acts is not None else way),
        "expects": dict(scenario.expects),
    }


def walk_scenario(
    scenario: Scenario, procedure: Procedure, operators: Mapping[str, Operator], values: Values
) -> dict[str, Any]:
    """The report of the walk, as `kokuho try` gives it; with acts also what each of them did (`session.walk_acts`)."""
    try:
        facts = {FactKey.parse(key): value for key, value in scenario.facts.items()}
    except ValueError as fault:
        raise Refused("scenario_invalid", fault=str(fault)[:80]) from fault
    stage = Stage(scenario.start, operators, values, facts)
    if scenario.acts is not None:
        return walk_acts(procedure, scenario.data, scenario.acts, stage)
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


def _require_acts(acts: object) -> None:
    """Raises `scenario_invalid` for what is no list of acts as `Scenario` tells of."""
    if not isinstance(acts, list) or len(acts) > MAX_ACTS:
        raise Refused("scenario_invalid", fault="acts")
    for number, act in enumerate(acts, start=1):
        _require_plain(act, f"acts {number}")
        if not _is_act(act):
            raise Refused("scenario_invalid", fault=f"acts {number}")


def _is_act(act: Mapping[str, Any]) -> bool:
    match act:
        case {"answer": str(), "with": dict()} | {"message": str(), "with": dict()}:
            return len(act) == 2
        case {"days": int(days)}:
            return len(act) == 1 and not isinstance(days, bool) and 0 < days <= MAX_DAYS
        case {"next": True} | {"facts": dict()}:
            return len(act) == 1
    return False


def _require_plain(given: object, name: str) -> None:
    """A part of a scenario is an object of JSON, as case data is: neither dates as YAML reads them nor fractions, and
    nothing that holds itself (an anchor inside its own value)."""
    if not isinstance(given, dict):
        raise Refused("scenario_invalid", fault=name)
    try:
        check_json(given, name)
    except Refused as fault:
        raise Refused("scenario_invalid", fault=f"{name}: {fault.params.get('fault', fault.code)}") from fault


def _instant(written: object, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError as fault:
        raise Refused("scenario_invalid", fault=name) from fault
    if found.tzinfo is None:
        raise Refused("scenario_invalid", fault=name)
    return found
