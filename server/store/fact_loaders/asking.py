"""How a loader is asked, and what all loaders share (問い)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table

from server.domain.effects import JSON
from server.store import dated


@dataclass(frozen=True, slots=True)
class Question:
    """One key of a fact: `text` as asked, `key` without the day, and the day on which it should hold."""

    text: str
    key: str
    on: date

    @classmethod
    def parse(cls, text: str, default: date) -> Question:
        """`H1@2026-06-15` asks about H1 on that day, `H1` on the default day. What ends in no day is a key that
        somebody typed, and names nobody.
        """
        key, _, day = text.partition("@")
        try:
            return cls(text, key, date.fromisoformat(day) if day else default)
        except ValueError:
            return cls(text, text, default)

    def split(self) -> tuple[str, str]:
        """A key of two parts, `first/second`; the second is empty when there is none."""
        first, _, second = self.key.partition("/")
        return first, second


@dataclass(frozen=True, slots=True)
class Ask:
    """The connection to ask and the instant of knowledge (None: now)."""

    conn: Connection
    known_at: datetime | None

    def rows(self, table: Table, column: Column[Any], keys: Iterable[str]) -> list[dict[str, Any]]:
        """All rows known of these keys in a dated table, oldest first."""
        statement = table.select().where(column.in_(sorted(set(keys))), dated.known(table, self.known_at))
        return [row._asdict() for row in self.conn.execute(statement.order_by(table.c.valid_from, table.c.row_id))]


Answers = Mapping[Question, JSON]
Loader = Callable[[Ask, Sequence[Question]], Answers]


def holding(rows: Iterable[Mapping[str, Any]], on: date) -> list[Mapping[str, Any]]:
    """The rows that hold on the day."""
    return [row for row in rows if row["valid_from"] <= on and (row["valid_to"] is None or on < row["valid_to"])]


def by(rows: Iterable[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    """The rows by the value of one column."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[name], []).append(row)
    return groups


def plain(row: Mapping[str, Any], *names: str) -> dict[str, JSON]:
    """These columns as JSON: dates as ISO text."""
    return {name: row[name].isoformat() if isinstance(row[name], date) else row[name] for name in names}
