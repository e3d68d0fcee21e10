"""Instalments asked from accounts (振替請求の明細): what is under way, what was stopped, what the banks answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

_SLICE = 500


@dataclass(frozen=True, slots=True)
class DebitRequest:
    """One instalment of a run; `stop_ground` why it was stopped, `result` the bank's code (None: no answer yet)."""

    run_id: str
    line_no: int
    turn: str
    claim_key: str
    household_key: str
    mandate_key: str
    collection_no: str
    institution: str
    branch: str
    account_kind: str
    account_token: str
    account_tail: str
    holder_kana: str
    amount: int
    stopped_on: date | None = None
    stop_ground: str | None = None
    result: str | None = None
    result_on: date | None = None


def put_requests(uow: UnitOfWork, requests: Sequence[DebitRequest]) -> None:
    """Keeps the requests of a new run; the database refuses an instalment that its turn has already."""
    names = [column.name for column in t.debit_requests.columns]
    rows = [{name: getattr(one, name) for name in names} for one in requests]
    if rows:
        uow.conn.execute(insert(t.debit_requests), rows)


def requests_of(conn: Connection, run_id: str) -> tuple[DebitRequest, ...]:
    """The requests of a run in their order."""
    table = t.debit_requests
    statement = select(*columns(DebitRequest, table)).where(table.c.run_id == run_id)
    return fetch_all(conn, DebitRequest, statement.order_by(table.c.line_no))


def asked_before(conn: Connection, claim_keys: Iterable[str], turn: str) -> set[str]:
    """Of these instalments, those that a run of this turn asked for already."""
    return {one.claim_key for one in _of_claims(conn, claim_keys) if one.turn == turn}


def under_way(conn: Connection, claim_keys: Iterable[str]) -> dict[str, date]:
    """Of these instalments, those that a bank is going to debit, with the day: neither stopped nor answered."""
    open_ones = [one for one in _of_claims(conn, claim_keys) if one.stopped_on is None and one.result is None]
    runs = {one.run_id for one in open_ones}
    table = t.debit_runs.c
    days = {
        row.run_id: row.debit_on
        for row in conn.execute(select(table.run_id, table.debit_on).where(table.run_id.in_(sorted(runs))))
    }
    return {one.claim_key: days[one.run_id] for one in open_ones}


def stop(uow: UnitOfWork, run_id: str, claim_keys: Iterable[str], ground: str) -> int:
    """Puts instalments of a run on its stop list with the ground; answers how many were not there before."""
    table = t.debit_requests
    statement = update(table).where(
        table.c.run_id == run_id, table.c.claim_key.in_(sorted(set(claim_keys))), table.c.stopped_on.is_(None)
    )
    return uow.conn.execute(statement.values(stopped_on=uow.business_day, stop_ground=ground)).rowcount


def put_result(uow: UnitOfWork, run_id: str, line_no: int, result: str) -> None:
    """What the bank answered to one request."""
    table = t.debit_requests
    one = update(table).where(table.c.run_id == run_id, table.c.line_no == line_no, table.c.result.is_(None))
    uow.conn.execute(one.values(result=result, result_on=uow.business_day))


def _of_claims(conn: Connection, claim_keys: Iterable[str]) -> list[DebitRequest]:
    table = t.debit_requests
    wanted = sorted(set(claim_keys))
    found: list[DebitRequest] = []
    for start in range(0, len(wanted), _SLICE):
        here = table.c.claim_key.in_(wanted[start : start + _SLICE])
        found += fetch_all(conn, DebitRequest, select(*columns(DebitRequest, table)).where(here))
    return found
