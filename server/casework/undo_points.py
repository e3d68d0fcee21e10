"""What may be taken back (取り消しの控え): kept with a task's completion while nothing of it has left the case.

A step that changed a register, asked for a letter, sent a message, began a case, queued an export or put a decision on
record is never taken back: it is corrected by an act of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.domain.effects import Concerns
from server.engine.types import Command, CompleteTask, StepResult
from server.store import tasks, undo_points
from server.store.cases import Case
from server.store.tasks import SubscriptionKept, TaskChanges
from server.store.undo_points import UndoPoint
from server.store.unit_of_work import UnitOfWork


def keep_point(
    uow: UnitOfWork,
    before: Case,
    command: Command,
    result: StepResult,
    changes: TaskChanges,
    waits: Sequence[SubscriptionKept],
) -> None:
    """Keeps the case as it was before this step, or forgets an earlier point that no longer leads anywhere."""
    moved_on = result.status != "active" or not all(isinstance(effect, Concerns) for effect in result.effects)
    if not isinstance(command, CompleteTask) or not changes.done or before.state is None or moved_on:
        undo_points.drop(uow, before.case_id)
    else:
        point = UndoPoint(
            case_id=before.case_id,
            task_id=changes.done[0],
            user_id=uow.actor.user_id,
            rev=before.rev + 1,
            step_no=before.step_no + 1,
            state=before.state,
            next_due_at=before.next_due_at,
            subscriptions=waits,
            opened=changes.opened,
            interrupted=changes.interrupted,
            at=uow.now,
        )
        undo_points.keep(uow, point)


def waits_of(uow: UnitOfWork, case_id: str) -> tuple[SubscriptionKept, ...]:
    """The waits of the case before the step."""
    return tasks.subscriptions_of(uow.conn, case_id)
