"""One task (タスク): its form as this person finds it, beside what it rests on, and whether he may do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.casework.advance import SENT_BACK
from server.casework.callers import Caller
from server.casework.case_answers import data_of
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.task_rights import differs_from
from server.casework.typed_before import before_of
from server.casework.views import dunning_figures, steps, timeline, words
from server.casework.views import facts as sheets
from server.casework.views.around import known_facts, walk_of, why_not
from server.casework.views.beside import live_sheets
from server.casework.views.check import CheckGroup, CheckView, check_of
from server.casework.views.dunning_figures import DunningFigures
from server.casework.views.header import CaseHeader, header_of
from server.casework.views.prefill import Filled, fill
from server.casework.views.seeing import NoteLine, notes_of, record_look, require_sight
from server.domain.arrears import ON_DEBTS
from server.domain.effects import JSON
from server.domain.facts import Facts
from server.domain.forms.model import FormDefinition
from server.domain.forms.tree import Tree
from server.domain.refusals import Refused
from server.domain.rights import Function, work
from server.engine.definition import Procedure
from server.store import cases, drafts, history, tasks, uploads
from server.store.cases import Case
from server.store.connection import Connection
from server.store.history import HistoryRow
from server.store.tasks import Task

_TYPING = "typing"


@dataclass(frozen=True, slots=True)
class Returned:
    """Why the task came back (差戻し): who sent it, when, the kind of reason and the words."""

    who: str
    at: datetime
    step: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task's page. `tree` holds the texts of the form's fields; `rev` comes back with the answers.

    `origin` says where the texts come from (draft, earlier, prefilled); `sealed` are paths of My Numbers entered
    before. `may_do` with `why_not` (in the caller's language) and its code when he may not, for whatever reason.
    """

    task_id: str
    element: str
    name: str
    role: str
    status: str
    round: int
    due: date | None
    left: int | None
    waiting: bool
    rev: int
    case: CaseHeader
    chain: tuple[steps.ChainStep, ...]
    form: FormDefinition
    tree: Tree
    origin: str
    saved_at: datetime | None
    sealed: tuple[str, ...]
    earlier: Mapping[str, JSON] | None
    returned: Returned | None
    check: CheckView | None
    facts: tuple[sheets.FactSheet, ...]
    papers: tuple[sheets.Paper, ...]
    notes: tuple[NoteLine, ...]
    act: str
    act_note: str
    may_do: bool
    why_not: str
    why_code: str
    claimed_by: str | None
    claimed_name: str | None
    mine: bool
    may_claim: bool
    may_release: bool
    may_assign: bool
    may_note: bool
    may_add_document: bool
    may_enter_numbers: bool
    dunning: DunningFigures | None = None

    @property
    def groups(self) -> tuple[CheckGroup, ...]:
        """The value groups that this task's form marks; none where it is no second check."""
        return () if self.check is None or self.check.field is None else self.check.groups


def task_view(services: Services, caller: Caller, task_id: str) -> TaskView:
    """The page of a task; the look is on record.

    Raises `task_not_found`, `no_right`/`out_of_scope` for whoever may neither work nor see the case,
    `protected_person` for a protected household without the right to see it.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        task, case = _task(conn, caller, task_id, day)
        view = _view(services, conn, caller, task, case, day)
    record_look(
        services,
        caller,
        "task.view",
        "task",
        task_id,
        case_id=case.case_id,
        household_key=case.household_key,
        detail={"element": task.element},
    )
    return view


def _task(conn: Connection, caller: Caller, task_id: str, day: date) -> tuple[Task, Case]:
    task = tasks.get_task(conn, task_id)
    case = None if task is None else cases.get_case(conn, task.case_id)
    if task is None or case is None:
        raise Refused("task_not_found")
    if not caller.may(work(task.role), task.office, day):
        caller.require(Function.CASE_VIEW, case.office, day)
    require_sight(caller, case.office, case.protected, day)
    return task, case


def _view(services: Services, conn: Connection, caller: Caller, task: Task, case: Case, day: date) -> TaskView:
    procedure = services.catalogue.get(conn, case.procedure_hash)
    form = form_of(procedure, task.form)
    told = history.history_of(conn, case.case_id)
    data = data_of(told)
    # The typing centre types from the scan alone: what the registers know of the household is not for contractors.
    household = None if task.role == _TYPING else case.household_key
    known = known_facts(conn, household, day)
    back = _returned(task, told, {}, caller) is not None
    filled = _filled(conn, caller, task, form, data, known, household, day, back=back)
    walk = walk_of(services, conn, caller, case, procedure, told, day)
    missing = (data.get("precheck") or {}).get("missing_documents") or []
    refusal = why_not(conn, caller, task, day)
    lang = caller.lang
    live = live_sheets(services, conn, case, data, day)
    return TaskView(
        task_id=task.task_id,
        element=task.element,
        name=timeline.element_name(task.element, task.name, lang),
        role=task.role,
        status=task.status,
        round=task.round,
        due=task.due_on,
        left=None if task.due_on is None else walk.calendar.open_days_between(day, task.due_on),
        waiting=bool(task.properties.get("waiting")),
        rev=case.rev,
        case=header_of(conn, caller, case, day),
        chain=steps.chain_of(walk),
        form=form,
        tree=filled.tree,
        origin=filled.origin,
        saved_at=filled.saved_at,
        sealed=filled.sealed,
        earlier=filled.earlier,
        returned=_returned(task, told, walk.names, caller),
        check=_check(procedure, told, task, form, filled.tree, walk.names, caller),
        facts=()
        if task.role == _TYPING
        else sheets.sheets_of(known, household, data, day, lang, live, own_first=case.slug in ON_DEBTS),
        papers=sheets.papers_of(uploads.documents_of_case(conn, case.case_id), missing, lang),
        notes=() if task.role == _TYPING else notes_of(conn, case.case_id, household),
        act=_act(case.slug, task, caller),
        act_note=_act_note(procedure, task, caller),
        may_do=refusal is None,
        why_not=_say(refusal, caller),
        why_code="" if refusal is None else refusal.code,
        claimed_by=task.claimed_by,
        claimed_name=walk.names.get(task.claimed_by or "", task.claimed_by),
        mine=task.claimed_by == caller.user_id,
        may_claim=refusal is None and task.claimed_by is None,
        may_release=task.status == "open" and task.claimed_by == caller.user_id,
        may_assign=task.status == "open" and caller.may(Function.TASK_ASSIGN, task.office, day),
        may_note=caller.may(Function.TASK_NOTE, case.office, day),
        may_add_document=caller.may(Function.DOCUMENT_ADD, case.office, day),
        may_enter_numbers=caller.may(Function.MY_NUMBER_ENTER, case.office, day),
        dunning=_dunning(services, conn, case, task, day),
    )


def _dunning(services: Services, conn: Connection, case: Case, task: Task, day: date) -> DunningFigures | None:
    """The figures of a dunning run, for whoever works on it; a run is the city's, no household stands in them."""
    if case.slug != dunning_figures.SLUG:
        return None
    return dunning_figures.figures_of(conn, case.case_id, task.element, services.values(conn), day)


