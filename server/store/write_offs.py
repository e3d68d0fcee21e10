"""Write-offs (不納欠損): each instalment with its ground and proof, reversed only by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, insert, select, update

from server.domain.effects import JSON
from server.store import tables as t
from server.store.marks import marked
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

GROUNDS = ("PRESCRIBED", "EXTINGUISHED_3Y", "EXTINGUISHED_AT_ONCE")
_SLICE = 500


@dataclass(frozen=True, slots=True)
class WriteOff:
    """One instalment written off; `neglect` is what was found on the city's own duty (管理懈怠)."""

    write_off_key: str
    claim_key: str
    household_key: str
    ground: str
    extinct_on: date
    proof: Mapping[str, JSON]
    neglect: str
    yen: int
    accounting_year: int
    line_no: int
    written_on: date
    by_event: str
    by_user: str
    second_user: str
    reversed_on: date | None
    reversed_why: str | None


def put(uow: UnitOfWork, says: Mapping[str, Any]) -> str:
    """Keeps a write-off that was posted, and answers its key."""
    row = dict(says) | {"write_off_key": uow.new_id(), "written_on": uow.business_day, "by_user": uow.actor.user_id}
    uow.conn.execute(insert(t.write_offs).values(marked(t.write_offs, row)))
    return str(row["write_off_key"])


def reverse(uow: UnitOfWork, write_off_key: str, why: str, by_event: str) -> bool:
    """Notes the reversal; False when it was reversed before."""
    table = t.write_offs
    here = (table.c.write_off_key == write_off_key, table.c.reversed_on.is_(None))
    said = {"reversed_on": uow.business_day, "reversed_why": why, "reversed_by": by_event}
    return uow.conn.execute(update(table).where(*here).values(said)).rowcount == 1


def stands(claim_key: Any) -> ColumnElement[bool]:
    """The condition that an instalment is written off now: lists of the last night name it no more."""
    off = t.write_offs.c
    return exists().where(off.claim_key == claim_key, off.reversed_on.is_(None))


def standing(conn: Connection, claim_keys: Iterable[str]) -> dict[str, WriteOff]:
    """The write-offs of these claims that stand."""
    found: dict[str, WriteOff] = {}
    wanted, table = sorted(set(claim_keys)), t.write_offs
    for start in range(0, len(wanted), _SLICE):
        part = table.c.claim_key.in_(wanted[start : start + _SLICE])
        statement = select(*columns(WriteOff, table)).where(part, table.c.reversed_on.is_(None))
        found |= {one.claim_key: one for one in fetch_all(conn, WriteOff, statement)}
    return found
