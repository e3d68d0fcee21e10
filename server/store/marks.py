"""Marks of ledger rows (行の指紋): the hash of a row's own content, so that a change behind the program has a name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import Table

from server.store.tables.columns import canonical_json, instant_text


def marked(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its mark; every column is named in it, those that are filled in later are empty."""
    whole = {name: row.get(name) for name in _columns(table)}
    whole["mark"] = mark_of(table, whole)
    return whole


def mark_of(table: Table, row: Mapping[str, Any]) -> str:
    """The hash over all columns but the mark and those that are filled in once later.

    The content is `canonical_json` of the columns by name, put together here by hand: a levy run marks millions of
    rows, and their names and order are the same in each.
    """
    plain = ",".join([opening + _plain(row[name]) for name, opening in _openings(table)])
    return hashlib.sha256(f"{{{plain}}}".encode()).hexdigest()[:32]


def chained(digest: str, mark: str) -> str:
    """The digest of a book after one line more."""
    return hashlib.sha256(f"{digest}/{mark}".encode()).hexdigest()[:32]


@lru_cache(maxsize=64)
def _columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name != "mark")


@lru_cache(maxsize=64)
def _openings(table: Table) -> tuple[tuple[str, str], ...]:
    """The marked columns in the order of the spelling, each with its name as it begins in JSON."""
    free = table.info.get("final", ())
    return tuple((name, f"{encode_basestring(name)}:") for name in sorted(_columns(table)) if name not in free)


def _plain(value: Any) -> str:
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    if kind is date:
        return f'"{value.isoformat()}"'
    if kind is datetime:
        return f'"{_instant(value)}"'
    return canonical_json(value)


@lru_cache(maxsize=64)
def _instant(value: datetime) -> str:
    return instant_text(value)
