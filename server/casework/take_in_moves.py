"""Records of the resident register (住基の異動) taken in: one with the NHI note opens its enrolment by itself, once.

Each record is a message first, under the register's own number. What it states goes into the double of the residents'
register; a case begins with the entry as the record has it and comes to the second person at once where nothing is
missing. What cannot become a case by itself is an incident or a clerk's task, never silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.casework import channels, link_protections, move_registers, other_moves
from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.complete_task import complete_task
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.start_case import START, begin
from server.casework.work import run
from server.domain.effects import JSON, Message
from server.domain.forms.answers import read_answers
from server.domain.refusals import Refused
from server.domain.resident_move import NOTIFIES, PROTECTION_OFF, Move, entry_of, fault_of, reason_of
from server.domain.rights import Function, Grant, work
from server.exchange import resident_moves
from server.store import cases, counters, incidents, messages, offices, tasks
from server.store.unit_of_work import UnitOfWork

KIND = "resident_move"
SLUG = "enrolment"
SERIES = "I01/sequence"
_USER = "resident-register"
_WORDS = {
    "municipality_unknown": "前住所の市区町村コードがありません",
    "event_ahead": "異動の日がまだ来ていません",
    "nobody_joins": "国保の付記があるのに加入する人がいません",
    "head_missing": "転入の記録に世帯主がいません",
    "office_unknown": "区がありません",
    "unreadable": "記録を読めません",
    "reused": "同じ番号で内容の違う記録が来ました",
    "case_open": "同じ人の届が進んでいます",
    "household_differs": "世帯の記録が台帳と食い違います",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one record: a case (its number), an incident, or nothing of this procedure (`other`).

    `message_id` is empty for a record that cannot be kept: its number stands for another one.
    """

    record_no: str
    result: str
    case_id: str | None = None
    number: str | None = None
    new: bool = True
    message_id: str = ""


def take_in_file(services: Services, caller: Caller, content: bytes) -> tuple[Taken, ...]:
    """Takes in a file, record by record; one that cannot be helped stops no other.

    Raises `no_right`, what the reader refuses, `import_sequence_gap` for a file that is not the next of its series. A
    file that came before is gone through again: what stands stays, what is missing is made up.
    """
    _require(services, caller)
    file = resident_moves.read_file(content)

    def in_order(uow: UnitOfWork) -> None:
        last = counters.value_of(uow.conn, SERIES)
        if last and file.sequence_no > last + 1:
            raise Refused("import_sequence_gap", expected=last + 1, found=file.sequence_no)
        uow.audit("import.begin", object_kind="file", object_key=f"I01/{file.sequence_no}")

    run(services, caller, in_order)
    taken = tuple(
        take_in_record(services, caller, _source(file.sequence_no, record, n), record)
        for n, record in enumerate(file.records, 1)
    )

    def done(uow: UnitOfWork) -> None:
        counters.start_behind(uow, SERIES, file.sequence_no)
        detail: dict[str, JSON] = {"records": len(taken), "cases": sum(one.case_id is not None for one in taken)}
        uow.audit("import.end", object_kind="file", object_key=f"I01/{file.sequence_no}", detail=detail)

    run(services, caller, done)
    return taken


def _source(sequence_no: int, record: Mapping[str, JSON], place: int) -> str:
    """The register's own number of a record; a record without one has its place in the file."""
    number = record.get("record_no")
    return f"I01/{number}" if isinstance(number, str) and 0 < len(number) <= 60 else f"I01/{sequence_no}/{place}"


