"""Acts on many tasks (まとめて): what was asked and what came of each; a broken-off one goes on where it was."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, insert, select, update

from server.domain.effects import JSON, JSONObject
from server.domain.jsonvalue import check_json
from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one


@dataclass(frozen=True, slots=True)
class BulkRun:
    """One act on many tasks by `user_id`; `detail` is what was answered for all of them."""

    run_id: str
    user_id: str
    act: str
    detail: Mapping[str, JSON]
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One task of it: `state` waiting, done or refused, with the refusal in its words."""

    run_id: str
    position: int
    task_id: str
    state: str
    refusal: Mapping[str, JSON] | None
    at: datetime | None


def begin(
    conn: Connection, *, user_id: str, act: str, detail: JSONObject, task_ids: Sequence[str], now: datetime
) -> str:
    """Writes the run with all its items waiting and returns its id; inside `Database.housekeeping()`."""
    check_json(dict(detail), "detail")
    run_id = secrets.token_hex(16)
    row = {"run_id": run_id, "user_id": user_id, "act": act, "detail": dict(detail), "started_at": now}
    conn.execute(insert(t.bulk_runs).values(row))
    items = [
        {"run_id": run_id, "position": place, "task_id": task_id, "state": "waiting"}
        for place, task_id in enumerate(task_ids)
    ]
    if items:
        conn.execute(insert(t.bulk_items), items)
    return run_id


def run_of(conn: Connection, user_id: str, run_id: str) -> BulkRun | None:
    """A run of this very person."""
    table = t.bulk_runs
    own = and_(table.c.run_id == run_id, table.c.user_id == user_id)
    return fetch_one(conn, BulkRun, select(*columns(BulkRun, table)).where(own))


def unfinished(conn: Connection, user_id: str) -> BulkRun | None:
    """The newest run of this person that was broken off."""
    table = t.bulk_runs
    waits = and_(table.c.user_id == user_id, table.c.finished_at.is_(None))
    newest = select(*columns(BulkRun, table)).where(waits).order_by(table.c.started_at.desc()).limit(1)
    return fetch_one(conn, BulkRun, newest)


def items_of(conn: Connection, run_id: str) -> tuple[BulkItem, ...]:
    """The items of a run in the order in which they were chosen."""
    table = t.bulk_items
    wanted = select(*columns(BulkItem, table)).where(table.c.run_id == run_id)
    return fetch_all(conn, BulkItem, wanted.order_by(table.c.position))


def settle(conn: Connection, item: BulkItem, *, refusal: JSONObject | None, now: datetime) -> None:
    """Keeps what came of an item; a done one in the transaction of its act."""
    table = t.bulk_items
    done = {"state": "done" if refusal is None else "refused", "refusal": refusal, "at": now}
    conn.execute(update(table).where(table.c.run_id == item.run_id, table.c.position == item.position).values(**done))


def finish(conn: Connection, run_id: str, now: datetime) -> None:
    """Nothing waits any more, or its owner lets the rest be; inside `Database.housekeeping()`."""
    conn.execute(update(t.bulk_runs).where(t.bulk_runs.c.run_id == run_id).values(finished_at=now))
