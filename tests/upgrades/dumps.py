"""Whole databases as portable rows (データベースの写し): written from one kind of database, read into either.

A dump is compressed JSON: the schema's revision, when it was made, each table's rows, and `finish`: what people
answered afterwards, in the version that made it, until every case had come to its end. How to make the next one stands
in README.md.
"""

from __future__ import annotations

import base64
import json
import lzma
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, LargeBinary, MetaData, Table, inspect, text
from sqlalchemy.engine import Connection

from server.store.database import Database

HERE = Path(__file__).parent
VERSION_TABLE = "alembic_version"


def all_dumps() -> list[Path]:
    """The dumps that are kept, oldest schema first."""
    return sorted(HERE.glob("schema_*.json.xz"))


def read_dump(path: Path) -> dict[str, Any]:
    """The content of a dump."""
    content: dict[str, Any] = json.loads(lzma.decompress(path.read_bytes()))
    return content


def write_dump(path: Path, content: Mapping[str, Any]) -> None:
    """Writes a dump; the same content gives the same bytes."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    path.write_bytes(lzma.compress(said, preset=9 | lzma.PRESET_EXTREME))


def rows_of(database: Database) -> tuple[str, dict[str, Any]]:
    """The schema's revision, and every table that has rows: `{table: {"columns": […], "rows": [[…] …]}}`."""
    tables: dict[str, Any] = {}
    with database.engine.connect() as conn:
        for name in sorted(inspect(conn).get_table_names()):
            found = conn.execute(text(f'SELECT * FROM "{name}" ORDER BY 1'))
            rows = [[_plain(value) for value in row] for row in found]
            if rows:
                tables[name] = {"columns": list(found.keys()), "rows": rows}
    revision = str(tables.pop(VERSION_TABLE)["rows"][0][0])
    return revision, tables


def restore(database: Database, dump: Mapping[str, Any]) -> None:
    """Makes the schema of the dump and puts its rows in; the guards against such writing are off meanwhile."""
    database.upgrade(dump["schema"])
    with database.engine.connect().execution_options(kokuho_write=True) as conn, conn.begin():
        if database.is_sqlite:
            conn.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # rows come table by table, not in their order
        else:
            conn.execute(text("SET LOCAL session_replication_role = replica"))
        _fill(conn, dump["tables"], keep_sequences=not database.is_sqlite)


def _fill(conn: Connection, tables: Mapping[str, Any], *, keep_sequences: bool) -> None:
    known = MetaData()
    for name, content in tables.items():
        table = Table(name, known, autoload_with=conn, resolve_fks=False)
        conn.execute(table.delete())  # what a migration put in stands in the dump too
        rows = [dict(zip(content["columns"], row, strict=True)) for row in content["rows"]]
        typed = [{key: _typed(table.c[key].type, value) for key, value in row.items()} for row in rows]
        conn.execute(table.insert(), typed)
        if keep_sequences:
            for column in _numbered(conn, table):
                last = f"(SELECT max({column}) FROM {name})"
                conn.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', '{column}'), {last})"))


def _numbered(conn: Connection, table: Table) -> Iterator[str]:
    """The columns that PostgreSQL numbers by itself."""
    for column in table.c:
        asked = {"table": table.name, "column": column.name}
        if conn.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), asked) is not None:
            yield column.name


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"b64": base64.b64encode(bytes(value)).decode()}
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: Any, value: Any) -> Any:
    """A value of a dump as a column of this database takes it."""
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value["b64"])
    if isinstance(kind, Boolean):
        return bool(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
