"""Marks of ledger rows (行の指紋): the hash of a row's own content, so that a change behind the program has a name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from operator import itemgetter
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
    spelling, values = _spelling(table)
    plain = spelling % tuple([_SPELT.get(type(value), canonical_json)(value) for value in values(row)])
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def chained(digest: str, mark: str) -> str:
    """The digest of a book after one line more."""
    return hashlib.sha256(f"{digest}/{mark}".encode()).hexdigest()[:32]


def spelt(value: Any) -> str:
    """A value as `canonical_json` spells it."""
    return _SPELT.get(type(value), canonical_json)(value)


@lru_cache(maxsize=64)
def marked_names(table: Table) -> tuple[str, ...]:
    """The columns that a mark is over, in its order."""
    free = table.info.get("final", ())
    return tuple(sorted(name for name in _columns(table) if name not in free))


@lru_cache(maxsize=64)
def _columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name != "mark")


@lru_cache(maxsize=64)
def _spelling(table: Table) -> tuple[str, Callable[[Mapping[str, Any]], tuple[Any, ...]]]:
    """The marked columns by name as JSON with a gap for each value, and what takes the values out of a row."""
    names = marked_names(table)
    return "{" + ",".join(f"{encode_basestring(name)}:%s" for name in names) + "}", itemgetter(*names)


@lru_cache(maxsize=64)
def _instant(value: datetime) -> str:
    return f'"{instant_text(value)}"'


_SPELT: dict[type, Callable[[Any], str]] = {
    int: str,
    str: encode_basestring,
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    date: lambda value: f'"{value.isoformat()}"',
    datetime: _instant,
}
