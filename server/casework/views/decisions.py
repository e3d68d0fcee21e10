"""What waits for a decision (決裁待ち): each with why it is no routine, who checked it, by which rule it comes here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.case_answers import data_of
from server.casework.counts import DECIDE, lent_lanes, lent_query
from server.casework.services import Services
from server.casework.views import facts as sheets
from server.casework.views import inbox as inbox_view
from server.casework.views import words
from server.casework.views.inbox import InboxQuery, Row
from server.casework.views.inbox_rows import rows_of
from server.casework.views.seeing import sees
from server.domain.facts import Facts
from server.domain.forms.model import Lang
from server.domain.refusals import Refused
from server.domain.rights import Function, work
from server.store import decisions, deputies, history, users
from server.store import inbox as store
from server.store.connection import Connection

_CHECK = "check"


@dataclass(frozen=True, slots=True)
class PendingDecision:
    """One task of deciding: its row of the inbox, the reason in words, the rule of 専決区分, who checked."""

    row: Row
    reason: str
    authority: str
    checker: str


@dataclass(frozen=True, slots=True)
class DecisionsView:
    """The first page of what waits, most urgent first; `total` waits, `decided_today` by the caller.

    `absent` are the deciders whom the caller stands in for (代決), `later` what deputies decided for him (後閲).
    """

    rows: tuple[PendingDecision, ...]
    total: int
    decided_today: int
    absent: tuple[str, ...] = ()
    later: int = 0


def decisions_view(services: Services, caller: Caller) -> DecisionsView:
    """What waits for a decider of the caller's offices, or for whom he stands in; raises `Refused("no_right")`."""
    day = services.clock.business_day()
    lent = lent_lanes(caller, day)
    if not caller.holds(work("approver"), day) and not lent:
        raise Refused("no_right", function=work("approver"))
    found = inbox_view.inbox(services, caller, InboxQuery(element=DECIDE))
    rows = [row for group in found.groups for row in group.rows]
    with services.database.read() as conn:
        calendar = services.calendar(conn)
        extra: list[Row] = []
        for lane in lent:
            scope, query = lent_query(caller, lane, day)
            extra.extend(rows_of(conn, caller, store.inbox(conn, scope, query).items, day, calendar))
        names = users.names_of(conn, {one.principal for one in caller.standings})
        return DecisionsView(
            rows=tuple(_pending(conn, row, day, caller.lang) for row in (*rows, *extra)),
            total=found.total + len(extra),
            decided_today=decisions.count_decided(conn, caller.user_id, day),
            absent=tuple(sorted(names.values())) if lent else (),
            later=len(deputies.acts_to_look_at(conn, caller.user_id)),
        )


@dataclass(frozen=True, slots=True)
class EarlierDecision:
    """A decision in another case of the household; `refused` tells 却下 from the rest."""

    case_id: str
    number: str
    refused: bool
    word: str
    summary: str
    decided_on: date


def earlier_decisions(
    services: Services, caller: Caller, case_id: str, household_key: str | None
) -> tuple[EarlierDecision, ...]:
    """前の決裁: what was decided for the household before, newest first, of what the caller may see."""
    if household_key is None:
        return ()
    day = services.clock.business_day()
    with services.database.read() as conn:
        scope = caller.scope(Function.CASE_VIEW, day)
        found = decisions.decisions_of_household(conn, household_key, scope, but=case_id)
    return tuple(
        EarlierDecision(
            case_id=one.case_id,
            number=one.number,
            refused=one.result == "refused",
            word=words.say(words.RESULTS, one.result, caller.lang),
            summary=one.summary,
            decided_on=one.decided_on,
        )
        for one in found
        if sees(caller, one.office, one.protected, day)
    )


def _pending(conn: Connection, row: Row, day: date, lang: Lang) -> PendingDecision:
    told = history.history_of(conn, row.case_id)
    data = data_of(told)
    lines = [line for sheet in sheets.sheets_of(Facts(), None, data, day, lang) for line in sheet.rows]
    reasons = [line.value for line in lines if line.shape in ("wait", "stop")]
    checker = data.get(_CHECK) or {}
    if checker.get("reason"):
        reasons.insert(0, f"{words.say(words.RESULTS, str(checker.get('result')), lang)}: {checker['reason']}")
    checked = [one.by_user for one in told if one.kind == "completed" and one.element == _CHECK]
    names = users.names_of(conn, set(checked))
    return PendingDecision(
        row=row,
        reason="・".join(reasons),
        authority=str((data.get("authority") or {}).get("rule") or ""),
        checker=names.get(checked[-1], checked[-1]) if checked else "",
    )
