"""What the pages of a case read around it (案件の周り): facts of its household, how its steps are told, rights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.task_rights import holders, require_work, second_person, standing_for
from server.casework.views import facts as sheets
from server.casework.views import steps
from server.casework.views.prefill import people_of
from server.domain.facts import Facts
from server.domain.refusals import Refused
from server.engine.definition import Procedure
from server.store import incidents, tasks, users
from server.store.cases import Case
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.history import HistoryRow
from server.store.tasks import Task


def known_facts(conn: Connection, household_key: str | None, day: date) -> Facts:
    """The household and its people as the registers have them; empty without a household."""
    if household_key is None:
        return Facts()
    first = load_facts(conn, sheets.keys_of(household_key, ()), on=day)
    people = people_of(first, household_key)
    more = load_facts(conn, sheets.keys_of(None, [str(one["person_key"]) for one in people]), on=day)
    return Facts({key: source[key] for source in (first, more) for key in source})


def walk_of(
    services: Services,
    conn: Connection,
    caller: Caller,
    case: Case,
    procedure: Procedure,
    told: Sequence[HistoryRow],
    day: date,
) -> steps.Walk:
    """What the steps of a case are told from."""
    open_tasks = [task for task in tasks.tasks_of_case(conn, case.case_id) if task.status == "open"]
    people = {row.by_user for row in told} | {task.claimed_by for task in open_tasks if task.claimed_by}
    scope = frozenset({case.office})
    still = any(one.kind == "step_failed" for one in incidents.open_incidents(conn, scope, case_id=case.case_id))
    return steps.Walk(
        procedure=procedure,
        history=told,
        open_tasks=open_tasks,
        names=users.names_of(conn, people),
        lang=caller.lang,
        user_id=caller.user_id,
        day=day,
        calendar=services.calendar(conn),
        stands_still=still,
    )


def why_not(conn: Connection, caller: Caller, task: Task, day: date) -> Refused | None:
    """Why this person cannot do the task now, in the order in which completing it would refuse."""
    try:
        require_work(caller, task, day)
        if task.status != "open":
            by = task.closed_by or ""
            raise Refused("already_done", name=users.names_of(conn, {by}).get(by, "自動処理"))
        if task.claimed_by is not None and task.claimed_by not in holders(caller, task, day):
            name = users.names_of(conn, {task.claimed_by}).get(task.claimed_by, task.claimed_by)
            raise Refused("claimed_by_other", name=name)
        second_person(conn, caller.user_id, task)
        standing_for(conn, caller, task, day)
    except Refused as refusal:
        return refusal
    return None
