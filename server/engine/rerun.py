"""Recorded cases on another version (下書きでの再演): who would have been treated differently, and how.

The commands, facts and values are those on record; tasks and waits are found by their element, because keys count what
went before. A case is followed as far as its record answers what the other version asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from server.domain.facts import Facts
from server.domain.operating import Operator
from server.domain.values import DatedValue, Values
from server.engine.definition import Procedure
from server.engine.replay import RecordedStep, effect_as_json
from server.engine.step import step
from server.engine.types import Command, CompleteTask, Deliver, HistoryEvent, StepResult

_LEFT_OUT = frozenset({"key"})
_TOLD = frozenset({"completed", "decided", "computed", "chosen", "received", "fired", "ended", "interrupted", "armed"})


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One thing that would have been otherwise.

    `what`: letters, effects, way (which elements), answers (what a table or operator said), waits (the other version
    asks what nobody answered), failed.
    """

    step: int
    what: str
    element: str
    recorded: object
    now: object


def rerun(
    steps: Sequence[RecordedStep],
    procedure: Procedure,
    operators: Mapping[str, Operator],
    present: Sequence[DatedValue],
) -> list[Otherwise]:
    """Follows one recorded case on `procedure`; empty when it would have been treated the same.

    `present` are the values for keys that the record does not have. Stops at the first step that parts ways for good.
    """
    state: bytes | None = None
    facts: dict[str, Any] = {}
    result: StepResult | None = None
    found: list[Otherwise] = []
    for number, recorded in enumerate(steps, start=1):
        facts |= recorded.facts
        command = _command(recorded, result)
        if command is None:
            return [*found, _stopped(number, recorded, result)]
        values = _values(recorded, present)
        result = step(state, command, recorded.at, procedure, operators, Facts.from_json(facts), values)
        if result.status not in ("active", "completed"):
            why = result.error or result.refusal or sorted(map(str, result.needs))
            return [*found, Otherwise(number, "failed", _element(recorded), None, _plain(why))]
        found += _compared(number, recorded, result)
        state = result.state
    return found


def _command(recorded: RecordedStep, result: StepResult | None) -> Command | None:
    """The recorded command for where the case stands now; None when nobody waits for it there."""
    command, element = recorded.command, _element(recorded)
    if result is None or not isinstance(command, CompleteTask | Deliver):
        return command
    if isinstance(command, CompleteTask):
        key = next((one.key for one in result.open_tasks if one.element == element), None)
        return None if key is None else CompleteTask(key, command.answers, command.by)
    key = next((one.key for one in result.subscriptions if one.element == element and one.kind == command.kind), None)
    return None if key is None else Deliver(key, command.kind, command.payload, command.by)


def _stopped(number: int, recorded: RecordedStep, result: StepResult | None) -> Otherwise:
    """The other version stands elsewhere: at a step that nobody did, or at its end."""
    standing = [] if result is None else [one.element for one in result.open_tasks]
    standing += [] if result is None else [one.element for one in result.subscriptions]
    now = standing or [result.outcome or "" if result is not None else ""]
    return Otherwise(number, "waits", _element(recorded), _element(recorded), now)


def _element(recorded: RecordedStep) -> str:
    """The element the step was about: whose task was completed, what the message was received at."""
    told = {"CompleteTask": "completed", "Deliver": "received"}.get(type(recorded.command).__name__)
    return next((one.element for one in recorded.history if one.kind == told), "")


def _compared(number: int, recorded: RecordedStep, result: StepResult) -> Iterator[Otherwise]:
    effects = [_plain(effect_as_json(effect)) for effect in result.effects]
    before = [_plain(effect) for effect in recorded.effects]
    letters, letters_now = _letters(before), _letters(effects)
    if letters != letters_now:
        yield Otherwise(number, "letters", _element(recorded), letters, letters_now)
    rest, rest_now = ([one for one in some if one["effect"] != "LetterRequest"] for some in (before, effects))
    if rest != rest_now:
        yield Otherwise(number, "effects", _element(recorded), rest, rest_now)
    way, way_now = _way(recorded.history), _way(result.history)
    if way != way_now:
        yield Otherwise(number, "way", _element(recorded), way, way_now)
        return
    for one, other in zip(_told(recorded.history), _told(result.history), strict=True):
        if one != other:
            yield Otherwise(number, "answers", str(one[1]), one[2], other[2])


def _letters(effects: Sequence[Any]) -> list[Any]:
    return [one for one in effects if one["effect"] == "LetterRequest"]


def _way(history: Sequence[HistoryEvent]) -> list[str]:
    return [f"{one.kind} {one.element}" for one in history if one.kind in _TOLD]


def _told(history: Sequence[HistoryEvent]) -> list[tuple[str, str, Any]]:
    """What was told of each element, without names (a new name treats nobody differently) and without keys."""
    found = []
    for one in history:
        if one.kind in _TOLD:
            detail = {name: value for name, value in one.detail.items() if name not in _LEFT_OUT}
            found.append((one.kind, one.element, _plain(detail)))
    return found


def _values(recorded: RecordedStep, present: Sequence[DatedValue]) -> Values:
    """The values on record; of keys that it does not have, those of today."""
    known = {name.rpartition("@")[0] for name in recorded.values}
    rows = Values.from_json(recorded.values).rows()
    return Values([*rows, *(row for row in present if row.key not in known)])


def _plain(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))
