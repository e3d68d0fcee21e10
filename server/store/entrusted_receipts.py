"""What the federation remitted on entrusted recourse cases (委託求償の入金明細), each line once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EntrustedReceipt:
    """A line as it was taken; see the table's columns."""

    file_id: str
    row_no: int
    case_id: str
    claim_key: str
    payer: str
    paid_on: date
    remitted_on: date
    collected: int
    fee: int
    remitted: int
    final: bool


def of_case(conn: Connection, case_id: str) -> tuple[EntrustedReceipt, ...]:
    """What came in on a case, first to last."""
    table = t.entrusted_receipts
    statement = select(*columns(EntrustedReceipt, table)).where(table.c.case_id == case_id)
    return fetch_all(conn, EntrustedReceipt, statement.order_by(table.c.remitted_on, table.c.file_id, table.c.row_no))


def put(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Keeps a line with the claim that took it."""
    by = {"by_user": uow.actor.user_id, "recorded_at": uow.now}
    uow.conn.execute(insert(t.entrusted_receipts).values({**row, **by}))