def take_in_record(services: Services, caller: Caller, source_id: str, record: Mapping[str, JSON]) -> Taken:
    """Takes in one record under its number; the same one again is what it became.

    Raises `no_right`, `out_of_scope` for an office the sender may not send to, `my_number_in_text`: no number comes
    this way.
    """
    _require(services, caller)
    refuse_in(dict(record), "payload")
    try:
        move = resident_moves.read_move(record)
    except Refused as refused:
        return _incident(services, caller, source_id, record, "unreadable", str(refused.params.get("fault", "")))
    caller.require(Function.MESSAGE_SEND, move.office, services.clock.business_day())
    try:
        taken = run(services, caller, lambda uow: _take(services, caller, uow, source_id, record, move))
    except Refused as refused:
        if refused.code not in ("message_source_reused", "arrival_number_reused"):
            return _incident(services, caller, source_id, record, "household_differs", refused.message_ja)
        return _incident(services, caller, source_id, record, "reused", "")
    if taken.new and taken.case_id is not None and not move.protected:
        _enter(services, taken.case_id, move)
    return taken


def _require(services: Services, caller: Caller) -> None:
    if not caller.holds(Function.MESSAGE_SEND, services.clock.business_day()):
        raise Refused("no_right", function=Function.MESSAGE_SEND)


def _take(
    services: Services, caller: Caller, uow: UnitOfWork, source_id: str, record: Mapping[str, JSON], move: Move
) -> Taken:
    """One record in one transaction: message, registers, case."""
    stored, new = messages.put_message(uow, Message(KIND, source_id, {}, record))
    uow.audit("message.put", object_kind="message", object_key=stored.message_id, detail={"kind": KIND, "new": new})
    case_id = cases.once(uow.conn, f"{SLUG}/{channels.LINKED}/{source_id}")
    if case_id is not None:
        number = cases.numbers_of(uow.conn, [case_id])[case_id]
        return Taken(move.record_no, "case", case_id, number, False, stored.message_id)
    if not new and stored.status == "expired":
        return Taken(move.record_no, "incident", new=False, message_id=stored.message_id)
    opened = _protect(services, caller, uow, source_id, move)
    if not (move.nhi_note and move.event in NOTIFIES):
        opened = opened or _other(services, caller, uow, source_id, move)
        messages.settle_message(uow, stored.message_id, "delivered")
        if opened is not None:
            return Taken(move.record_no, "case", *opened, new, stored.message_id)
        return Taken(move.record_no, "other", new=new, message_id=stored.message_id)
    home = services.values(uow.conn).text("city.code", uow.business_day)
    fault, detail = _fault(uow, move, home)
    if fault is not None:
        _raise(uow, source_id, fault, detail, move.office)
        messages.settle_message(uow, stored.message_id, "expired")
        return Taken(move.record_no, "incident", message_id=stored.message_id)
    move_registers.state(uow, move, event=f"file:{source_id}")
    case_id, number = _begin(services, caller, uow, source_id, move, home)
    messages.record_delivery(uow, stored.message_id, case_id, 1)
    return Taken(move.record_no, "case", case_id, number, True, stored.message_id)


def _other(services: Services, caller: Caller, uow: UnitOfWork, source_id: str, move: Move) -> tuple[str, str] | None:
    """What a move that is no notification begins: a loss, a change of the household."""
    home = services.values(uow.conn).text("city.code", uow.business_day)
    register = _register(uow.business_day, caller)
    return other_moves.begin_other(services, register, uow, source_id, move, home)


def _protect(services: Services, caller: Caller, uow: UnitOfWork, source_id: str, move: Move) -> tuple[str, str] | None:
    """Whoever the record has under protection is hidden before anything else of it is done."""
    if not (move.protected or move.event == PROTECTION_OFF):
        return None
    if offices.get_office(uow.conn, move.office) is None:
        return None
    register = _register(uow.business_day, caller, Function.PROTECTED_VIEW)
    return link_protections.mask_and_open(services, register, uow, source_id, move)


def _fault(uow: UnitOfWork, move: Move, home: str) -> tuple[str | None, str]:
    """Why the record must not become a case by itself, with what helps whoever looks into it."""
    fault = fault_of(move, home, uow.business_day)
    if fault is not None:
        return fault, move.came_from or ""
    if offices.get_office(uow.conn, move.office) is None:
        return "office_unknown", move.office[:20]
    other = move_registers.open_case_of(uow, move, SLUG)
    return ("case_open", other) if other is not None else (None, "")


