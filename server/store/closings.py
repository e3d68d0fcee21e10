"""When the books of an accounting year close (出納閉鎖期日), for the store's own acts: one small statement."""

from __future__ import annotations

from sqlalchemy import Connection, select

from server.domain.values import Values
from server.store import dated
from server.store import tables as t
from server.store.values import dated_value

KEY = "accounting.books_close"


def closing_values(conn: Connection) -> Values:
    """The dated rows of the closing day alone, as known now."""
    table = t.value_rows
    rows = conn.execute(select(table).where(table.c.key == KEY, dated.current(table)).order_by(table.c.valid_from))
    return Values(dated_value(row._asdict()) for row in rows)
