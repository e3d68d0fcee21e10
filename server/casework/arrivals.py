"""An electronic application comes once (到達番号は一つ): the same one again is the case that it became.

The same arrival number with another content is refused; a clerk who types a number that has come is shown its case.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.casework import channels
from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.jsonvalue import canonical
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import cases
from server.store.cases import Case
from server.store.tokens import Answered, answered, keep_answer
from server.store.unit_of_work import UnitOfWork

_CREATED = 201
_SERIES = "arrival:"


def arrived_before(
    services: Services,
    uow: UnitOfWork,
    caller: Caller,
    slug: str,
    answers: Mapping[str, JSON],
    intake: channels.Intake,
) -> Case | None:
    """The case that this very receipt became before, None when it is new.

    Raises `arrival_number_known` for a person who types it, `arrival_number_reused` for another content, rights.
    """
    key = channels.once_key(slug, answers)
    case_id = None if key is None else cases.once(uow.conn, key)
    case = None if case_id is None else cases.get_case(uow.conn, case_id)
    if key is None or case is None:
        return None
    caller.require(Function.CASE_START, case.office, uow.business_day)
    if not caller.machine:
        raise Refused("arrival_number_known", at_field="arrival_number", number=case.number)
    kept = answered(uow.conn, caller.user_id, _SERIES + key)
    if kept is not None and kept.request_hash not in services.numbers.marks(_said(intake)):
        raise Refused("arrival_number_reused", number=case.number)
    uow.audit("case.again", object_kind="case", object_key=case.case_id, case_id=case.case_id)
    return case


def note_arrival(services: Services, uow: UnitOfWork, caller: Caller, key: str | None, intake: channels.Intake) -> None:
    """Keeps a keyed mark of what came under an arrival number, so that a repetition is told from a mix-up."""
    if key is not None and caller.machine:
        mark = services.numbers.mark(_said(intake))
        keep_answer(uow.conn, caller.user_id, _SERIES + key, Answered(mark, _CREATED, {}, uow.now))


def _said(intake: channels.Intake) -> bytes:
    raw = intake.raw if isinstance(intake.raw, Mapping) else {}
    return canonical([dict(raw), dict(intake.application)])
