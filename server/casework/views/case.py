"""One case (案件): where it stands on the diagram, its steps, its history in words, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.case_answers import data_of
from server.casework.services import Services
from server.casework.views import facts as sheets
from server.casework.views import records, timeline, words
from server.casework.views import steps as walks
from server.casework.views.around import walk_of, why_not
from server.casework.views.header import CaseHeader, header_of
from server.casework.views.letters import LetterLine, lines_of, titles
from server.casework.views.seeing import NoteLine, notes_of, record_look, require_sight
from server.domain.calendar import civil_date
from server.domain.forms.model import Lang
from server.domain.refusals import Refused
from server.domain.rights import Function, within, work
from server.store import cases, history, letters, uploads, users
from server.store.cases import Case
from server.store.connection import Connection
from server.store.tasks import Task


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open task of the case: who holds it, until when, and whether the caller may do it."""

    task_id: str
    element: str
    name: str
    state: str
    state_word: str
    who: str | None
    mine: bool
    due: date | None
    left: int | None
    may_do: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """The page of a case. `looks` is None for those without the right to see who looked."""

    case: CaseHeader
    steps: tuple[walks.Step, ...]
    chain: tuple[walks.ChainStep, ...]
    marks: walks.Marks
    diagram: bytes
    diagram_label: str
    open_days: int
    open_tasks: tuple[OpenTask, ...]
    events: tuple[timeline.Event, ...]
    papers: tuple[sheets.Paper, ...]
    letters: tuple[LetterLine, ...]
    decisions: tuple[records.DecisionLine, ...]
    exports: tuple[records.ExportLine, ...]
    answers: tuple[records.AnswerSheet, ...]
    grounds: tuple[records.Ground, ...]
    notes: tuple[NoteLine, ...]
    incidents: tuple[records.IncidentLine, ...]
    looks: tuple[records.Look, ...] | None
    may_note: bool
    may_add_document: bool
    may_see_documents: bool
    may_print_receipt: bool
    may_handle_incidents: bool
    may_correct: bool


def case_view(services: Services, caller: Caller, case_id: str) -> CaseView:
    """The page of a case; the look is on record.

    Raises `case_not_found`, `no_right`/`out_of_scope`, `protected_person`.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        case = cases.get_case(conn, case_id)
        if case is None:
            raise Refused("case_not_found")
        caller.require(Function.CASE_VIEW, case.office, day)
        require_sight(caller, case.office, case.protected, day)
        view = _view(services, conn, caller, case, day)
    record_look(services, caller, "case.view", "case", case_id, case_id=case_id, household_key=case.household_key)
    return view


def _view(services: Services, conn: Connection, caller: Caller, case: Case, day: date) -> CaseView:
    lang = caller.lang
    procedure = services.catalogue.get(conn, case.procedure_hash)
    told = history.history_of(conn, case.case_id)
    data = data_of(told)
    walk = walk_of(services, conn, caller, case, procedure, told, day)
    sent = letters.letters_of_case(conn, case.case_id)
    missing = (data.get("precheck") or {}).get("missing_documents") or [] if case.status == "active" else []
    ended = civil_date(case.closed_at) if case.closed_at else day
    names = {**walk.names, **users.names_of(conn, {one.released_by for one in sent if one.released_by})}
    return CaseView(
        case=header_of(conn, caller, case, day),
        steps=walks.steps_of(walk),
        chain=walks.chain_of(walk),
        marks=walks.marks_of(walk),
        diagram=procedure.diagram,
        diagram_label=_label(walk, lang),
        open_days=max(0, walk.calendar.open_days_between(case.received_on, ended)),
        open_tasks=tuple(_open_task(conn, caller, task, walk, day) for task in walk.open_tasks),
        events=records.with_deputies(
            conn,
            case.case_id,
            timeline.events_of(procedure, told, sent, names, titles(services, day, lang), lang),
            lang,
        ),
        papers=sheets.papers_of(uploads.documents_of_case(conn, case.case_id), missing, lang),
        letters=lines_of(services, conn, caller, sent, day),
        decisions=records.decisions_of(conn, case.case_id, lang),
        exports=records.exports_of(conn, walk, case.case_id),
        answers=records.answers_of(procedure, told, walk.names, lang),
        grounds=records.grounds_of(procedure, told, walk.names, lang),
        notes=notes_of(conn, case.case_id, case.household_key),
        incidents=records.incidents_of(conn, case, lang),
        looks=records.looks_of(conn, caller, case, day),
        may_note=caller.may(Function.TASK_NOTE, case.office, day),
        may_add_document=case.status == "active" and caller.may(Function.DOCUMENT_ADD, case.office, day),
        may_see_documents=caller.may(Function.DOCUMENT_VIEW, case.office, day),
        may_print_receipt=case.household_key is not None and caller.may(Function.CASE_START, case.office, day),
        may_handle_incidents=caller.may(Function.INCIDENT_HANDLE, case.office, day),
        may_correct=any(within(case.office, scope) for scope in caller.work_scopes(day).values()),
    )


def _label(walk: walks.Walk, lang: Lang) -> str:
    """What the picture shows, in words, for those who do not see it."""
    now = "・".join(timeline.element_name(task.element, task.name, lang) for task in walk.open_tasks)
    if lang == "ja":
        return f"{walk.procedure.name}の図。" + (f"いまは{now}" if now else "終わっている")
    return f"Diagram of {walk.procedure.name}. " + (f"Now: {now}" if now else "Closed")


def _for_head(caller: Caller, task: Task, refusal: Refused | None, day: date) -> Refused | None:
    """Who is the head cannot be sent to the head: he is told to whom he may give the task."""
    if refusal is None or refusal.code != "no_right" or not caller.may(Function.HEAD_VIEW, task.office, day):
        return refusal
    return Refused("no_right_of_head", function=work(task.role))


def _open_task(conn: Connection, caller: Caller, task: Task, walk: walks.Walk, day: date) -> OpenTask:
    refusal = _for_head(caller, task, why_not(conn, caller, task, day), day)
    state = "wait" if task.properties.get("waiting") else "back" if task.returned else "open"
    text = "" if refusal is None else refusal.message_ja if caller.lang == "ja" else refusal.message_en
    return OpenTask(
        task_id=task.task_id,
        element=task.element,
        name=timeline.element_name(task.element, task.name, caller.lang),
        state=state,
        state_word=words.say(words.TASK_STATES, state, caller.lang),
        who=walk.names.get(task.claimed_by or "", task.claimed_by),
        mine=task.claimed_by == caller.user_id,
        due=task.due_on,
        left=None if task.due_on is None else walk.calendar.open_days_between(day, task.due_on),
        may_do=refusal is None,
        why_not=text,
    )
