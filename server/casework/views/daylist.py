"""The day's list (確認一覧): what was decided by 専決, line by line, for the head to confirm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.records import decider_of, people_of
from server.casework.views.seeing import record_look, sees
from server.domain.forms.model import Lang
from server.domain.refusals import Refused
from server.domain.rights import Function, Scope, within
from server.store import decisions, users
from server.store.connection import Connection
from server.store.decisions import DecisionRow

_MOST = 50


@dataclass(frozen=True, slots=True)
class DayLine:
    """A decision that the head confirms: `look_at` names what to read twice; `own`: the head decided it himself."""

    decision_id: str
    case_id: str
    number: str
    procedure: str
    name: str | None
    restricted: bool
    guarded: bool
    what: str
    entered_by: str
    checked_by: str | None
    decided_by: str
    decided_at: datetime
    decided_on: date
    look_at: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    own: bool


@dataclass(frozen=True, slots=True)
class DayList:
    """The decisions of one day; of earlier days the first that still wait, and how many they are in all."""

    day: date
    office: str | None
    rows: tuple[DayLine, ...]
    unconfirmed: int
    earlier: tuple[DayLine, ...]
    earlier_count: int
    may_confirm: bool


def daylist_view(services: Services, caller: Caller, day: date | None = None, office: str | None = None) -> DayList:
    """確認一覧 of one day (today by default); the look is on record. Raises `no_right`, `out_of_scope`."""
    today = services.clock.business_day()
    wanted = day or today
    scope = scope_for(caller, Function.DAYLIST_VIEW, office, today)
    with services.database.read() as conn:
        found = daylist_of(conn, caller, scope, office, wanted, today)
    record_look(services, caller, "daylist.view", "daylist", wanted.isoformat(), detail={"rows": len(found.rows)})
    return found


def scope_for(caller: Caller, function: str, office: str | None, day: date) -> Scope:
    """The offices of a page: one the caller names, or all in which he holds `function`; raises what forbids it."""
    scope = caller.scope(function, day)
    if scope == frozenset():
        raise Refused("no_right", function=function)
    if office is None:
        return scope
    if not within(office, scope):
        raise Refused("out_of_scope", function=function, office=office)
    return frozenset({office})


def daylist_of(conn: Connection, caller: Caller, scope: Scope, office: str | None, day: date, today: date) -> DayList:
    found = decisions.daily_list(conn, scope, day)
    earlier = decisions.unconfirmed_before(conn, scope, day)
    names = users.names_of(conn, {who for one in (*found, *earlier) for who in people_of(one)})
    rows = tuple(_day_line(one, caller, names, today) for one in found)
    return DayList(
        day=day,
        office=office,
        rows=rows,
        unconfirmed=sum(one.confirmed_by is None for one in rows),
        earlier=tuple(_day_line(one, caller, names, today) for one in earlier[:_MOST]),
        earlier_count=len(earlier),
        may_confirm=caller.holds(Function.DAYLIST_CONFIRM, today),
    )


def _day_line(one: DecisionRow, caller: Caller, names: dict[str, str], today: date) -> DayLine:
    seen = sees(caller, one.office, one.protected, today)
    return DayLine(
        decision_id=one.decision_id,
        case_id=one.case_id,
        number=one.number,
        procedure=words.say(words.PROCEDURES, one.slug, caller.lang),
        name=one.subject_name if seen else None,
        restricted=not seen,
        guarded=one.protected,
        what=one.summary if seen else words.say(words.RESULTS, one.result, caller.lang),
        entered_by=names.get(one.entered_by, one.entered_by),
        checked_by=names.get(one.checked_by or "", one.checked_by),
        decided_by=decider_of(one, names, caller.lang),
        decided_at=one.decided_at,
        decided_on=one.decided_on,
        look_at=_look_at(one, caller.lang),
        confirmed_by=names.get(one.confirmed_by or "", one.confirmed_by),
        confirmed_at=one.confirmed_at,
        own=one.decided_by == caller.user_id,
    )


def _look_at(one: DecisionRow, lang: Lang) -> str:
    """目を通すところ: what stood against a member and was judged, and a protected household."""
    members = one.basis.get("members") or []
    found = [
        words.say(words.FINDINGS, m["exclusion"], lang) for m in members if m.get("exclusion") not in (None, "NONE")
    ]
    if one.protected:
        found.append("支援措置" if lang == "ja" else "Under protection")
    return "、".join(dict.fromkeys(found))
