"""The few places where the two databases speak differently (方言): one function for each, used everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def is_postgres(conn: Connection) -> bool:
    return conn.dialect.name == "postgresql"


def insert_or_ignore(conn: Connection, table: Table) -> Insert:
    """An insert that leaves a row with the same key as it is."""
    statement: Any = postgresql.insert(table) if is_postgres(conn) else sqlite.insert(table)
    ignoring: Insert = statement.on_conflict_do_nothing()
    return ignoring


def insert_once(conn: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Inserts the row unless one with the same key stands; whether it did (a row count would not tell everywhere)."""
    statement = insert_or_ignore(conn, table).values(**row).returning(*table.primary_key.columns)
    return conn.execute(statement).first() is not None


def upsert(conn: Connection, table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Insert:
    """An insert that writes `columns` over a row with the same `keys`."""
    statement: Any = postgresql.insert(table) if is_postgres(conn) else sqlite.insert(table)
    replacing: Insert = statement.on_conflict_do_update(
        index_elements=list(keys), set_={name: statement.excluded[name] for name in columns}
    )
    return replacing
