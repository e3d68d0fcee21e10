"""Column types and the one `MetaData` (列の型): instants are aware UTC, JSON is text in one canonical spelling."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import BigInteger, CheckConstraint, Column, Dialect, Integer, MetaData, Named, String, TypedColumns
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: `timestamptz` on PostgreSQL, sortable text (`2026-11-18T01:42:07.123456Z`) on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone; a civil date belongs into a Date column")
        return value if dialect.name == "postgresql" else instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the library's hook
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromisoformat(value)


def instant_text(value: datetime) -> str:
    """The instant as text that sorts like time: UTC, microseconds always written, `Z` at the end."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Json(TypeDecorator[Any]):
    """JSON as text with sorted keys: one spelling on both databases, so that a hash over it means something."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - the library's hook
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - the library's hook
        return None if value is None else json.loads(value)


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spare blanks; numbers that JSON does not know are refused."""
    try:
        quick = orjson.dumps(value, option=_QUICK).decode()
    except TypeError:  # what only the slow one knows, or refuses in its own words
        return _ENCODER.encode(value)
    return _ENCODER.encode(value) if "null" in quick or _POWER.search(quick) else quick


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_QUICK = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_POWER = re.compile(r"e-?[0-9]+(?:[,\]}]|$)|0\.0000")
"""The two spell alike but for powers of ten (the quick one writes 0.00001 where the other writes 1e-05), and the quick
one writes a number that JSON does not know as nothing."""


BIG_ID = BigInteger().with_variant(Integer(), "sqlite")
"""A running row number: 64 bit on PostgreSQL; SQLite numbers rows by itself only in a column declared INTEGER."""


class DatedCols(TypedColumns):
    """The columns of every dated (bitemporal) row; `server.store.dated` says what they mean."""

    row_id: Named[int] = Column(BIG_ID, primary_key=True, autoincrement=True)
    valid_from: Named[date] = Column()
    valid_to: Named[date | None] = Column()
    recorded_at: Named[datetime] = Column(Instant)
    superseded_at: Named[datetime | None] = Column(Instant)
    by_event: Named[str] = Column()


@dataclass(frozen=True, slots=True)
class Alone:
    """What may hold only once at a time: `columns` equal, validity overlapping, among rows where `equals` holds.

    `equals` is a column and a value, e.g. status VALID; without it every row counts.
    """

    columns: tuple[str, ...]
    equals: tuple[str, str] | None = None


def one_of(column: str, codes: Iterable[str]) -> str:
    """The condition that a column holds one of the codes, for tables into which runs write millions of rows: SQLite
    builds a list of its own for each row that it checks with `in`.
    """
    return " or ".join(f"{column} = '{code}'" for code in codes)


def final(*free: str) -> dict[str, Any]:
    """`Table(info=...)` of evidence: rows are only added; `free` columns may be filled in once."""
    return {"final": free}


def frozen(*columns: str) -> dict[str, Any]:
    """`Table(info=...)`: what once stands in these columns stays, and the row is never deleted."""
    return {"frozen": columns}


def close_dated_tables() -> None:
    """Gives every dated table the two checks that its days and its instants are in order."""
    for table in METADATA.tables.values():
        if "dated" in table.info:
            table.append_constraint(CheckConstraint("valid_to is null or valid_to > valid_from", name="days"))
            table.append_constraint(
                CheckConstraint("superseded_at is null or superseded_at >= recorded_at", name="instants")
            )


def dated(*key: str, also: Alone | None = None) -> dict[str, Any]:
    """`Table(info=...)` of a dated table: one row of `key` for each day and each instant of knowledge."""
    return {"dated": (Alone(key),) if also is None else (Alone(key), also)}
