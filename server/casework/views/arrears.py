"""The collectors' desk (徴収の画面): the board of running cases, re-checked against today's ledger when opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views.seeing import record_look, sees
from server.domain.arrears import collectable, instalment
from server.domain.rights import Function
from server.store import arrears_board, users
from server.store.arrears import arrears_of
from server.store.arrears_board import Row, Wanted

PAGE = 50
MOST_EXPORTED = 20_000
RETURNED = ("RETURNED", "ADDRESS_UNKNOWN")


@dataclass(frozen=True, slots=True)
class Line:
    """A case on the board with what the ledger says this moment: `now` yen, `transit` yen told by 速報 today."""

    row: Row
    name: str | None
    collector: str | None
    now: int
    transit: int


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board: `total` cases and `yen` of the whole question, `steps` how many stand at each step."""

    day: date
    lines: tuple[Line, ...]
    wanted: Wanted
    page: int
    total: int
    yen: int
    steps: Mapping[str, int]
    near: date
    may_export: bool


def board(services: Services, caller: Caller, wanted: Wanted, page: int) -> Board:
    """One page of the board; the look is on record. A constant number of statements, whatever the city's size."""
    day = services.clock.business_day()
    scope = caller.scope(Function.ARREARS_VIEW, day)
    with services.database.read() as conn:
        near = day + timedelta(days=services.values(conn).integer("arrears.prescription_days", day))
        total, yen = arrears_board.count(conn, scope, wanted, day)
        rows = arrears_board.find(conn, scope, wanted, day, limit=PAGE, offset=(page - 1) * PAGE)
        facts = arrears_of(conn, (row.household_key for row in rows), day)
        names = users.names_of(conn, {row.collector for row in rows if row.collector})
        steps = arrears_board.by_step(conn, scope)
        values = services.values(conn)
        lines = tuple(_line(caller, row, facts[row.household_key], names, day, values) for row in rows)
    record_look(services, caller, "arrears.board", "procedure", "arrears", detail={"rows": len(lines)})
    return Board(day, lines, wanted, page, total, yen, steps, near, caller.holds(Function.ARREARS_VIEW, day))


def exported(services: Services, caller: Caller, wanted: Wanted) -> tuple[Row, ...]:
    """The whole question for a file (CSV); who is under protection is in it without a name. The look is on record."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        scope = caller.scope(Function.ARREARS_VIEW, day)
        rows = arrears_board.find(conn, scope, wanted, day, limit=MOST_EXPORTED)
    record_look(services, caller, "arrears.export", "procedure", "arrears", detail={"rows": len(rows)})
    return rows


def _line(caller: Caller, row: Row, fact: Mapping[str, Any], names: Mapping[str, str], day: date, values: Any) -> Line:
    free = collectable(map(instalment, fact["instalments"]), fact["holds"], day, values)
    shown = row.name if sees(caller, row.office, row.protected, day) else None
    collector = None if row.collector is None else names.get(row.collector, row.collector)
    return Line(row, shown, collector, sum(one.open for one in free), fact["in_transit"])
