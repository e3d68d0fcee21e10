"""Which tasks may be completed together (まとめて完了): a plain confirmation, or one answer that all of them share.

Never a task that checks or decides what somebody else did, and none whose form asks something of each case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.task_rights import differs_from, require_work
from server.domain.forms.model import CHOICE_TYPES, Field, FormDefinition, answered
from server.domain.refusals import Refused
from server.store import cases, tasks
from server.store.connection import Connection
from server.store.tasks import Task


@dataclass(frozen=True, slots=True)
class SharedForm:
    """What is asked once for all: the step's name, and the one field (None: a plain confirmation)."""

    step: str
    field: Field | None


def shared_form(services: Services, caller: Caller, task_ids: Iterable[str]) -> SharedForm:
    """What all of these tasks share.

    Raises `bulk_mixed_steps`, `bulk_needs_look`, `bulk_needs_answers`, `task_not_found`, `task_not_open`, rights.
    """
    with services.database.read() as conn:
        found = [_judged(services, conn, caller, task_id) for task_id in dict.fromkeys(task_ids)]
    if not found:
        raise Refused("task_not_found")
    if len({(task.form, form.version, form.form) for task, form, _ in found}) > 1:
        raise Refused("bulk_mixed_steps")
    task, _, shared = found[0]
    return SharedForm(task.name, shared)


def refuse_unfit_form(services: Services, caller: Caller, task_id: str) -> None:
    """Raises what forbids to complete this task among others."""
    with services.database.read() as conn:
        _judged(services, conn, caller, task_id)


def one_answer(form: FormDefinition) -> Field | None:
    """The one field of a form that all share, None for a plain confirmation; `LookupError` for any other form.

    A remark (class MEMO) that may be left out counts as nothing.
    """
    asked = [one for one in answered(form.fields) if one.required or one.data_class != "MEMO"]
    if not asked:
        return None
    if len(asked) == 1 and asked[0].type in CHOICE_TYPES and not asked[0].show_if:
        return asked[0]
    raise LookupError(form.form)


def _judged(
    services: Services, conn: Connection, caller: Caller, task_id: str
) -> tuple[Task, FormDefinition, Field | None]:
    task = tasks.get_task(conn, task_id)
    case = None if task is None else cases.get_case(conn, task.case_id)
    if task is None or case is None:
        raise Refused("task_not_found")
    require_work(caller, task, services.clock.business_day())
    if task.status != "open":
        raise Refused("task_not_open")
    form = form_of(services.catalogue.get(conn, case.procedure_hash), task.form)
    if differs_from(task) or task.properties.get("checks") or form.check_field is not None:
        raise Refused("bulk_needs_look", step=task.name)
    try:
        return task, form, one_answer(form)
    except LookupError as fault:
        raise Refused("bulk_needs_answers", step=task.name) from fault
