"""Earlier answers of a case (前の入力): read from its history, the latest round of each element."""

from __future__ import annotations

from collections.abc import Mapping

from server.domain.effects import JSON
from server.store import users
from server.store.connection import Connection
from server.store.history import HistoryRow, history_of

_WITH_DATA = ("completed", "computed", "decided", "started", "received")


def of_element(conn: Connection, case_id: str, element: str) -> Mapping[str, JSON] | None:
    """What `element` last wrote into the case: answers, outputs or a table's result; None when it never did."""
    return all_data(conn, case_id).get(element)


def all_data(conn: Connection, case_id: str) -> dict[str, Mapping[str, JSON]]:
    """Every element's last data, by element (`start` for the start form)."""
    return data_of(history_of(conn, case_id))


def data_of(rows: tuple[HistoryRow, ...]) -> dict[str, Mapping[str, JSON]]:
    """The same out of a history already read."""
    found: dict[str, Mapping[str, JSON]] = {}
    for row in rows:
        data = _data(row)
        if data is not None:
            found["start" if row.kind == "started" else row.element] = data
    return found


def rounds_of(conn: Connection, case_id: str, element: str) -> tuple[Mapping[str, JSON], ...]:
    """All answers `element` ever had, oldest first (差戻し leaves the earlier ones readable)."""
    rows = (row for row in history_of(conn, case_id) if row.element == element)
    return tuple(data for row in rows if (data := _data(row)) is not None)


def moved_last(conn: Connection, case_id: str) -> bool:
    """Whether the last thing that became of the case was its move to another version (案件の移行)."""
    return last_move(conn, case_id) is not None


def last_move(conn: Connection, case_id: str) -> Mapping[str, JSON] | None:
    """What the history says of a move (`to`, `move_id`) that nothing has followed."""
    rows = history_of(conn, case_id)
    return rows[-1].detail if rows and rows[-1].kind == "moved" else None


def last_actor_name(conn: Connection, case_id: str) -> str:
    """The name of who moved the case last (for `stale_page`); a step that only the clock took is 自動処理."""
    rows = history_of(conn, case_id)
    last = [row.by_user for row in rows if row.step_no == rows[-1].step_no]
    found = users.names_of(conn, set(last))
    return next((found[by] for by in last if by in found), "自動処理")


def _data(row: HistoryRow) -> Mapping[str, JSON] | None:
    if row.kind not in _WITH_DATA:
        return None
    for name in ("answers", "outputs", "result", "data", "payload"):
        found = row.detail.get(name)
        if isinstance(found, dict):
            return found
    return None