def _filled(
    conn: Connection,
    caller: Caller,
    task: Task,
    form: FormDefinition,
    data: Mapping[str, Mapping[str, JSON]],
    known: Facts,
    household_key: str | None,
    day: date,
    *,
    back: bool,
) -> Filled:
    # What is asked anew each time (fresh) begins empty, but what somebody sent back is there to be mended.
    anew = task.properties.get("fresh") == "true" and not back
    return fill(
        form,
        today=day,
        draft=drafts.get_draft(conn, caller.user_id, f"task:{task.task_id}"),
        # A second check begins anew each time: marks of an earlier round say nothing of what was corrected since.
        earlier=None if anew or form.check_field is not None or differs_from(task) else data.get(task.element),
        start=data.get("start") or {},
        known=known,
        household_key=household_key,
        before=before_of(data, task.element),
    )


def _say(refusal: Refused | None, caller: Caller) -> str:
    if refusal is None:
        return ""
    return refusal.message_ja if caller.lang == "ja" else refusal.message_en


def _returned(task: Task, told: Sequence[HistoryRow], names: Mapping[str, str], caller: Caller) -> Returned | None:
    """The last answer that sent the case back, when it came after the last time this element was done."""
    for row in reversed(told):
        if row.kind != "completed":
            continue
        answers = row.detail.get("answers") or {}
        if row.element == task.element:
            return None
        if answers.get("result") in SENT_BACK:
            return Returned(
                names.get(row.by_user, row.by_user),
                row.at,
                timeline.element_name(row.element, row.name, caller.lang),
                words.say(words.RETURN_REASONS, answers.get("return_reason"), caller.lang),
                str(answers.get("reason") or ""),
            )
    return None


def _check(
    procedure: Procedure,
    told: Sequence[HistoryRow],
    task: Task,
    form: FormDefinition,
    tree: Tree,
    names: Mapping[str, str],
    caller: Caller,
) -> CheckView | None:
    checked = task.properties.get("checks")
    if not checked:
        return None
    marks = tree.get(form.check_field.name) if form.check_field is not None else {}
    return check_of(procedure, told, checked, form, marks or {}, names, caller.lang)


def _act(slug: str, task: Task, caller: Caller) -> str:
    if caller.lang == "ja" and task.properties.get("act"):
        return task.properties["act"]
    own = words.ACTS_BY_SLUG.get(slug, {})
    return words.say(own if task.element in own else words.ACTS, task.element, caller.lang)


def _act_note(procedure: Procedure, task: Task, caller: Caller) -> str:
    """Who may not go on from here: the person who enters is told that another one will check."""
    others = [
        one for one in procedure.tasks.values() if task.element in one.properties.get("differs_from", "").split(",")
    ]
    if not others:
        return ""
    steps_named = "・".join(timeline.element_name(one.element, one.name, caller.lang) for one in others)
    return f"自分以外の人がする: {steps_named}" if caller.lang == "ja" else f"Someone else has to: {steps_named}"
