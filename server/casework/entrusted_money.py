"""Money of entrusted recourse cases (委託求償の入金): the federation's list against what the account received.

A list is taken in whole or refused whole. Each line goes to the case it names: what was collected is fixed as a claim
(事後調定) as far as none is open, and receipted; the fee is kept beside it. A line that names no entrusted case waits
for a person, and a case whose money is more than its amount, or comes to its end with less, is told to the head.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from server.casework import case_answers
from server.casework.callers import Caller
from server.casework.entrusted_posting import difference, entrusted_case, post
from server.casework.import_incomes import LOOK_AT, report_refused
from server.casework.services import Services
from server.casework.work import run
from server.domain.income_feed import FeedKind
from server.domain.my_number import without_numbers
from server.domain.recourse.remittance import Remittance, Remitted
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.exchange.remittance_file import INTERFACE, read_remittance, rows_again
from server.store import feeds, incidents
from server.store.recourses import Case
from server.store.unit_of_work import UnitOfWork

DIFFERS = "entrusted_money_differs"
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class TakenIn:
    """An accepted list: its lines posted, those that wait (by line), yen collected, fees, yen received."""

    file_id: str
    records: int
    posted: int
    waiting: tuple[int, ...]
    collected: int
    fee: int
    remitted: int


def take_in_remittance(
    services: Services, caller: Caller, content: bytes, *, name: str, credited: int | None
) -> TakenIn:
    """Takes in a list; `credited` yen is what the account received on its day.

    Raises rights and, each with an incident and nothing written, `feed_file_invalid` (line and reason),
    `feed_file_twice`, `feed_file_out_of_sequence`, `receipt_credit_missing`, `receipt_credit_differs`.
    """
    day = services.clock.business_day()
    if not caller.holds(Function.RECEIPT_IMPORT, day):
        raise Refused("no_right", function=Function.RECEIPT_IMPORT)
    content_hash = hashlib.sha256(content).hexdigest()
    try:
        with services.database.read() as conn:
            city = services.values(conn).text("city.code", day)
        file = read_remittance(content, city_code=city, today=day)
        if credited is None:
            raise Refused("receipt_credit_missing")
        if credited != file.remitted:
            raise Refused("receipt_credit_differs", credited=credited, total=file.remitted)
        shown = without_numbers(name)[:_LONGEST_NAME]
        return run(services, caller, lambda uow: _accept(uow, file, content_hash, shown))
    except Refused as refusal:
        report_refused(services, caller, INTERFACE, "remittance.refuse", content_hash, refusal)
        raise


def settle_line(services: Services, caller: Caller, item_id: str, *, case_number: str | None) -> None:
    """Settles a line that waits: posted to the case that a person names, or dropped without one (返金・他市の分).

    Raises rights, `feed_item_unknown`, `remittance_case_unknown`.
    """
    if not caller.holds(Function.RECEIPT_IMPORT, services.clock.business_day()):
        raise Refused("no_right", function=Function.RECEIPT_IMPORT)

    def act(uow: UnitOfWork) -> None:
        item = feeds.settle(uow, item_id, "DROPPED" if case_number is None else "TAKEN")
        if item.interface != INTERFACE:
            raise Refused("feed_item_unknown", item=item_id)
        if case_number is not None:
            said: Any = dict(item.content)
            remitted_on = said.pop("remitted_on")
            (row,) = rows_again(iter([said | {"case_number": case_number.strip()}]))
            case = entrusted_case(uow.conn, row.case_number)
            if case is None:
                raise Refused("remittance_case_unknown", at_field="case_number", number=row.case_number[:20])
            _take(uow, item.file_id, remitted_on, row, case)
        uow.audit("feed.settle", object_kind="feed_item", object_key=item_id, detail={"taken": case_number is not None})

    run(services, caller, act)


def _accept(uow: UnitOfWork, file: Remittance, content_hash: str, name: str) -> TakenIn:
    _refuse_series(uow, file, content_hash)
    cases = {row.row_no: entrusted_case(uow.conn, row.case_number) for row in file.rows}
    nobody = [row for row in file.rows if cases[row.row_no] is None]
    file_id = feeds.put_file(uow, _kept(file, len(nobody), content_hash, name))
    for row in file.rows:
        case = cases[row.row_no]
        if case is not None:
            _take(uow, file_id, file.remitted_on.isoformat(), row, case)
    feeds.put_waiting(uow, file_id, INTERFACE, [_waiting(row, file) for row in nobody])
    if nobody:
        _tell_nobody(uow, file_id, nobody)
    collected, fee = sum(row.collected for row in file.rows), sum(row.fee for row in file.rows)
    detail = {"records": len(file.rows), "collected": collected, "fee": fee, "waiting": len(nobody)}
    uow.audit("remittance.import", object_kind="feed_file", object_key=file_id, detail=detail)
    waits, done = tuple(row.row_no for row in nobody), len(file.rows) - len(nobody)
    return TakenIn(file_id, len(file.rows), done, waits, collected, fee, file.remitted)


def _take(uow: UnitOfWork, file_id: str, remitted_on: str, row: Remitted, case: Case) -> None:
    """Posts a line to its case, and tells the head where the money does not come to the case's amount."""
    post(uow, file_id, remitted_on, row, case)
    entry = case_answers.of_element(uow.conn, case.case_id, "enter")
    found = difference(uow.conn, case, entry, uow.business_day, final=row.final)
    if found is not None:
        incidents.raise_incident(
            uow,
            kind=DIFFERS,
            object_kind="case",
            object_key=f"{case.recourse_key}/{file_id}/{row.row_no}",
            summary=f"{row.case_number} 委託の入金{found[0]:,}円が求償額{found[1]:,}円と違います。扱いを決めてください",
            case_id=case.case_id,
            office=None,
            detail={"received": found[0], "amount": found[1], "final": row.final},
        )


def _tell_nobody(uow: UnitOfWork, file_id: str, nobody: list[Remitted]) -> None:
    incidents.raise_incident(
        uow,
        kind=LOOK_AT,
        object_kind="feed_file",
        object_key=f"{file_id}/no_case",
        office="hq",
        summary=f"委託した求償の案件が見つからない入金が{len(nobody)}件あります。国保連合会に確かめてください",
        detail={"rows": [row.row_no for row in nobody[:200]], "code": "no_case"},
    )


def _refuse_series(uow: UnitOfWork, file: Remittance, content_hash: str) -> None:
    twice = feeds.file_with(uow.conn, content_hash)
    if twice is not None:
        raise Refused("feed_file_twice", file=twice.name)
    last = feeds.last_file(uow.conn, INTERFACE)
    expected = 1 if last is None else last.sequence + 1
    if last is not None and file.sequence != expected:
        raise Refused("feed_file_out_of_sequence", expected=expected, found=file.sequence)


def _kept(file: Remittance, nobody: int, content_hash: str, name: str) -> dict[str, object]:
    return {
        "interface": INTERFACE,
        "kind": str(FeedKind.REGULAR),
        "sequence": file.sequence,
        "content_hash": content_hash,
        "name": name,
        "generated_at": file.generated_at,
        "covers_from": file.remitted_on,
        "covers_to": file.remitted_on,
        "records": len(file.rows),
        "changed": len(file.rows) - nobody,
        "quarantined": nobody,
        "barred": 0,
    }


def _waiting(row: Remitted, file: Remittance) -> dict[str, object]:
    content = asdict(row) | {"paid_on": row.paid_on.isoformat(), "remitted_on": file.remitted_on.isoformat()}
    return {"row_no": row.row_no, "person_key": row.case_number, "reason": "no_household", "content": content}
