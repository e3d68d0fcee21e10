"""Which instalments a posted letter demands (催告書に載る期別), by the lines that were frozen in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from server.store import tables as t


def named(conn: Connection, letter_ids: Sequence[str], kinds: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Letter and instalment of each line of those letters that are of `kinds`, in order."""
    letter = t.letters.c
    found = conn.execute(
        select(letter.letter_id, letter.household_key, letter.data).where(
            letter.letter_id.in_(sorted(set(letter_ids))), letter.letter.in_(sorted(kinds))
        )
    ).all()
    claims = _claims(conn, sorted({str(row.household_key) for row in found}))
    pairs = set()
    for row in found:
        data: Any = row.data or {}
        for line in data.get("lines", ()):
            place = (str(row.household_key), int(line["levy_year"]), int(line["instalment"]))
            pairs |= {(str(row.letter_id), key) for key in claims.get(place, ())}
    return tuple(sorted(pairs))


def _claims(conn: Connection, households: Sequence[str]) -> dict[tuple[str, int, int], list[str]]:
    account, claim = t.levy_accounts.c, t.instalments.c
    rows = conn.execute(
        select(account.household_key, account.levy_year, claim.instalment_no, claim.claim_key)
        .join_from(t.instalments, t.levy_accounts, account.account_key == claim.account_key)
        .where(account.household_key.in_(households))
    )
    found: dict[tuple[str, int, int], list[str]] = {}
    for household, year, no, key in rows:
        found.setdefault((str(household), int(year), int(no)), []).append(str(key))
    return found
