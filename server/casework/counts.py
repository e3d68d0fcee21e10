"""The counts in the bar (件数): what waits for a person, in few small questions, asked again every twenty seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.deputies import ALL_KINDS
from server.domain.rights import within, work
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
    scopes = caller.work_scopes(day)
    with services.database.read() as conn:
        mine = store.count(conn, scopes, store.InboxQuery(caller.user_id, holder="mine", shown_on=day))
        late = store.count(conn, scopes, store.InboxQuery(caller.user_id, holder="mine", overdue_on=day)) if mine else 0
        # What a decider decides lies in his own lane; the others are not asked about it.
        lane = {role: scope for role, scope in scopes.items() if role == _DECIDER}
        asked = store.InboxQuery(caller.user_id, element=DECIDE, shown_on=day)
        decisions = store.count(conn, lane, asked) if lane else 0
        decisions += sum(store.count(conn, *lent_query(caller, one, day)) for one in lent_lanes(caller, day))
    return Counts(mine, late, decisions)


def lent_lanes(caller: Caller, day: date) -> list[tuple[str, str]]:
    """The offices and kinds of decision that the caller may decide as a deputy alone (代決), each once."""
    own = caller.scope(work(_DECIDER), day)
    held = {(one.office, one.slug) for one in caller.standings if one.covers(one.office, one.slug, day)}
    lent = {(office, slug) for office, slug in held if not within(office, own)}
    return sorted((office, slug) for office, slug in lent if slug == ALL_KINDS or (office, ALL_KINDS) not in lent)


def lent_query(caller: Caller, lane: tuple[str, str], day: date) -> tuple[store.WorkScope, store.InboxQuery]:
    """What waits for a decision in such a lane."""
    office, slug = lane
    kind = None if slug == ALL_KINDS else slug
    asked = store.InboxQuery(caller.user_id, element=DECIDE, slug=kind, shown_on=day)
    return {_DECIDER: frozenset({office})}, asked
