"""Limitation of claims that are no premium (私債権・非強制徴収債権の時効), to the day, with what renews or puts it off.

Tort: five years for an injury from knowing damage and offender, twenty from the act (Civil Code arts. 724, 724-2);
compulsory insurance three years (Automobile Liability Security Act art. 19). Each benefit is a claim of its own; the
earliest end of all is the accident's, so it is what is watched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.domain.calendar import Calendar, months_after, period_end
from server.domain.values import Period, Values

_ONE_DAY = timedelta(days=1)


class CivilAct(StrEnum):
    """What touches such a clock."""

    ACKNOWLEDGED = "ACKNOWLEDGED"  # 承認 (Civil Code art. 152): renews
    PART_PAID = "PART_PAID"  # 一部の支払 = 承認: renews
    NOTICE = "NOTICE"  # 徴収金の徴収の告知 (National Health Insurance Act art. 110(2)): renews
    DUNNING = "DUNNING"  # 徴収金の督促 (art. 110(2)): renews
    DEMAND = "DEMAND"  # 催告 (art. 150): six months, once
    TALKS = "TALKS"  # 協議を行う旨の書面 (art. 151): a year at most
    SUIT = "SUIT"  # 訴え (art. 147(1)): no end while it lasts
    SEIZURE = "SEIZURE"  # 差押 (art. 148(1)): no end while it lasts
    SEIZURE_ENDED = "SEIZURE_ENDED"  # 差押の終わり (art. 148(2)): renews
    JUDGMENT = "JUDGMENT"  # 確定判決・和解調書 (arts. 147(2), 169): renews, ten years


_RENEW = (CivilAct.ACKNOWLEDGED, CivilAct.PART_PAID, CivilAct.NOTICE, CivilAct.DUNNING)
_LASTS = (CivilAct.SEIZURE, CivilAct.SEIZURE_ENDED)


@dataclass(frozen=True, slots=True)
class Touched:
    """One act on its day; `until` the last day of what lasts (None: it lasts still); `document` what proves it."""

    act: CivilAct
    on: date
    until: date | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Last days on which the claims can be enforced; `insurer_until` and `insurer_watch` None without 自賠責.

    `insurer_watch` is the day on which the form that renews the insurer's limitation is due (時効更新の申請).
    """

    tort_until: date
    act_until: date
    insurer_until: date | None
    insurer_watch: date | None

    @property
    def first(self) -> date:
        """The end that comes first: what a case is watched by."""
        return min(day for day in (self.tort_until, self.act_until, self.insurer_until) if day is not None)


def limits(
    accident_on: date,
    knew_on: date | None,
    offender: Iterable[Touched],
    insurer: Iterable[Touched] | None,
    values: Values,
) -> Limits:
    """The ends by the acts against the offender and, where compulsory insurance stands behind him, against the insurer.

    While the offender is unknown (`knew_on` None) the five years are reckoned from the accident: the cautious day.
    The twenty years are not lengthened by any act here.
    """
    calendar = Calendar(values)
    tort = last_day(knew_on or accident_on, "recourse_tort", offender, values)
    whole = period_end(accident_on, values.period("recourse_act", accident_on), calendar)
    if insurer is None:
        return Limits(tort, whole, None, None)
    acts = tuple(insurer)
    until = last_day(accident_on, "recourse_insurer", acts, values)
    years = values.period("recourse_insurer", accident_on).amount
    ahead = years - values.period("recourse_insurer_watch", accident_on).amount
    return Limits(tort, whole, until, months_after(until, -ahead))


def last_day(start: date, period: str, acts: Iterable[Touched], values: Values) -> date:
    """The last day of a claim that began on `start` (that day not counted) and lapses by the dated `period`.

    An act behind the end has no effect; only the first demand since a renewal counts; what lasts puts the end off to
    six months behind its own end, while it lasts to the last day of all.
    """
    length = values.period(period, start)
    return renewed(period_end(start, length, Calendar(values)), length, acts, values)


def renewed(end: date, length: Period, acts: Iterable[Touched], values: Values) -> date:
    """The last day of a claim that would lapse behind `end`, by what touched it; `length` counts from a renewal."""
    calendar, demanded = Calendar(values), False
    for one in sorted(acts, key=lambda one: (one.on, one.act)):
        if one.on > end:
            continue
        if one.act in _LASTS:
            end = date.max if one.act is CivilAct.SEIZURE else period_end(one.on, length, calendar)
            demanded = False
        elif one.act in _RENEW and end < date.max:
            end, demanded = max(end, period_end(one.on, length, calendar)), False
        elif one.act is CivilAct.JUDGMENT:
            end, demanded = max(end, period_end(one.on, values.period("civil_judgment", one.on), calendar)), False
        elif one.act is CivilAct.SUIT:
            end = date.max if one.until is None else max(end, _put_off(one.until, "civil_demand", values))
        elif one.act is CivilAct.TALKS:
            longest = period_end(one.on, values.period("civil_talks", one.on), calendar)
            end = max(end, min(one.until or longest, longest))
        elif not demanded:
            end, demanded = max(end, _put_off(one.on, "civil_demand", values)), True
    return end


def _put_off(start: date, period: str, values: Values) -> date:
    return period_end(start, values.period(period, start), Calendar(values))
