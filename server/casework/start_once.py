"""A page sent twice starts one case (二重の受付を防ぐ): the page carries a key, and the first case under it stands.

The same page with other answers is another notification: whoever goes back and types the next family's gets its own
case, not the receipt of the first.
"""

from __future__ import annotations

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.start_case import CaseStarted, start_case
from server.domain.forms.tree import Posted
from server.store.connection import Connection
from server.store.tokens import Answered, answered, keep_answer
from server.store.unit_of_work import UnitOfWork

_CREATED = 201


class _AlreadyStarted(Exception):
    """The other press of the button was faster; this one is undone."""


def start_once(
    services: Services, caller: Caller, slug: str, raw: Posted, page_key: str, label: str | None = None
) -> CaseStarted:
    """`start_case`, but the same answers a second time under the same `page_key` get the case that stands.

    A page without a key (made by no screen of ours) starts a case each time. Raises what `start_case` raises.
    """
    if not page_key:
        return start_case(services, caller, slug, raw, label=label)
    key = f"page:{page_key}:{_said(services, raw)}"
    with services.database.read() as conn:
        before = _started(conn, caller, key)
    if before is not None:
        return before

    def remember(uow: UnitOfWork, started: CaseStarted) -> None:
        answer = {"case_id": started.case_id, "number": started.number, "first_task_id": started.first_task_id}
        keep_answer(uow.conn, caller.user_id, key, Answered("", _CREATED, answer, uow.now))
        if _started(uow.conn, caller, key) != started:
            raise _AlreadyStarted

    try:
        return start_case(services, caller, slug, raw, label=label, remember=remember)
    except _AlreadyStarted:
        return start_once(services, caller, slug, raw, page_key, label)


def _said(services: Services, raw: Posted) -> str:
    """A keyed mark of what the page says, without its own names: it tells two pages apart and nothing else."""
    own = ("_", "csrf_token")
    said = sorted((name, list(texts)) for name, texts in raw.fields.items() if not name.startswith(own))
    return services.numbers.mark(repr(said).encode("utf-8", "surrogatepass"))[-32:]


def _started(conn: Connection, caller: Caller, key: str) -> CaseStarted | None:
    found = answered(conn, caller.user_id, key)
    if found is None or not isinstance(found.response, dict):
        return None
    return CaseStarted(**found.response)
