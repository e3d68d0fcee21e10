"""API tokens and idempotency keys (外部からの利用): its user's rights; a repeated request is answered once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.dialects import insert_or_ignore
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A bearer token on record (its hash alone is kept)."""

    token_id: str
    user_id: str
    label: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to a request with this `Idempotency-Key`."""

    request_hash: str
    status: int
    response: JSON
    at: datetime


def create_token(uow: UnitOfWork, user_id: str, *, label: str, expires_at: datetime) -> tuple[str, ApiToken]:
    """Makes a token for a user or linked system; the text is returned this once."""
    text = f"kokuho_{secrets.token_urlsafe(32)}"
    row = {
        "token_id": uow.new_id(),
        "token_hash": _hash(text),
        "user_id": user_id,
        "label": label,
        "created_at": uow.now,
        "created_by": uow.actor.user_id,
        "expires_at": expires_at,
    }
    uow.conn.execute(insert(t.api_tokens).values(row))
    return text, ApiToken(row["token_id"], user_id, label, uow.now, uow.actor.user_id, expires_at, None)  # type: ignore[arg-type]


def token_of(conn: Connection, text: str, now: datetime) -> ApiToken:
    """The live token behind a bearer text; raises `Refused("token_invalid")`."""
    table = t.api_tokens
    found = fetch_one(conn, ApiToken, select(*columns(ApiToken, table)).where(table.c.token_hash == _hash(text)))
    if found is None or found.revoked_at is not None or found.expires_at <= now:
        raise Refused("token_invalid")
    return found


def tokens_of(conn: Connection, user_id: str) -> tuple[ApiToken, ...]:
    """All tokens of a user, newest first."""
    table = t.api_tokens
    statement = select(*columns(ApiToken, table)).where(table.c.user_id == user_id)
    return fetch_all(conn, ApiToken, statement.order_by(table.c.created_at.desc()))


def revoke_token(uow: UnitOfWork, token_id: str) -> None:
    """Makes a token useless at once."""
    table = t.api_tokens
    statement = update(table).where(table.c.token_id == token_id, table.c.revoked_at.is_(None))
    uow.conn.execute(statement.values(revoked_at=uow.now))


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
