"""Each person's own settings and saved filters (設定・保存した条件)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from server.domain.effects import JSON, JSONObject
from server.domain.jsonvalue import check_json
from server.store import tables as t
from server.store.dialects import upsert
from server.store.rows import columns, fetch_all


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A named set of filters of the inbox."""

    search_id: str
    name: str
    query: Mapping[str, JSON]
    position: int


def settings_of(conn: Connection, user_id: str) -> dict[str, JSON]:
    """All settings of a user by name."""
    table = t.user_settings.c
    return dict(conn.execute(select(table.name, table.value).where(table.user_id == user_id)).all())


def set_setting(conn: Connection, user_id: str, name: str, value: JSON) -> None:
    """Sets one; inside `Database.housekeeping()`."""
    check_json(value, name)
    row = {"user_id": user_id, "name": name, "value": value}
    conn.execute(upsert(conn, t.user_settings, ("user_id", "name"), ("value",)), row)


def saved_searches(conn: Connection, user_id: str) -> tuple[SavedSearch, ...]:
    """The saved filters of a user in their order."""
    table = t.saved_searches
    statement = select(*columns(SavedSearch, table)).where(table.c.user_id == user_id)
    return fetch_all(conn, SavedSearch, statement.order_by(table.c.position, table.c.search_id))


def save_search(conn: Connection, user_id: str, name: str, query: JSONObject) -> str:
    """Saves the filters behind the others and returns their id; inside `Database.housekeeping()`."""
    check_json(dict(query), "query")
    table = t.saved_searches
    last = conn.execute(select(func.max(table.c.position)).where(table.c.user_id == user_id)).scalar() or 0
    search_id = secrets.token_hex(16)
    row = {"search_id": search_id, "user_id": user_id, "name": name, "query": dict(query), "position": last + 1}
    conn.execute(insert(table).values(row))
    return search_id


def drop_search(conn: Connection, user_id: str, search_id: str) -> None:
    """Forgets saved filters of this user; inside `Database.housekeeping()`."""
    table = t.saved_searches
    conn.execute(delete(table).where(table.c.user_id == user_id, table.c.search_id == search_id))


def rename_search(conn: Connection, user_id: str, search_id: str, name: str) -> None:
    """Gives saved filters of this user another name; inside `Database.housekeeping()`."""
    table = t.saved_searches
    own = (table.c.user_id == user_id, table.c.search_id == search_id)
    conn.execute(update(table).where(*own).values(name=name))
