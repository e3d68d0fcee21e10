"""A file of receipts taken in (収納データの取込み): one file, one transaction; accepted whole or refused whole.

A refused file posts nothing and leaves an incident, so that somebody owns it. An accepted one raises the guard of every
household it touches, so that no letter made before it leaves with the old balance, and tells the cases that wait.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.callers import Caller
from server.casework.debit_results import check_results, record_results
from server.casework.deliver_waiting import deliver_again
from server.casework.match_receipts import Matched, match_file
from server.casework.open_corrections import open_corrections
from server.casework.services import Services
from server.casework.special_results import check_withheld, record_withheld
from server.casework.work import run, unit_of_work
from server.domain.effects import Message
from server.domain.receipts import Channel, IncomingFile, Outcome
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.values import Values
from server.exchange import bank_file, counter_cash, pension_results, store_file
from server.exchange.receipt_faults import Expected
from server.store import incidents, ledger, messages
from server.store import receipts as store
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.receipts import NewReceipt
from server.store.unit_of_work import UnitOfWork

REFUSED = "receipt_file_refused"
LOOK_AT = "receipt_look_at"
CASE_EVENT = "case_event"
ZERO_NOTICE = "zero_notice"
_LONGEST_NAME = 200
_MOST_NAMED = 200
_ONE_DAY = timedelta(days=1)
_MUST_LOOK = frozenset({"cancel_after_final", "final_after_cancel", "duplicate"})
_NEEDS_CREDIT = frozenset({Channel.BANK_SLIP, Channel.DIRECT_DEBIT, Channel.CVS, Channel.APP})


@dataclass(frozen=True, slots=True)
class Interface:
    """How files of one interface are read, and which dated value is our code in them."""

    read: Callable[[bytes, Expected], IncomingFile]
    code_key: str


INTERFACES: Mapping[str, Interface] = {
    bank_file.INTERFACE: Interface(bank_file.read_bank_file, "receipts.bank_consignor"),
    store_file.INTERFACE: Interface(store_file.read_store_file, "receipts.store_consignor"),
    counter_cash.INTERFACE: Interface(counter_cash.read_counter_file, "city.code"),
    pension_results.INTERFACE: Interface(pension_results.read_results, "city.code"),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """An accepted file: what became of its receipts, and which of them somebody should look at (record, notes)."""

    file_id: str
    channel: str
    covers_to: date
    records: int
    count: int
    total: int
    outcomes: Mapping[str, int]
    look_at: tuple[tuple[int, tuple[str, ...]], ...]


def import_receipts(
    services: Services, caller: Caller, interface: str, content: bytes, *, name: str, credited: int | None = None
) -> Imported:
    """Takes in a file. `credited` is what the city's account received for it, in yen; banks and agencies need it.

    Raises rights and, with an incident, everything a file is refused for: `receipt_file_invalid` (row and reason),
    `receipt_file_twice`, `receipt_file_out_of_sequence`, `receipt_file_period_missed`, `receipt_credit_…`.
    """
    day = services.clock.business_day()
    caller.require(Function.RECEIPT_IMPORT, caller.office, day)
    content_hash = hashlib.sha256(content).hexdigest()
    try:
        with services.database.read() as conn:
            values = services.values(conn)
        known = INTERFACES[interface]
        file = known.read(content, Expected(values.text(known.code_key, day), day))
        return _accepted(services, caller, file, values, _Came(name, content_hash, credited))
    except Refused as refusal:
        _report(services, caller, interface, content_hash, refusal, name)
        raise


def state_no_payments(services: Services, caller: Caller, channel: Channel, sender: str, through: date) -> Imported:
    """The statement that a sender had no payment up to and including a day (ゼロ件の通知): its day moves on.

    Raises rights, `receipt_zero_ahead`, `receipt_sender_unknown`, `receipt_file_period_missed` for a day that is in.
    """
    day = services.clock.business_day()
    caller.require(Function.RECEIPT_IMPORT, caller.office, day)
    if through > day:
        raise Refused("receipt_zero_ahead", day=through.isoformat())
    with services.database.read() as conn:
        values = services.values(conn)
        covered = store.covered(conn, str(channel), sender)
        before = store.last_file(conn, ZERO_NOTICE, str(channel), sender)
    if covered is None:
        raise Refused("receipt_sender_unknown", sender=sender)
    first, sequence = covered + _ONE_DAY, 1 if before is None else before.sequence + 1
    if through < first:
        raise Refused("receipt_file_period_missed", expected=first.isoformat(), found=through.isoformat())
    file = IncomingFile(ZERO_NOTICE, channel, sender, sequence, day, first, through, ())
    said = f"{ZERO_NOTICE}/{channel}/{sender}/{through.isoformat()}"
    content_hash = hashlib.sha256(said.encode()).hexdigest()
    return _accepted(services, caller, file, values, _Came(ZERO_NOTICE, content_hash, None))


@dataclass(frozen=True, slots=True)
class _Came:
    """How a file came: its name, the hash of its content, what the account received."""

    name: str
    content_hash: str
    credited: int | None


def _accepted(services: Services, caller: Caller, told_file: IncomingFile, values: Values, came: _Came) -> Imported:
    """One transaction; then each case that waits is told in its own, and one that fails stops no other."""

    def act(uow: UnitOfWork) -> tuple[Imported, list[str]]:
        _refuse_series(uow, told_file, came)
        file, withheld = check_withheld(uow.conn, told_file)
        checked = check_results(uow, file)
        matched = match_file(uow, file, values)
        file_id = store.put_file(
            uow, file, name=came.name[:_LONGEST_NAME], content_hash=came.content_hash, credited=came.credited
        )
        store.put_receipts(uow, file_id, matched.receipts)
        ledger.write(uow, matched.postings, Origin(f"file:{file_id}"))
        if checked is not None:
            record_results(services, uow, checked, file_id)
        if withheld is not None:
            record_withheld(services, uow, withheld, file_id, matched.receipts, matched.postings)
        touched = {new.household_key for new in matched.receipts if new.household_key is not None}
        uow.bump_households(household_revs(uow.conn, touched))
        told = _tell_cases(uow, file_id, matched)
        _raise_look_at(uow, file_id, matched, open_corrections(services, uow, matched.receipts))
        detail = {"channel": str(file.channel), "records": len(file.receipts), "covers_to": file.covers_to.isoformat()}
        uow.audit("receipts.import", object_kind="receipt_file", object_key=file_id, detail=detail)
        return _imported(file_id, file, matched), told

    imported, told = run(services, caller, act)
    for message_id in told:
        deliver_again(services, message_id, caller.actor())
    return imported


def _refuse_series(uow: UnitOfWork, file: IncomingFile, came: _Came) -> None:
    """Refuses a file that came before, is not the next of its series, or leaves a day out; then the bank's credit."""
    channel = str(file.channel)
    twice = store.file_with(uow.conn, came.content_hash)
    if twice is not None:
        raise Refused("receipt_file_twice", file=twice.name)
    last = store.last_file(uow.conn, file.interface, channel, file.sender)
    if last is not None and file.sequence != last.sequence + 1:
        raise Refused("receipt_file_out_of_sequence", expected=last.sequence + 1, found=file.sequence)
    covered = store.covered(uow.conn, channel, file.sender)
    if covered is not None:
        earliest = (covered if last is None else last.covers_to) + _ONE_DAY  # a zero notice may prove wrong
        if not earliest <= file.covers_from <= covered + _ONE_DAY:
            raise Refused(
                "receipt_file_period_missed", expected=earliest.isoformat(), found=file.covers_from.isoformat()
            )
    _refuse_credit(file, came.credited)


