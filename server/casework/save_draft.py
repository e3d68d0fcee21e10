"""Saving while typing (下書き): the page as it stands, under the person's own name, without any My Number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from server.casework.accounts_in import without_accounts
from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.task_rights import require_sight, require_work
from server.domain.effects import JSON
from server.domain.forms.model import FormDefinition
from server.domain.forms.tree import SEALED
from server.domain.my_number import find_in_text
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import cases, drafts, tasks

_LARGEST = 200_000


def save_task_draft(services: Services, caller: Caller, task_id: str, typed: Mapping[str, JSON]) -> datetime:
    """Keeps what is typed for a task; returns when. Raises `task_not_found`, `task_not_open`, rights."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        task = tasks.get_task(conn, task_id)
        if task is None:
            raise Refused("task_not_found")
        require_work(caller, task, day)
        if task.status != "open":
            raise Refused("task_not_open")
        case = cases.get_case(conn, task.case_id)
        if case is None:
            raise Refused("case_not_found")
        require_sight(caller, case.office, case.protected, day)
        form = form_of(services.catalogue.get(conn, case.procedure_hash), task.form)
    return _save(services, caller, f"task:{task_id}", form, typed)


def save_start_draft(services: Services, caller: Caller, slug: str, typed: Mapping[str, JSON]) -> datetime:
    """Keeps what is typed for a case not yet started."""
    day = services.clock.business_day()
    if not caller.holds(Function.CASE_START, day):
        raise Refused("no_right", function=Function.CASE_START)
    with services.database.read() as conn:
        form = form_of(services.catalogue.active(conn, slug, day), f"{slug}/start")
    return _save(services, caller, f"start:{slug}", form, typed)


def without_numbers(form: FormDefinition, typed: Mapping[str, JSON]) -> dict[str, JSON]:
    """The typed page without typed My Numbers and without any text that holds one.

    References to numbers sealed earlier stay: without them a draft taken up again would say that there is no number.
    """
    numbers = {path.split("[].")[-1] for path, field in form.walk() if field.type == "my_number"}
    open_ones = without_accounts(typed)
    kept = {
        name: _sealed_only(value) if name.rpartition("-")[2] in numbers else value for name, value in open_ones.items()
    }
    return {name: value for name, value in kept.items() if value != [] and not _holds_number(value)}


def _sealed_only(value: JSON) -> list[JSON]:
    texts = value if isinstance(value, list) else [value]
    return [text for text in texts if isinstance(text, str) and text.startswith(SEALED)]


def _holds_number(value: JSON) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and find_in_text(text) for text in texts)


def _save(services: Services, caller: Caller, key: str, form: FormDefinition, typed: Mapping[str, JSON]) -> datetime:
    if sum(len(str(name)) + len(str(value)) for name, value in typed.items()) > _LARGEST:
        raise Refused("body_too_large", max=_LARGEST / 1_000_000)
    now = services.clock.wall_now()
    with services.database.housekeeping() as conn:
        drafts.save_draft(
            conn,
            user_id=caller.user_id,
            draft_key=key,
            answers=without_numbers(form, typed),
            form_hash=f"{form.form}/{form.version}",
            session_id=caller.session_id,
            now=now,
        )
    return now