def _begin(
    services: Services, caller: Caller, uow: UnitOfWork, source_id: str, move: Move, home: str
) -> tuple[str, str]:
    procedure = services.catalogue.active(uow.conn, SLUG, uow.business_day)
    head = move_registers.head_of(uow, move)
    said: dict[str, JSON] = {
        "channel": channels.LINKED,
        "received_on": max(move.entered_on, move.happened_on).isoformat(),
        "acq_reason": reason_of(move, home),
        "household_key": move.household_key,
        "head_name": head["name"],
        "head_kana": head["kana"],
        "record_number": source_id,
        "documents": ["notification"],
    }
    answers = read_answers(form_of(procedure, f"{SLUG}/{START}"), said, today=uow.business_day)
    entry = entry_of(move, home, head, move_registers.insured_in(uow, move.household_key))
    register = _register(uow.business_day, caller)
    begun = begin(services, register, uow, procedure, answers, channels.Intake(said, application=entry))
    return begun.case_id, begun.number


def _enter(services: Services, case_id: str, move: Move) -> None:
    """Hands in the entry as the record has it; what is missing or doubtful is left to a clerk with the reason."""
    day = services.clock.business_day()
    register = _register(day, None, work("counter"), Function.MY_NUMBER_ENTER)
    with services.database.read() as conn:
        open_tasks = [one for one in tasks.tasks_of_case(conn, case_id) if one.status == "open"]
        home = services.values(conn).text("city.code", day)
        head, insured = move_registers.read(conn, move, day)
    entry = entry_of(move, home, head, insured) | {"evidence": ["notification"], "next_step": "to_check"}
    for task in open_tasks:
        try:
            complete_task(services, register, task.task_id, entry)
        except Refused as refused:
            words = f"連携の記録だけでは入力を終えられません。{refused.message_ja}"[:400]
            _note(services, register, case_id, words)


def _note(services: Services, caller: Caller, case_id: str, words: str) -> None:
    def act(uow: UnitOfWork) -> None:
        note = incidents.add_note(uow, kind="note", body=words, case_id=case_id)
        uow.audit("note.add", object_kind="note", object_key=note, case_id=case_id)

    run(services, caller, act)


def _register(day: date, sender: Caller | None, *functions: str) -> Caller:
    """The resident register as who acts here: it takes in and enters, and never checks or decides."""
    wanted = (Function.CASE_START, Function.HOUSEHOLD_VIEW, *functions)
    grants = tuple(Grant(str(function), "all", day) for function in wanted)
    office = "" if sender is None else sender.office
    return Caller(_USER, "住民記録の連携", office, "", "連携システム", grants, terminal="I01", machine=True)


def _incident(
    services: Services, caller: Caller, source_id: str, record: Mapping[str, JSON], fault: str, detail: str
) -> Taken:
    office = record.get("office")

    def act(uow: UnitOfWork) -> str:
        known = isinstance(office, str) and offices.get_office(uow.conn, office) is not None
        _raise(uow, source_id, fault, detail, str(office) if known else None)
        return _kept(uow, source_id, record)

    message_id = run(services, caller, act)
    return Taken(str(record.get("record_no") or "")[:60], "incident", message_id=message_id)


def _kept(uow: UnitOfWork, source_id: str, record: Mapping[str, JSON]) -> str:
    """The message of a record that waits for nobody any more; empty where its number stands for another one."""
    try:
        stored, _ = messages.put_message(uow, Message(KIND, source_id, {}, record))
    except Refused:
        return ""
    messages.settle_message(uow, stored.message_id, "expired")
    return stored.message_id


def _raise(uow: UnitOfWork, source_id: str, fault: str, detail: str, office: str | None) -> None:
    known = office is not None and offices.get_office(uow.conn, office) is not None
    incident = incidents.raise_incident(
        uow,
        kind=KIND,
        object_kind="message",
        object_key=f"{source_id}/{fault}",
        office=office if known else None,
        summary=f"住基の異動 {source_id}: {_WORDS[fault]}",
        detail={"fault": detail[:400], "code": fault},
    )
    uow.audit("incident.raise", object_kind="incident", object_key=incident)
