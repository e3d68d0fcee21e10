"""Whom tasks may be given to (割り当ての相手), and how tasks are called in results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.rights import Function, work
from server.store import cases, grants, tasks, users
from server.store.connection import Connection
from server.store.tasks import Task


@dataclass(frozen=True, slots=True)
class Assignee:
    """A person who may work the tasks: id, name and title."""

    user_id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class TaskName:
    """What a task is called: the case's number, the step."""

    number: str
    step: str


def assignees(services: Services, caller: Caller, task_ids: Iterable[str]) -> tuple[Assignee, ...]:
    """Those who may work every one of the tasks, in order of kana; raises what forbids the caller to assign them."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = _known(conn, task_ids)
        for task in found:
            caller.require(Function.TASK_ASSIGN, task.office, day)
        places = {(task.role, task.office) for task in found}
        able = [set(grants.holders(conn, work(role), office, day)) for role, office in places]
        fit = set.intersection(*able) if able else set()
        return tuple(
            Assignee(one.user_id, one.name, one.title)
            for one in sorted(users.all_users(conn), key=lambda one: one.name_kana)
            if one.user_id in fit and one.works_on(day)
        )


def task_names(services: Services, caller: Caller, task_ids: Iterable[str]) -> dict[str, TaskName]:
    """Number and step of the tasks that the caller may work or assign; others are left out."""
    day = services.clock.business_day()
    named = {}
    with services.database.read() as conn:
        for task in _known(conn, task_ids):
            case = cases.get_case(conn, task.case_id)
            if case is not None and _near(caller, task, day):
                named[task.task_id] = TaskName(case.number, task.name)
    return named


def _near(caller: Caller, task: Task, day: date) -> bool:
    return caller.may(work(task.role), task.office, day) or caller.may(Function.TASK_ASSIGN, task.office, day)


def _known(conn: Connection, task_ids: Iterable[str]) -> list[Task]:
    found = (tasks.get_task(conn, task_id) for task_id in dict.fromkeys(task_ids))
    return [task for task in found if task is not None]
