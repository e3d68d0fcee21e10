"""How print batches go (一括印刷の進み): in which ways letters were printed, and what holds a batch back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from server.store import tables as t
from server.store.incidents import Incident
from server.store.rows import columns, fetch_one

STOPPED = "print_stopped"
"""The kind of incident that holds a batch back."""


def open_stop() -> tuple[Any, ...]:
    """What holds of an incident that holds some batch back; its object's key is the batch's id."""
    table = t.incidents.c
    return (table.kind == STOPPED, table.object_kind == "print_batch", table.status == "open")


def stop_of(conn: Connection, batch_id: str) -> Incident | None:
    """The open incident that holds the batch back, None while it may go on."""
    statement = select(*columns(Incident, t.incidents)).where(*open_stop(), t.incidents.c.object_key == batch_id)
    return fetch_one(conn, Incident, statement.limit(1))


def ways(conn: Connection, batch_id: str) -> dict[str, int]:
    """How many letters were printed in frames (`fast`) and how many one by one (`plain`)."""
    table = t.print_rows.c
    statement = select(table.way, func.count()).where(table.batch_id == batch_id, table.way.is_not(None))
    return {str(name): int(count) for name, count in conn.execute(statement.group_by(table.way))}
