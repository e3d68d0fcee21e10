"""What a request to debit holds (振替請求の組立て): its days, the instalments chosen and left out, and its file."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from server.casework.services import Services
from server.domain.collection_number import CollectionNumber
from server.domain.direct_debit import RunDays, Turn, again_days, again_in_time, institutions, run_days
from server.domain.dunning import opens_on
from server.domain.ledger.books import Claim
from server.domain.refusals import Refused
from server.domain.values import Values
from server.exchange.debit_file import DebitHead, DebitLine, write_debit_file
from server.store import debit_reading as reading
from server.store import debit_requests as requests
from server.store import debit_runs as store
from server.store import ledger, mandates, sealed_accounts
from server.store.connection import Connection
from server.store.debit_requests import DebitRequest
from server.store.debit_runs import DebitRun
from server.store.mandates import Mandate
from server.store.unit_of_work import UnitOfWork


def days_of(conn: Connection, due_on: date, turn: Turn, day: date, values: Values) -> RunDays:
    """The days of a run that is cut today. Raises what `cut_run` refuses."""
    if not store.due_dates(conn, due_on, due_on):
        raise Refused("debit_run_no_due", due=due_on.isoformat())
    if turn is Turn.AGAIN:
        return _again_days(conn, due_on, day, values)
    days = run_days(due_on, values)
    if day < days.cut_on:
        raise Refused("debit_run_too_early", due=due_on.isoformat(), day=days.cut_on.isoformat())
    if day > days.stop_by:
        raise Refused("debit_run_too_late", due=due_on.isoformat(), day=days.stop_by.isoformat())
    return RunDays(day, days.stop_by, days.debit_on)


def _again_days(conn: Connection, due_on: date, day: date, values: Values) -> RunDays:
    if not values.flag("debit.again", due_on):
        raise Refused("debit_again_off")
    first = store.run_of(conn, due_on, Turn.FIRST)
    if first is None or first.result_on is None:
        raise Refused("debit_again_before_result", due=due_on.isoformat())
    days = again_days(due_on, day, values)
    if not again_in_time(due_on, values):
        raise Refused(
            "debit_again_behind_dunning", day=days.debit_on.isoformat(), list=opens_on(due_on, values).isoformat()
        )
    if day >= days.debit_on:
        raise Refused("debit_run_too_late", due=due_on.isoformat(), day=days.debit_on.isoformat())
    return days


def chosen(
    uow: UnitOfWork, due_on: date, turn: Turn, day: date
) -> tuple[list[tuple[Claim, Mandate]], Mapping[str, int]]:
    """Instalments to be debited with their mandates, and how many were left out for which reason."""
    accepted = mandates.accepted_on(uow.conn, day)
    keys = reading.due_claims(uow.conn, due_on, accepted)
    if turn is Turn.AGAIN:
        lacking = lacked_funds(uow.conn, due_on)
        keys = tuple(key for key in keys if key in lacking)
    claims = ledger.claims_locked(uow, keys)
    before = requests.asked_before(uow.conn, keys, turn)
    off, heads = reading.deferred(uow.conn, keys, due_on), reading.with_head(uow.conn, accepted, day)
    picked, left_out = [], Counter[str]()
    for key, claim in sorted(claims.items()):
        mandate = accepted[claim.book]
        reason = _left_out(claim, mandate, due_on, before=key in before, off=key in off, head=claim.book in heads)
        if reason is None:
            picked.append((claim, mandate))
        else:
            left_out[reason] += 1
    return picked, dict(left_out)


def _left_out(claim: Claim, mandate: Mandate, due_on: date, *, before: bool, off: bool, head: bool) -> str | None:
    if claim.open.principal.total <= 0:
        return "PAID"
    if off:
        return "DEFERRED"
    if mandate.first_due_on > due_on:
        return "NOT_YET"
    if not head:
        return "NO_HEAD"
    return "ASKED_BEFORE" if before else None


def lacked_funds(conn: Connection, due_on: date) -> set[str]:
    """What the first request of the due date found no money for, and nothing else (資金不足)."""
    first = store.run_of(conn, due_on, Turn.FIRST)
    rows = () if first is None else requests.requests_of(conn, first.run_id)
    return {one.claim_key for one in rows if one.result == "1"}


def cut(
    services: Services,
    uow: UnitOfWork,
    values: Values,
    due_on: date,
    turn: Turn,
    days: RunDays,
    picked: Iterable[tuple[Claim, Mandate]],
    left_out: Mapping[str, int],
) -> DebitRun:
    """The run with its requests, and the hash of the file that goes to the bank."""
    run_id = uow.new_id()
    rows = [_request(run_id, no, turn, claim, mandate) for no, (claim, mandate) in enumerate(picked, 1)]
    draft = DebitRun(
        run_id=run_id,
        due_on=due_on,
        turn=turn,
        debit_on=days.debit_on,
        stop_by=days.stop_by,
        count=len(rows),
        total=sum(row.amount for row in rows),
        left_out=left_out,
        file_hash="",
        cut_by=uow.actor.user_id,
        cut_on=uow.business_day,
        cut_at=uow.now,
    )
    content = file_of(services, uow, values, draft, rows)
    made = dataclasses.replace(draft, file_hash=hashlib.sha256(content).hexdigest())
    store.put_run(uow, made)
    requests.put_requests(uow, rows)
    detail = {"due_on": due_on.isoformat(), "turn": str(turn), "count": made.count, "total": made.total}
    uow.audit("debit.cut", object_kind="debit_run", object_key=run_id, detail=detail)
    return made


def _request(run_id: str, line_no: int, turn: Turn, claim: Claim, mandate: Mandate) -> DebitRequest:
    year, notice, instalment = claim.key.split("-")
    return DebitRequest(
        run_id=run_id,
        line_no=line_no,
        turn=turn,
        claim_key=claim.key,
        household_key=claim.book,
        mandate_key=mandate.mandate_key,
        collection_no=str(CollectionNumber(int(year), notice, int(instalment))),
        institution=mandate.institution,
        branch=mandate.branch,
        account_kind=mandate.account_kind,
        account_token=mandate.account_token,
        account_tail=mandate.account_tail,
        holder_kana=mandate.holder_kana,
        amount=claim.open.principal.total,
    )


def file_of(
    services: Services, uow: UnitOfWork, values: Values, found: DebitRun, rows: Iterable[DebitRequest]
) -> bytes:
    """The file, from the sealed accounts; the same rows always give the same bytes."""
    asked = list(rows)
    tokens = [row.account_token for row in asked]
    purpose = f"振替請求 {found.debit_on.isoformat()}"
    numbers = sealed_accounts.open_accounts(uow, services.accounts, tokens, purpose=purpose)
    names = institutions(found.due_on, values)
    bank = values.text("debit.collecting_bank", found.due_on)
    head = DebitHead(
        values.text("receipts.bank_consignor", found.due_on), "ﾜｶﾊﾞｼ", bank, names.get(bank, ""), found.debit_on
    )
    known = reading.debited_before(uow.conn, (row.mandate_key for row in asked), found.cut_at)
    lines = [_line(row, numbers[row.account_token], names, is_new=row.mandate_key not in known) for row in asked]
    return write_debit_file(head, lines)


def _line(row: DebitRequest, account: str, names: Mapping[str, str], *, is_new: bool) -> DebitLine:
    return DebitLine(
        institution=row.institution,
        institution_name=names.get(row.institution, ""),
        branch=row.branch,
        account_kind=row.account_kind,
        account=account,
        holder_kana=row.holder_kana,
        amount=row.amount,
        collection_no=row.collection_no,
        is_new=is_new,
    )
