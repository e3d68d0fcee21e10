"""What was withheld, month by month (特別徴収結果): each record beside what was asked, in the import of the receipts.

What does not fit (nobody's number, two records for one person, another amount) is money in suspense with a case of its
own and a line on the list of errors: nothing is posted for that household. What could not be withheld becomes an
ordinary instalment at once, by a case that writes LT-C06.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.special_cases import begin_stop
from server.casework.work import run
from server.domain.calendar import fiscal_year
from server.domain.collection_number import CollectionNumber, claim_key
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Kind
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.special_collection import withheld_no
from server.exchange.pension_results import ENDED, INTERFACE
from server.store import ledger, special_results, special_runs, special_stops
from server.store.connection import Connection
from server.store.receipts import NewReceipt
from server.store.special_results import FAILED, PENSION_PAYER, POSTED, Payee, SpecialResult
from server.store.special_runs import SpecialRow
from server.store.unit_of_work import UnitOfWork

_UNKNOWN, _TWICE, _DIFFERS = "pension_unknown", "pension_twice", "pension_differs"
_UNASKED, _MISSING = "pension_unasked", "pension_missing"
_MISSING_FROM = 1_000_000
"""Behind the records of any file stands what was asked for and is missing from it."""


@dataclass(frozen=True, slots=True)
class Named:
    """A record with the household whose it is, the instalment, what was asked in yen, and what became of it."""

    receipt: IncomingReceipt
    row: SpecialRow | None
    claim: str | None
    asked: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A result file with its records named; `missing`: asked for, open, and not in the file."""

    month: date
    named: tuple[Named, ...]
    missing: tuple[Named, ...]


def check_withheld(conn: Connection, file: IncomingFile) -> tuple[IncomingFile, Checked | None]:
    """The file with collection numbers in the place of pension numbers, and its records named; else the file itself."""
    if file.interface != INTERFACE:
        return file, None
    month = file.covers_to.replace(day=1)
    year = fiscal_year(month)
    rows = _rows(conn, year, month, (one.collection_no for one in file.receipts))
    numbers = Counter(one.collection_no for one in file.receipts)
    homes = Counter(row.household_key for number in numbers for row in rows.get(number, ())[:1])
    claims = _claims(conn, year, month, (row for many in rows.values() for row in many))
    named = tuple(_named(one, rows.get(one.collection_no, ()), claims, numbers, homes, month) for one in file.receipts)
    receipts = tuple(_receipt(one, year) for one in named)
    return replace(file, receipts=receipts), Checked(month, named, _missing(conn, year, month, named))


def _claims(conn: Connection, year: int, month: date, rows: Iterable[SpecialRow]) -> dict[str, Claim]:
    """The instalment of the month by household, on the account that its withholding stands on."""
    accounts = special_runs.accounts_of(conn, year, rows)
    keys = {home: claim_key(account, withheld_no(month.month)) for home, account in accounts.items()}
    claims = ledger.claims(conn, keys.values())
    return {home: claims[key] for home, key in keys.items() if key in claims}


def _rows(conn: Connection, year: int, month: date, numbers: Iterable[str]) -> dict[str, list[SpecialRow]]:
    """By pension number the households withheld from in the year; what was asked for the month itself comes first."""
    found: dict[str, list[SpecialRow]] = {}
    for _, row in special_runs.begun_in(conn, year, numbers=numbers):
        found.setdefault(row.pension_number, []).append(row)
    for many in found.values():
        many.sort(key=lambda row: str(month.month) not in row.amounts)
    return found


def _named(
    one: IncomingReceipt,
    rows: Sequence[SpecialRow],
    claims: Mapping[str, Claim],
    numbers: Mapping[str, int],
    homes: Mapping[str, int],
    month: date,
) -> Named:
    if not rows:
        return Named(one, None, None, None, _UNKNOWN)
    row = rows[0]
    claim = claims.get(row.household_key)
    key = None if claim is None else claim.key
    asked = row.amounts.get(str(month.month))
    twice = numbers[one.collection_no] > 1 or homes[row.household_key] > 1
    if twice or len({each.household_key for each in rows}) > 1:
        return Named(one, row, key, asked, _TWICE)
    if key is None or asked is None:
        return Named(one, row, key, asked, _UNASKED)
    if one.stage is not Stage.FINAL:
        return Named(one, row, key, asked, FAILED)
    return Named(one, row, key, asked, POSTED if one.amount == asked else _DIFFERS)


def _receipt(one: Named, year: int) -> IncomingReceipt:
    if one.outcome not in (POSTED, FAILED) or one.claim is None:
        return replace(one.receipt, result=one.outcome)
    _, notice, instalment = one.claim.split("-")
    return replace(one.receipt, collection_no=str(CollectionNumber(year, notice, int(instalment))))


