"""Offices (所属): the head office, the ward offices and the typing centre."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select

from server.store import tables as t
from server.store.dialects import upsert
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Office:
    """An office; `kind` is head_office, ward, citizen_center or typing_center, `insured_symbol` the 記号 it gives."""

    office: str
    name: str
    kind: str
    position: int
    postal_code: str
    address: str
    phone: str
    insured_symbol: str


def put_office(uow: UnitOfWork, office: Office) -> None:
    """Adds the office or writes its particulars anew."""
    row = asdict(office)
    uow.conn.execute(upsert(uow.conn, t.offices, ("office",), tuple(name for name in row if name != "office")), row)


def all_offices(conn: Connection) -> tuple[Office, ...]:
    """All offices in their own order."""
    return fetch_all(conn, Office, select(*columns(Office, t.offices)).order_by(t.offices.c.position))


def get_office(conn: Connection, office: str) -> Office | None:
    """One office."""
    return fetch_one(conn, Office, select(*columns(Office, t.offices)).where(t.offices.c.office == office))
