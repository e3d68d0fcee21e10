"""Relief of co-payments as screens show it (一部負担金の減免): what is open, valid, near its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from server.casework.views.reliefs import DueRelief, ReliefLine, due_reliefs, relief_lines
from server.domain.calendar import Calendar
from server.domain.copay_relief.words import GROUNDS, share_words
from server.domain.forms.model import Lang, Words
from server.domain.rights import Scope, within
from server.domain.values import Values
from server.domain.wareki import long_with_gregorian
from server.store import cases, copay_reliefs
from server.store.connection import Connection
from server.store.copay_reliefs import CopayRelief

_OPEN, _VALID, _COMING = Words("審査中", "Open"), Words("証明書あり", "Certificate"), Words("これから", "To come")
_COPAY = Words("一部負担金", "Co-payment")


def every_relief(
    conn: Connection,
    lang: Lang,
    household_key: str,
    people: Sequence[Mapping[str, Any]],
    spells: Any,
    values: Values,
    day: date,
) -> tuple[ReliefLine, ...]:
    """What a household has of reliefs: of its premiums (`relief_lines`) and of co-payments (`copay_lines`)."""
    premiums = relief_lines(conn, lang, household_key, people, spells, values, day)
    return (*premiums, *copay_lines(conn, lang, household_key, people, day))


def copay_lines(
    conn: Connection, lang: Lang, household_key: str, people: Sequence[Mapping[str, Any]], day: date
) -> Iterator[ReliefLine]:
    """The application that is open, and the certificates that are valid on the day or will be."""
    for one in copay_reliefs.applications_of(conn, [household_key], day).get(household_key, ()):
        if one.state == copay_reliefs.OPEN:
            ground = GROUNDS[one.ground][lang != "ja"]
            yield ReliefLine("open", _OPEN.of(lang), _COPAY.of(lang), ground, one.case_id, one.due_on)
    names = {str(one["person_key"]): str(one["name"]) for one in people}
    for known in copay_reliefs.certificates_of(conn, [household_key], on=day).get(household_key, ()):
        if known.last_day >= day:
            yield _certificate(known, names, lang, day)


def _certificate(one: CopayRelief, names: Mapping[str, str], lang: Lang, day: date) -> ReliefLine:
    """The measure, its number, whose it is and to which day it holds."""
    first, last = (
        (long_with_gregorian(one.first_day), long_with_gregorian(one.last_day))
        if lang == "ja"
        else (one.first_day.isoformat(), one.last_day.isoformat())
    )
    span = f"{first}から{last}まで" if lang == "ja" else f"{first} to {last}"
    whose = "、".join(names[key] for key in one.persons if key in names)
    measure = share_words(one.measure, one.share)[lang != "ja"]
    valid = one.holds_on(day)
    return ReliefLine(
        "done" if valid else "wait",
        (_VALID if valid else _COMING).of(lang),
        f"{_COPAY.of(lang)} {measure}",
        f"{one.number} {whose} {span}",
        one.case_id,
        None,
    )


def every_due(
    conn: Connection, lang: Lang, scope: Scope, values: Values, calendar: Calendar, day: date
) -> tuple[DueRelief, ...]:
    """Applications near their day: for relief of premiums, then of co-payments."""
    premiums = due_reliefs(conn, lang, scope, values, calendar, day)
    return (*premiums, *due_copays(conn, lang, scope, values, calendar, day))


def due_copays(
    conn: Connection, lang: Lang, scope: Scope, values: Values, calendar: Calendar, day: date
) -> tuple[DueRelief, ...]:
    """The open applications of the offices that are to be decided soon or should have been, first due first."""
    last = day + timedelta(days=values.integer("relief.ahead_days", day))
    found = [one for one in copay_reliefs.open_until(conn, last, day) if within(one.office, scope)]
    left = partial(calendar.open_days_between, day)
    hidden = cases.protected_among(conn, [one.case_id for one in found])
    return tuple(
        DueRelief(one.case_id, one.number, _words(one.ground, lang), one.due_on, left(one.due_on))
        for one in found
        if one.case_id not in hidden
    )


def _words(ground: str, lang: Lang) -> str:
    return f"{_COPAY.of(lang)} {GROUNDS[ground][lang != 'ja']}"
