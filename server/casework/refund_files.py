"""総合振込 (transfers of refunds): cut for a day, taken out by a person, answered by the bank; each case told at once.

The file is made from the seals each time it is taken out and never kept; its hash says that it is the same one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

from server.casework.callers import Caller
from server.casework.deliver_message import deliver_stored
from server.casework.services import Services
from server.casework.work import run
from server.domain.calendar import Calendar
from server.domain.direct_debit import institutions
from server.domain.effects import Message
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.values import Values
from server.exchange.transfer_file import (
    RESULTS,
    Transfer,
    TransferHead,
    TransferResult,
    differs,
    read_transfers,
    write_transfers,
)
from server.store import messages, refund_files, refunds
from server.store.refund_files import RefundFile, Waiting
from server.store.sealed_accounts import open_accounts
from server.store.unit_of_work import UnitOfWork


def cut_file(services: Services, caller: Caller, pay_on: date) -> RefundFile:
    """Puts every ordered transfer into a file for a day.

    Raises `refund_file_day`, `refund_file_empty`, rights.
    """
    caller.require(Function.REFUND_PAY, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> RefundFile:
        values = services.values(uow.conn)
        _refuse_day(pay_on, uow.business_day, values)
        chosen = refund_files.waiting(uow.conn)
        if not chosen:
            raise Refused("refund_file_empty")
        file_id = refund_files.next_id(uow, pay_on)
        content = _content(services, uow, pay_on, chosen, values)
        refund_files.put(uow, file_id, pay_on, chosen, hashlib.sha256(content).hexdigest())
        detail = {"count": len(chosen), "total": sum(one.payment.yen for one in chosen)}
        uow.audit("refund.cut", object_kind="refund_file", object_key=file_id, detail=detail)
        return refund_files.get(uow.conn, file_id)

    return run(services, caller, act)


def file_content(services: Services, caller: Caller, file_id: str) -> tuple[str, bytes]:
    """The file for the bank: name and bytes; who took it out is on record. Raises `refund_file_unknown`, rights."""
    caller.require(Function.REFUND_PAY, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> tuple[str, bytes]:
        found = refund_files.get(uow.conn, file_id)
        chosen = refund_files.payments_in(uow.conn, file_id)
        content = _content(services, uow, found.pay_on, chosen, services.values(uow.conn))
        if hashlib.sha256(content).hexdigest() != found.file_hash:
            raise differs(1, "ハッシュ")
        uow.audit("refund.file", object_kind="refund_file", object_key=file_id, detail={"hash": found.file_hash})
        return f"kanpu-{file_id}.txt", content

    return run(services, caller, act)


def take_results(services: Services, caller: Caller, file_id: str, content: bytes) -> dict[str, int]:
    """The bank's answer to a file, whole or not at all: how many were paid and how many came back; each case goes on.

    Raises `refund_result_differs` with the record, `refund_result_in`, `receipt_file_invalid`, rights.
    """
    caller.require(Function.REFUND_PAY, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> dict[str, int]:
        refund_files.get(uow.conn, file_id)
        refund_files.results_in(uow, file_id, hashlib.sha256(content).hexdigest())
        _, _, results = read_transfers(content)
        answered = _record(uow, file_id, results)
        for refund_key in answered:
            _tell(services, uow, refund_key, file_id)
        count = {state: sum(one == state for one in answered.values()) for state in (refunds.PAID, refunds.RETURNED)}
        uow.audit("refund.results", object_kind="refund_file", object_key=file_id, detail=dict(count))
        return count

    return run(services, caller, act)


def _refuse_day(pay_on: date, day: date, values: Values) -> None:
    latest = day + timedelta(days=values.integer("refund.file_days_ahead", day))
    if not day < pay_on <= latest or not Calendar(values).is_open(pay_on):
        raise Refused("refund_file_day", at_field="pay_on")


def _content(services: Services, uow: UnitOfWork, pay_on: date, chosen: Sequence[Waiting], values: Values) -> bytes:
    day = chosen[0].payment.ordered_on
    names = institutions(day, values)
    tokens = [one.payment.account_token for one in chosen]
    numbers = open_accounts(uow, services.accounts, tokens, purpose="還付金の総合振込")
    bank = values.text("refund.bank", day)
    head = TransferHead(
        values.text("refund.consignor", day), values.text("refund.consignor_kana", day), bank, names.get(bank, ""),
        values.text("refund.branch", day), values.text("refund.account", day), pay_on,
    )  # fmt: skip
    return write_transfers(head, [_transfer(one, names, numbers) for one in chosen])


def _transfer(one: Waiting, names: dict[str, str], numbers: dict[str, str]) -> Transfer:
    paid = one.payment
    return Transfer(
        paid.institution, names.get(paid.institution, ""), paid.branch, paid.account_kind,
        numbers[paid.account_token], paid.holder_kana, paid.yen, one.refund.number, paid.payee_no,
    )  # fmt: skip


def _record(uow: UnitOfWork, file_id: str, results: Sequence[TransferResult]) -> dict[str, str]:
    """Each answer on its transfer; the state of each refund. A record left out, added or changed stops the file."""
    asked = refund_files.by_number(uow.conn, file_id)
    seen: set[tuple[int, int]] = set()
    touched: dict[str, str] = {}
    for one in results:
        place = (one.number, one.payee_no)
        payment = asked.get(place)
        if payment is None or place in seen:
            raise differs(one.record_no, "顧客コード")
        if payment.yen != one.amount:
            raise differs(one.record_no, "振込金額")
        if one.result not in RESULTS or not one.result:
            raise differs(one.record_no, "振込結果")
        seen.add(place)
        if payment.state == refunds.SENT:  # else a person recorded it before
            paid = one.result == "0"
            refunds.put_result(uow, payment, refunds.PAID if paid else refunds.RETURNED, None if paid else one.result)
            touched[payment.refund_key] = ""
    if seen != set(asked):
        raise differs(len(results) + 2, "件数")
    return {key: refunds.follow_results(uow, key) for key in touched}


def _tell(services: Services, uow: UnitOfWork, refund_key: str, file_id: str) -> None:
    message = Message(
        "case_event", f"refund_file/{file_id}/{refund_key}", {"case_id": refund_key}, {"what": "transfer"}
    )
    stored, new = messages.put_message(uow, message, from_case_id=refund_key)
    if new:
        deliver_stored(services, uow, stored)
