"""The head's page (所属長): the day's list, what is overdue, incidents, held letters, what must go out in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.benefit_cases import CaseRow, near_cases
from server.casework.views.copay_reliefs import every_due
from server.casework.views.daylist import DayList, daylist_of, scope_for
from server.casework.views.head_arrears import ArrearsState, arrears_state
from server.casework.views.letters import LetterLine, lines_of
from server.casework.views.mail import PackLine, overdue_packs
from server.casework.views.near_limits import NearLimit, near_limits
from server.casework.views.reliefs import DueRelief
from server.domain.calendar import Calendar, civil_date
from server.domain.forms.model import Lang
from server.domain.rights import Function, Scope, within
from server.domain.roles import ROLES
from server.store import cases, feeds, inbox, incidents, letters, messages, my_numbers, offices, users
from server.store.connection import Connection

_MOST = 50
TAX = "I02"
_NEAR_OPEN_DAYS = 2


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A task whose day has passed; `left` is negative open days."""

    task_id: str
    case_id: str
    number: str
    procedure: str
    step: str
    due: date
    left: int
    who: str | None


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An open incident: what stands still, since when, who owns it, what was not done."""

    incident_id: str
    short_id: str
    kind: str
    kind_word: str
    summary: str
    fault: str
    raised_at: datetime
    owner: str | None
    mine: bool
    case_id: str | None
    case_number: str | None
    letter_id: str | None


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A message that nobody has taken over yet, with the open days it has waited."""

    message_id: str
    kind: str
    kind_word: str
    received_at: datetime
    waited: int
    case_id: str | None
    case_number: str | None
    household_key: str | None


@dataclass(frozen=True, slots=True)
class DueExport:
    """A record for a linked system that is near or past its last day."""

    export_id: str
    interface_word: str
    due: date
    left: int
    case_id: str | None
    case_number: str | None


@dataclass(frozen=True, slots=True)
class OwedFeed:
    """A linked system's file that was to be in and is not; what rests on it stands still. `why` as the store says."""

    interface: str
    interface_word: str
    why: str
    expected_by: date


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """A My Number that contradicts what is on record: persons by their keys, never the number."""

    check_id: str
    person_key: str
    reason: str
    other_person_key: str | None
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class OfficeChoice:
    """An office the head may look at."""

    office: str
    name: str


@dataclass(frozen=True, slots=True)
class HeadView:
    """The page; lists hold the first fifty, counts all of them."""

    day: date
    office: str | None
    office_name: str
    offices: tuple[OfficeChoice, ...]
    daylist: DayList
    open_tasks: int
    overdue_count: int
    overdue: tuple[OverdueLine, ...]
    incidents: tuple[IncidentLine, ...]
    held: tuple[LetterLine, ...]
    held_count: int
    to_release: int
    messages: tuple[WaitingMessage, ...]
    exports: tuple[DueExport, ...]
    number_checks: tuple[NumberCheck, ...]
    mail: tuple[PackLine, ...] = ()
    owed: tuple[OwedFeed, ...] = ()
    arrears: ArrearsState | None = None
    reliefs: tuple[DueRelief, ...] = ()
    benefits: tuple[CaseRow, ...] = ()
    near: tuple[NearLimit, ...] = ()


def head_view(services: Services, caller: Caller, office: str | None = None) -> HeadView:
    """The page of a head for one of his offices, or for all of them together.

    Raises `no_right`, `out_of_scope` for an office that is not his.
    """
    day = services.clock.business_day()
    scope = scope_for(caller, Function.HEAD_VIEW, office, day)
    with services.database.read() as conn:
        calendar = services.calendar(conn)
        held = letters.find_letters(conn, scope, status="held", limit=_MOST).items
        query = inbox.InboxQuery(caller.user_id)
        late = inbox.InboxQuery(caller.user_id, overdue_on=day)
        work = dict.fromkeys(ROLES, scope)
        return HeadView(
            day=day,
            office=office,
            office_name=_office_name(conn, office, caller.lang),
            offices=_offices(conn, caller, Function.HEAD_VIEW, day),
            daylist=daylist_of(conn, caller, scope, office, day, day),
            open_tasks=inbox.count(conn, work, query),
            overdue_count=inbox.count(conn, work, late),
            overdue=_overdue(conn, work, late, calendar, day, caller.lang),
            incidents=_incidents(conn, caller, scope),
            held=lines_of(services, conn, caller, held, day),
            held_count=letters.count_letters(conn, scope, status="held"),
            to_release=letters.count_letters(conn, scope, status="rendered"),
            messages=_messages(conn, scope, calendar, day, caller.lang),
            exports=_exports(conn, scope, calendar, day, caller.lang),
            number_checks=_checks(conn, caller, day),
            mail=overdue_packs(conn, scope, calendar, day),
            owed=_owed(services, conn, scope, day, caller.lang),
            arrears=arrears_state(services, conn, scope, day),
            benefits=near_cases(conn, caller, scope, services.values(conn), day),
            reliefs=every_due(conn, caller.lang, scope, services.values(conn), calendar, day),
            near=near_limits(conn, scope, services.values(conn), day),
        )


