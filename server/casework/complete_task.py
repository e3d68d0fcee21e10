"""Completing a task (仕事を終える): right, claim, second person, page, answers, step, all in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.casework import case_answers, numbers_in
from server.casework.advance import Advanced, advance
from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.task_rights import (
    holders,
    may_work,
    open_task,
    require_sight,
    require_work,
    second_person,
    standing_for,
)
from server.casework.typed_before import earlier_of
from server.casework.work import Remember, remembered, step_case
from server.domain.effects import JSON
from server.domain.forms.answers import Answers, read_answers
from server.domain.forms.showing import value_groups
from server.domain.forms.tree import Posted
from server.domain.refusals import Refused
from server.domain.rights import Function, work
from server.engine.definition import Procedure
from server.engine.types import CompleteTask
from server.store import cases, deputies, grants, history, tasks, users
from server.store.cases import Case
from server.store.drafts import drop_draft
from server.store.tasks import Task
from server.store.unit_of_work import UnitOfWork

IDENTITY, VERIFIED = "check_identity", "verify_identity"


@dataclass(frozen=True, slots=True)
class Completed:
    """The case after the task: `next_task_id` is what the same person may go on with in it, None for nothing."""

    case_id: str
    number: str
    status: str
    outcome: str | None
    next_task_id: str | None


def complete_task(
    services: Services,
    caller: Caller,
    task_id: str,
    raw: Posted | Mapping[str, JSON],
    *,
    rev: int | None = None,
    remember: Remember[Completed] | None = None,
) -> Completed:
    """Hands in the answers of a task and moves its case; `rev` is the case's as the page showed it (None: not shown).

    Raises in this order: `task_not_found`, `no_right`/`out_of_scope`, `protected_person`, `already_done`,
    `claimed_by_other`, `same_person_enters_and_checks`/`approver_entered_or_checked`, `stale_page` (`case_moved` when a
    manager moved the case to another version), then `InputInvalid` for the answers and what the rules refuse.
    Nothing is changed by a refusal.
    """
    with services.database.read() as conn:
        office, case_id = open_task(conn, caller, task_id, services.clock.business_day())

    def act(uow: UnitOfWork) -> Completed:
        return remembered(remember, uow, _complete(services, caller, uow, task_id, raw, rev))

    done = step_case(services, caller, case_id, office, act)
    services.wake_printer()
    return done


def _complete(
    services: Services,
    caller: Caller,
    uow: UnitOfWork,
    task_id: str,
    raw: Posted | Mapping[str, JSON],
    rev: int | None,
) -> Completed:
    task, case = _locked(uow, task_id)
    require_work(caller, task, uow.business_day)
    require_sight(caller, case.office, case.protected, uow.business_day)
    _refuse_done(uow, task)
    _refuse_taken(uow, caller, task)
    second_person(uow.conn, caller.user_id, task)
    standing = standing_for(uow.conn, caller, task, uow.business_day)
    _refuse_stale(uow, case, rev)
    procedure = services.catalogue.get(uow.conn, case.procedure_hash)
    data = case_answers.all_data(uow.conn, case.case_id)
    earlier = earlier_of(data, task.element)
    answers = _read(services, uow, procedure, task, case, raw, earlier, caller)
    values = numbers_in.seal(
        services,
        uow,
        caller,
        answers,
        earlier,
        office=case.office,
        purpose=f"{case.slug} {task.element}",
        method=_method(data),
    )
    if standing is not None:
        deputies.record_act(uow, task, standing.principal)
    moved = advance(
        services,
        uow,
        case,
        CompleteTask(task.key, values, caller.user_id),
        services.clock.business_now(),
        procedure,
    )
    uow.audit(
        "task.complete",
        object_kind="task",
        object_key=task_id,
        case_id=case.case_id,
        household_key=case.household_key,
        detail={"element": task.element, "number": case.number}
        | ({} if standing is None else {"deputy_for": standing.principal}),
    )
    drop_draft(uow.conn, caller.user_id, f"task:{task_id}")
    return Completed(moved.case_id, moved.number, moved.status, moved.outcome, _next(caller, uow, moved))


def _method(data: Mapping[str, Mapping[str, JSON]]) -> str:
    """How the person was checked, as the numbers' record names it; nothing where nobody was."""
    checked = data.get(VERIFIED) or data.get(IDENTITY) or {}
    return str(checked.get("method") or "")


