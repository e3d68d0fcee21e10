"""Limitation of a premium claim (保険料の時効), to the day for each instalment: National Health Insurance Act art. 110.

Two years from the day after the due date; a renewal (更新) begins them anew, a put-off (完成猶予) lets them not end.
Completion is absolute (Local Autonomy Act art. 236(2)): nobody needs to invoke it, and no goodwill undoes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from server.domain.calendar import Calendar, months_after, period_end
from server.domain.values import Period, Values


class Act(StrEnum):
    """What touches the clock of an instalment."""

    NOTICE = "NOTICE"  # 納入の通知 (art. 110(2)): renews
    DUNNING = "DUNNING"  # 督促, the first alone (art. 110(2)): renews
    ACKNOWLEDGED = "ACKNOWLEDGED"  # 承認, also by paying a part (Civil Code art. 152): renews
    REMINDER = "REMINDER"  # 催告 (art. 150): six months, once
    SEIZURE = "SEIZURE"  # 差押・交付要求 (art. 148): no end while it lasts, renews at its end
    DEFERRAL = "DEFERRAL"  # 徴収猶予・換価の猶予: does not run


_REMINDER_MONTHS = 6
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClockAct:
    """One act: the day on which it took effect and, of what lasts, its last day (None: it lasts still).

    `document` is what it rests on, `known_on` the day on which it was put on record (None: it needs no record of ours),
    `shown` another day that some read as its day (of a dunning letter the designated date).
    """

    act: Act
    on: date
    until: date | None = None
    document: str = ""
    known_on: date | None = None
    shown: date | None = None


class Effect(StrEnum):
    """What an act did to the clock."""

    RENEWED = "RENEWED"  # 更新
    PUT_OFF = "PUT_OFF"  # 完成猶予
    STANDS = "STANDS"  # 継続中(完成しない)
    STOOD_STILL = "STOOD_STILL"  # 猶予期間は進行しない
    ONCE_ONLY = "ONCE_ONLY"  # 二度目の督促・催告には効力がない
    NO_LONGER = "NO_LONGER"  # より遅い終期がすでにある
    TOO_LATE = "TOO_LATE"  # 時効完成後
    BACKDATED = "BACKDATED"  # 完成後に、完成前の日付で記録された


@dataclass(frozen=True, slots=True)
class Step:
    """One act with what it did and the last day of collection after it (None: none while it lasts)."""

    act: ClockAct
    effect: Effect
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of an instalment: its end without any act, its end, and each act in order.

    `shown_on` is the end that counting dunning letters from their designated date gives: shown, never used.
    """

    first_end: date
    ends_on: date | None
    steps: tuple[Step, ...]
    shown_on: date | None

    @property
    def doubtful(self) -> tuple[Step, ...]:
        """Acts that came after completion, or were put on record after it with an earlier day: somebody must look."""
        return tuple(step for step in self.steps if step.effect in (Effect.TOO_LATE, Effect.BACKDATED))


SERVED, DESIGNATED = "SERVED", "DESIGNATED"


def prescribes_on(due_on: date, acts: Iterable[ClockAct], values: Values) -> date | None:
    """The last day on which the claim can be collected; from the day after it is extinct. None: while something lasts.

    `due_on` is the due date as it stands (rolled). An act after completion has no effect, whatever it is, and neither
    has one that was put on record after completion with a day before it. Only the first dunning and the first reminder
    since the clock began anew count. A dunning counts from its service, the earliest day, unless the city sets
    `limitation.dunning_restart` to DESIGNATED with its citation.
    """
    return clock_of(due_on, acts, values).ends_on


def clock_of(due_on: date, acts: Iterable[ClockAct], values: Values) -> Clock:
    """The clock with every act and its effect; see `prescribes_on`."""
    said = tuple(acts)
    later = [replace(one, on=one.shown) if one.shown is not None else one for one in said]
    key = "limitation.dunning_restart"
    designated = bool(values.rows(key)) and values.text(key, due_on) == DESIGNATED
    first, used = _walk(due_on, later if designated else said, values)
    ends_on = used[-1].ends_on if used else first
    if later == list(said) or designated:
        return Clock(first, ends_on, used, ends_on)
    _, other = _walk(due_on, later, values)
    return Clock(first, ends_on, used, other[-1].ends_on if other else first)


def _walk(due_on: date, acts: Iterable[ClockAct], values: Values) -> tuple[date, tuple[Step, ...]]:
    years = values.period("premium_prescription", due_on)
    first = period_end(due_on, years, Calendar(values))
    runner = _Runner(years, Calendar(values), first)
    return first, tuple(runner.after(act) for act in sorted(acts, key=lambda one: (one.on, one.act)))


@dataclass(slots=True)
class _Runner:
    """The clock while it is walked."""

    years: Period
    calendar: Calendar
    last: date
    reminded: bool = False
    dunned: bool = False
    stands: bool = False

    def after(self, act: ClockAct) -> Step:
        """Lets an act work on the clock; while something lasts nothing ends, whatever follows."""
        effect = self._effect(act)
        return Step(act, effect, None if self.stands else self.last)

    def _effect(self, act: ClockAct) -> Effect:
        if not self.stands and act.on > self.last:
            return Effect.TOO_LATE  # completion is absolute
        if not self.stands and act.known_on is not None and act.known_on > self.last:
            return Effect.BACKDATED
        if act.act is Act.REMINDER:
            return self._reminder(act)
        if act.act in (Act.SEIZURE, Act.DEFERRAL):
            return self._lasting(act)
        return self._renewal(act)

    def _reminder(self, act: ClockAct) -> Effect:
        if self.reminded:
            return Effect.ONCE_ONLY
        self.reminded = True
        return self._until(months_after(act.on, _REMINDER_MONTHS), Effect.PUT_OFF)

    def _lasting(self, act: ClockAct) -> Effect:
        if act.until is None:
            self.stands = True
            return Effect.STANDS
        if act.act is Act.SEIZURE:
            return self._until(period_end(act.until, self.years, self.calendar), Effect.RENEWED)
        return self._until(self.last + max(act.until - act.on + _ONE_DAY, timedelta()), Effect.STOOD_STILL)

    def _renewal(self, act: ClockAct) -> Effect:
        if act.act is Act.DUNNING and self.dunned:
            return Effect.ONCE_ONLY
        self.dunned = self.dunned or act.act is Act.DUNNING
        self.reminded = False
        return self._until(period_end(act.on, self.years, self.calendar), Effect.RENEWED)

    def _until(self, day: date, effect: Effect) -> Effect:
        if day <= self.last:
            return Effect.NO_LONGER
        self.last = day
        return effect


def is_prescribed(last: date | None, day: date) -> bool:
    """Whether the claim is extinct on `day`, given `prescribes_on`."""
    return last is not None and day > last
