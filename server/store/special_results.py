"""What the payers of pensions withheld (特別徴収結果), record by record; whose an overpayment is (還付先)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

ERRORS = ("pension_unknown", "pension_twice", "pension_differs", "pension_unasked", "pension_missing")
"""Outcomes that a person looks at: nothing was posted for that household."""
POSTED, FAILED = "POSTED", "FAILED"
PENSION_PAYER = "PENSION_PAYER"


@dataclass(frozen=True, slots=True)
class SpecialResult:
    """A record; `record_no` behind the file's last one for what was asked for and is missing from it."""

    file_id: str
    record_no: int
    pension_number: str
    household_key: str | None
    claim_key: str | None
    month: date
    asked: int | None
    amount: int
    code: str
    outcome: str
    settled_on: date | None = None
    settled_by: str | None = None
    settled: str | None = None


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom an overpayment is paid back to when that is not the payer of the premium, in yen."""

    claim_key: str
    receipt_id: str
    household_key: str
    payee: str
    payer: str
    yen: int
    reason: str
    by_event: str
    noted_on: date


def put_results(uow: UnitOfWork, results: Sequence[SpecialResult]) -> None:
    """Keeps the records of a file."""
    if results:
        uow.conn.execute(insert(t.special_results), [asdict(one) for one in results])


def get(conn: Connection, file_id: str, record_no: int) -> SpecialResult | None:
    """One record."""
    table = t.special_results
    here = (table.c.file_id == file_id, table.c.record_no == record_no)
    return fetch_one(conn, SpecialResult, select(*columns(SpecialResult, table)).where(*here))


def open_errors(conn: Connection, limit: int = 200) -> tuple[SpecialResult, ...]:
    """What a person has still to look at, newest month first."""
    table = t.special_results
    statement = select(*columns(SpecialResult, table)).where(table.c.outcome.in_(ERRORS), table.c.settled_on.is_(None))
    order = (table.c.month.desc(), table.c.file_id, table.c.record_no)
    return fetch_all(conn, SpecialResult, statement.order_by(*order).limit(limit))


def of_claims(conn: Connection, claim_keys: Iterable[str]) -> tuple[SpecialResult, ...]:
    """What came for some instalments."""
    table = t.special_results
    statement = select(*columns(SpecialResult, table)).where(table.c.claim_key.in_(sorted(set(claim_keys))))
    return fetch_all(conn, SpecialResult, statement.order_by(table.c.month, table.c.record_no))


def months(conn: Connection, limit: int = 12) -> tuple[date, ...]:
    """The months of which a result file is in, newest first."""
    month = t.special_results.c.month
    return tuple(conn.scalars(select(month).distinct().order_by(month.desc()).limit(limit)))


def settle(uow: UnitOfWork, file_id: str, record_no: int, how: str) -> bool:
    """A person has dealt with an error; False when somebody had before."""
    table = t.special_results
    here = (table.c.file_id == file_id, table.c.record_no == record_no, table.c.settled_on.is_(None))
    says = {"settled_on": uow.business_day, "settled_by": uow.actor.user_id, "settled": how}
    return uow.conn.execute(update(table).where(*here).values(says)).rowcount == 1


def put_payee(uow: UnitOfWork, payee: Payee) -> None:
    """Marks an overpayment as another's than the payer of the premium."""
    uow.conn.execute(insert(t.overpayment_payees).values(asdict(payee)))


def payees_of(conn: Connection, claim_keys: Iterable[str]) -> dict[str, tuple[Payee, ...]]:
    """Whose the overpayments on some instalments are, where they are not the payer's own."""
    table, found = t.overpayment_payees, dict[str, list[Payee]]()
    statement = select(*columns(Payee, table)).where(table.c.claim_key.in_(sorted(set(claim_keys))))
    for one in fetch_all(conn, Payee, statement.order_by(table.c.noted_on, table.c.receipt_id)):
        found.setdefault(one.claim_key, []).append(one)
    return {key: tuple(many) for key, many in found.items()}
