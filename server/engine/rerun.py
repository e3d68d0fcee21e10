"""Recorded cases on another version (下書きでの再演): who would have been treated differently, and how.

The commands, facts and values are those on record; tasks and waits are found by their element, because keys count what
went before. A case is followed as far as its record answers what the other version asks. Where a period has another
length, its clock runs out on another day: what the record did then is done on that day, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from server.domain.calendar import civil_date
from server.domain.facts import Facts
from server.domain.operating import Operator
from server.domain.values import Values
from server.engine.definition import Procedure
from server.engine.replay import RecordedStep, effect_as_json
from server.engine.rerun_values import ValuesThen
from server.engine.step import step
from server.engine.types import Command, CompleteTask, Deliver, HistoryEvent, StepResult, Wake

_LEFT_OUT = frozenset({"key"})
_TOLD = frozenset({"completed", "decided", "computed", "chosen", "received", "fired", "ended", "interrupted", "armed"})
_MOST_WAKES = 200


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One thing that would have been otherwise.

    `what`: letters, effects, way (which elements), answers (what a table or operator said), due (the last day of a
    period), when (the day on which a clock's work is done), waits (the other version asks what nobody answered), or
    failed.
    """

    step: int
    what: str
    element: str
    recorded: object
    now: object


def rerun(
    steps: Sequence[RecordedStep], procedure: Procedure, operators: Mapping[str, Operator], then: ValuesThen
) -> list[Otherwise]:
    """Follows one recorded case on `procedure`; empty when it would have been treated the same.

    `then` says which values hold beside those on record. Stops at the first step that parts ways for good.
    """
    return _Rerun(procedure, operators, then).follow(steps)


@dataclass(frozen=True, slots=True)
class _Moved:
    """What a clock did on another day than the record: done here and not yet there (`result`), or the reverse."""

    number: int
    recorded: RecordedStep | None
    result: StepResult | None
    at: datetime

    @property
    def fired(self) -> list[str]:
        """The elements whose clock ran out."""
        history: Sequence[HistoryEvent] = ()
        if self.recorded is not None:
            history = self.recorded.history
        elif self.result is not None:
            history = self.result.history
        return sorted(one.element for one in history if one.kind == "fired")