def _missing(conn: Connection, year: int, month: date, named: Iterable[Named]) -> tuple[Named, ...]:
    """What was asked for the month, is still open and did not come: neither withheld nor refused."""
    told = {one.row.household_key for one in named if one.row is not None}
    left = [
        row
        for row in special_runs.all_begun(conn, year)
        if str(month.month) in row.amounts and row.household_key not in told
    ]
    claims = _claims(conn, year, month, left)
    found = []
    for row in left:
        claim = claims.get(row.household_key)
        if claim is not None and claim.open.principal.total > 0:
            lost = IncomingReceipt(0, "", Stage.NOT_PAID, row.pension_number, 0, month, month, Channel.PENSION)
            found.append(Named(lost, row, claim.key, row.amounts[str(month.month)], _MISSING))
    return tuple(found)


def record_withheld(
    services: Services,
    uow: UnitOfWork,
    checked: Checked,
    file_id: str,
    receipts: Sequence[NewReceipt],
    postings: Sequence[Posting],
) -> None:
    """Keeps each record, begins a case for what could not be withheld, marks whose an overpayment is."""
    rows = [_kept(file_id, checked.month, one, one.receipt.record_no) for one in checked.named]
    rows += [_kept(file_id, checked.month, one, _MISSING_FROM + no) for no, one in enumerate(checked.missing)]
    special_results.put_results(uow, rows)
    year = fiscal_year(checked.month)
    for one in checked.named:
        if one.outcome == FAILED and one.row is not None:
            reason = "PAYER_ENDED" if one.receipt.result == ENDED else "FAILED"
            begin_stop(services, uow, one.row.household_key, year, reason, checked.month)
    _mark_payees(uow, checked, file_id, receipts, postings)


def _kept(file_id: str, month: date, one: Named, record_no: int) -> SpecialResult:
    return SpecialResult(
        file_id=file_id,
        record_no=record_no,
        pension_number=one.receipt.collection_no,
        household_key=None if one.row is None else one.row.household_key,
        claim_key=one.claim,
        month=month,
        asked=one.asked,
        amount=one.receipt.amount,
        code=one.receipt.result or "00",
        outcome=one.outcome,
    )


def _mark_payees(
    uow: UnitOfWork, checked: Checked, file_id: str, receipts: Sequence[NewReceipt], postings: Sequence[Posting]
) -> None:
    """Withheld from the pension of one who had died: it goes back to the payer of the pension, not to the heirs."""
    by_record = {one.receipt.record_no: one for one in checked.named if one.outcome == POSTED}
    over: Counter[str] = Counter()
    for posting in postings:
        if posting.kind is Kind.OVERPAID and posting.receipt_id is not None:
            over[posting.receipt_id] += posting.amounts.total
    for new in receipts:
        one = by_record.get(new.incoming.record_no)
        if one is None or one.row is None or one.claim is None or not over[new.receipt_id]:
            continue
        stops = special_stops.stops_of(uow.conn, one.row.household_key, fiscal_year(checked.month))
        if not any(stop.reason == "DEATH" for stop in stops):
            continue
        home, yen, event = one.row.household_key, over[new.receipt_id], f"file:{file_id}"
        who = (PENSION_PAYER, one.row.payer, yen, "DEATH", event, uow.business_day)
        special_results.put_payee(uow, Payee(one.claim, new.receipt_id, home, *who))


def settle_result(services: Services, caller: Caller, file_id: str, record_no: int, how: str, reason: str) -> None:
    """A person has dealt with an error: DONE (its money was moved), or CONVERT what is open to ordinary collection.

    Raises `special_reason_missing`, `special_result_unknown`, `special_result_settled`,
    `special_month_not_withheld`, rights.
    """
    caller.require(Function.SPECIAL_RUN, caller.office, services.clock.business_day())
    if how not in ("DONE", "CONVERT") or not 0 < len(reason.strip()) <= 200:
        raise Refused("special_reason_missing", at_field="reason")

    def act(uow: UnitOfWork) -> None:
        found = special_results.get(uow.conn, file_id, record_no)
        if found is None:
            raise Refused("special_result_unknown")
        if not special_results.settle(uow, file_id, record_no, f"{how}: {reason.strip()}"):
            raise Refused("special_result_settled")
        if how == "CONVERT":
            if found.household_key is None or found.claim_key is None:
                raise Refused("special_month_not_withheld")
            begin_stop(services, uow, found.household_key, fiscal_year(found.month), "FAILED", found.month)
        uow.audit(
            "special.settle",
            object_kind="receipt_file",
            object_key=file_id,
            household_key=found.household_key,
            detail={"record": record_no, "how": how},
        )

    run(services, caller, act)
