"""Running and reserved numbers (採番): each is given out once; asking twice for one purpose gives the same number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from server.store import tables as t
from server.store.dialects import insert_or_ignore
from server.store.unit_of_work import UnitOfWork


def take(uow: UnitOfWork, name: str, count: int = 1) -> int:
    """Gives out the next `count` numbers of the series and returns the first of them; the first ever is 1."""
    return _take(uow.conn, name, count)


def take_case_number(uow: UnitOfWork, era_year: str) -> str:
    """The next 受付番号 of an era year (`R8`), for the whole city: `R8-000001`."""
    return take_case_numbers(uow, era_year, 1)[0]


def take_case_numbers(uow: UnitOfWork, era_year: str, count: int) -> list[str]:
    """The next so many 受付番号."""
    first = take(uow, f"case/{era_year}", count)
    return [f"{era_year}-{number:06d}" for number in range(first, first + count)]


def reserve(conn: Connection, series: str, ref: str, *, width: int, prefix: str = "", now: datetime) -> str:
    """The number of `series` set aside for `ref`: made at the first call, the same at every later one.

    `conn` belongs to a unit of work. Numbers are `prefix` and `width` digits.
    """
    table = t.reserved_keys
    standing = select(table.c.value).where(table.c.series == series, table.c.ref == ref)
    found = conn.execute(standing).scalar_one_or_none()
    if found is not None:
        return found
    value = f"{prefix}{_take(conn, f'reserved/{series}', 1):0{width}d}"
    row = {"series": series, "ref": ref, "value": value, "reserved_at": now}
    conn.execute(insert_or_ignore(conn, table).values(row))
    return conn.execute(standing).scalar_one()


def reserved(conn: Connection, series: str, ref: str) -> str | None:
    """The number set aside for `ref`, None when none is."""
    table = t.reserved_keys.c
    return conn.execute(select(table.value).where(table.series == series, table.ref == ref)).scalar_one_or_none()


def start_behind(uow: UnitOfWork, name: str, value: int) -> None:
    """Makes the series go on behind `value` (numbers taken over from an older system); never goes back."""
    uow.conn.execute(insert_or_ignore(uow.conn, t.counters).values(name=name, value=value))
    table = t.counters
    uow.conn.execute(table.update().where(table.c.name == name, table.c.value < value).values(value=value))


def _take(conn: Connection, name: str, count: int) -> int:
    if count < 1:
        raise ValueError("at least one number must be taken")
    conn.execute(insert_or_ignore(conn, t.counters).values(name=name, value=0))
    table = t.counters
    statement = table.update().where(table.c.name == name).values(value=table.c.value + count).returning(table.c.value)
    last = conn.execute(statement).scalar_one()
    return int(last) - count + 1


def value_of(conn: Connection, name: str) -> int:
    """The last number of the series given out, 0 before the first."""
    table = t.counters.c
    return conn.execute(select(table.value).where(table.name == name)).scalar_one_or_none() or 0
