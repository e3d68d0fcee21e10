"""Who may do a task (仕事の権限): the lane's role in the case's office, and never who did the work it checks."""

from __future__ import annotations

from datetime import date

from server.casework.callers import Caller
from server.casework.typed_before import with_typists
from server.domain.deputies import Standing, standing_in
from server.domain.refusals import Refused
from server.domain.rights import Function, check_differs, work
from server.store import history, tasks
from server.store.connection import Connection
from server.store.tasks import Task

_APPROVAL, _DECIDER = "decide", "approver"


def require_work(caller: Caller, task: Task, day: date) -> None:
    """Raises `Refused("no_right")` or `out_of_scope` unless the caller may work the task's role in its office.

    A linked system is refused what a second person must do (`system_cannot_decide`), whatever it was granted. A deputy
    may decide what the decider whom he stands in for may decide (代決); `standing_for` judges the case itself.
    """
    if not standings(caller, task, day):
        caller.require(work(task.role), task.office, day)
    if caller.machine and needs_person(task):
        raise Refused("system_cannot_decide")


def may_work(caller: Caller, task: Task, day: date) -> bool:
    """Whether `require_work` would let the caller pass."""
    held = caller.may(work(task.role), task.office, day) or bool(standings(caller, task, day))
    return held and not (caller.machine and needs_person(task))


def standings(caller: Caller, task: Task, day: date) -> list[Standing]:
    """For whom the caller might decide this task (代決), the one who holds it first; never where he may himself."""
    if task.element != _APPROVAL or task.role != _DECIDER or caller.may(work(task.role), task.office, day):
        return []
    found = [one for one in caller.standings if one.covers(task.office, task.slug, day)]
    return sorted(found, key=lambda one: one.principal != task.claimed_by)


def holders(caller: Caller, task: Task, day: date) -> set[str]:
    """Whose claim does not keep the caller from the task: his own, and that of an absent decider he stands in for."""
    return {caller.user_id, *(one.principal for one in standings(caller, task, day))}


def standing_for(conn: Connection, caller: Caller, task: Task, day: date) -> Standing | None:
    """For whom the caller decides this very task; None when he works it in his own right.

    Raises `deputy_not_in_turn` when a deputy before him is at work, or the absent decider could not decide it himself.
    """
    held = standings(caller, task, day)
    if not held:
        return None
    done = history.all_actors(conn, task.case_id, with_typists(differs_from(task)))
    found = standing_in(held, done)
    if found is None:
        raise Refused("deputy_not_in_turn")
    return found


def needs_person(task: Task) -> bool:
    """Whether a person alone may do the task: it checks or decides what others entered (照合, 決裁)."""
    return bool(differs_from(task)) or bool(task.properties.get("checks"))


def open_task(conn: Connection, caller: Caller, task_id: str, day: date) -> tuple[str, str]:
    """Office and case of a task the caller may work; raises `task_not_found`, `no_right`, `out_of_scope`."""
    task = tasks.get_task(conn, task_id)
    if task is None:
        raise Refused("task_not_found")
    require_work(caller, task, day)
    return task.office, task.case_id


def second_person(conn: Connection, user_id: str, task: Task) -> None:
    """Raises when this person entered (or checked) what this task checks or decides (照合, 決裁).

    The elements stand in the task's property `differs_from`; all who ever completed one of them in this case count.
    """
    named = differs_from(task)
    if named:
        code = "approver_entered_or_checked" if task.element == _APPROVAL else "same_person_enters_and_checks"
        check_differs(user_id, history.all_actors(conn, task.case_id, with_typists(named)), code)


def differs_from(task: Task) -> list[str]:
    """The elements whose people may not do this task."""
    return [name.strip() for name in task.properties.get("differs_from", "").split(",") if name.strip()]


def require_sight(caller: Caller, office: str, protected: bool, day: date) -> None:
    """Raises `Refused("protected_person")` for a protected person (支援措置) whom the caller may not see."""
    if protected and not caller.may(Function.PROTECTED_VIEW, office, day):
        raise Refused("protected_person")


def may_do(conn: Connection, caller: Caller, task: Task, day: date) -> bool:
    """Whether the caller could do this task: right and relation, whoever holds it now."""
    if not may_work(caller, task, day):
        return False
    try:
        second_person(conn, caller.user_id, task)
        standing_for(conn, caller, task, day)
    except Refused:
        return False
    return True
