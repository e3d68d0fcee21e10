"""API tokens and idempotency keys (外部からの利用): its user's rights or fewer; a repeated request is answered once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.dialects import insert_or_ignore
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A bearer token on record (its hash alone is kept).

    `limits` are pairs of function and office beyond which it opens nothing; None: all rights of its user.
    """

    token_id: str
    user_id: str
    label: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    limits: Sequence[Sequence[str]] | None = None
    last_used_at: datetime | None = None
    replaces: str | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether it opens anything at `now`."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to a request with this `Idempotency-Key`."""

    request_hash: str
    status: int
    response: JSON
    at: datetime


def create_token(
    uow: UnitOfWork,
    user_id: str,
    *,
    label: str,
    expires_at: datetime,
    limits: Iterable[tuple[str, str]] | None = None,
    replaces: str | None = None,
) -> tuple[str, ApiToken]:
    """Makes a token for a user or linked system; the text is returned this once."""
    text = f"kokuho_{secrets.token_urlsafe(32)}"
    token_id = uow.new_id()
    row = {
        "token_id": token_id,
        "token_hash": _hash(text),
        "user_id": user_id,
        "label": label,
        "created_at": uow.now,
        "created_by": uow.actor.user_id,
        "expires_at": expires_at,
        "limits": None if limits is None else [list(one) for one in sorted(set(limits))],
        "replaces": replaces,
    }
    uow.conn.execute(insert(t.api_tokens).values(row))
    made = get_token(uow.conn, token_id)
    assert made is not None  # noqa: S101 - written in the line above
    return text, made


def token_of(conn: Connection, text: str, now: datetime) -> ApiToken:
    """The live token behind a bearer text; raises `Refused("token_invalid")`."""
    table = t.api_tokens
    found = fetch_one(conn, ApiToken, select(*columns(ApiToken, table)).where(table.c.token_hash == _hash(text)))
    if found is None or not found.is_live(now):
        raise Refused("token_invalid")
    return found


def get_token(conn: Connection, token_id: str) -> ApiToken | None:
    """One token by its id, revoked ones too."""
    table = t.api_tokens
    return fetch_one(conn, ApiToken, select(*columns(ApiToken, table)).where(table.c.token_id == token_id))


def needs_touch(token: ApiToken, now: datetime) -> bool:
    """Whether the time of the last use is old enough to be written again (not at every request)."""
    return token.last_used_at is None or now - token.last_used_at >= TOUCH_EVERY


def touch_token(conn: Connection, token_id: str, now: datetime) -> None:
    """Notes that the token was used; inside `Database.housekeeping()`."""
    table = t.api_tokens
    conn.execute(update(table).where(table.c.token_id == token_id).values(last_used_at=now))


def tokens_of(conn: Connection, user_id: str | None = None) -> tuple[ApiToken, ...]:
    """All tokens of a user, or of all, newest first."""
    table = t.api_tokens
    statement = select(*columns(ApiToken, table))
    if user_id is not None:
        statement = statement.where(table.c.user_id == user_id)
    return fetch_all(conn, ApiToken, statement.order_by(table.c.created_at.desc(), table.c.token_id))


def revoke_token(uow: UnitOfWork, token_id: str, at: datetime | None = None) -> bool:
    """Makes a token useless at once, or from the later instant `at` on; False when it was useless already."""
    table = t.api_tokens
    when = {"revoked_at": uow.now} if at is None else {"expires_at": at}
    live = update(table).where(table.c.token_id == token_id, table.c.revoked_at.is_(None))
    return uow.conn.execute(live.where(table.c.expires_at > (at or uow.now)).values(**when)).rowcount == 1


def answered(conn: Connection, user_id: str, key: str) -> Answered | None:
    """What was answered before under this key."""
    table = t.idempotency_keys
    statement = select(*columns(Answered, table)).where(table.c.user_id == user_id, table.c.key == key)
    return fetch_one(conn, Answered, statement)


def keep_answer(conn: Connection, user_id: str, key: str, answer: Answered) -> None:
    """Keeps the answer, in the same transaction as what it answers; the first one stands."""
    row = {
        "user_id": user_id,
        "key": key,
        "request_hash": answer.request_hash,
        "status": answer.status,
        "response": answer.response,
        "at": answer.at,
    }
    conn.execute(insert_or_ignore(conn, t.idempotency_keys).values(row))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
