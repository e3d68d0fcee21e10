"""Records of the welfare section taken in (保護課の連携): a start begins the loss of eligibility, once, by itself.

What cannot become a case is an incident with an owner, never silence. An end begins nothing: who may come back is
asked to notify (国保法9条1項), and the office that does it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.casework.begin_withdrawal import Cause, begin_withdrawal
from server.casework.callers import Caller
from server.casework.household_of_case import household_fact
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.work import run
from server.domain.effects import JSON, Message
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.welfare_event import END, WelfareEvent, fault_of
from server.exchange import resident_moves, welfare_events
from server.store import cases, counters, incidents, messages
from server.store.unit_of_work import UnitOfWork

KIND = "welfare_event"
SERIES = "I05/sequence"
_WORDS = {
    "household_unknown": "世帯が台帳にありません",
    "not_of_household": "世帯員でない人の番号があります",
    "nobody_named": "対象の人がありません",
    "event_ahead": "開始の日がまだ来ていません。その日に資格喪失の手続を始めてください",
    "unreadable": "記録を読めません",
    "reused": "同じ番号で内容の違う記録が来ました",
    "nobody_insured": "加入中の人がいません。開始前の資格を確かめてください",
    "ended": "保護が廃止されました。加入の届出を勧めてください",
}


@dataclass(frozen=True, slots=True)
class TakenWelfare:
    """What became of one record: a `case` (its id), an `incident`, or what it was `before`."""

    record_no: str
    result: str
    case_id: str | None = None


def take_in_file(services: Services, caller: Caller, content: bytes) -> tuple[TakenWelfare, ...]:
    """Takes in a file, record by record. Raises `no_right`, what the reader refuses, `import_sequence_gap`."""
    _require(services, caller)
    file = resident_moves.read_file(content, welfare_events.INTERFACE)

    def in_order(uow: UnitOfWork) -> None:
        last = counters.value_of(uow.conn, SERIES)
        if last and file.sequence_no > last + 1:
            raise Refused("import_sequence_gap", expected=last + 1, found=file.sequence_no)
        uow.audit("import.begin", object_kind="file", object_key=f"I05/{file.sequence_no}")

    run(services, caller, in_order)
    taken = tuple(
        _record(services, caller, f"I05/{file.sequence_no}/{place}", record)
        for place, record in enumerate(file.records, 1)
    )

    def done(uow: UnitOfWork) -> None:
        counters.start_behind(uow, SERIES, file.sequence_no)
        uow.audit(
            "import.end", object_kind="file", object_key=f"I05/{file.sequence_no}", detail={"records": len(taken)}
        )

    run(services, caller, done)
    return taken


def _require(services: Services, caller: Caller) -> None:
    if not caller.holds(Function.MESSAGE_SEND, services.clock.business_day()):
        raise Refused("no_right", function=Function.MESSAGE_SEND)


def _record(services: Services, caller: Caller, source: str, record: Mapping[str, JSON]) -> TakenWelfare:
    no = str(record.get("record_no") or "")[:60]
    try:
        refuse_in(dict(record), "payload")
        event = welfare_events.read_event(record)
    except Refused as refused:
        fault = str(refused.params.get("fault", refused.code))
        return run(services, caller, lambda uow: _left(uow, source, no, "unreadable", fault, None))
    try:
        return run(services, caller, lambda uow: _take(services, uow, record, event))
    except Refused as refused:
        if refused.code != "message_source_reused":
            raise
        return run(services, caller, lambda uow: _left(uow, source, no, "reused", "", None))


def _take(services: Services, uow: UnitOfWork, record: Mapping[str, JSON], event: WelfareEvent) -> TakenWelfare:
    """One record in one transaction: the message under the section's own number, then the case."""
    source = f"I05/{event.record_no}"
    stored, new = messages.put_message(uow, Message(KIND, source, {"household_key": event.household_key}, record))
    uow.audit("message.put", object_kind="message", object_key=stored.message_id, detail={"kind": KIND, "new": new})
    if not new:
        return TakenWelfare(event.record_no, "before", cases.once(uow.conn, f"withdrawal/{source}"))
    household: Any = household_fact(uow.conn, event.household_key, uow.business_day)
    members = None if household is None else [str(one["person_key"]) for one in household["members"]]
    office = None if household is None else str(household["office"])
    fault = fault_of(event, members, uow.business_day)
    if fault is None and event.event == END:
        fault = "ended"
    case_id = None if fault is not None else begin_withdrawal(services, uow, _cause(event, source))
    if case_id is None:
        messages.settle_message(uow, stored.message_id, "expired")
        return _left(uow, source, event.record_no, fault or "nobody_insured", "", office)
    messages.record_delivery(uow, stored.message_id, case_id, 1)
    uow.audit("welfare.begin", object_kind="case", object_key=case_id, case_id=case_id)
    return TakenWelfare(event.record_no, "case", case_id)


def _cause(event: WelfareEvent, source: str) -> Cause:
    return Cause(
        reason="welfare",
        household_key=event.household_key,
        person_keys=event.person_keys,
        happened_on=event.happened_on,
        once=source,
        why="生活保護が始まったため(保護課の連携で確認)",
        record_number=source,
    )


def _left(uow: UnitOfWork, source: str, no: str, fault: str, detail: str, office: str | None) -> TakenWelfare:
    incident = incidents.raise_incident(
        uow,
        kind=KIND,
        object_kind="message",
        object_key=f"{source}/{fault}",
        office=office,
        summary=f"保護課の記録 {no or source}: {_WORDS[fault]}",
        detail={"code": fault, "fault": detail[:400]},
    )
    uow.audit("incident.raise", object_kind="incident", object_key=incident)
    return TakenWelfare(no, "incident")
