"""Pages set aside (脇に置いた件): which ones, and in which field one was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from server.store import tables as t
from server.store.dialects import upsert
from server.store.rows import columns, fetch_all


@dataclass(frozen=True, slots=True)
class SetAside:
    """A page (`draft_key` as in drafts) and the name of the field one was in, empty for none."""

    draft_key: str
    field: str
    at: datetime


def set_asides(conn: Connection, user_id: str) -> tuple[SetAside, ...]:
    """The pages of this person, the last one first."""
    table = t.set_asides
    wanted = select(*columns(SetAside, table)).where(table.c.user_id == user_id)
    return fetch_all(conn, SetAside, wanted.order_by(table.c.at.desc(), table.c.draft_key))


def count(conn: Connection, user_id: str) -> int:
    """How many there are."""
    table = t.set_asides
    return conn.execute(select(func.count()).select_from(table).where(table.c.user_id == user_id)).scalar_one()


def put(conn: Connection, user_id: str, draft_key: str, field: str, now: datetime) -> None:
    """Sets a page aside, or again with another field; inside `Database.housekeeping()`."""
    row = {"user_id": user_id, "draft_key": draft_key, "field": field, "at": now}
    conn.execute(upsert(conn, t.set_asides, ("user_id", "draft_key"), ("field", "at")), row)


def take(conn: Connection, user_id: str, draft_key: str) -> None:
    """It is in hand again; inside `Database.housekeeping()` or a unit of work."""
    table = t.set_asides
    conn.execute(delete(table).where(table.c.user_id == user_id, table.c.draft_key == draft_key))
