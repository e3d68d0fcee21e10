"""What each way of receipt asks for (受付の経路): who may say that it came so, and on which day it counts as received.

Nobody at a screen may say that a signature was verified or that a linked system sent a record: the portal and the
linked system say it themselves. Ex officio is an official's act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.electronic_receipt import received_on
from server.domain.forms.answers import Answers, read_answers
from server.domain.forms.tree import Posted
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import work
from server.engine.definition import Procedure

ELECTRONIC, LINKED, POSTAL, EX_OFFICIO = "EAPP", "LINK", "POST", "EXOFFICIO"
ENTRY = "enter"
_BESIDE = ("received_at", "application", "mail_label")
# What the application repeats of the start form, and what only the office says.
_COMMON = ("acq_reason", "loss_reason", "head_name", "head_kana", "phone")
_OWN = ("next_step", "withdraw_reason", "missing_documents", "remarks")


@dataclass(frozen=True, slots=True)
class Intake:
    """A receipt as it came: the start form's answers, and what stands beside them.

    `application`: the entry as the citizen or a register wrote it; `label`: the number on the envelope's label.
    """

    raw: Posted | Mapping[str, JSON]
    application: Mapping[str, JSON] = field(default_factory=dict, repr=False)
    label: str | None = None
    received_at: datetime | None = None


def intake_of(raw: Posted | Mapping[str, JSON], label: str | None, now: datetime) -> Intake:
    """Takes apart what was sent; raises `InputInvalid` for an instant or an application that is none."""
    if isinstance(raw, Posted) or not isinstance(raw, Mapping):
        return Intake(raw, label=label)
    said = {name: value for name, value in raw.items() if name not in _BESIDE}
    at = _instant(raw.get("received_at"), now)
    if at is not None:
        said["received_on"] = _day_of(said.get("received_on"), at)
    application = raw.get("application")
    if application is not None and not isinstance(application, Mapping):
        raise InputInvalid([FieldError("application", "wrong_type", {"expected": "object"})])
    number = raw.get("mail_label", label)
    if number is not None and not isinstance(number, str):
        raise InputInvalid([FieldError("mail_label", "wrong_type", {"expected": "string"})])
    return Intake(said, application or {}, number, at)


def _instant(sent: JSON, now: datetime) -> datetime | None:
    """The instant at which the portal's file recorded the application: aware, and not ahead."""
    if sent is None:
        return None
    try:
        at = datetime.fromisoformat(sent) if isinstance(sent, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise InputInvalid([FieldError("received_at", "instant_invalid")])
    if at > now:
        raise InputInvalid([FieldError("received_at", "instant_in_future")])
    return at


def _day_of(sent: JSON, at: datetime) -> JSON:
    """The day of receipt by law; a different day in the answers is refused, not chosen between."""
    day = received_on(at).isoformat()
    if sent not in (None, day):
        raise InputInvalid([FieldError("received_on", "received_on_differs", {"day": day})])
    return day


def check_channel(
    caller: Caller, answers: Mapping[str, JSON], office: str, day: date, officer: str = "qualification"
) -> None:
    """Raises `Refused` where this caller may not say that the case came this way; `officer` acts ex officio."""
    channel = answers.get("channel")
    if channel == LINKED and not caller.machine:
        raise Refused("channel_of_linked_systems", at_field="channel")
    if channel == ELECTRONIC and answers.get("signature_result") == "VALID" and not caller.machine:
        raise Refused("signature_said_by_portal", at_field="signature_result")
    if channel == EX_OFFICIO:
        if caller.machine:
            raise Refused("system_cannot_decide", at_field="channel")
        caller.require(work(officer), office, day)


def once_key(procedure: str, answers: Mapping[str, JSON]) -> str | None:
    """What makes a second case of the same receipt impossible: the portal's arrival number, the record's number."""
    name = {ELECTRONIC: "arrival_number", LINKED: "record_number"}.get(str(answers.get("channel")))
    number = answers.get(name) if name else None
    return f"{procedure}/{answers['channel']}/{number}" if number else None


def read_application(
    services: Services, procedure: Procedure, intake: Intake, start: Mapping[str, JSON], caller: Caller
) -> Answers | None:
    """The application read against the entry form; what is missing a clerk completes, what is wrong is refused.

    Raises `InputInvalid` with the paths below `application`.
    """
    if not intake.application:
        return None
    form = form_of(procedure, f"{procedure.slug}/{ENTRY}")
    known = {field.name for field in form.fields}
    common = {name: start[name] for name in _COMMON if start.get(name) is not None and name in known}
    said = {name: value for name, value in intake.application.items() if name not in _OWN}
    try:
        return read_answers(form, common | said, today=services.clock.business_day(), lang=caller.lang, partial=True)
    except InputInvalid as wrong:
        at = [FieldError(f"application.{one.path}", one.code, one.params) for one in wrong.errors]
        raise InputInvalid(at) from None
