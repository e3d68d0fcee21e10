"""Whom to call (架電一覧): for collectors and for contracted callers, re-checked against today's receipts when opened.

A contracted caller sees name, telephone, instalments and balances, and nothing else: no income, no tax, no assets, no
contact of anybody else, and never a household under protection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views.seeing import record_look
from server.domain.arrears import collectable, instalment
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import arrears_board
from server.store.arrears import arrears_of
from server.store.arrears_board import Row, Wanted
from server.store.connection import Connection
from server.store.facts import load_facts

_MOST = 50
_TO_CALL = Wanted(steps=("CALL",))


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller sees of a household to be called, and no more: name, telephone, instalments, balances.

    `call_back`: it was promised that somebody calls again; `spoken_to`: somebody was in touch today.
    """

    household_key: str
    name: str
    phone: str | None
    lines: tuple[Mapping[str, JSON], ...]
    now: int
    transit: int
    call_back: bool
    spoken_to: bool


def call_list(services: Services, caller: Caller) -> tuple[Call, ...]:
    """Whom to call, by amount; whoever has paid or was spoken to today is not on it, whatever the board says."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = _listed(services, conn, caller, _TO_CALL, day)
    record_look(services, caller, "arrears.calls", "procedure", "arrears", detail={"rows": len(found)})
    return found


def call_sheet(services: Services, caller: Caller, household_key: str) -> Call:
    """One household of the list, as it stands this moment; the look is on record. Raises `call_not_listed`."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = listed(services, conn, caller, household_key, day)
    record_look(services, caller, "arrears.call", "household", household_key, household_key=household_key)
    return found


def listed(services: Services, conn: Connection, caller: Caller, household_key: str, day: date) -> Call:
    """The household if it is on the caller's list this moment; raises `call_not_listed`.

    Of one that is not, nobody is told why: whether it exists, has paid or is protected.
    """
    wanted = Wanted(steps=_TO_CALL.steps, household=household_key)
    found = _listed(services, conn, caller, wanted, day)
    if not found:
        raise Refused("call_not_listed")
    return found[0]


def _listed(services: Services, conn: Connection, caller: Caller, wanted: Wanted, day: date) -> tuple[Call, ...]:
    collects = caller.holds(Function.ARREARS_VIEW, day)
    scope = caller.scope(Function.ARREARS_VIEW if collects else Function.CALL_LIST, day)
    rows = arrears_board.find(conn, scope, wanted, day, limit=_MOST)
    facts = arrears_of(conn, (row.household_key for row in rows), day)
    homes = _homes(conn, rows, day)
    values = services.values(conn)
    free = [row for row in rows if not row.protected and not homes["protected", row.household_key]]
    calls = [_call(row, facts[row.household_key], homes, day, values) for row in free]
    return tuple(one for one in calls if one.now > one.transit and not one.spoken_to)


def _homes(conn: Connection, rows: Sequence[Row], day: date) -> Mapping[tuple[str, str], Any]:
    keys = [FactKey(kind, row.household_key) for row in rows for kind in ("household", "protected")]
    known = load_facts(conn, keys, on=day)
    return {(key.kind, key.key): known[key] for key in keys}


def _call(row: Row, fact: Mapping[str, Any], homes: Mapping[tuple[str, str], Any], day: date, values: Any) -> Call:
    free = collectable(map(instalment, fact["instalments"]), fact["holds"], day, values)
    lines = tuple({"levy_year": one.levy_year, "no": one.no, "due_on": one.due_on, "open": one.open} for one in free)
    home = homes["household", row.household_key]
    phone = None if home is None else home["phone"]
    back = any(one["call_back_on"] for one in fact["contacts"][-1:])
    today = any(one["on"] == day.isoformat() for one in fact["contacts"])
    now = sum(one.open for one in free)
    return Call(row.household_key, row.name, phone, lines, now, fact["in_transit"], back, today)
