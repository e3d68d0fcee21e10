"""Accounts under seal (口座情報の保護): in under a token, in the open only the last three digits; out for a file alone.

Whoever needs a whole number names why, and the look is on record. Equal numbers are found by their marks, unopened.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from server.domain.refusals import Refused
from server.store import tables as t
from server.store.sealing import Sealer
from server.store.unit_of_work import UnitOfWork

TAIL = 3
_NUMBER = re.compile("[0-9]{7}")
_SLICE = 500


def put_account(uow: UnitOfWork, sealer: Sealer, number: str) -> str:
    """Seals an account number (7 digits) and answers its token. Raises `account_number_invalid`."""
    if not _NUMBER.fullmatch(number):
        raise Refused("account_number_invalid", at_field="account_number")
    token = secrets.token_hex(16)
    row = {
        "token": token,
        "ciphertext": sealer.seal(number.encode(), token),
        "match_hash": sealer.mark(number.encode()),
        "tail": number[-TAIL:],
        "put_by": uow.actor.user_id,
        "put_at": uow.now,
    }
    uow.conn.execute(insert(t.sealed_accounts).values(row))
    uow.audit("account.put", object_kind="account", object_key=token)
    return token


def tails(conn: Connection, tokens: Iterable[str]) -> dict[str, str]:
    """The last three digits of each account, all that a screen or a letter shows."""
    table = t.sealed_accounts.c
    statement = select(table.token, table.tail).where(table.token.in_(sorted(set(tokens))))
    return {row.token: row.tail for row in conn.execute(statement)}


def is_same(conn: Connection, sealer: Sealer, token: str, number: str) -> bool:
    """Whether a number typed a second time (照合) is the sealed one; nothing is opened."""
    table = t.sealed_accounts.c
    found = conn.execute(select(table.match_hash).where(table.token == token)).scalar_one_or_none()
    return found is not None and found in sealer.marks(number.encode())


def open_accounts(uow: UnitOfWork, sealer: Sealer, tokens: Iterable[str], *, purpose: str) -> dict[str, str]:
    """The whole numbers for a file to a bank; how many were opened and why is on record. `purpose_missing`."""
    if not purpose.strip():
        raise Refused("purpose_missing")
    table = t.sealed_accounts.c
    found: dict[str, str] = {}
    wanted = sorted(set(tokens))
    for start in range(0, len(wanted), _SLICE):
        part = wanted[start : start + _SLICE]
        for token, sealed in uow.conn.execute(select(table.token, table.ciphertext).where(table.token.in_(part))):
            found[token] = sealer.open(sealed, token).decode()
    detail = {"purpose": purpose, "count": len(found)}
    uow.audit("account.open", object_kind="account", object_key=wanted[0] if len(wanted) == 1 else "", detail=detail)
    return found
