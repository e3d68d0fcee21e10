"""A slice of cases kept together (束の保存): what `cases`, `history` and `tasks` write for one case, written for many.

The number of statements does not depend on the number of cases. No two cases of a slice belong to one household, so
that none of them has computed with what another one is just changing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from server.domain.names import search_key
from server.store import cases, history, letters, tasks
from server.store import tables as t
from server.store.among import among
from server.store.case_saves import CaseSave, save_cases
from server.store.cases import Case, NewCase
from server.store.dialects import insert_rows
from server.store.history import HistoryEventLike, StepRecord
from server.store.letters import NewLetter
from server.store.rows import columns, fetch_all
from server.store.tasks import PATH_SIGN, OpenTaskLike, SubscriptionLike
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One case of a slice with what its step left: all of it is kept, or nothing of the slice."""

    case: Case
    save: CaseSave
    record: StepRecord
    events: Sequence[HistoryEventLike]
    open_tasks: Sequence[OpenTaskLike]
    subscriptions: Sequence[SubscriptionLike]


def lock_cases(uow: UnitOfWork, case_ids: Iterable[str]) -> tuple[Case, ...]:
    """The cases as they stand, in order of id; nobody else can save one of them until this unit of work ends."""
    statement = select(*columns(Case, t.cases)).where(among(t.cases.c.case_id, sorted(set(case_ids))))
    return fetch_all(uow.conn, Case, statement.order_by(t.cases.c.case_id).with_for_update())


def open_cases(uow: UnitOfWork, new: Sequence[NewCase]) -> tuple[Case, ...]:
    """Makes the cases (active, rev 1, no state yet) whose `once_key` does not stand yet, in the order given."""
    keys = [one.once_key for one in new if one.once_key is not None]
    standing = (
        set(uow.conn.scalars(select(t.cases.c.once_key).where(among(t.cases.c.once_key, keys)))) if keys else set()
    )
    rows = [cases.case_row(uow, one) for one in new if one.once_key is None or one.once_key not in standing]
    if not rows:
        return ()
    uow.conn.execute(insert(t.cases), rows)
    made = cases.get_cases(uow.conn, [row["case_id"] for row in rows])
    return tuple(made[row["case_id"]] for row in rows)


def keep_steps(uow: UnitOfWork, steps: Sequence[CaseStep]) -> None:
    """Keeps states, history, records, tasks and waits of a slice; raises `StaleCase` when a case has moved on.

    For steps that no person took: what was done before in these cases can no longer be taken back.
    """
    if not steps:
        return
    save_cases(uow, [step.save for step in steps])
    ids = [step.case.case_id for step in steps]
    last = _last_numbers(uow.conn, ids)
    rows = [row for step in steps for row in _history(uow, step, last.get(step.case.case_id, 0))]
    insert_rows(uow.conn, t.history, rows)
    insert_rows(uow.conn, t.case_steps, [history.step_row(step.record) for step in steps])
    uow.conn.execute(delete(t.undo_points).where(among(t.undo_points.c.case_id, ids)))
    _sync_tasks(uow, steps, ids)
    _sync_subscriptions(uow, steps, ids)


def request_letters(uow: UnitOfWork, new: Iterable[NewLetter]) -> list[str]:
    """Asks for the letters of a slice in one statement; their ids."""
    none = dict.fromkeys(t.letters.c.keys())
    rows = [none | letters.letter_row(uow, one) for one in new]
    insert_rows(uow.conn, t.letters, rows)
    return [str(row["letter_id"]) for row in rows]


def _last_numbers(conn: Connection, ids: Sequence[str]) -> dict[str, int]:
    table = t.history.c
    found = select(table.case_id, func.max(table.seq)).where(among(table.case_id, ids)).group_by(table.case_id)
    return dict(conn.execute(found).all())


def _history(uow: UnitOfWork, step: CaseStep, last: int) -> list[dict[str, Any]]:
    return history.history_rows(uow, step.case.case_id, step.record.step_no, step.events, last)


def _sync_tasks(uow: UnitOfWork, steps: Sequence[CaseStep], ids: Sequence[str]) -> None:
    """Closes what went and opens what came; what stays open keeps its claim."""
    table = t.tasks.c
    open_now = select(table.case_id, table.key, table.task_id).where(among(table.case_id, ids), table.status == "open")
    standing = {(case_id, key): task_id for case_id, key, task_id in uow.conn.execute(open_now)}
    wanted = {(step.case.case_id, task.key): (step.case, task) for step in steps for task in step.open_tasks}
    gone = [task_id for place, task_id in standing.items() if place not in wanted]
    if gone:
        closed = {"status": "interrupted", "closed_at": uow.now, "closed_by": uow.actor.user_id}
        uow.conn.execute(update(t.tasks).where(among(table.task_id, gone)).values(**closed))
    new = [both for place, both in wanted.items() if place not in standing]
    if new:
        visits = _visits(uow.conn, sorted({case.case_id for case, _ in new}))
        uow.conn.execute(insert(t.tasks), [_task_row(uow, case, task, visits) for case, task in new])


def _visits(conn: Connection, ids: Sequence[str]) -> dict[tuple[str, str, str], int]:
    table = t.tasks.c
    place = (table.case_id, table.element, table.path)
    rows = conn.execute(select(*place, func.count()).where(among(table.case_id, ids)).group_by(*place))
    return {(case_id, element, path): count for case_id, element, path, count in rows}


def _task_row(
    uow: UnitOfWork, case: Case, task: OpenTaskLike, visits: dict[tuple[str, str, str], int]
) -> dict[str, Any]:
    path = PATH_SIGN.join(task.path)
    place = (case.case_id, task.element, path)
    visits[place] = visits.get(place, 0) + 1
    of_case = {
        "number": case.number,
        "slug": case.slug,
        "kana_key": search_key(case.subject_kana),
        "received_on": case.received_on,
    }
    turn = {"path": path, "round": visits[place], "returned": False}
    return tasks.task_row(uow, case.case_id, case.office, task) | turn | of_case


def _sync_subscriptions(uow: UnitOfWork, steps: Sequence[CaseStep], ids: Sequence[str]) -> None:
    table = t.subscriptions
    rows = {
        (step.case.case_id, sub.key): {
            "case_id": step.case.case_id,
            "key": sub.key,
            "kind": sub.kind,
            "element": sub.element,
        }
        for step in steps
        for sub in step.subscriptions
    }
    held = select(table.c.case_id, table.c.key).where(among(table.c.case_id, ids))
    standing = {(case_id, key) for case_id, key in uow.conn.execute(held)}
    gone = [{"of_case": case_id, "of_key": key} for case_id, key in sorted(standing - rows.keys())]
    if gone:
        here = and_(table.c.case_id == bindparam("of_case"), table.c.key == bindparam("of_key"))
        uow.conn.execute(delete(table).where(here), gone)
    insert_rows(uow.conn, table, [row for place, row in rows.items() if place not in standing])
