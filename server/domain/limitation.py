"""Limitation of a premium claim (保険料の時効), to the day for each instalment: National Health Insurance Act art. 110.

Two years from the day after the due date; a renewal (更新) begins them anew, a put-off (完成猶予) lets them not end.
Completion is absolute (Local Autonomy Act art. 236(2)): nobody needs to invoke it, and no goodwill undoes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.calendar import Calendar, months_after, period_end
from server.domain.values import Values


class Act(StrEnum):
    """What touches the clock of an instalment."""

    NOTICE = "NOTICE"  # 納入の通知 (art. 110(2)): renews
    DUNNING = "DUNNING"  # 督促, the first alone (art. 110(2)): renews
    ACKNOWLEDGED = "ACKNOWLEDGED"  # 承認, also by paying a part (Civil Code art. 152): renews
    REMINDER = "REMINDER"  # 催告 (art. 150): six months, once
    SEIZURE = "SEIZURE"  # 差押・交付要求 (art. 148): no end while it lasts, renews at its end
    DEFERRAL = "DEFERRAL"  # 徴収猶予・換価の猶予: does not run


_RENEWING = frozenset({Act.NOTICE, Act.DUNNING, Act.ACKNOWLEDGED})
_REMINDER_MONTHS = 6


@dataclass(frozen=True, slots=True)
class ClockAct:
    """One act: the day on which it took effect and, of what lasts, its last day (None: it lasts still)."""

    act: Act
    on: date
    until: date | None = None


def prescribes_on(due_on: date, acts: Iterable[ClockAct], values: Values) -> date | None:
    """The last day on which the claim can be collected; from the day after it is extinct. None: while something lasts.

    `due_on` is the due date as it stands (rolled). An act after completion has no effect, whatever it is. Only the
    first dunning and the first reminder since the clock began anew count.
    """
    years = values.period("premium_prescription", due_on)
    calendar = Calendar(values)
    last, reminded, dunned = period_end(due_on, years, calendar), False, False
    for act in sorted(acts, key=lambda one: (one.on, one.act)):
        if act.on > last:
            break  # completion is absolute
        if act.act is Act.REMINDER and not reminded:
            last, reminded = max(last, months_after(act.on, _REMINDER_MONTHS)), True
        elif act.act in (Act.SEIZURE, Act.DEFERRAL):
            if act.until is None:
                return None
            last = _after_lasting(act, act.until, last, period_end(act.until, years, calendar))
        elif act.act in _RENEWING and not (act.act is Act.DUNNING and dunned):
            last, reminded = max(last, period_end(act.on, years, calendar)), False
            dunned = dunned or act.act is Act.DUNNING
    return last


def _after_lasting(act: ClockAct, until: date, last: date, renewed: date) -> date:
    """A seizure renews at its end; a deferral adds the days for which the clock stood."""
    if act.act is Act.SEIZURE:
        return max(last, renewed)
    return last + (until - act.on) if until > act.on else last


def is_prescribed(last: date | None, day: date) -> bool:
    """Whether the claim is extinct on `day`, given `prescribes_on`."""
    return last is not None and day > last
