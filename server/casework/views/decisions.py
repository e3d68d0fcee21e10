"""What waits for a decision (決裁待ち): each with why it is no routine, who checked it, by which rule it comes here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.case_answers import data_of
from server.casework.counts import DECIDE
from server.casework.services import Services
from server.casework.views import facts as sheets
from server.casework.views import inbox as inbox_view
from server.casework.views import words
from server.casework.views.inbox import InboxQuery, Row
from server.domain.facts import Facts
from server.domain.forms.model import Lang
from server.domain.refusals import Refused
from server.domain.rights import Function, work
from server.store import decisions, history, users
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
    """The first page of what waits, most urgent first; `total` waits, `decided_today` by the caller."""

    rows: tuple[PendingDecision, ...]
    total: int
    decided_today: int


def decisions_view(services: Services, caller: Caller) -> DecisionsView:
    """What waits for a decider of the caller's offices; raises `Refused("no_right")`."""
    day = services.clock.business_day()
    if not caller.holds(work("approver"), day):
        raise Refused("no_right", function=work("approver"))
    found = inbox_view.inbox(services, caller, InboxQuery(element=DECIDE))
    rows = [row for group in found.groups for row in group.rows]
    with services.database.read() as conn:
        pending = tuple(_pending(conn, row, day, caller.lang) for row in rows)
        done = decisions.daily_list(conn, caller.scope(Function.CASE_VIEW, day), day)
    mine = sum(one.decided_by == caller.user_id for one in done)
    return DecisionsView(pending, found.total, mine)


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