def _refuse_credit(file: IncomingFile, credited: int | None) -> None:
    if credited is None and file.total and file.channel in _NEEDS_CREDIT:
        raise Refused("receipt_credit_missing")
    if credited is not None and credited != file.total:
        raise Refused("receipt_credit_differs", credited=credited, total=file.total)


def _tell_cases(uow: UnitOfWork, file_id: str, matched: Matched) -> list[str]:
    """One message for each household that paid and has a case waiting; the case reads the registers itself."""
    paid: dict[str, list[NewReceipt]] = {}
    for new in matched.receipts:
        if new.household_key is not None and new.outcome is not Outcome.NOT_PAID:
            paid.setdefault(new.household_key, []).append(new)
    told = []
    for household in sorted(store.households_waiting(uow.conn, CASE_EVENT, paid)):
        payload = {
            "event": "payment_received",
            "file": file_id,
            "receipts": [new.receipt_id for new in paid[household]],
        }
        message = Message(CASE_EVENT, f"receipts/{file_id}/{household}", {"household_key": household}, payload)
        stored, _ = messages.put_message(uow, message)
        told.append(stored.message_id)
    return told


def _raise_look_at(uow: UnitOfWork, file_id: str, matched: Matched, with_cases: frozenset[str]) -> None:
    """What somebody must decide (仮受, 二重, 取消後の確報) and has no case is one incident a file, with its records."""
    wanted = [
        new
        for new in matched.receipts
        if new.receipt_id not in with_cases and (new.outcome is Outcome.SUSPENSE or set(new.notes) & _MUST_LOOK)
    ]
    if wanted:
        incidents.raise_incident(
            uow,
            kind=LOOK_AT,
            object_kind="receipt_file",
            object_key=file_id,
            office="hq",
            summary=f"消し込めない収納が{len(wanted)}件あります",
            detail={"records": [new.incoming.record_no for new in wanted[:_MOST_NAMED]]},
        )


def _imported(file_id: str, file: IncomingFile, matched: Matched) -> Imported:
    outcomes = dict(Counter(str(new.outcome) for new in matched.receipts))
    noted = tuple((new.incoming.record_no, new.notes) for new in matched.receipts if new.notes)
    return Imported(
        file_id, str(file.channel), file.covers_to, len(file.receipts), len(file.final), file.total, outcomes, noted
    )


def _report(services: Services, caller: Caller, interface: str, content_hash: str, refusal: Refused, name: str) -> None:
    """A refused file is an incident, not a line that scrolls away; the same file again is the same incident."""
    with unit_of_work(services, caller.actor()) as uow:
        incidents.raise_incident(
            uow,
            kind=REFUSED,
            object_kind="receipt_file",
            object_key=content_hash[:16],
            office="hq",
            summary=refusal.message_ja,
            detail={"interface": interface, "code": refusal.code, "name": name[:_LONGEST_NAME]},
        )
        uow.audit(
            "receipts.refuse", object_kind="receipt_file", object_key=content_hash[:16], detail={"code": refusal.code}
        )
