"""The counts in the bar (件数): what waits for a person, in few small questions, asked again every twenty seconds."""

from __future__ import annotations

from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.services import Services
from server.store import inbox as store

DECIDE = "decide"
_DECIDER = "approver"


@dataclass(frozen=True, slots=True)
class Counts:
    """Own open tasks, how many of them are overdue, decisions that wait for this person."""

    mine: int
    late: int
    decisions: int


def counts(services: Services, caller: Caller) -> Counts:
    """What waits for the caller today."""
    day = services.clock.business_day()
    work = caller.work_scopes(day)
    with services.database.read() as conn:
        mine = store.count(conn, work, store.InboxQuery(caller.user_id, holder="mine", shown_on=day))
        late = store.count(conn, work, store.InboxQuery(caller.user_id, holder="mine", overdue_on=day)) if mine else 0
        # What a decider decides lies in his own lane; the others are not asked about it.
        lane = {role: scope for role, scope in work.items() if role == _DECIDER}
        asked = store.InboxQuery(caller.user_id, element=DECIDE, shown_on=day)
        decisions = store.count(conn, lane, asked) if lane else 0
    return Counts(mine, late, decisions)
