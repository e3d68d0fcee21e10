"""The few places where the two databases speak differently (方言): one function for each, used everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Date, Dialect, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from server.store.copying import FEW, copy_rows
from server.store.tables.columns import Instant


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


def insert_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that name the same columns each, and leave none out but a running number or what has no value.

    For runs of many thousand rows: the driver gets the values as the columns' own types spell them, without a
    statement put together for each row.
    """
    if not rows:
        return
    names = tuple(rows[0])
    if any(len(row) != len(names) for row in rows):
        raise ValueError(f"{table.name}: rows of different columns")
    if is_postgres(conn) and len(rows) >= FEW:
        copy_rows(conn, table, names, rows)
        return
    statement, values, spelt = _plain_insert(table, names, conn.dialect)
    found = []
    for row in rows:
        plain = list(values(row))
        for place, spell in spelt:
            value = plain[place]
            if value is not None:
                plain[place] = spell(value)
        found.append(tuple(plain))
    conn.exec_driver_sql(statement, found)


@lru_cache(maxsize=64)
def _plain_insert(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> tuple[str, Callable[[Any], tuple[Any, ...]], list[tuple[int, Any]]]:
    binders = _binders(table, names, dialect)
    spelt = [(names.index(name), binder) for name, binder in binders.items()]
    return _insert(table, names, dialect), itemgetter(*names), spelt


@lru_cache(maxsize=64)
def insert_of(table: Table, dialect: Dialect) -> tuple[str, list[str], dict[str, Callable[[Any], Any]]]:
    """The insert of a whole row as the driver takes it, its columns in order, and what spells those that need it."""
    names = tuple(column.name for column in table.columns)
    return _insert(table, names, dialect), list(names), _binders(table, names, dialect)


def _insert(table: Table, names: tuple[str, ...], dialect: Dialect) -> str:
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608 - our own names


def _binders(table: Table, names: tuple[str, ...], dialect: Dialect) -> dict[str, Callable[[Any], Any]]:
    found: dict[str, Callable[[Any], Any]] = {}
    for name in names:
        kind = table.c[name].type
        processor = kind.dialect_impl(dialect).bind_processor(dialect)
        if processor is not None:
            few = isinstance(kind, Date | Instant)  # a run writes a handful of days and one instant
            found[name] = lru_cache(maxsize=1024)(processor) if few else processor
    return found
