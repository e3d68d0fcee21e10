"""Telephone notes (電話の記録): who called, about what, what was answered, and when to call back (折り返し)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.household_of_case import is_protected
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.task_rights import require_sight
from server.casework.work import run
from server.domain.forms.model import Words
from server.domain.names import half_width
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.store import cases, households, incidents
from server.store.connection import Connection
from server.store.incidents import Note
from server.store.unit_of_work import UnitOfWork

TOPICS: Mapping[str, Words] = {
    "eligibility": Words("加入・脱退", "Joining or leaving"),
    "certificate": Words("資格確認書", "Certificate"),
    "premium": Words("保険料", "Premium"),
    "payment": Words("納付・口座", "Payment"),
    "benefit": Words("給付", "Benefits"),
    "letter": Words("届いた通知書", "A letter received"),
    "other": Words("その他", "Other"),
}
_WHO, _ANSWER = 40, 240


@dataclass(frozen=True, slots=True)
class PhoneNote:
    """What was typed: `number` a 受付番号 or 世帯番号, `call_back` a day as people write it, or nothing."""

    who: str
    topic: str
    answer: str
    call_back: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """Whom a note concerns: case and household, either may be unknown; the office that answers for them."""

    case_id: str | None = None
    household_key: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class CallBack:
    """A caller who waits: the note, and the number it belongs to (None: to none)."""

    note_id: str
    body: str
    day: date
    late: bool
    case_id: str | None
    household_key: str | None


def write_phone_note(services: Services, caller: Caller, said: PhoneNote) -> About:
    """Writes the note and returns whom it concerns.

    Raises `InputInvalid` for every field that is wrong, rights, `protected_person`.
    """
    day = services.clock.business_day()
    if not caller.holds(Function.TASK_NOTE, day):
        raise Refused("no_right", function=Function.TASK_NOTE)
    body, call_back = _read(said, day)

    def act(uow: UnitOfWork) -> About:
        about = _about(uow.conn, caller, said.number, day)
        note = incidents.add_note(
            uow,
            kind="phone",
            body=body,
            case_id=about.case_id,
            household_key=about.household_key,
            call_back_on=call_back,
        )
        uow.audit(
            "note.add",
            object_kind="note",
            object_key=note,
            case_id=about.case_id,
            household_key=about.household_key,
            detail={"kind": "phone"},
        )
        return about

    return run(services, caller, act)


def call_backs(services: Services, caller: Caller) -> tuple[CallBack, ...]:
    """Those whom the caller has promised to call back, the earliest first."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = incidents.call_backs(conn, caller.user_id)
    return tuple(_call_back(note, day) for note in found)


def due_call_backs(services: Services, caller: Caller) -> int:
    """How many of them are due today or before."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        return len(incidents.call_backs(conn, caller.user_id, by=day))


def called_back(services: Services, caller: Caller, note_id: str) -> None:
    """折り返した. Raises `call_back_not_found` for another's note and one done before."""

    def act(uow: UnitOfWork) -> None:
        incidents.called_back(uow, note_id)
        uow.audit("note.call_back", object_kind="note", object_key=note_id)

    run(services, caller, act)


def _call_back(note: Note, day: date) -> CallBack:
    due = note.call_back_on or day
    return CallBack(note.note_id, note.body, due, due < day, note.case_id, note.household_key)


def _read(said: PhoneNote, day: date) -> tuple[str, date | None]:
    """The body of the note and the day to call back; raises all that is wrong at once."""
    wrong = [
        *_text("who", said.who, _WHO),
        *_text("answer", said.answer, _ANSWER),
        *([] if said.topic in TOPICS else [FieldError("topic", "required" if not said.topic else "not_an_option")]),
    ]
    call_back = None
    if said.call_back.strip():
        try:
            call_back = parse_date(said.call_back)
            if call_back < day:
                wrong.append(FieldError("call_back", "call_back_past"))
        except Refused as refusal:
            wrong.append(FieldError("call_back", refusal.code, refusal.params))
    if wrong:
        raise InputInvalid(wrong)
    return f"電話 {said.who.strip()}・{TOPICS[said.topic].ja}: {said.answer.strip()}", call_back


def _text(name: str, text: str, longest: int) -> list[FieldError]:
    if not text.strip():
        return [FieldError(name, "required")]
    if len(text.strip()) > longest:
        return [FieldError(name, "too_long", {"max": longest})]
    try:
        refuse_in(text, name)
    except Refused as refusal:
        return [FieldError(name, refusal.code)]
    return []


def _about(conn: Connection, caller: Caller, number: str, day: date) -> About:
    """The case or household of the number; raises `phone_number_unknown` at `number`, `protected_person`."""
    plain = half_width(number).upper()
    if not plain:
        return About()
    case = cases.get_case_by_number(conn, plain)
    if case is not None:
        about = About(case.case_id, case.household_key, case.office)
        protected = case.protected
    else:
        about = About(None, plain, households.office_of_household(conn, plain, day))
        protected = about.office is not None and is_protected(conn, plain, day)
    if about.office is None or not caller.may(Function.TASK_NOTE, about.office, day):
        raise InputInvalid([FieldError("number", "phone_number_unknown")])
    require_sight(caller, about.office, protected, day)
    return about
