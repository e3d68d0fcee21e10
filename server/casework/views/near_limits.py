"""Refunds that nobody claimed and that near their last day, for the head (期限の近い還付).

Applications for relief (`reliefs.due_reliefs`), holds, recourse and recovery (`benefit_cases.near_cases`) have sheets
of their own beside it. A constant number of statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from server.domain.rights import Scope, within
from server.domain.values import Values
from server.store import cases, refunds
from server.store.connection import Connection

_MOST = 50


@dataclass(frozen=True, slots=True)
class NearLimit:
    """A refund's case, its last `day`, yen without interest; `left` days, below 0 where past."""

    case_id: str
    number: str
    day: date
    left: int
    yen: int


def near_limits(conn: Connection, scope: Scope, values: Values, day: date) -> tuple[NearLimit, ...]:
    """The first fifty of the offices in scope, the nearest first; never a case for few."""
    until = day + timedelta(days=values.integer("refund.ahead_days", day))
    found = refunds.in_states(conn, (refunds.WAITING,), lapses_by=until)
    places = cases.offices_of(conn, [one.case_id for one in found])
    hidden = cases.protected_among(conn, places)
    mine = [one for one in found if one.case_id not in hidden and within(places.get(one.case_id, "hq"), scope)]
    numbers = cases.numbers_of(conn, [one.case_id for one in mine[:_MOST]])
    return tuple(
        NearLimit(one.case_id, numbers[one.case_id], one.lapses_on, (one.lapses_on - day).days, one.yen)
        for one in mine[:_MOST]
    )
