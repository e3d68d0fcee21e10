"""Starting a case (受付): numbered at once, before the paper leaves the hand, with its first task open.

The start form's answers become the case's `start`; what lists show of the case (office, household, head, channel,
day of receipt, place of the paper) is read from the answers of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.casework import arrivals, channels, household_of_case, numbers_in
from server.casework import mail_labels as labels
from server.casework.advance import StepFailed, begin_case, next_number
from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.task_rights import may_work
from server.casework.work import Remember, remembered, run
from server.domain.calendar import JAPAN
from server.domain.effects import JSON
from server.domain.electronic_receipt import attended_from
from server.domain.forms.answers import Answers, read_answers
from server.domain.forms.tree import Posted
from server.domain.protection import for_few
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.engine.definition import Procedure
from server.store import tasks
from server.store.cases import NewCase
from server.store.drafts import drop_draft
from server.store.errors import Stale
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
    label: str | None = None,
    remember: Remember[CaseStarted] | None = None,
) -> CaseStarted:
    """Starts a case of `slug` with the start form's answers (posted, or an API's JSON).

    `label` is the number on the label of an envelope (郵便の束), which becomes the case's. JSON may carry beside the
    answers `received_at` (the portal's instant), `application` (the entry as the citizen wrote it), `mail_label`.
    `remember` is told the result inside the transaction, so that an answer is kept exactly when the case is. An
    electronic application that came before under its arrival number is the case that it became.

    Raises `InputInvalid` for wrong answers, `Refused` with `no_right`, `out_of_scope`, `procedure_not_active`,
    `head_unknown` (a household number nobody has), what `channels` and `mail_packs` refuse, `arrival_number_reused`.
    """
    day = services.clock.business_day()
    if not caller.holds(Function.CASE_START, day):
        raise Refused("no_right", function=Function.CASE_START)

    def act(uow: UnitOfWork) -> CaseStarted:
        procedure = services.catalogue.active(uow.conn, slug, day)
        intake = channels.intake_of(raw, label, services.clock.business_now())
        answers = read_answers(form_of(procedure, f"{slug}/{START}"), intake.raw, today=day, lang=caller.lang)
        before = arrivals.arrived_before(services, uow, caller, procedure.slug, answers.values, intake)
        if before is not None:
            return CaseStarted(before.case_id, before.number, None)
        return remembered(remember, uow, begin(services, caller, uow, procedure, answers, intake))

    try:
        return run(services, caller, act)
    except StepFailed as fault:
        raise Refused("procedure_faulty", slug=slug) from fault


def begin(
    services: Services,
    caller: Caller,
    uow: UnitOfWork,
    procedure: Procedure,
    answers: Answers,
    intake: channels.Intake,
) -> CaseStarted:
    """Opens the case of a receipt that was read, inside the caller's transaction; raises as `start_case`."""
    at = services.clock.business_now()
    subject = household_of_case.subject(uow.conn, answers.values, caller, uow.business_day)
    caller.require(Function.CASE_START, subject.office, uow.business_day)
    _check_way(caller, procedure.slug, answers, subject.office, uow.business_day)
    if intake.label is not None:
        labels.require_label(uow, caller, intake.label, str(answers.values.get("channel")))
    data = _data(services, caller, uow, procedure, answers, intake, subject.office)
    new = _new_case(uow, procedure, subject, data, at, intake.label)
    begun = begin_case(services, uow, new, data, procedure, at)
    if begun is None:
        raise Stale(f"{new.once_key} came at the same moment")
    if intake.label is not None:
        labels.becomes_case(uow, intake.label, begun.case_id, wants_copy=bool(data.get("copy_wanted")))
    arrivals.note_arrival(services, uow, caller, new.once_key, intake)
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


OFFICERS = {
    "arrears": "arrears",
    "transfer_of_collection": "arrears",
    "dunning_run": "receipts",
    "copay_relief": "benefit",
    "deferral": "arrears",
    "deferral_watch": "arrears",
    "income_declaration": "levy",
    "late_charge_waiver": "arrears",
    "levy_decision": "levy",
    "levy_run": "levy",
    "maternity": "levy",
    "premium_relief": "levy",
    "prescription_watch": "arrears",
    "overpayment": "receipts",
    "receipt_correction": "receipts",
    "refund": "receipts",
    "refund_lapse": "receipts",
    "special_collection": "receipts",
    "asset_inquiry": "arrears",
    "seizure": "arrears",
    "seizure_watch": "arrears",
    "seizure_release": "arrears",
    "distribution": "arrears",
    "claim_participation": "arrears",
    "public_sale": "arrears",
    "suspension_write_off": "arrears",
    "write_off": "arrears",
    "pledge": "arrears",
    "succession": "arrears",
    "serve_letter": "counter",
}
"""Whose officer acts ex officio (職権) in a procedure; in all others the eligibility officer."""

BY_OFFICE = (
    "dunning_run",
    "levy_run",
    "refund_lapse",
    "special_collection",
    "asset_inquiry",
    "seizure",
    "seizure_watch",
    "seizure_release",
    "distribution",
    "claim_participation",
    "public_sale",
)
"""Procedures that nobody applies for: the office begins them, by its officers alone."""


def _check_way(caller: Caller, slug: str, answers: Answers, office: str, day: date) -> None:
    """Who may take it in this way; a procedure for few (支援措置) begins with those who may see the protected alone."""
    if for_few(slug):
        caller.require(Function.PROTECTED_VIEW, office, day)
    officer = "protection" if for_few(slug) else OFFICERS.get(slug, "qualification")
    channels.check_channel(caller, answers.values, office, day, officer)


def _data(
    services: Services,
    caller: Caller,
    uow: UnitOfWork,
    procedure: Procedure,
    answers: Answers,
    intake: channels.Intake,
    office: str,
) -> dict[str, JSON]:
    """The case's `start`: the answers, and beside them the application with its numbers sealed, and the instant."""
    said = channels.read_application(services, procedure, intake, answers.values, caller)
    method = "E_CERT" if answers.values.get("signature_result") == "VALID" else ""
    purpose = f"{procedure.slug} {START}"
    data = numbers_in.seal(services, uow, caller, answers, None, office=office, purpose=purpose, method="")
    if said is not None:
        kept = numbers_in.seal(services, uow, caller, said, None, office=office, purpose=purpose, method=method)
        numbers = kept.pop(numbers_in.NUMBERS, None)
        data |= {"application": kept} | ({numbers_in.NUMBERS: numbers} if numbers else {})
    if intake.received_at is not None:
        calendar = services.calendar(uow.conn)
        data |= {
            "received_at": intake.received_at.astimezone(JAPAN).isoformat(),
            "attended_from": attended_from(intake.received_at, calendar).isoformat(),
        }
    return data


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
    label: str | None,
) -> NewCase:
    return NewCase(
        number=label or next_number(uow, at),
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
        once_key=channels.once_key(procedure.slug, data),
    )
