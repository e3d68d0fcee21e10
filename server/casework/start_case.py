"""Starting a case (受付): numbered at once, before the paper leaves the hand, with its first task open.

The start form's answers become the case's `start`; what lists show of the case (office, household, head, channel,
day of receipt, place of the paper) is read from the answers of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.casework import household_of_case, numbers_in
from server.casework.advance import StepFailed, begin_case, next_number
from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.task_rights import may_work
from server.casework.work import Remember, remembered, run
from server.domain.effects import JSON
from server.domain.forms.answers import Answers, read_answers
from server.domain.forms.tree import Posted
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.engine.definition import Procedure
from server.store import tasks
from server.store.cases import NewCase
from server.store.drafts import drop_draft
from server.store.unit_of_work import UnitOfWork

START = "start"


@dataclass(frozen=True, slots=True)
class CaseStarted:
    """The new case: its number for the receipt, and the first task (None when nobody has to act)."""

    case_id: str
    number: str
    first_task_id: str | None


def start_case(
    services: Services,
    caller: Caller,
    slug: str,
    raw: Posted | Mapping[str, JSON],
    *,
    remember: Remember[CaseStarted] | None = None,
) -> CaseStarted:
    """Starts a case of `slug` with the start form's answers (posted, or an API's JSON).

    `remember` is told the result inside the transaction, so that an answer is kept exactly when the case is.

    Raises `InputInvalid` for wrong answers, `Refused` with `no_right`, `out_of_scope`, `procedure_not_active`,
    `head_unknown` (a household number nobody has).
    """
    day = services.clock.business_day()
    if not caller.holds(Function.CASE_START, day):
        raise Refused("no_right", function=Function.CASE_START)

    def act(uow: UnitOfWork) -> CaseStarted:
        procedure = services.catalogue.active(uow.conn, slug, day)
        answers = read_answers(form_of(procedure, f"{slug}/{START}"), raw, today=day, lang=caller.lang)
        return remembered(
            remember, uow, _start(services, caller, uow, procedure, answers, services.clock.business_now())
        )

    try:
        return run(services, caller, act)
    except StepFailed as fault:
        raise Refused("procedure_faulty", slug=slug) from fault


def _start(
    services: Services, caller: Caller, uow: UnitOfWork, procedure: Procedure, answers: Answers, at: datetime
) -> CaseStarted:
    subject = household_of_case.subject(uow.conn, answers.values, caller, uow.business_day)
    caller.require(Function.CASE_START, subject.office, uow.business_day)
    data = numbers_in.seal(
        services, uow, caller, answers, None, office=subject.office, purpose=f"{procedure.slug} {START}", method=""
    )
    new = _new_case(uow, procedure, subject, data, at)
    begun = begin_case(services, uow, new, data, procedure, at)
    if begun is None:
        raise Refused("already_done", name=caller.name)
    uow.audit(
        "case.start",
        object_kind="case",
        object_key=begun.case_id,
        case_id=begun.case_id,
        household_key=subject.household_key,
        detail={"number": begun.number, "channel": new.channel},
    )
    drop_draft(uow.conn, caller.user_id, f"{START}:{procedure.slug}")
    return CaseStarted(begun.case_id, begun.number, _first_for(caller, uow, begun.opened, subject))


def _first_for(
    caller: Caller, uow: UnitOfWork, opened: tuple[str, ...], subject: household_of_case.Subject
) -> str | None:
    """The first opened task this person may work; it is claimed at once (the same hands go on).

    The case of a protected person (支援措置) is taken in by anyone and worked by those alone who may see him.
    """
    if subject.protected and not caller.may(Function.PROTECTED_VIEW, subject.office, uow.business_day):
        return None
    for task_id in opened:
        task = tasks.get_task(uow.conn, task_id)
        if task is not None and may_work(caller, task, uow.business_day):
            tasks.claim_task(uow, task_id)
            return task_id
    return opened[0] if opened else None


def _new_case(
    uow: UnitOfWork,
    procedure: Procedure,
    subject: household_of_case.Subject,
    data: Mapping[str, Any],
    at: datetime,
) -> NewCase:
    return NewCase(
        number=next_number(uow, at),
        slug=procedure.slug,
        procedure_hash=procedure.hash,
        office=subject.office,
        household_key=subject.household_key,
        subject_name=subject.name,
        subject_kana=subject.kana,
        channel=str(data.get("channel") or "COUNTER"),
        received_on=date.fromisoformat(str(data["received_on"])) if data.get("received_on") else uow.business_day,
        protected=subject.protected,
        paper_location=data.get("paper_location"),
    )