def _locked(uow: UnitOfWork, task_id: str) -> tuple[Task, Case]:
    task = tasks.get_task(uow.conn, task_id)
    if task is None:
        raise Refused("task_not_found")
    case = cases.lock_case(uow, task.case_id)
    fresh = tasks.get_task(uow.conn, task_id)
    if case is None or fresh is None:
        raise Refused("task_not_found")
    return fresh, case


def _refuse_done(uow: UnitOfWork, task: Task) -> None:
    if task.status != "open":
        by = users.names_of(uow.conn, {task.closed_by or ""}).get(task.closed_by or "", "自動処理")
        raise Refused("already_done", name=by)


def _refuse_taken(uow: UnitOfWork, caller: Caller, task: Task) -> None:
    if task.claimed_by is not None and task.claimed_by not in holders(caller, task, uow.business_day):
        name = users.names_of(uow.conn, {task.claimed_by}).get(task.claimed_by, task.claimed_by)
        raise Refused("claimed_by_other", name=name)


def _refuse_stale(uow: UnitOfWork, case: Case, rev: int | None) -> None:
    if rev is not None and rev != case.rev:
        if case_answers.moved_last(uow.conn, case.case_id):
            raise Refused("case_moved")
        raise Refused("stale_page", name=case_answers.last_actor_name(uow.conn, case.case_id))


def _read(
    services: Services,
    uow: UnitOfWork,
    procedure: Procedure,
    task: Task,
    case: Case,
    raw: Posted | Mapping[str, JSON],
    earlier: Mapping[str, JSON] | None,
    caller: Caller,
) -> Answers:
    form = form_of(procedure, task.form)
    groups = None
    checked = task.properties.get("checks")
    if form.check_field is not None and checked:
        entered = case_answers.of_element(uow.conn, case.case_id, checked) or {}
        checked_form = form_of(procedure, procedure.tasks[checked].form)
        groups = {group.id: group.title for group in value_groups(checked_form, entered, caller.lang)}
    return read_answers(
        form,
        raw,
        today=services.clock.business_day(),
        check_groups=groups,
        sealed=numbers_in.sealed_paths(earlier),
        lang=caller.lang,
    )


def _next(caller: Caller, uow: UnitOfWork, moved: Advanced) -> str | None:
    """The task of this case that the same person may do next; it is claimed, for the same hands go on.

    What comes back (差戻し) goes to whoever did it before, not to whoever sent it back. The step itself may have made
    the case one for few (支援措置): then nobody else gets it.
    """
    protected = cases.is_protected(uow.conn, moved.case_id)
    for task_id in moved.opened:
        task = tasks.get_task(uow.conn, task_id)
        if task is None or _given_back(uow, task, caller, protected):
            continue
        wanted = _wanted(task, protected)
        if not all(caller.may(one, task.office, uow.business_day) for one in wanted):
            continue
        if not may_work(caller, task, uow.business_day):
            continue
        try:
            second_person(uow.conn, caller.user_id, task)
        except Refused:
            continue
        tasks.claim_task(uow, task_id)
        return task_id
    return None


def _wanted(task: Task, protected: bool) -> list[str]:
    """The rights that a task asks for."""
    return [work(task.role), *([Function.PROTECTED_VIEW] if protected else [])]


def _given_back(uow: UnitOfWork, task: Task, caller: Caller, protected: bool) -> bool:
    """Assigns a task of a further round to who did the one before; True when that is somebody else."""
    before = history.last_actors(uow.conn, task.case_id, [task.element]).get(task.element)
    if task.round < 2 or before is None or before == caller.user_id:
        return False
    wanted = _wanted(task, protected)
    if not all(before in grants.holders(uow.conn, one, task.office, uow.business_day) for one in wanted):
        return False
    tasks.assign_task(uow, task.task_id, before)
    return True
