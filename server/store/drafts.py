"""Drafts (下書き): half-typed answers, saved while typing, found again by the same person on any terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from server.domain.effects import JSON, JSONObject
from server.domain.jsonvalue import check_json
from server.store import tables as t
from server.store.dialects import upsert
from server.store.rows import columns, fetch_all, fetch_one


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers of `user_id` under `draft_key` (`task:<id>` or `start:<slug>`); `session_id` is where they were typed."""

    user_id: str
    draft_key: str
    answers: Mapping[str, JSON]
    form_hash: str
    rev: int
    session_id: str
    saved_at: datetime


def save_draft(
    conn: Connection,
    *,
    user_id: str,
    draft_key: str,
    answers: JSONObject,
    form_hash: str,
    session_id: str,
    now: datetime,
) -> int:
    """Keeps the draft over the one before and returns its `rev`. The caller has taken every My Number out.

    Runs inside `Database.housekeeping()` or a unit of work's connection. Raises `Refused("not_json")`.
    """
    check_json(dict(answers), "answers")
    before = get_draft(conn, user_id, draft_key)
    rev = 1 if before is None else before.rev + 1
    row = {
        "user_id": user_id,
        "draft_key": draft_key,
        "answers": dict(answers),
        "form_hash": form_hash,
        "rev": rev,
        "session_id": session_id,
        "saved_at": now,
    }
    written = ("answers", "form_hash", "rev", "session_id", "saved_at")
    conn.execute(upsert(conn, t.drafts, ("user_id", "draft_key"), written), row)
    return rev


def get_draft(conn: Connection, user_id: str, draft_key: str) -> Draft | None:
    """The draft of this person under this key."""
    table = t.drafts
    statement = select(*columns(Draft, table)).where(table.c.user_id == user_id, table.c.draft_key == draft_key)
    return fetch_one(conn, Draft, statement)


def drafts_of(conn: Connection, user_id: str, *, session_id: str | None = None) -> tuple[Draft, ...]:
    """All drafts of a person, newest first; with `session_id` those typed in that session (引き継ぐ)."""
    table = t.drafts
    statement = select(*columns(Draft, table)).where(table.c.user_id == user_id)
    if session_id is not None:
        statement = statement.where(table.c.session_id == session_id)
    return fetch_all(conn, Draft, statement.order_by(table.c.saved_at.desc()))


def drafted(conn: Connection, draft_keys: Iterable[str]) -> frozenset[str]:
    """Which of these keys somebody has typed under (作業中)."""
    table = t.drafts.c
    return frozenset(
        conn.scalars(select(table.draft_key).where(table.draft_key.in_(sorted(set(draft_keys)))).distinct())
    )


def drop_draft(conn: Connection, user_id: str, draft_key: str) -> None:
    """Forgets the draft (the answers were handed in, or thrown away by their owner)."""
    table = t.drafts
    conn.execute(delete(table).where(table.c.user_id == user_id, table.c.draft_key == draft_key))
