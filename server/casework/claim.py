"""Taking tasks (引き受ける・戻す・割り当てる・再確認日): one person at a time; `bulk_acts` does them for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.task_rights import require_sight, require_work, second_person, standing_for
from server.casework.work import run
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function, work
from server.store import cases, grants, tasks, users
from server.store.tasks import Task
from server.store.unit_of_work import UnitOfWork

_REASON = 40
_FARTHEST = "desk.follow_up_days"

Also = Callable[[UnitOfWork], None]
"""What else is written in the same transaction (a bulk act keeps its item's result so)."""


def _nothing(_uow: UnitOfWork) -> None:
    """Nothing else."""


def claim_task(services: Services, caller: Caller, task_id: str, also: Also = _nothing) -> None:
    """引き受ける. Raises `task_not_found`, `task_not_open`, `claimed_by_other`, rights and second-person refusals.

    A protected person's task (支援措置) is for those alone who may see him: `protected_person`.
    """

    def act(uow: UnitOfWork) -> None:
        task = _task(uow, task_id)
        require_work(caller, task, uow.business_day)
        case = cases.get_case(uow.conn, task.case_id)
        require_sight(caller, task.office, case is not None and case.protected, uow.business_day)
        second_person(uow.conn, caller.user_id, task)
        standing_for(uow.conn, caller, task, uow.business_day)
        tasks.claim_task(uow, task_id)
        _audit(uow, "task.claim", task)
        also(uow)

    run(services, caller, act)


def release_task(services: Services, caller: Caller, task_id: str, also: Also = _nothing) -> None:
    """戻す. Raises `release_not_own` for a task somebody else holds."""

    def act(uow: UnitOfWork) -> None:
        task = _task(uow, task_id)
        require_work(caller, task, uow.business_day)
        tasks.release_task(uow, task_id)
        _audit(uow, "task.release", task)
        also(uow)

    run(services, caller, act)


def assign_task(
    services: Services, caller: Caller, task_id: str, user_id: str | None, reason: str, also: Also = _nothing
) -> None:
    """担当を割り当てる, with a reason; None gives it back to all.

    Raises `reason_missing`, `assignee_cannot_work` (no right to the task), second-person refusals for the assignee.
    """
    if not reason.strip():
        raise Refused("reason_missing", at_field="reason")
    refuse_in(reason, "reason")

    def act(uow: UnitOfWork) -> None:
        task = _task(uow, task_id)
        caller.require(Function.TASK_ASSIGN, task.office, uow.business_day)
        if user_id is not None:
            _refuse_unfit(uow, task, user_id)
        tasks.assign_task(uow, task_id, user_id)
        _audit(uow, "task.assign", task, to=user_id, reason=reason.strip()[:200])
        also(uow)

    run(services, caller, act)


def put_off(
    services: Services, caller: Caller, task_id: str, day: date | None, reason: str, also: Also = _nothing
) -> None:
    """再確認日を付ける: the task leaves the lists until `day`, with a reason; None brings it back at once.

    A task that is overdue or due is never put out of sight. Raises `InputInvalid` at `day` or `reason`
    (`follow_up_not_ahead`, `follow_up_too_far`, `follow_up_too_late`, `required`, `too_long`), rights,
    `claimed_by_other`.
    """
    said = " ".join(reason.split())

    def act(uow: UnitOfWork) -> None:
        task = _task(uow, task_id)
        require_work(caller, task, uow.business_day)
        case = cases.get_case(uow.conn, task.case_id)
        require_sight(caller, task.office, case is not None and case.protected, uow.business_day)
        if task.claimed_by is not None and task.claimed_by != caller.user_id:
            raise Refused("claimed_by_other", name=users.names_of(uow.conn, {task.claimed_by}).get(task.claimed_by, ""))
        if day is not None:
            _refuse_day(task, day, uow.business_day, services.values(uow.conn).integer(_FARTHEST, uow.business_day))
        tasks.set_follow_up(uow, task_id, day, said or None)
        _audit(uow, "task.follow_up", task, day=None if day is None else day.isoformat(), reason=said)
        also(uow)

    if day is not None:
        _refuse_reason(said)
    run(services, caller, act)


def _refuse_reason(said: str) -> None:
    if not said:
        raise InputInvalid([FieldError("reason", "required")])
    if len(said) > _REASON:
        raise InputInvalid([FieldError("reason", "too_long", {"max": _REASON})])
    refuse_in(said, "reason")


def _refuse_day(task: Task, day: date, today: date, farthest: int) -> None:
    if day <= today:
        raise InputInvalid([FieldError("day", "follow_up_not_ahead")])
    if day > today + timedelta(days=farthest):
        raise InputInvalid([FieldError("day", "follow_up_too_far", {"days": farthest})])
    if task.due_on is not None and day > task.due_on:
        raise InputInvalid([FieldError("day", "follow_up_too_late", {"due": task.due_on.isoformat()})])


def _task(uow: UnitOfWork, task_id: str) -> Task:
    task = tasks.get_task(uow.conn, task_id)
    if task is None:
        raise Refused("task_not_found")
    return task


def _refuse_unfit(uow: UnitOfWork, task: Task, user_id: str) -> None:
    case = cases.get_case(uow.conn, task.case_id)
    wanted = [work(task.role), *([Function.PROTECTED_VIEW] if case is not None and case.protected else [])]
    if not all(user_id in grants.holders(uow.conn, one, task.office, uow.business_day) for one in wanted):
        raise Refused("assignee_cannot_work", name=users.names_of(uow.conn, {user_id}).get(user_id, user_id))
    second_person(uow.conn, user_id, task)


def _audit(uow: UnitOfWork, kind: str, task: Task, **detail: str | None) -> None:
    uow.audit(kind, object_kind="task", object_key=task.task_id, case_id=task.case_id, detail=detail)
