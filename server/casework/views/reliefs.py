"""Reliefs as screens show them (減免): what a household has open and in force, what the registers suggest, what nears.

The counter sees at once what a household may be entitled to; the head sees each application that nears its last day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.domain.calendar import Calendar, fiscal_year
from server.domain.forms.model import Lang, Words
from server.domain.relief.suggest import Known, hints
from server.domain.relief.words import GROUNDS, HINTS
from server.domain.rights import Scope, within
from server.domain.values import Values
from server.store import cases, levy_reliefs, premium_reliefs
from server.store.connection import Connection

_MOST = 50
_OPEN, _IN_FORCE, _HINT = (
    Words("審査中", "Open"),
    Words("減免中", "In force"),
    Words("考えられる", "May apply"),
)


@dataclass(frozen=True, slots=True)
class ReliefLine:
    """One line of a household: what it is about, in words; the case and the day by which it is decided, if any."""

    shape: str
    state: str
    ground: str
    said: str
    case_id: str | None
    due: date | None


@dataclass(frozen=True, slots=True)
class DueRelief:
    """An application near or past the day by which it is decided, in open days."""

    case_id: str
    number: str
    ground: str
    due: date
    left: int


def relief_lines(
    conn: Connection,
    lang: Lang,
    household_key: str,
    people: Sequence[Mapping[str, Any]],
    spells: Any,
    values: Values,
    day: date,
) -> tuple[ReliefLine, ...]:
    """Applications that are open, reliefs of this year in force, and the grounds nobody applied for."""
    applied = premium_reliefs.applications_of(conn, [household_key], day).get(household_key, ())
    granted = premium_reliefs.reliefs_of(conn, [household_key], fiscal_year(day), on=day).get(household_key, ())
    waiting = [one for one in applied if one.state == premium_reliefs.OPEN]
    lines = [
        ReliefLine("open", _OPEN.of(lang), _ground(one.ground, lang), "", one.case_id, one.due_on) for one in waiting
    ]
    unit = "円" if lang == "ja" else " yen"
    lines += [
        ReliefLine("done", _IN_FORCE.of(lang), _ground(one.ground, lang), f"{one.yen:,}{unit}", one.case_id, None)
        for one in granted
    ]
    there = [*(one.ground for one in waiting), *(one.ground for one in granted)]
    return (*lines, *_hints(conn, lang, people, spells, there, values, day))


def _hints(
    conn: Connection,
    lang: Lang,
    people: Sequence[Mapping[str, Any]],
    spells: Any,
    there: Sequence[str],
    values: Values,
    day: date,
) -> Iterator[ReliefLine]:
    """What the registers suggest of each member; the class of the reduction is left to the case, which computes it."""
    persons = [str(one["person_key"]) for one in people]
    reliefs = levy_reliefs.by_persons(conn, persons, fiscal_year(day), on=day)
    known = Known(
        members=people,
        spells={key: [one for one in spells if one["person_key"] == key] for key in persons},
        reliefs={key: [one.kind for one in found] for key, found in reliefs.items()},
        tenths=None,
        income=None,
    )
    for hint in hints(known, there, day, values):
        ja, en = HINTS[hint.why]
        said = f"{hint.name} {ja if lang == 'ja' else en}".strip()
        yield ReliefLine("wait", _HINT.of(lang), _ground(hint.ground, lang), said, None, None)


def due_reliefs(
    conn: Connection, lang: Lang, scope: Scope, values: Values, calendar: Calendar, day: date
) -> tuple[DueRelief, ...]:
    """The open applications of the offices that are to be decided soon or should have been, first due first."""
    last = day + timedelta(days=values.integer("relief.ahead_days", day))
    found = [one for one in premium_reliefs.open_until(conn, last, day) if within(one.office, scope)]
    hidden = cases.protected_among(conn, [one.case_id for one in found])
    return tuple(
        DueRelief(
            one.case_id, one.number, _ground(one.ground, lang), one.due_on, calendar.open_days_between(day, one.due_on)
        )
        for one in found[:_MOST]
        if one.case_id not in hidden
    )


def _ground(code: str, lang: Lang) -> str:
    ja, en = GROUNDS[code]
    return ja if lang == "ja" else en
