"""Payment files of refunds (総合振込ファイル): cut once, each transfer in one of them, answered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select, update

from server.domain.refusals import Refused
from server.store import refunds
from server.store import tables as t
from server.store.refunds import Payment, Refund
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RefundFile:
    """A payment file; see `tables.refunds.RefundFileCols`."""

    file_id: str
    pay_on: date
    count: int
    total: int
    file_hash: str
    cut_by: str
    cut_on: date
    result_on: date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A transfer that was ordered and stands in no file yet, with its refund."""

    payment: Payment
    refund: Refund


def waiting(conn: Connection) -> tuple[Waiting, ...]:
    """The transfers for the next file, in the order of the refunds' numbers."""
    p, r = t.refund_payments, t.refunds
    here = (p.c.state == refunds.ORDERED,)
    statement = select(*columns(Payment, p)).select_from(p.join(r, r.c.refund_key == p.c.refund_key)).where(*here)
    found = fetch_all(conn, Payment, statement.order_by(r.c.number, p.c.payee_no))
    return tuple(_with_refund(conn, one) for one in found)


def payments_in(conn: Connection, file_id: str) -> tuple[Waiting, ...]:
    """The transfers of a file, in their order."""
    p = t.refund_payments
    statement = select(*columns(Payment, p)).where(p.c.file_id == file_id).order_by(p.c.line_no)
    return tuple(_with_refund(conn, one) for one in fetch_all(conn, Payment, statement))


def _with_refund(conn: Connection, one: Payment) -> Waiting:
    found = refunds.get(conn, one.refund_key)
    assert found is not None  # noqa: S101 - a payment names its refund
    return Waiting(one, found)


def get(conn: Connection, file_id: str) -> RefundFile:
    """One file. Raises `refund_file_unknown`."""
    table = t.refund_files
    found = fetch_one(conn, RefundFile, select(*columns(RefundFile, table)).where(table.c.file_id == file_id))
    if found is None:
        raise Refused("refund_file_unknown")
    return found


def files(conn: Connection, limit: int = 100) -> tuple[RefundFile, ...]:
    """The newest files first."""
    table = t.refund_files
    order = (table.c.pay_on.desc(), table.c.file_id.desc())
    return fetch_all(conn, RefundFile, select(*columns(RefundFile, table)).order_by(*order).limit(limit))


def by_number(conn: Connection, file_id: str) -> dict[tuple[int, int], Payment]:
    """The transfers of a file by the refund's number and payee."""
    return {(one.refund.number, one.payment.payee_no): one.payment for one in payments_in(conn, file_id)}


def next_id(uow: UnitOfWork, pay_on: date) -> str:
    """The id of the next file of a day: `2026-11-25-1`."""
    table = t.refund_files.c
    count = uow.conn.execute(select(func.count()).where(table.pay_on == pay_on)).scalar_one()
    return f"{pay_on.isoformat()}-{count + 1}"


def put(uow: UnitOfWork, file_id: str, pay_on: date, chosen: Sequence[Waiting], file_hash: str) -> None:
    """Keeps a file and puts its transfers under way. Raises `refund_moved` where one is not waiting any more."""
    row = {
        "file_id": file_id,
        "pay_on": pay_on,
        "count": len(chosen),
        "total": sum(one.payment.yen for one in chosen),
        "file_hash": file_hash,
        "cut_by": uow.actor.user_id,
        "cut_on": uow.business_day,
        "cut_at": uow.now,
    }
    uow.conn.execute(insert(t.refund_files).values(row))
    p = t.refund_payments
    for line, one in enumerate(chosen, 1):
        here = (p.c.payment_key == one.payment.payment_key, p.c.state == refunds.ORDERED)
        says = {"state": refunds.SENT, "file_id": file_id, "line_no": line}
        if uow.conn.execute(update(p).where(*here).values(says)).rowcount != 1:
            raise Refused("refund_moved")


def results_in(uow: UnitOfWork, file_id: str, result_hash: str) -> None:
    """Notes that the bank has answered. Raises `refund_result_in` where it had before."""
    table = t.refund_files
    here = (table.c.file_id == file_id, table.c.result_on.is_(None))
    says = {"result_on": uow.business_day, "result_hash": result_hash}
    if uow.conn.execute(update(table).where(*here).values(says)).rowcount != 1:
        raise Refused("refund_result_in", day=str(get(uow.conn, file_id).result_on))
