"""The payers' answer to a request taken in (特別徴収依頼処理結果), whole or not at all; the refused wait."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.special_desk import run_of
from server.casework.work import run, unit_of_work
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.exchange.pension_answer import Answer, read_answer
from server.exchange.receipt_faults import Expected
from server.store import incidents, special_runs
from server.store.special_runs import ACCEPTED, SpecialRow
from server.store.unit_of_work import UnitOfWork

REFUSED = "special_file_refused"


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was answered: how many were accepted, and how many a person has to look at."""

    run_id: str
    case_id: str
    accepted: int
    refused: int


def take_in_answer(services: Services, caller: Caller, content: bytes, *, name: str) -> Answered:
    """Takes an answer in. Raises rights and, with an incident and nothing written, `receipt_file_invalid`,
    `special_run_unknown`, `special_answer_early`, `special_answer_twice`, `special_answer_number`,
    `special_answer_missing`.
    """
    day = services.clock.business_day()
    caller.require(Function.RECEIPT_IMPORT, caller.office, day)
    content_hash = hashlib.sha256(content).hexdigest()
    try:
        with services.database.read() as conn:
            city = services.values(conn).text("city.code", day)
        answer = read_answer(content, Expected(city, day))
        return run(services, caller, lambda uow: _take(uow, answer, content_hash))
    except Refused as refusal:
        report(services, caller, content_hash, refusal, name)
        raise


def report(services: Services, caller: Caller, content_hash: str, refusal: Refused, name: str) -> None:
    """A refused file is an incident that somebody owns; the same file again is the same incident."""
    with unit_of_work(services, caller.actor()) as uow:
        incidents.raise_incident(
            uow,
            kind=REFUSED,
            object_kind="pension_file",
            object_key=content_hash[:16],
            office="hq",
            summary=refusal.message_ja,
            detail={"code": refusal.code, "name": name[:200]},
        )
        uow.audit(
            "special.refuse", object_kind="pension_file", object_key=content_hash[:16], detail={"code": refusal.code}
        )


def _take(uow: UnitOfWork, answer: Answer, content_hash: str) -> Answered:
    found = run_of(uow, answer.reference)
    if found.sent_on is None:
        raise Refused("special_answer_early")
    says = {"answer_hash": content_hash, "answered_on": uow.business_day, "answered_by": uow.actor.user_id}
    if not special_runs.mark_run(uow, found.run_id, **says):
        raise Refused("special_answer_twice")
    asked = [one for one in special_runs.rows_of(uow.conn, found.run_id) if one.asked]
    _refuse_unlike(answer, asked)
    for one in asked:
        special_runs.mark_row(uow, found.run_id, one.line_no, answer=answer.codes[one.pension_number])
    accepted = sum(answer.codes[one.pension_number] == ACCEPTED for one in asked)
    detail = {"accepted": accepted, "refused": len(asked) - accepted}
    uow.audit("special.answer", object_kind="special_run", object_key=found.run_id, detail=detail)
    return Answered(found.run_id, found.case_id, accepted, len(asked) - accepted)


def _refuse_unlike(answer: Answer, asked: list[SpecialRow]) -> None:
    """Every pensioner that was asked for is answered, and nobody else."""
    numbers = {one.pension_number for one in asked}
    for row, number in enumerate(answer.codes, 2):
        if number not in numbers:
            raise Refused("special_answer_number", row=row, number=f"****{number[-3:]}")
    left = numbers - answer.codes.keys()
    if left:
        raise Refused("special_answer_missing", asked=len(numbers), found=len(numbers) - len(left))
