"""Sessions (ログイン): one live one for each ID, idle and absolute limits, drafts handed over to the next terminal.

Limits are arguments; instants are the wall clock's. Only the hash of the cookie's token is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from server.store import tables as t
from server.store.drafts import Draft, drafts_of
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

EndReason = Literal["logout", "idle", "absolute", "replaced", "ended_by_officer", "rights_ended"]
TOUCH_EVERY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in as it stands; `end_reason` tells the user why it is over, `replaced_by` by which session."""

    session_id: str
    user_id: str
    terminal: str
    ip: str
    csrf: str
    started_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class Started:
    """A new session: the token for the cookie (nowhere else), the session it ended, and the drafts left there."""

    token: str
    session: Session
    replaced: Session | None
    handed_over: tuple[Draft, ...]


def start_session(uow: UnitOfWork, user_id: str, *, terminal: str, ip: str) -> Started:
    """Begins a session and ends the user's live one, if there is one, as replaced."""
    session_id, token = uow.new_id(), secrets.token_urlsafe(32)
    older = live_session(uow.conn, user_id)
    if older is not None:
        end_session(uow.conn, older.session_id, "replaced", uow.now, replaced_by=session_id)
    row = {
        "session_id": session_id,
        "token_hash": _hash(token),
        "user_id": user_id,
        "terminal": terminal,
        "ip": ip,
        "csrf": secrets.token_urlsafe(24),
        "started_at": uow.now,
        "last_seen_at": uow.now,
    }
    uow.conn.execute(insert(t.sessions).values(row))
    session = _by(uow.conn, "session_id", session_id)
    assert session is not None  # noqa: S101 - written in the line above
    left = () if older is None else drafts_of(uow.conn, user_id, session_id=older.session_id)
    return Started(token, session, older, left)


def session_of(conn: Connection, token: str) -> Session | None:
    """The session of a cookie's token, live or ended; None for a token nobody handed out."""
    return _by(conn, "token_hash", _hash(token))


def limit_reached(session: Session, now: datetime, *, idle: timedelta, absolute: timedelta) -> EndReason | None:
    """Which limit a live session has reached at `now`, None when it may go on."""
    if now - session.started_at >= absolute:
        return "absolute"
    return "idle" if now - session.last_seen_at >= idle else None


def needs_touch(session: Session, now: datetime) -> bool:
    """Whether the last-seen time is old enough to be written again (not at every request)."""
    return session.ended_at is None and now - session.last_seen_at >= TOUCH_EVERY


def touch_session(conn: Connection, session_id: str, now: datetime) -> None:
    """Notes that the user is at work; inside `Database.housekeeping()`."""
    table = t.sessions
    live = update(table).where(table.c.session_id == session_id, table.c.ended_at.is_(None))
    conn.execute(live.where(table.c.last_seen_at < now).values(last_seen_at=now))


def end_session(
    conn: Connection, session_id: str, reason: EndReason, now: datetime, *, replaced_by: str | None = None
) -> bool:
    """Ends a live session; False when it was over already. The caller records the event (log-off, expiry)."""
    table = t.sessions
    live = update(table).where(table.c.session_id == session_id, table.c.ended_at.is_(None))
    ended = live.values(ended_at=now, end_reason=reason, replaced_by=replaced_by)
    return conn.execute(ended).rowcount == 1


def live_session(conn: Connection, user_id: str) -> Session | None:
    """The one session of the user that is not ended."""
    table = t.sessions
    statement = select(*columns(Session, table)).where(table.c.user_id == user_id, table.c.ended_at.is_(None))
    return fetch_one(conn, Session, statement)


def sessions_of(conn: Connection, user_id: str, *, limit: int = 20) -> tuple[Session, ...]:
    """The latest sessions of a user, newest first."""
    table = t.sessions
    statement = select(*columns(Session, table)).where(table.c.user_id == user_id)
    return fetch_all(conn, Session, statement.order_by(table.c.started_at.desc()).limit(limit))


def overdue_sessions(
    conn: Connection, now: datetime, *, idle: timedelta, absolute: timedelta
) -> tuple[tuple[Session, EndReason], ...]:
    """Live sessions whose limit is reached, for the clock that logs them off."""
    statement = select(*columns(Session, t.sessions)).where(t.sessions.c.ended_at.is_(None))
    found = fetch_all(conn, Session, statement.order_by(t.sessions.c.session_id))
    reasons = ((session, limit_reached(session, now, idle=idle, absolute=absolute)) for session in found)
    return tuple((session, reason) for session, reason in reasons if reason is not None)


def _by(conn: Connection, column: str, value: str) -> Session | None:
    return fetch_one(conn, Session, select(*columns(Session, t.sessions)).where(t.sessions.c[column] == value))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
