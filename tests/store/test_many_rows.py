"""Rows written by the hundred come back as they were, and a list of keys finds what it names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, MetaData, String, Table, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.store.among import among, array_text, array_value
from server.store.copying import FEW
from server.store.database import Database
from server.store.dialects import insert_rows
from server.store.tables.columns import Instant, Json, canonical_json

ODD = (
    "",
    "a",
    "\\N",
    "\\",
    "tab\there",
    "two\nlines",
    "r\r",
    '"quoted"',
    "{a,b}",
    "NULL",
    "null",
    "若葉　みどり",
    "邊\U000e0108",
    "'",
)
MANY = Table(
    "many_rows",
    MetaData(),
    Column("key", String, primary_key=True),
    Column("said", String),
    Column("state", LargeBinary),
    Column("day", Date),
    Column("at", Instant),
    Column("detail", Json),
    Column("yen", Integer),
    Column("flag", Boolean),
)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def many(database: Database) -> Iterator[Database]:
    """A database with a table of every kind of column."""
    MANY.create(database.engine)
    yield database
    MANY.drop(database.engine)


def row(key: str, number: int) -> dict[str, Any]:
    full = number % 2 == 0
    return {
        "key": key,
        "said": key if full else None,
        "state": bytes(range(256)) if full else None,
        "day": date(2026, 11, 27) if full else None,
        "at": datetime(2026, 11, 27, 3, 4, 5, 678901, tzinfo=UTC) if full else None,
        "detail": {"言": key, "rows": [1, None, True]} if full else [],
        "yen": -number,
        "flag": full,
    }


@pytest.mark.parametrize("count", [1, len(ODD)])
def test_rows_come_back_as_they_were_written(many: Database, count: int) -> None:
    assert len(ODD) >= FEW
    rows = [row(key, number) for number, key in enumerate(ODD[:count])]
    with many.engine.begin() as conn:
        insert_rows(conn, MANY, rows)
    with many.read() as conn:
        found = {one.key: one._asdict() for one in conn.execute(select(MANY))}
    assert found == {one["key"]: one for one in rows}


def test_what_the_database_refuses_is_told_without_the_row(many: Database) -> None:
    rows = [row("twice", number) for number in range(FEW)]
    with pytest.raises(IntegrityError) as refused, many.engine.begin() as conn:
        insert_rows(conn, MANY, [one | {"said": "個人の名前"} for one in rows])
    assert isinstance(refused.value, DBAPIError)
    assert "個人の名前" not in str(refused.value)


def test_rows_of_different_columns_are_refused(many: Database) -> None:
    rows = [row("a", 1), {"key": "b"}]
    with pytest.raises(ValueError, match="different columns"), many.engine.begin() as conn:
        insert_rows(conn, MANY, rows)


def test_a_list_of_keys_finds_what_it_names_and_nothing_else(many: Database) -> None:
    with many.engine.begin() as conn:
        insert_rows(conn, MANY, [row(key, number) for number, key in enumerate(ODD)])
    with many.read() as conn:
        for keys in ([], [ODD[2]], ODD[3:8], [*ODD, "unknown"]):
            found: list[str] = list(conn.scalars(select(MANY.c.key).where(among(MANY.c.key, keys))))
            assert sorted(found) == sorted(set(keys) & set(ODD))
            others: list[str] = list(conn.scalars(select(MANY.c.key).where(~among(MANY.c.key, keys), MANY.c.yen <= 0)))
            assert sorted(others) == sorted(set(ODD) - set(keys))


def test_an_array_is_written_as_postgresql_reads_it() -> None:
    values = [array_value(one) for one in (None, 'a"b\\', b"\x00\xff", date(2026, 1, 2), 7, Decimal("1.5"))]
    assert array_text(values) == '{NULL,"a\\"b\\\\","\\\\x00ff","2026-01-02","7","1.5"}'


@given(_JSON)
@example(1.0688192172380126e-05)
@example([0.0001, 9.9e-05, 1e16, -0.00002, 1e22])
def test_json_has_one_spelling(value: Any) -> None:
    assert canonical_json(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("value", [float("nan"), [1, float("inf")], {"a": [-float("inf")]}])
def test_a_number_that_json_does_not_know_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json(value)
