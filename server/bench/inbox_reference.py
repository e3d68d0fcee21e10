"""The listing that `bench inbox` is compared with: what one writes first, before there is an index for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, text

from server.domain.names import search_key
from server.store.database import Database

_EVERY = 7  # it is slow: every seventh of the questions is enough for a mean
_WITHOUT_INDEX = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")


def reference_ms(database: Database, asked: Sequence[Mapping[str, str]], day: date) -> list[float]:
    """Milliseconds of page and count for a part of the questions, over all wards, each on its first page."""
    times = []
    with database.read() as conn:
        if not database.is_sqlite:
            for name in _WITHOUT_INDEX:
                conn.execute(text(f"SET LOCAL {name} = off"))
        for filters in asked[::_EVERY]:
            begun = perf_counter()
            _page(conn, filters, day, "tasks NOT INDEXED" if database.is_sqlite else "tasks")
            times.append((perf_counter() - begun) * 1000)
    return times


def _page(conn: Connection, filters: Mapping[str, str], day: date, table: str) -> None:
    where, values = _where(filters, day)
    joined = f"FROM {table} JOIN cases ON cases.case_id = tasks.case_id WHERE tasks.status = 'open'{where}"
    order = "coalesce(tasks.due_on, :never), tasks.opened_at, tasks.task_id"
    page = f"SELECT tasks.*, cases.number, cases.subject_name {joined} ORDER BY {order} LIMIT 50"
    conn.execute(text(page), values | {"never": date(9999, 12, 31)}).all()
    conn.execute(text(f"SELECT count(*) {joined}"), values).all()


def _where(filters: Mapping[str, str], day: date) -> tuple[str, dict[str, Any]]:
    """The filters on the columns where the data come from."""
    found: dict[str, tuple[str, Any]] = {
        "procedure": ("cases.slug = :procedure", filters.get("procedure")),
        "element": ("tasks.element = :element", filters.get("element")),
        "assignee": ("(tasks.claimed_by IS NULL OR tasks.claimed_by = :assignee)", "sakai"),
        "person": ("tasks.claimed_by = :person", "clerk001"),
        "due": ("tasks.due_on <= :due", day + timedelta(days=5)),
        "due_from": ("tasks.due_on >= :due_from", _day(filters.get("due_from"))),
        "due_to": ("tasks.due_on <= :due_to", _day(filters.get("due_to"))),
        "received_from": ("cases.received_on >= :received_from", _day(filters.get("received_from"))),
        "received_to": ("cases.received_on <= :received_to", _day(filters.get("received_to"))),
        "kana": ("cases.kana_key LIKE :kana", search_key(filters.get("kana", "")) + "%"),
        "number": ("cases.number LIKE :number", filters.get("number", "") + "%"),
        "role": ("tasks.role = :role", filters.get("role")),
        "office": ("tasks.office = :office", filters.get("office")),
    }
    named = [name for name in found if name in filters]
    return "".join(f" AND {found[name][0]}" for name in named), {name: found[name][1] for name in named}


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)