def _offices(conn: Connection, caller: Caller, function: str, day: date) -> tuple[OfficeChoice, ...]:
    scope = caller.scope(function, day)
    return tuple(OfficeChoice(one.office, one.name) for one in offices.all_offices(conn) if within(one.office, scope))


def _office_name(conn: Connection, office: str | None, lang: Lang) -> str:
    found = None if office is None else offices.get_office(conn, office)
    return found.name if found is not None else "すべての所属" if lang == "ja" else "All offices"


def _overdue(
    conn: Connection, work: inbox.WorkScope, query: inbox.InboxQuery, calendar: Calendar, day: date, lang: Lang
) -> tuple[OverdueLine, ...]:
    rows = inbox.inbox(conn, work, query, limit=_MOST).items
    names = users.names_of(conn, {row.claimed_by for row in rows if row.claimed_by})
    return tuple(
        OverdueLine(
            task_id=row.task_id,
            case_id=row.case_id,
            number=row.number,
            procedure=words.say(words.PROCEDURES, row.slug, lang),
            step=words.step_named(row.slug, row.element, row.name, lang),
            due=row.due_on,
            left=calendar.open_days_between(day, row.due_on),
            who=names.get(row.claimed_by or "", row.claimed_by),
        )
        for row in rows
        if row.due_on is not None
    )


def _incidents(conn: Connection, caller: Caller, scope: Scope) -> tuple[IncidentLine, ...]:
    found = incidents.open_incidents(conn, scope)[:_MOST]
    names = users.names_of(conn, {one.owner for one in found if one.owner})
    numbers = cases.numbers_of(conn, {one.case_id for one in found if one.case_id})
    return tuple(
        IncidentLine(
            incident_id=one.incident_id,
            short_id=one.incident_id[-8:],
            kind=one.kind,
            kind_word=words.say(words.INCIDENTS, one.kind, caller.lang),
            summary=one.summary,
            fault=str(one.detail.get("fault") or ""),
            raised_at=one.raised_at,
            owner=names.get(one.owner or "", one.owner),
            mine=one.owner == caller.user_id,
            case_id=one.case_id,
            case_number=numbers.get(one.case_id or ""),
            letter_id=one.object_key if one.object_kind == "letter" else None,
        )
        for one in found
    )


def _messages(conn: Connection, scope: Scope, calendar: Calendar, day: date, lang: Lang) -> tuple[WaitingMessage, ...]:
    """Messages of the office's cases that no case has taken over, oldest first."""
    found = messages.waiting_messages(conn, limit=10 * _MOST)
    places = cases.offices_of(conn, {one.from_case_id for one in found if one.from_case_id})
    numbers = cases.numbers_of(conn, places)
    hidden = cases.protected_among(conn, places)
    mine = [one for one in found if within(places.get(one.from_case_id or "", "hq"), scope)]
    return tuple(
        WaitingMessage(
            message_id=one.message_id,
            kind=one.kind,
            kind_word=words.say(words.MESSAGES, one.kind, lang),
            received_at=one.received_at,
            waited=max(0, calendar.open_days_between(civil_date(one.received_at), day)),
            case_id=one.from_case_id,
            case_number=numbers.get(one.from_case_id or ""),
            household_key=None if one.from_case_id in hidden else _text(one.register_keys.get("household_key")),
        )
        for one in mine[:_MOST]
    )


def _exports(conn: Connection, scope: Scope, calendar: Calendar, day: date, lang: Lang) -> tuple[DueExport, ...]:
    """Records still to be sent whose last day is two open days away or less."""
    near = calendar.add_open_days(day, _NEAR_OPEN_DAYS)
    found = [one for one in messages.queued_exports(conn) if one.due_on <= near]
    places = cases.offices_of(conn, {one.case_id for one in found if one.case_id})
    numbers = cases.numbers_of(conn, places)
    mine = [one for one in found if within(places.get(one.case_id or "", "hq"), scope)]
    return tuple(
        DueExport(
            export_id=one.export_id,
            interface_word=words.say(words.INTERFACES, one.interface, lang),
            due=one.due_on,
            left=calendar.open_days_between(day, one.due_on),
            case_id=one.case_id,
            case_number=numbers.get(one.case_id or ""),
        )
        for one in mine[:_MOST]
    )


def _owed(services: Services, conn: Connection, scope: Scope, day: date, lang: Lang) -> tuple[OwedFeed, ...]:
    """Files of linked systems that are missing, for those who look at the head office too."""
    if not within("hq", scope):
        return ()
    found = feeds.missing(conn, TAX, day, services.values(conn))
    if found is None:
        return ()
    return (OwedFeed(TAX, words.say(words.INTERFACES, TAX, lang), found.why, found.expected_by),)


def _checks(conn: Connection, caller: Caller, day: date) -> tuple[NumberCheck, ...]:
    """The list to be checked (確認リスト), for those alone who may see numbers."""
    if not caller.holds(Function.MY_NUMBER_REVEAL, day):
        return ()
    return tuple(
        NumberCheck(
            one.check_id,
            one.person_key,
            words.say(words.CHECK_REASONS, one.reason, caller.lang),
            one.other_person_key,
            one.raised_at,
        )
        for one in my_numbers.open_checks(conn)[:_MOST]
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
