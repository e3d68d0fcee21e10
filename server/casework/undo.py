"""Taking back one's own last completion (取り消し), until the second person has opened what follows.

The state before is restored as a new step of the case, with a line in its history and an event in the audit; nothing
is deleted. What was answered stays readable and stands in the form again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.step_records import undo_record
from server.casework.task_rights import require_sight, require_work
from server.casework.work import run
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.store import audit, cases, deputies, history, tasks, undo_points
from server.store.case_saves import CaseSave, save_case
from server.store.cases import Case
from server.store.connection import Connection
from server.store.tasks import Task
from server.store.undo_points import UndoPoint
from server.store.unit_of_work import UnitOfWork

_OPENED = ("task.view", "task.claim", "task.assign")


@dataclass(frozen=True, slots=True)
class OwnLast:
    """A completion of one's own: `late` when it can no longer be taken back."""

    case_id: str
    number: str
    step: str
    at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class _Undone:
    """The line in the history: whose task of which element was taken back."""

    element: str
    name: str
    by: str
    detail: dict[str, JSON]
    kind: str = "undone"
    element_type: str = "userTask"
    path: tuple[str, ...] = field(default=())


def undo_last(services: Services, caller: Caller, case_id: str) -> str:
    """Takes back what the caller did last in the case and returns the task that is open again.

    Raises `undo_nothing` (not the caller's, or nothing that can be taken back), `undo_too_late` when another one has
    opened or taken what follows or the case has moved on, and rights.
    """

    def act(uow: UnitOfWork) -> str:
        case = cases.lock_case(uow, case_id)
        if case is None:
            raise Refused("case_not_found")
        point = undo_points.point_of(uow.conn, case_id)
        if point is None or point.user_id != caller.user_id:
            raise Refused("undo_nothing")
        task = _task(uow, point)
        require_work(caller, task, uow.business_day)
        require_sight(caller, case.office, case.protected, uow.business_day)
        if case.rev != point.rev or seen_by_another(uow.conn, point):
            raise Refused("undo_too_late")
        _restore(uow, case, point, task)
        return task.task_id

    return run(services, caller, act)


def own_last(services: Services, caller: Caller) -> tuple[OwnLast, ...]:
    """What the caller did last, newest first, each with whether it can still be taken back."""
    found = []
    with services.database.read() as conn:
        for point in undo_points.points_of(conn, caller.user_id):
            case, task = cases.get_case(conn, point.case_id), tasks.get_task(conn, point.task_id)
            if case is not None and task is not None:
                late = case.rev != point.rev or seen_by_another(conn, point)
                found.append(OwnLast(case.case_id, case.number, task.name, point.at, late))
    return tuple(found)


def seen_by_another(conn: Connection, point: UndoPoint) -> bool:
    """Whether somebody else holds what follows, or has opened it."""
    follows = [task for task_id in point.opened if (task := tasks.get_task(conn, task_id)) is not None]
    if any(task.status != "open" or task.claimed_by not in (None, point.user_id) for task in follows):
        return True
    events = audit.events_of(conn, case_id=point.case_id, limit=200)
    return any(
        event.kind in _OPENED and event.user_id != point.user_id and event.object_key in point.opened
        for event in events
    )


def _task(uow: UnitOfWork, point: UndoPoint) -> Task:
    task = tasks.get_task(uow.conn, point.task_id)
    if task is None:
        raise Refused("task_not_found")
    return task


def _restore(uow: UnitOfWork, case: Case, point: UndoPoint, task: Task) -> None:
    save_case(uow, CaseSave(case.case_id, case.rev, point.state, "active", point.next_due_at))
    step_no = case.step_no + 1
    line = _Undone(task.element, task.name, uow.actor.user_id, {"step_no": point.step_no}, path=_path(task))
    history.append_history(uow, case.case_id, step_no, [line])
    history.record_step(uow, undo_record(case, point.step_no, point.state, uow))
    deputies.drop_act(uow, point.task_id)
    tasks.take_back(uow, point.opened, point.interrupted, point.task_id)
    tasks.sync_subscriptions(uow, case.case_id, point.subscriptions)
    undo_points.drop(uow, case.case_id)
    uow.audit(
        "task.undo",
        object_kind="task",
        object_key=task.task_id,
        case_id=case.case_id,
        household_key=case.household_key,
        detail={"element": task.element, "number": case.number, "step_no": point.step_no},
    )


def _path(task: Task) -> tuple[str, ...]:
    return tuple(task.path.split(tasks.PATH_SIGN)) if task.path else ()
