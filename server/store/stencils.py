"""Rows that differ in a few columns only (型紙): spelt and marked once for what is the same in all of them.

A levy run writes four million rows of a few dozen kinds. A stencil holds everything of a kind but its keys and yen, as
the driver takes it and as the mark spells it; a row that is cut with it is the same, mark and all, as one put together
column by column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from server.store.dialects import insert_of
from server.store.marks import marked_names, spelt

Row = tuple[Any, ...]


class Stencil:
    """A kind of rows of a `table` with a mark: `same` are its columns that are the same in each, `texts` and `numbers`
    the others, in the order in which `cut` gets them. Every column but the mark is named once, or a KeyError tells.
    """

    def __init__(
        self, table: Table, dialect: Dialect, same: Mapping[str, Any], texts: Sequence[str], numbers: Sequence[str]
    ) -> None:
        given = (*texts, *numbers)
        places = {name: place for place, name in enumerate((*given, "mark", *same))}
        if len(places) != len(given) + 1 + len(same):
            raise KeyError(f"{table.name}: a column is named twice")
        _, names, binders = insert_of(table, dialect)
        self._row: Callable[[Row], Row] = itemgetter(*(places[name] for name in names))
        bound = {
            name: binders[name](value) if name in binders and value is not None else value
            for name, value in same.items()
        }
        self._same = tuple(bound[name] for name in same)
        marked = marked_names(table)
        varied = [name for name in marked if name in given]
        self._varied: Callable[[Row], Row] = itemgetter(*(given.index(name) for name in varied))
        gaps = {name: spelt(value).replace("%", "%%") for name, value in same.items()} | dict.fromkeys(given, "%s")
        self._spelling = "{" + ",".join(f"{encode_basestring(name)}:{gaps[name]}" for name in marked) + "}"

    def cut(self, texts: Sequence[str], numbers: Row) -> tuple[Row, str]:
        """A row as the driver takes it, and its mark."""
        plain = self._spelling % self._varied((*map(encode_basestring, texts), *numbers))
        mark = hashlib.sha256(plain.encode()).hexdigest()[:32]
        return self._row((*texts, *numbers, mark, *self._same)), mark


def insert_cut(conn: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows that were cut with stencils of the table."""
    if rows:
        conn.exec_driver_sql(insert_of(table, conn.dialect)[0], list(rows))
