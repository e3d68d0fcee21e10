"""What each levy decision was made of (賦課の根拠の保存): inputs, parts, instalments, trace; compressed, final.

A basis is kept whole, or as its figures alone with the hash of the words that the decisions of a run share.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, select

from server.domain.levy.basis import whole
from server.domain.levy.vocabulary import Form
from server.store import levy_words
from server.store import tables as t
from server.store.dialects import insert_rows
from server.store.levy_words import Words
from server.store.rows import columns, fetch_all
from server.store.tables.columns import canonical_json
from server.store.unit_of_work import UnitOfWork

_LEVEL = 1
"""Of compression: 130,000 households a night; a higher one saves a sixth of the room for three times the time."""


@dataclass(frozen=True, slots=True)
class LevyDecision:
    """One look at a payer's levy and its outcome; `basis_of` gives what it was made of."""

    decision_id: str
    household_key: str
    levy_year: int
    payer_key: str | None
    account_key: str | None
    levy_id: str | None
    outcome: str
    cause: str
    total_before: int
    total_after: int
    tenths: int
    provisional: bool
    decided_on: date
    case_id: str | None
    by_event: str
    by_user: str


@dataclass(frozen=True, slots=True)
class Packed:
    """A basis as it is kept: compressed JSON, the fingerprint of that JSON, the words to be kept with it."""

    basis: bytes
    basis_hash: str
    words: Words | None = None


def pack(basis: Mapping[str, Any]) -> Packed:
    """A basis made ready to be kept; a run does it outside of its transactions."""
    text = canonical_json(basis).encode()
    return Packed(zlib.compress(text, _LEVEL), hashlib.sha256(text).hexdigest())


def pack_flat(flat: Mapping[str, Any], words: Words) -> Packed:
    """A basis told short, made ready to be kept with the words that it needs."""
    text = orjson.dumps({"words": words.words_hash, **flat})
    return Packed(zlib.compress(text, _LEVEL), hashlib.sha256(text).hexdigest(), words)


def keep(uow: UnitOfWork, decisions: Iterable[tuple[LevyDecision, Mapping[str, Any]]]) -> None:
    """Keeps decisions, each with its basis (JSON), in one statement."""
    keep_packed(uow, [(decision, pack(basis)) for decision, basis in decisions])


def keep_packed(uow: UnitOfWork, decisions: Sequence[tuple[LevyDecision, Packed]]) -> None:
    """Keeps decisions whose basis is packed already, in one statement, and the words that are not kept yet."""
    levy_words.keep(uow, (packed.words for _, packed in decisions if packed.words is not None))
    rows = []
    for decision, packed in decisions:
        row = {name: getattr(decision, name) for name in LevyDecision.__dataclass_fields__}
        row["basis"], row["basis_hash"], row["recorded_at"] = packed.basis, packed.basis_hash, uow.now
        rows.append(row)
    insert_rows(uow.conn, t.levy_decisions, rows)


def of_household(conn: Connection, household_key: str, levy_year: int | None = None) -> tuple[LevyDecision, ...]:
    """Every look at the household's levies, newest first."""
    table = t.levy_decisions
    statement = select(*columns(LevyDecision, table)).where(table.c.household_key == household_key)
    if levy_year is not None:
        statement = statement.where(table.c.levy_year == levy_year)
    return fetch_all(conn, LevyDecision, statement.order_by(table.c.recorded_at.desc(), table.c.decision_id.desc()))


def of_case(conn: Connection, case_id: str) -> tuple[LevyDecision, ...]:
    """The decisions that a case took, in their order."""
    table = t.levy_decisions
    statement = select(*columns(LevyDecision, table)).where(table.c.case_id == case_id)
    return fetch_all(conn, LevyDecision, statement.order_by(table.c.decision_id))


def get(conn: Connection, decision_id: str) -> LevyDecision | None:
    """One decision."""
    table = t.levy_decisions
    found = fetch_all(
        conn, LevyDecision, select(*columns(LevyDecision, table)).where(table.c.decision_id == decision_id)
    )
    return found[0] if found else None


def basis_of(conn: Connection, decision_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What these decisions were made of. Raises ValueError where a basis or its words do not fit their hash."""
    table = t.levy_decisions.c
    statement = select(table.decision_id, table.basis, table.basis_hash).where(
        table.decision_id.in_(list(decision_ids))
    )
    found: dict[str, dict[str, Any]] = {}
    for key, packed, fingerprint in conn.execute(statement):
        text = zlib.decompress(packed)
        if hashlib.sha256(text).hexdigest() != fingerprint:
            raise ValueError(f"the basis of levy decision {key} was changed")
        found[key] = json.loads(text)
    forms = levy_words.forms_of(conn, [one["words"] for one in found.values() if "words" in one])
    return {key: _whole(one, forms) for key, one in found.items()}


def _whole(basis: dict[str, Any], forms: Mapping[str, Sequence[Form]]) -> dict[str, Any]:
    """A basis with the words that it shares, spelt as one that was kept whole."""
    if "words" not in basis:
        return basis
    told = whole({name: value for name, value in basis.items() if name != "words"}, forms[basis["words"]])
    found: dict[str, Any] = json.loads(canonical_json(told))
    return found


def latest(conn: Connection, account_keys: Iterable[str]) -> dict[str, LevyDecision]:
    """The decision in force of each account, with what it was made of to be had from `basis_of`."""
    table = t.levy_decisions
    wanted = sorted(set(account_keys))
    made = table.join(t.levies, t.levies.c.levy_id == table.c.levy_id)
    statement = select(*columns(LevyDecision, table)).select_from(made).where(table.c.account_key.in_(wanted))
    rows = fetch_all(conn, LevyDecision, statement.order_by(table.c.account_key, t.levies.c.revision))
    return {str(one.account_key): one for one in rows}
