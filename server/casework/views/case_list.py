"""Cases as linked systems list them (案件の一覧), and the parts of one case by themselves: history, letters, papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import facts as sheets
from server.casework.views import timeline
from server.casework.views.letters import LetterLine, lines_of
from server.casework.views.seeing import record_look, require_sight, sees
from server.domain.refusals import Refused
from server.domain.rights import Function, within
from server.store import cases, history, letters, uploads, users
from server.store.case_list import CaseListQuery, list_cases
from server.store.cases import CaseHead
from server.store.connection import Connection

AFTER = "after"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case; name, reading and household are None where they may not be seen (`restricted`)."""

    case_id: str
    number: str
    slug: str
    status: str
    outcome: str | None
    office: str
    household_key: str | None
    name: str | None
    kana: str | None
    restricted: bool
    channel: str
    received_on: date
    rev: int
    started_at: datetime
    changed_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of cases, newest receipt first; `next` leads to the page behind it."""

    cases: tuple[CaseLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened in a case; `seq` counts from 1 and has gaps where nothing is to be told."""

    seq: int
    at: datetime
    business_day: date
    kind: str
    element: str
    what: str
    note: str
    who: str | None
    ground: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of a case's history, oldest first."""

    events: tuple[Happened, ...]
    next: str | None


def case_list(services: Services, caller: Caller, query: CaseListQuery, *, after: str | None, limit: int) -> CasePage:
    """The cases of the offices in which the caller may see cases; the listing is on record.

    Raises `no_right`, `out_of_scope` for an office of others, `query_invalid` for an `after` nobody handed out.
    """
    day = services.clock.business_day()
    scope = caller.scope(Function.CASE_VIEW, day)
    if scope == frozenset():
        raise Refused("no_right", function=Function.CASE_VIEW)
    if query.office is not None and not within(query.office, scope):
        raise Refused("out_of_scope", function=Function.CASE_VIEW, office=query.office)
    with services.database.read() as conn:
        try:
            found = list_cases(conn, scope, caller.scope(Function.PROTECTED_VIEW, day), query, after=after, limit=limit)
        except ValueError as fault:
            raise Refused("query_invalid", at_field=AFTER, name=AFTER) from fault
    record_look(services, caller, "case.list", "search", "cases", detail={"hits": len(found.items)})
    return CasePage(tuple(_line(case, caller, day) for case in found.items), found.next)


def case_history(services: Services, caller: Caller, case_id: str, *, after: int, limit: int) -> HistoryPage:
    """What happened in a case behind the event `after`, oldest first; the look is on record. Raises as `case_view`."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        case = _case(conn, caller, case_id, day)
        procedure = services.catalogue.get(conn, case.procedure_hash)
        rows = [row for row in history.history_of(conn, case_id) if row.seq > after and not timeline.is_quiet(row)]
        names = users.names_of(conn, {row.by_user for row in rows[:limit]})
    told = [(row, timeline.event_of(procedure, row, names, caller.lang)) for row in rows[:limit]]
    _looked(services, caller, case)
    return HistoryPage(
        tuple(
            Happened(row.seq, row.at, row.business_day, row.kind, row.element, one.what, one.note, one.who, one.ground)
            for row, one in told
        ),
        str(rows[limit - 1].seq) if len(rows) > limit else None,
    )


def case_letters(services: Services, caller: Caller, case_id: str) -> tuple[LetterLine, ...]:
    """The letters of a case, oldest first; the look is on record. Raises as `case_view`."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        case = _case(conn, caller, case_id, day)
        found = lines_of(services, conn, caller, letters.letters_of_case(conn, case_id), day)
    _looked(services, caller, case)
    return found


def case_papers(services: Services, caller: Caller, case_id: str) -> tuple[sheets.Paper, ...]:
    """The papers of a case, oldest first; the look is on record. Raises as `case_view`."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        case = _case(conn, caller, case_id, day)
        found = sheets.papers_of(uploads.documents_of_case(conn, case_id), (), caller.lang)
    _looked(services, caller, case)
    return found


def _case(conn: Connection, caller: Caller, case_id: str, day: date) -> CaseHead:
    case = cases.get_case(conn, case_id)
    if case is None:
        raise Refused("case_not_found")
    caller.require(Function.CASE_VIEW, case.office, day)
    require_sight(caller, case.office, case.protected, day)
    return case


def _looked(services: Services, caller: Caller, case: CaseHead) -> None:
    record_look(
        services, caller, "case.view", "case", case.case_id, case_id=case.case_id, household_key=case.household_key
    )


def _line(case: CaseHead, caller: Caller, day: date) -> CaseLine:
    seen = sees(caller, case.office, case.protected, day)
    return CaseLine(
        case_id=case.case_id,
        number=case.number,
        slug=case.slug,
        status=case.status,
        outcome=case.outcome,
        office=case.office,
        household_key=case.household_key if seen else None,
        name=case.subject_name if seen else None,
        kana=case.subject_kana if seen else None,
        restricted=not seen,
        channel=case.channel,
        received_on=case.received_on,
        rev=case.rev,
        started_at=case.started_at,
        changed_at=case.changed_at,
        closed_at=case.closed_at,
    )
