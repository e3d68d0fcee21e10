"""振替結果 (answers of the banks to a request): held whole when one does not fit, else each acted upon by its code.

0 is money; 1 to 4 bring a letter with a slip, and end or suspend the mandate as the table says; 8 must be our own stop;
9, and money taken after a stop, are looked at by a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.household_of_case import is_protected
from server.casework.services import Services
from server.domain.direct_debit import ANSWERS, ENDED, Answer, Turn, may_ask_again
from server.domain.effects import RegisterChange
from server.domain.payment_slip import latest_use
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import debit_requests as requests
from server.store import debit_runs as store
from server.store import incidents, ledger, letters, levies, mandates, payment_slips, registers
from server.store.debit_requests import DebitRequest
from server.store.debit_runs import DebitRun
from server.store.households import office_of_household
from server.store.payment_slips import SlipLine
from server.store.unit_of_work import UnitOfWork

LETTER = "direct_debit/failed"
LOOK_AT = "debit_look_at"
LACK_OF_FUNDS = _LACK_OF_FUNDS = "1"
_OUR_STOP = "8"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file of results that fits its request: each record with what was asked."""

    run: DebitRun
    answered: tuple[tuple[IncomingReceipt, DebitRequest], ...]


def check_results(uow: UnitOfWork, file: IncomingFile) -> Checked | None:
    """The results beside their requests; None for a file that holds no debits.

    Raises `debit_result_unknown`, `debit_result_twice`, `debit_result_amount`, `debit_result_missing`,
    `debit_result_in`: then nothing of the file is taken in.
    """
    if file.channel is not Channel.DIRECT_DEBIT or not file.receipts:
        return None
    found = store.run_on(uow.conn, file.covers_to)
    if found is None:
        raise Refused("debit_result_unknown", row=2, number=file.receipts[0].collection_no)
    if found.result_on is not None:
        raise Refused("debit_result_in", due=found.due_on.isoformat(), day=found.result_on.isoformat())
    asked = {one.collection_no: one for one in requests.requests_of(uow.conn, found.run_id)}
    answered = tuple(_pairs(file.receipts, asked))
    _refuse_missing(asked.values(), {one.line_no for _, one in answered})
    return Checked(found, answered)


def _pairs(
    receipts: Iterable[IncomingReceipt], asked: dict[str, DebitRequest]
) -> Iterable[tuple[IncomingReceipt, DebitRequest]]:
    seen = set()
    for receipt in receipts:
        row, number = receipt.record_no + 1, receipt.collection_no
        one = asked.get(number)
        if one is None:
            raise Refused("debit_result_unknown", row=row, number=number)
        if number in seen:
            raise Refused("debit_result_twice", row=row, number=number)
        if one.amount != receipt.amount:
            raise Refused("debit_result_amount", row=row, asked=one.amount, found=receipt.amount)
        seen.add(number)
        yield receipt, one


def _refuse_missing(asked: Iterable[DebitRequest], answered: set[int]) -> None:
    """A bank may leave out what we stopped, nothing else."""
    wanted = [one for one in asked if one.stopped_on is None]
    found = [one for one in wanted if one.line_no in answered]
    if len(found) != len(wanted):
        raise Refused("debit_result_missing", asked=len(wanted), found=len(found))


def record_results(services: Services, uow: UnitOfWork, checked: Checked, file_id: str) -> None:
    """Notes each answer, and carries out what its code means, in the transaction that posts the money."""
    values = services.values(uow.conn)
    standing = mandates.mandates_on(uow.conn, (one.household_key for _, one in checked.answered), uow.business_day)
    changed: set[str] = set()
    look = []
    for receipt, one in checked.answered:
        code = receipt.result
        answer = ANSWERS[code]
        requests.put_result(uow, one.run_id, one.line_no, code)
        mandate = standing.get(one.household_key)
        if answer.mandate and mandate and mandate.mandate_key == one.mandate_key and mandate.mandate_key not in changed:
            _change_mandate(uow, one, answer, file_id)
            changed.add(mandate.mandate_key)
        if answer.letter and not _asked_again(checked.run, code, values, uow.business_day):
            failed_letter(uow, checked.run, one, code, values)
        if answer.look or _unlike_our_stops(one, code):
            look.append(one.line_no)
    store.results_in(uow, checked.run.run_id, file_id)
    _raise_look_at(uow, checked.run, look)


def _asked_again(found: DebitRun, code: str, values: Values, day: date) -> bool:
    """Lack of funds is asked for once more before anybody is written to, where the city does so (再振替).

    Not when the second debit would lie behind the dunning list, or its day has come already: then the letter goes out.
    """
    if code != _LACK_OF_FUNDS or found.turn != Turn.FIRST:
        return False
    return values.flag("debit.again", found.due_on) and may_ask_again(found.due_on, day, values)


def _unlike_our_stops(one: DebitRequest, code: str) -> bool:
    """A stop that nobody asked for, or money taken although we had stopped it."""
    return (code == _OUR_STOP and one.stopped_on is None) or (code == "0" and one.stopped_on is not None)


def _change_mandate(uow: UnitOfWork, one: DebitRequest, answer: Answer, file_id: str) -> None:
    ground = f"RESULT_{answer.code}"
    payload = {"household_key": one.household_key, "on": uow.business_day.isoformat(), "ground": ground}
    ended = answer.mandate == ENDED
    kind = "end_mandate" if ended else "mark_mandate"
    payload |= {} if ended else {"status": str(answer.mandate)}
    change = RegisterChange(kind, f"debit/{one.run_id}/{one.line_no}/mandate", payload)
    registers.apply_change(uow, change, event=f"file:{file_id}")


def failed_letter(uow: UnitOfWork, found: DebitRun, one: DebitRequest, code: str, values: Values) -> None:
    """口座振替不能通知書兼納付書: the slip is numbered now, the amounts are read again when the letter is issued."""
    claim = ledger.claims(uow.conn, [one.claim_key])[one.claim_key]
    yen = claim.open.principal.total
    account = levies.account(uow.conn, one.claim_key[:-3])
    office = office_of_household(uow.conn, one.household_key, uow.business_day)
    if yen <= 0 or account is None or office is None:
        return  # paid in another way since: nobody is told that he owes
    days = timedelta(days=values.integer("slip.use_by_days", uow.business_day))
    use_by = min(uow.business_day + days, latest_use((), uow.business_day, values))
    line = SlipLine(one.claim_key, "principal", yen)
    slip = payment_slips.issue(uow, account, [line], use_by=use_by, by_event=f"debit:{one.run_id}")
    keys = {
        "collection_no": slip.collection_no,
        "result": code,
        "debit_on": found.debit_on.isoformat(),
        "office": office,
        "household_key": one.household_key,
    }
    protected = is_protected(uow.conn, one.household_key, uow.business_day)
    new = letters.NewLetter(LETTER, office, one.household_key, keys, "POST", protected=protected)
    letters.request_letter(uow, new)


def _raise_look_at(uow: UnitOfWork, found: DebitRun, lines: list[int]) -> None:
    if lines:
        incidents.raise_incident(
            uow,
            kind=LOOK_AT,
            object_kind="debit_run",
            object_key=found.run_id,
            office="hq",
            summary=f"振替結果のうち{len(lines)}件を確かめてください",
            detail={"lines": lines[:200], "due_on": found.due_on.isoformat()},
        )
