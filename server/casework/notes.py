"""Words for the next person (一言) and telephone notes (電話の記録) on a case."""

from __future__ import annotations

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.task_rights import require_sight
from server.casework.work import run
from server.domain.my_number import find_in_text
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.store import cases, incidents
from server.store.unit_of_work import UnitOfWork

_LONGEST = 400
_KINDS = ("note", "phone")


def add_note(services: Services, caller: Caller, case_id: str, body: str, *, kind: str = "note") -> str:
    """Writes a note and returns its id. Raises `required`, `too_long`, `my_number_in_text` at `body`, rights."""
    text = body.strip()
    if not text:
        raise InputInvalid([FieldError("body", "required")])
    if len(text) > _LONGEST:
        raise InputInvalid([FieldError("body", "too_long", {"max": _LONGEST})])
    if find_in_text(text):
        raise InputInvalid([FieldError("body", "my_number_in_text")])
    if kind not in _KINDS:
        raise InputInvalid([FieldError("kind", "not_an_option")])

    def act(uow: UnitOfWork) -> str:
        case = cases.get_case(uow.conn, case_id)
        if case is None:
            raise Refused("case_not_found")
        caller.require(Function.TASK_NOTE, case.office, uow.business_day)
        require_sight(caller, case.office, case.protected, uow.business_day)
        note = incidents.add_note(uow, kind=kind, body=text, case_id=case_id, household_key=case.household_key)
        uow.audit("note.add", object_kind="note", object_key=note, case_id=case_id)
        return note

    return run(services, caller, act)