class _Rerun:
    """One case under way."""

    def __init__(self, procedure: Procedure, operators: Mapping[str, Operator], then: ValuesThen) -> None:
        self.procedure = procedure
        self.operators = operators
        self.then = then
        self.result: StepResult | None = None
        self.facts: dict[str, Any] = {}
        self.values = Values(())
        self.clock: datetime | None = None
        self.dues: dict[str, str] = {}
        self.dues_recorded: dict[str, str] = {}
        self.early: list[_Moved] = []
        self.late: list[_Moved] = []
        self.found: list[Otherwise] = []

    def follow(self, steps: Sequence[RecordedStep]) -> list[Otherwise]:
        """The differences."""
        for number, recorded in enumerate(steps, start=1):
            self.facts |= recorded.facts
            self.values = self.then.of(recorded.values)
            if not self._done(number, recorded):
                return self.found
        for _ in range(_MOST_WAKES):
            if not self.late or not self._due_elsewhen() or not self._wake(len(steps)):
                break
        for one in (*self.early, *self.late):
            self._only_one_side(one)
        return self.found

    def _done(self, number: int, recorded: RecordedStep) -> bool:
        """Whether the case can be followed further after this recorded step."""
        while self._due_elsewhen(by=recorded.at):
            if not self._wake(number):
                return False
        _note(self.dues_recorded, recorded.history)
        if isinstance(recorded.command, Wake) and self._nothing_due(recorded):
            self._paired(_Moved(number, recorded, None, recorded.at))
            return True
        command = _command(recorded, self.result)
        while command is None and self.late and self._due_elsewhen():
            if not self._wake(number):
                return False
            command = _command(recorded, self.result)
        if command is None:
            self.found.append(_stopped(number, recorded, self.result))
            return False
        if not self._step(number, _element(recorded), command, recorded.at):
            return False
        if self.result is not None:
            self.found += _compared(number, recorded, self.result)
        return True

    def _step(self, number: int, element: str, command: Command, at: datetime) -> bool:
        """Whether the step went through; the clock never goes back."""
        at = at if self.clock is None else max(at, self.clock)
        state = None if self.result is None else self.result.state
        facts = Facts.from_json(self.facts)
        result = step(state, command, at, self.procedure, self.operators, facts, self.values)
        if result.status not in ("active", "completed"):
            why = result.error or result.refusal or sorted(map(str, result.needs))
            self.found.append(Otherwise(number, "failed", element, None, _plain(why)))
            return False
        _note(self.dues, result.history)
        self.result, self.clock = result, at
        return True

    # -- clocks that run out on another day ---------------------------------------------------------------------------

    def _due_elsewhen(self, by: datetime | None = None) -> bool:
        """Whether a clock that the record does not have on that instant runs out next (by an instant)."""
        due = self._next_due()
        if due is None or (by is not None and due > by):
            return False
        names = [name for name, text in self.dues.items() if datetime.fromisoformat(text) == due]
        return any(self.dues_recorded.get(name) != self.dues[name] for name in names)

    def _next_due(self) -> datetime | None:
        running = self.result is not None and self.result.status == "active"
        return self.result.next_due if self.result is not None and running else None

    def _nothing_due(self, recorded: RecordedStep) -> bool:
        due = self._next_due()
        fired = any(one.kind == "fired" for one in recorded.history)
        return fired and (due is None or due > recorded.at)

    def _wake(self, number: int) -> bool:
        """Lets the clock run out on its own day."""
        due = self._next_due()
        if due is None or not self._step(number, "", Wake(), due) or self.result is None:
            return False
        self._paired(_Moved(number, None, self.result, self.clock or due))
        return True

    def _paired(self, one: _Moved) -> None:
        """What the record and this version did by the same clock on different days is one difference."""
        mine, others = (self.late, self.early) if one.recorded is not None else (self.early, self.late)
        other = next((other for other in others if other.fired == one.fired), None)
        if other is None:
            mine.append(one)
            return
        others.remove(other)
        there, here = (one, other) if one.recorded is not None else (other, one)
        if there.recorded is None or here.result is None:
            return
        days = [civil_date(side.at).isoformat() for side in (there, here)]
        if days[0] != days[1]:
            self.found.append(Otherwise(there.number, "when", one.fired[0], *days))
        self.found += _compared(there.number, there.recorded, here.result)

    def _only_one_side(self, one: _Moved) -> None:
        """A clock's work that only one of both has."""
        recorded = [] if one.recorded is None else [_plain(effect) for effect in one.recorded.effects]
        now = [] if one.result is None else [_plain(effect_as_json(effect)) for effect in one.result.effects]
        element = one.fired[0] if one.fired else ""
        if _letters(recorded) != _letters(now):
            self.found.append(Otherwise(one.number, "letters", element, _letters(recorded), _letters(now)))
        ways = (
            [] if one.recorded is None else _way(one.recorded.history),
            [] if one.result is None else _way(one.result.history),
        )
        self.found.append(Otherwise(one.number, "way", element, *ways))


def _note(dues: dict[str, str], history: Sequence[HistoryEvent]) -> None:
    """Keeps when the clock of each element runs out."""
    dues |= {one.element: str(one.detail["due"]) for one in history if one.kind == "armed" and "due" in one.detail}


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
        if one == other or one[0] == "fired":
            continue
        due = one[0] == "armed"
        sides = (one[2].get("last_day", one[2]), other[2].get("last_day", other[2])) if due else (one[2], other[2])
        yield Otherwise(number, "due" if due else "answers", str(one[1]), *sides)


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


def _plain(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))
