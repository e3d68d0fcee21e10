"""Many rows at once into PostgreSQL (一括書込み): its COPY, with every value spelt as the column's type spells it.

Of a run that writes thousands of rows the server's time goes mostly into taking up each row as a statement of its own.
Guards, keys and references hold for COPY as for any other insert.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, LargeBinary, Table
from sqlalchemy.exc import DBAPIError

FEW = 8
"""Rows below which a plain insert is quicker than the three messages of a COPY."""
_NOTHING = "\\N"
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
Spelling = Callable[[Any], str]


def copy_rows(conn: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows, of which every one has a value for each of the columns `names`.

    Raises SQLAlchemy's errors as an insert does, with the database's first sentence alone: what a row holds stands in
    no log.
    """
    statement, values, spellings = _prepared(table, names, conn.dialect)
    lines = []
    for row in rows:
        plain = zip(spellings, values(row), strict=True)
        lines.append("\t".join([_NOTHING if value is None else spell(value) for spell, value in plain]))
    lines.append("")
    driver: Any = conn.connection.driver_connection
    try:
        with driver.cursor() as cursor:
            conn.dispatch.before_cursor_execute(conn, cursor, statement, None, None, True)  # as any other statement
            with cursor.copy(statement) as copy:
                copy.write("\n".join(lines).encode())
    except psycopg.Error as fault:
        first = fault.diag.message_primary
        if first:
            fault.args = (first,)
        raise DBAPIError.instance(
            statement, None, fault, psycopg.Error, hide_parameters=True, dialect=conn.dialect
        ) from fault


@lru_cache(maxsize=64)
def _prepared(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> tuple[str, Callable[[Any], tuple[Any, ...]], list[Spelling]]:
    spellings = [_spelling(table.c[name].type, dialect) for name in names]
    return f"COPY {table.name} ({', '.join(names)}) FROM STDIN", itemgetter(*names), spellings


def _spelling(kind: Any, dialect: Dialect) -> Spelling:
    """What turns a value of the column into the text that COPY reads."""
    processor = None if isinstance(kind, LargeBinary) else kind.dialect_impl(dialect).bind_processor(dialect)
    if processor is None:
        return _plain
    bound: Callable[[Any], Any] = processor

    def spelt(value: Any) -> str:
        text = bound(value)
        return _NOTHING if text is None else _plain(text)

    return spelt


def _plain(value: Any) -> str:
    return _TEXTS.get(type(value), _other)(value)


def _text(value: str) -> str:
    if _SPECIAL.search(value):
        return _SPECIAL.sub(lambda found: _ESCAPED[found.group()], value)
    return value


def _other(value: Any) -> str:
    """A subclass of what is known (a code of an enumeration), or a Decimal."""
    return _text(str(value))


@lru_cache(maxsize=1024)
def _day(value: date) -> str:
    return value.isoformat()


_TEXTS: dict[type[Any], Spelling] = {
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    date: _day,
    datetime: _day,  # a run writes one instant again and again
    bytes: lambda value: f"\\\\x{value.hex()}",
}
