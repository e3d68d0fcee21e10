"""Refunds parted among heirs (還付の相続人への分割): what each may claim, and whether his refund took it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.domain.refusals import Refused
from server.store import tables as t
from server.store.among import among
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Share:
    """An heir's part of an overpayment; see `tables.refund_shares.RefundShareCols`."""

    overpayment_key: str
    heir_no: int
    succession_key: str
    parted_from: str
    refund_key: str | None
    yen: int
    set_off_interest: int
    money: Any


def put(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """The parts of a refund among heirs. Raises `refund_twice` where an overpayment was parted before."""
    try:
        with uow.conn.begin_nested():
            uow.conn.execute(insert(t.refund_shares), [{**row, "refund_key": None} for row in rows])
    except IntegrityError as fault:
        raise Refused("refund_twice") from fault


def take(uow: UnitOfWork, refund_key: str, keys: Sequence[str], heir_no: int) -> tuple[Share, ...]:
    """An heir's refund takes up his parts; once. Raises `refund_nothing` where they are another refund's or unknown."""
    table = t.refund_shares
    here = (among(table.c.overpayment_key, sorted(keys)), table.c.heir_no == heir_no, table.c.refund_key.is_(None))
    if uow.conn.execute(update(table).where(*here).values(refund_key=refund_key)).rowcount != len(set(keys)):
        raise Refused("refund_nothing", at_field="household_key")
    return of_refund(uow.conn, refund_key)


def of_refund(conn: Connection, refund_key: str) -> tuple[Share, ...]:
    """The parts that an heir's refund is about; none for a refund that was not parted."""
    return _where(conn, t.refund_shares.c.refund_key == refund_key)


def of_overpayments(conn: Connection, keys: Iterable[str]) -> tuple[Share, ...]:
    """Every heir's part of these overpayments."""
    return _where(conn, among(t.refund_shares.c.overpayment_key, sorted(set(keys))))


def _where(conn: Connection, here: Any) -> tuple[Share, ...]:
    table = t.refund_shares
    statement = select(*columns(Share, table)).where(here).order_by(table.c.overpayment_key, table.c.heir_no)
    return fetch_all(conn, Share, statement)


def done_of(conn: Connection, keys: Iterable[str]) -> dict[str, frozenset[int]]:
    """Which heirs' parts of these overpayments were refunded or became revenue."""
    wanted, found = sorted(set(keys)), dict[str, set[int]]()
    for table in (t.refund_lines, t.refund_lapses):
        here = select(table.c.overpayment_key, table.c.heir_no).where(among(table.c.overpayment_key, wanted))
        for key, heir_no in conn.execute(here).all():
            found.setdefault(str(key), set()).add(int(heir_no))
    return {key: frozenset(heirs) for key, heirs in found.items()}
