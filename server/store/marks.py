"""Marks of ledger rows (行の指紋): the hash of a row's own content, so that a change behind the program has a name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table

from server.store.tables.columns import canonical_json, instant_text


def marked(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its mark; every column is named in it, those that are filled in later are empty."""
    whole = {column.name: row.get(column.name) for column in table.columns if column.name != "mark"}
    return whole | {"mark": mark_of(table, whole)}


def mark_of(table: Table, row: Mapping[str, Any]) -> str:
    """The hash over all columns but the mark and those that are filled in once later."""
    free = (*table.info.get("final", ()), "mark")
    plain = {column.name: _plain(row[column.name]) for column in table.columns if column.name not in free}
    return hashlib.sha256(canonical_json(plain).encode()).hexdigest()[:32]


def chained(digest: str, mark: str) -> str:
    """The digest of a book after one line more."""
    return hashlib.sha256(f"{digest}/{mark}".encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    return value.isoformat() if isinstance(value, date) else value
