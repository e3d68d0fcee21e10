"""Taking tasks (引き受ける・戻す・割り当てる): one person at a time, with the result of each where many are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.task_rights import require_sight, require_work, second_person
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function, work
from server.store import cases, grants, tasks, users
from server.store.tasks import Task
from server.store.unit_of_work import UnitOfWork

MANY = 200


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What came of one item of a bulk act: `refusal` is None when it was done."""

    task_id: str
    refusal: Refused | None


def claim_task(services: Services, caller: Caller, task_id: str) -> None:
    """引き受ける. Raises `task_not_found`, `task_not_open`, `claimed_by_other`, rights and second-person refusals.

    A protected person's task (支援措置) is for those alone who may see him: `protected_person`.
    """

    def act(uow: UnitOfWork) -> None:
        task = _task(uow, task_id)
        require_work(caller, task, uow.business_day)
        case = cases.get_case(uow.conn, task.case_id)
        require_sight(caller, task.office, case is not None and case.protected, uow.business_day)
        second_person(uow.conn, caller.user_id, task)
        tasks.claim_task(uow, task_id)
        _audit(uow, "task.claim", task)

    run(services, caller, act)


def release_task(services: Services, caller: Caller, task_id: str) -> None:
    """戻す. Raises `release_not_own` for a task somebody else holds."""

    def act(uow: UnitOfWork) -> None:
        task = _task(uow, task_id)
        require_work(caller, task, uow.business_day)
        tasks.release_task(uow, task_id)
        _audit(uow, "task.release", task)

    run(services, caller, act)


def assign_task(services: Services, caller: Caller, task_id: str, user_id: str | None, reason: str) -> None:
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

    run(services, caller, act)


def claim_many(services: Services, caller: Caller, task_ids: Iterable[str]) -> tuple[ItemResult, ...]:
    """引き受ける for each of the chosen tasks, one transaction each: what fails does not stop the others."""
    return _each(task_ids, lambda task_id: claim_task(services, caller, task_id))


def release_many(services: Services, caller: Caller, task_ids: Iterable[str]) -> tuple[ItemResult, ...]:
    """戻す for each of the chosen tasks."""
    return _each(task_ids, lambda task_id: release_task(services, caller, task_id))


def assign_many(
    services: Services, caller: Caller, task_ids: Iterable[str], user_id: str | None, reason: str
) -> tuple[ItemResult, ...]:
    """担当を割り当てる for each of the chosen tasks."""
    return _each(task_ids, lambda task_id: assign_task(services, caller, task_id, user_id, reason))


def _each(task_ids: Iterable[str], act: Callable[[str], None]) -> tuple[ItemResult, ...]:
    results = []
    for task_id in list(dict.fromkeys(task_ids))[:MANY]:
        try:
            act(task_id)
            results.append(ItemResult(task_id, None))
        except Refused as refusal:
            results.append(ItemResult(task_id, refusal))
    return tuple(results)


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
