"""Tasks (仕事): opened and closed as the engine says, claimed by one person at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from server.domain.refusals import Refused
from server.store import tables as t
from server.store.among import among
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

PATH_SIGN = "/"
NEVER = date(9999, 12, 31)
"""The due key of a task without a due day: it stands last in every list."""


class OpenTaskLike(Protocol):
    """What the engine says of a waiting task (`engine.types.OpenTask` fits)."""

    @property
    def key(self) -> str: ...
    @property
    def element(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def due_on(self) -> str | None: ...
    @property
    def properties(self) -> Mapping[str, str]: ...


class SubscriptionLike(Protocol):
    """What the engine says of a wait for a message (`engine.types.Subscription` fits)."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def element(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SubscriptionKept:
    """A wait for a message as it stands in the table."""

    key: str
    kind: str
    element: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands; `path` is the called parts around it joined by `/`, `round` counts visits from 1.

    `returned`: an answer sent the case back to it (差戻し).
    """

    task_id: str
    case_id: str
    slug: str
    key: str
    element: str
    path: str
    name: str
    role: str
    form: str
    office: str
    round: int
    returned: bool
    status: str
    claimed_by: str | None
    claimed_at: datetime | None
    assigned_by: str | None
    due_on: date | None
    follow_up_on: date | None
    follow_up_reason: str | None
    follow_up_by: str | None
    edited_by: str | None
    edited_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TaskChanges:
    """What a step did to the tasks of a case, by task id."""

    opened: tuple[str, ...]
    done: tuple[str, ...]
    interrupted: tuple[str, ...]


def sync_tasks(
    uow: UnitOfWork,
    case_id: str,
    office: str,
    open_tasks: Iterable[OpenTaskLike],
    *,
    completed_key: str | None = None,
    returned: bool = False,
) -> TaskChanges:
    """Brings the tasks of a case in line with the engine; what stays open keeps its claim and follow-up day.

    A task that went is `done` when its key is `completed_key`, else `interrupted` (its drafts stay readable).
    `returned`: the step sent the case back (差戻し), so the tasks it opens have come back.
    """
    wanted = {task.key: task for task in open_tasks}
    standing = {task.key: task.task_id for task in tasks_of_case(uow.conn, case_id) if task.status == "open"}
    gone = {key: task_id for key, task_id in standing.items() if key not in wanted}
    done = tuple(task_id for key, task_id in gone.items() if key == completed_key)
    interrupted = tuple(task_id for key, task_id in gone.items() if key != completed_key)
    _close(uow, done, "done")
    _close(uow, interrupted, "interrupted")
    opened = _open(uow, case_id, office, [task for key, task in wanted.items() if key not in standing], returned)
    return TaskChanges(opened, done, interrupted)


def _close(uow: UnitOfWork, task_ids: Sequence[str], status: str) -> None:
    if task_ids:
        closed = {"status": status, "closed_at": uow.now, "closed_by": uow.actor.user_id}
        uow.conn.execute(update(t.tasks).where(t.tasks.c.task_id.in_(task_ids)).values(**closed))


def _open(uow: UnitOfWork, case_id: str, office: str, new: Sequence[OpenTaskLike], returned: bool) -> tuple[str, ...]:
    if not new:
        return ()
    visits = _visits(uow.conn, case_id)
    of_case = _of_case(uow.conn, case_id)
    rows = []
    for task in new:
        place = (task.element, PATH_SIGN.join(task.path))
        visits[place] = visits.get(place, 0) + 1
        turn = {"path": place[1], "round": visits[place], "returned": returned}
        rows.append(task_row(uow, case_id, office, task) | turn | of_case)
    uow.conn.execute(insert(t.tasks), rows)
    return tuple(row["task_id"] for row in rows)


def _of_case(conn: Connection, case_id: str) -> dict[str, Any]:
    """What the inbox asks of the case, copied into its tasks."""
    table = t.cases.c
    wanted = (table.number, table.slug, table.kana_key, table.received_on)
    return dict(conn.execute(select(*wanted).where(table.case_id == case_id)).one()._mapping)


def rename_subject(uow: UnitOfWork, case_id: str, kana_key: str) -> None:
    """The open tasks of a case are found by the reading that the case has now."""
    of_case = and_(t.tasks.c.case_id == case_id, t.tasks.c.status == "open")
    uow.conn.execute(update(t.tasks).where(of_case).values(kana_key=kana_key))


def task_row(uow: UnitOfWork, case_id: str, office: str, task: OpenTaskLike) -> dict[str, Any]:
    """A new open task as its row, without its visit and without what is copied from the case."""
    due_on = None if task.due_on is None else date.fromisoformat(task.due_on)
    return {
        "task_id": uow.new_id(),
        "case_id": case_id,
        "key": task.key,
        "element": task.element,
        "name": task.name,
        "role": task.role,
        "form": task.form,
        "office": office,
        "status": "open",
        "due_on": due_on,
        "due_key": due_on or NEVER,
        "waiting": bool(task.properties.get("waiting")),
        "opened_at": uow.now,
        "properties": dict(task.properties),
    }


def _visits(conn: Connection, case_id: str) -> dict[tuple[str, str], int]:
    table = t.tasks.c
    rows = conn.execute(
        select(table.element, table.path, func.count())
        .where(table.case_id == case_id)
        .group_by(table.element, table.path)
    )
    return {(element, path): count for element, path, count in rows}


def sync_subscriptions(uow: UnitOfWork, case_id: str, wanted: Iterable[SubscriptionLike]) -> None:
    """Brings the waits for messages of a case in line with the engine."""
    table = t.subscriptions
    rows = {sub.key: {"case_id": case_id, "key": sub.key, "kind": sub.kind, "element": sub.element} for sub in wanted}
    standing = set(uow.conn.scalars(select(table.c.key).where(table.c.case_id == case_id)))
    gone = standing - rows.keys()
    if gone:
        uow.conn.execute(delete(table).where(table.c.case_id == case_id, table.c.key.in_(sorted(gone))))
    new = [row for key, row in rows.items() if key not in standing]
    if new:
        uow.conn.execute(insert(table), new)


def subscriptions_of(conn: Connection, case_id: str) -> tuple[SubscriptionKept, ...]:
    """The waits for messages of a case."""
    table = t.subscriptions
    wanted = select(*columns(SubscriptionKept, table)).where(table.c.case_id == case_id)
    return fetch_all(conn, SubscriptionKept, wanted.order_by(table.c.key))


def take_back(uow: UnitOfWork, opened: Sequence[str], closed: Sequence[str], own: str) -> None:
    """Undoes a step: what it `opened` is gone, what it `closed` is open as before, `own` in the actor's hands.

    The tasks that go keep their rows under another key, because the engine may open them again under the same one.
    """
    table = t.tasks
    for task_id in opened:
        gone = {"status": "interrupted", "closed_at": uow.now, "closed_by": uow.actor.user_id}
        undone = table.c.key.concat(f"~{uow.new_id()}")
        uow.conn.execute(update(table).where(table.c.task_id == task_id).values(**gone, key=undone))
    open_again = {"status": "open", "closed_at": None, "closed_by": None}
    uow.conn.execute(update(table).where(table.c.task_id.in_([*closed, own])).values(**open_again))
    held = {"claimed_by": uow.actor.user_id, "claimed_at": uow.now}
    uow.conn.execute(update(table).where(table.c.task_id == own).values(**held))


def get_task(conn: Connection, task_id: str) -> Task | None:
    """One task."""
    return fetch_one(conn, Task, select(*columns(Task, t.tasks)).where(t.tasks.c.task_id == task_id))


def tasks_of_case(conn: Connection, case_id: str) -> tuple[Task, ...]:
    """All tasks a case ever had, oldest first."""
    statement = select(*columns(Task, t.tasks)).where(t.tasks.c.case_id == case_id)
    return fetch_all(conn, Task, statement.order_by(t.tasks.c.opened_at, t.tasks.c.task_id))


def open_of_cases(conn: Connection, case_ids: Iterable[str]) -> dict[str, tuple[Task, ...]]:
    """The open tasks of cases by case, oldest first, in one statement; cases without one are left out."""
    here = (among(t.tasks.c.case_id, sorted(set(case_ids))), t.tasks.c.status == "open")
    statement = select(*columns(Task, t.tasks)).where(*here).order_by(t.tasks.c.opened_at, t.tasks.c.task_id)
    found: dict[str, tuple[Task, ...]] = {}
    for task in fetch_all(conn, Task, statement):
        found[task.case_id] = (*found.get(task.case_id, ()), task)
    return found


def claim_task(uow: UnitOfWork, task_id: str) -> Task:
    """引き受ける: the task becomes the actor's; claiming one's own again changes nothing.

    Raises `Refused` with `task_not_found`, `task_not_open`, or `claimed_by_other` naming the faster colleague.
    """
    free = and_(t.tasks.c.task_id == task_id, t.tasks.c.status == "open", t.tasks.c.claimed_by.is_(None))
    taken = {"claimed_by": uow.actor.user_id, "claimed_at": uow.now, "assigned_by": None}
    uow.conn.execute(update(t.tasks).where(free).values(**taken))
    task = _open_task(uow, task_id)
    if task.claimed_by != uow.actor.user_id:
        raise Refused("claimed_by_other", name=_name_of(uow.conn, task.claimed_by))
    return task


def release_task(uow: UnitOfWork, task_id: str) -> Task:
    """戻す: gives the actor's own task back; raises `Refused("release_not_own")` for another's."""
    own = and_(t.tasks.c.task_id == task_id, t.tasks.c.status == "open", t.tasks.c.claimed_by == uow.actor.user_id)
    freed = {"claimed_by": None, "claimed_at": None, "assigned_by": None}
    if uow.conn.execute(update(t.tasks).where(own).values(**freed)).rowcount != 1:
        _open_task(uow, task_id)
        raise Refused("release_not_own")
    return _open_task(uow, task_id)


def assign_task(uow: UnitOfWork, task_id: str, user_id: str | None) -> Task:
    """担当を割り当てる: gives the task to `user_id` (None: nobody), whoever had it; the actor is kept as assigner."""
    given = {
        "claimed_by": user_id,
        "claimed_at": None if user_id is None else uow.now,
        "assigned_by": uow.actor.user_id,
    }
    uow.conn.execute(update(t.tasks).where(t.tasks.c.task_id == task_id, t.tasks.c.status == "open").values(**given))
    return _open_task(uow, task_id)


def set_follow_up(uow: UnitOfWork, task_id: str, day: date | None, reason: str | None = None) -> Task:
    """再確認日を付ける: the day on which the task comes back into the lists, and why; None brings it back at once."""
    put = {
        "follow_up_on": day,
        "follow_up_reason": None if day is None else reason,
        "follow_up_by": None if day is None else uow.actor.user_id,
    }
    uow.conn.execute(update(t.tasks).where(t.tasks.c.task_id == task_id, t.tasks.c.status == "open").values(**put))
    return _open_task(uow, task_id)


def mark_edited(uow: UnitOfWork, task_id: str) -> None:
    """Notes that the actor worked on the task's answers (shown as 作業中)."""
    edited = {"edited_by": uow.actor.user_id, "edited_at": uow.now}
    uow.conn.execute(update(t.tasks).where(t.tasks.c.task_id == task_id).values(**edited))


def _open_task(uow: UnitOfWork, task_id: str) -> Task:
    task = get_task(uow.conn, task_id)
    if task is None:
        raise Refused("task_not_found")
    if task.status != "open":
        raise Refused("task_not_open")
    return task


def _name_of(conn: Connection, user_id: str | None) -> str:
    name = conn.execute(select(t.users.c.name).where(t.users.c.user_id == user_id)).scalar_one_or_none()
    return name or user_id or ""
