"""The general check (総点検): every open case has something that will move it on, or someone who knows.

The lists (tasks, waits, clocks) are held against the cases' own states too, so that a row that was lost or changed is
named even where the case looks alive. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from server.casework.deliver_waiting import UNCLAIMED_AFTER, awaited
from server.casework.services import Services
from server.casework.uncollected import uncollected
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.engine.codec import state_digest
from server.engine.faults import DefinitionError, StepFault
from server.engine.inspect import inspect_state
from server.store import reconcile as store
from server.store.connection import Connection
from server.store.reconcile import Standing, Stuck

KINDS = (
    "forgotten",
    "overrun",
    "stray_tasks",
    "stray_subscriptions",
    "stray_clocks",
    "unreadable",
    "state_changed",
    "tasks_differ",
    "subscriptions_differ",
    "clock_differs",
    "too_deep",
    "stuck_letters",
    "stuck_messages",
    "stuck_jobs",
    "uncollected",
)
DEEPEST = 700
_PATIENCE = timedelta(hours=1)
_LETTERS_WAIT = timedelta(days=1)
_JOBS_WAIT = timedelta(days=1)
_SLICE = 500

Report = dict[str, list[JSON]]


def reconcile(services: Services) -> Report:
    """What is not as it must be, by kind (`KINDS`); all lists empty when everything is accounted for.

    `forgotten`: nothing and nobody waits; `overrun`: the waker missed them; `stray_…`: of cases that have ended;
    `unreadable`, `state_changed`: the state is not what the last step wrote; `…_differ(s)`: the rows do not say what
    the state says; `too_deep`: tokens deeper than 700; `stuck_…`: waits for a process, longer than it ever takes;
    `uncollected`: overdue instalments that stand on no run's list and in no case (published mistake PM27).
    """
    wall = services.clock.wall_now()
    with services.database.read() as conn:
        forgotten = store.forgotten_cases(conn)
        overrun = store.overrun_cases(conn, services.clock.business_now() - _PATIENCE)
        report: Report = {kind: [] for kind in KINDS} | {
            "forgotten": [{"case_id": case.case_id, "number": case.number} for case in forgotten],
            "overrun": [{"case_id": case.case_id, "number": case.number} for case in overrun],
            "stray_tasks": list(store.tasks_of_closed_cases(conn)),
            "stray_subscriptions": list(store.waits_of_closed_cases(conn)),
            "stray_clocks": list(store.clocks_of_closed_cases(conn)),
            "stuck_letters": _told(store.stuck_letters(conn, wall - _LETTERS_WAIT)),
            "stuck_messages": _told(store.stuck_messages(conn, wall - 2 * UNCLAIMED_AFTER, awaited(services, conn))),
            "stuck_jobs": _told(store.stuck_jobs(conn, wall - _JOBS_WAIT)),
            "uncollected": uncollected(services, conn),
        }
        after = ""
        while some := store.standing_cases(conn, after, _SLICE):
            for kind, found in _against_states(services, conn, some):
                report[kind].append(found)
            after = some[-1].case_id
    return report


def _told(stuck: Sequence[Stuck]) -> list[JSON]:
    return [{"id": one.what, "kind": one.kind, "case_id": one.case_id, "since": one.since.isoformat()} for one in stuck]


def _against_states(
    services: Services, conn: Connection, some: Sequence[Standing]
) -> Iterator[tuple[str, dict[str, JSON]]]:
    """Holds the rows of these cases against their states."""
    ids = [case.case_id for case in some]
    tasks, waits = store.open_task_keys(conn, ids), store.subscription_keys(conn, ids)
    for case in some:
        rows = (tasks.get(case.case_id, set()), waits.get(case.case_id, set()))
        for kind, detail in _case(services, conn, case, rows):
            yield kind, {"case_id": case.case_id, "number": case.number, **detail}


def _case(
    services: Services, conn: Connection, case: Standing, rows: tuple[set[str], set[str]]
) -> Iterator[tuple[str, dict[str, JSON]]]:
    try:
        procedure = services.catalogue.get(conn, case.procedure_hash)
        inside = inspect_state(case.state or b"", procedure)
        digest = state_digest(case.state)
    except (StepFault, DefinitionError, Refused, LookupError, TypeError, ValueError) as fault:
        yield "unreadable", {"fault": f"{type(fault).__name__}: {fault}"[:400]}
        return
    if (case.step_no, digest) != (case.last_step, case.last_digest):
        yield "state_changed", {"step_no": case.step_no, "last_step": case.last_step}
    for kind, said, row in (
        ("tasks_differ", inside.tasks, rows[0]),
        ("subscriptions_differ", inside.subscriptions, rows[1]),
    ):
        if said != row:
            yield kind, {"only_in_state": [*sorted(said - row)], "only_in_rows": [*sorted(row - said)]}
    if inside.next_due != case.next_due_at:
        due = [None if at is None else at.isoformat() for at in (inside.next_due, case.next_due_at)]
        yield "clock_differs", {"in_state": due[0], "in_row": due[1]}
    if inside.depth > DEEPEST:
        yield "too_deep", {"depth": inside.depth}
