"""What hangs on a case (案件の記録): decisions, exports, answers, the rules it rests on, incidents, and who looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.views import timeline, words
from server.casework.views.steps import Walk
from server.domain.effects import JSON
from server.domain.forms.model import Lang
from server.domain.forms.showing import describe
from server.domain.rights import Function
from server.engine.definition import Procedure
from server.store import audit, decisions, deputies, incidents, messages, users
from server.store.cases import Case
from server.store.connection import Connection
from server.store.decisions import DecisionRow
from server.store.history import HistoryRow

_LOOKS = 50


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision on record: what, by which row of 専決区分, who entered, checked, decided and confirmed."""

    decision_id: str
    result: str
    result_word: str
    summary: str
    authority: str
    entered_by: str
    checked_by: str | None
    decided_by: str
    decided_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    waits_for_confirmation: bool


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A record for a linked system with its last day."""

    export_id: str
    interface: str
    interface_word: str
    due: date
    left: int
    status: str
    status_word: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """What was answered at an element last: sheets of label and value, who answered, when."""

    element: str
    name: str
    who: str
    at: datetime
    sheets: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """A row of a table, or the rule of a period, that this case rests on."""

    at: datetime
    name: str
    note: str
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked at or touched the case, as the audit has it."""

    at: datetime
    who: str
    office: str
    what: str


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An open incident of the case."""

    incident_id: str
    kind: str
    kind_word: str
    summary: str
    raised_at: datetime
    owner: str | None
    correction: str | None


def people_of(one: DecisionRow) -> tuple[str, ...]:
    """Everybody named on a decision."""
    named = (one.entered_by, one.checked_by, one.decided_by, one.deputy_for, one.confirmed_by)
    return tuple(who for who in named if who)


def decider_of(one: DecisionRow, names: Mapping[str, str], lang: Lang) -> str:
    """Who decided, and for whom (代決)."""
    name = names.get(one.decided_by, one.decided_by)
    return name if one.deputy_for is None else f"{name} {deputy_note(names.get(one.deputy_for, one.deputy_for), lang)}"


def deputy_note(principal: str, lang: Lang) -> str:
    """That something was decided for an absent decider."""
    return f"代決({principal} 不在)" if lang == "ja" else f"as deputy for {principal}"


def with_deputies(
    conn: Connection, case_id: str, events: tuple[timeline.Event, ...], lang: Lang
) -> tuple[timeline.Event, ...]:
    """The history with 代決 written beside whatever a deputy did for an absent decider."""
    acts = {(act.element, act.at): act.principal for act in deputies.acts_of_case(conn, case_id)}
    if not acts:
        return events
    names = users.names_of(conn, set(acts.values()))

    def told(event: timeline.Event) -> timeline.Event:
        principal = acts.get((event.element, event.at)) if event.kind == "completed" else None
        if principal is None:
            return event
        return replace(event, note=f"{deputy_note(names.get(principal, principal), lang)} {event.note}".strip())

    return tuple(map(told, events))


def decisions_of(conn: Connection, case_id: str, lang: Lang) -> tuple[DecisionLine, ...]:
    found = decisions.decisions_of_case(conn, case_id)
    people = {who for one in found for who in people_of(one)}
    names = users.names_of(conn, people)
    return tuple(
        DecisionLine(
            decision_id=one.decision_id,
            result=one.result,
            result_word=words.say(words.RESULTS, one.result, lang),
            summary=one.summary,
            authority=one.authority,
            entered_by=names.get(one.entered_by, one.entered_by),
            checked_by=names.get(one.checked_by or "", one.checked_by),
            decided_by=decider_of(one, names, lang),
            decided_at=one.decided_at,
            confirmed_by=names.get(one.confirmed_by or "", one.confirmed_by),
            confirmed_at=one.confirmed_at,
            waits_for_confirmation=one.confirm_by != "none" and one.confirmed_by is None,
        )
        for one in found
    )


def exports_of(conn: Connection, walk: Walk, case_id: str) -> tuple[ExportLine, ...]:
    return tuple(
        ExportLine(
            export_id=one.export_id,
            interface=one.interface,
            interface_word=words.say(words.INTERFACES, one.interface, walk.lang),
            due=one.due_on,
            left=walk.calendar.open_days_between(walk.day, one.due_on),
            status=one.status,
            status_word=words.say(words.EXPORT_STATES, one.status, walk.lang),
            sent_at=one.sent_at,
        )
        for one in messages.exports_of_case(conn, case_id)
    )


def answers_of(
    procedure: Procedure, told: Sequence[HistoryRow], names: Mapping[str, str], lang: Lang
) -> tuple[AnswerSheet, ...]:
    """The last answers of the start form and of each task, in the order in which they were first given."""
    last: dict[str, HistoryRow] = {}
    for row in told:
        if row.kind in ("started", "completed"):
            last["start" if row.kind == "started" else row.element] = row
    return tuple(_answer_sheet(procedure, element, row, names, lang) for element, row in last.items())


def _answer_sheet(
    procedure: Procedure, element: str, row: HistoryRow, names: Mapping[str, str], lang: Lang
) -> AnswerSheet:
    key = f"{procedure.slug}/start" if element == "start" else procedure.tasks[element].form
    values: Mapping[str, JSON] = row.detail.get("data" if element == "start" else "answers") or {}
    shown = describe(form_of(procedure, key), values, lang)
    return AnswerSheet(
        element,
        timeline.element_name(row.element, row.name, lang),
        names.get(row.by_user, row.by_user),
        row.at,
        tuple((title, tuple(pairs)) for title, pairs in shown),
    )


def grounds_of(
    procedure: Procedure, told: Iterable[HistoryRow], names: Mapping[str, str], lang: Lang
) -> tuple[Ground, ...]:
    """Every table row and every period that decided something, in order."""
    found = [
        (row, timeline.event_of(procedure, row, names, lang))
        for row in told
        if row.kind in ("decided", "computed", "armed")
    ]
    return tuple(
        Ground(row.at, timeline.element_name(row.element, row.name, lang), event.note, event.ground)
        for row, event in found
        if event.ground
    )


def incidents_of(conn: Connection, case: Case, lang: Lang) -> tuple[IncidentLine, ...]:
    found = incidents.open_incidents(conn, frozenset({case.office}), case_id=case.case_id)
    names = users.names_of(conn, {one.owner for one in found if one.owner})
    return tuple(
        IncidentLine(
            one.incident_id,
            one.kind,
            words.say(words.INCIDENTS, one.kind, lang),
            one.summary,
            one.raised_at,
            names.get(one.owner or "", one.owner),
            _correction(one.detail.get("correction")),
        )
        for one in found
    )


def _correction(waiting: JSON) -> str | None:
    """The place and the reason of a correction that waits for a second person."""
    return f"{waiting['path']}: {waiting['reason']}" if isinstance(waiting, dict) else None


def looks_of(conn: Connection, caller: Caller, case: Case, day: date) -> tuple[Look, ...] | None:
    if not caller.may(Function.AUDIT_VIEW, case.office, day):
        return None
    found = audit.events_of(conn, case_id=case.case_id, limit=_LOOKS)
    names = users.names_of(conn, {one.user_id for one in found})
    return tuple(
        Look(
            one.at,
            names.get(one.user_id, one.user_id),
            one.office,
            words.say(words.AUDIT_KINDS, one.kind, caller.lang),
        )
        for one in found
    )
