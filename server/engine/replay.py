"""Doing recorded steps again (再演): the same commands, facts and values must give the same history, effects and state.

So a decision can be explained years later, and a change of the program that would have decided otherwise is found
before it is deployed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from server.domain.effects import Effect, JSONObject
from server.domain.facts import Facts
from server.domain.operating import Operator
from server.domain.values import Values
from server.engine.codec import state_digest
from server.engine.definition import Procedure
from server.engine.step import step
from server.engine.types import Command, HistoryEvent, StepResult


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """What is kept of one step: what it was given and what came of it. `effects` as `effect_as_json` writes them."""

    command: Command
    at: datetime
    facts: Mapping[str, Any]
    values: Mapping[str, object]
    history: Sequence[HistoryEvent]
    effects: Sequence[JSONObject]
    state_digest: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a replay parts from the record: the step (from 1), what differs, and both sides."""

    step: int
    what: str
    recorded: object
    replayed: object


def record_step(command: Command, at: datetime, result: StepResult) -> RecordedStep:
    """The record of a step that went through."""
    effects = [effect_as_json(effect) for effect in result.effects]
    digest = state_digest(result.state)
    return RecordedStep(command, at, result.facts_used, result.values_used, result.history, effects, digest)


def effect_as_json(effect: Effect) -> dict[str, Any]:
    """`{"effect": "RegisterChange", …fields}`."""
    return {"effect": type(effect).__name__} | dataclasses.asdict(effect)


def replay(
    steps: Iterable[RecordedStep],
    procedure: Procedure,
    operators: Mapping[str, Operator],
    state: bytes | None = None,
    first: int = 1,
) -> list[Difference]:
    """Does the steps of one case again from its start, each with its own facts and values; empty when all is the same.

    `state` is where they begin when it is not the start (behind a move to another version), `first` their number.
    It stops at the first step that does not go through or leads to another state: what follows would only echo it.
    """
    found: list[Difference] = []
    for number, recorded in enumerate(steps, start=first):
        facts, values = Facts.from_json(recorded.facts), Values.from_json(recorded.values)
        result = step(state, recorded.command, recorded.at, procedure, operators, facts, values)
        found += _differences(number, recorded, result)
        if found and found[-1].what in ("status", "state"):
            break
        state = result.state
    return found


def _differences(number: int, recorded: RecordedStep, result: StepResult) -> Iterator[Difference]:
    if result.status not in ("active", "completed"):
        reason = result.error or result.refusal or sorted(map(str, result.needs))
        yield Difference(number, "status", "active or completed", f"{result.status}: {reason}")
        return
    sides = (
        ("history", _plain(recorded.history), _plain(result.history)),
        ("effects", _plain(recorded.effects), _plain([effect_as_json(effect) for effect in result.effects])),
        ("state", recorded.state_digest, state_digest(result.state)),
    )
    for what, before, after in sides:
        if before != after:
            yield Difference(number, what, before, after)


def _plain(value: Any) -> Any:
    """As JSON, so that a record read back from a database compares equal to a fresh one."""
    return orjson.loads(orjson.dumps(value))
