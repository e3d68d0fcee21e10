"""Appeals against our decisions (審査請求, P30): against which letter, before whom, how they ended.

Register changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `put_appeal` | appeal_key, household_key, case_id, letter_id, letter, body, appellant, filed_on, late |
| `end_appeal` | appeal_key, state (DISMISSED 棄却, REJECTED 却下, CANCELLED 取消し, CHANGED 変更, WITHDRAWN 取下げ), ended_on |

A letter has one open appeal of an appellant at most; while one is open nothing seized is sold (換価の制限).
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"filed_on", "ended_on"})
OPEN = "OPEN"
ENDS = ("DISMISSED", "REJECTED", "CANCELLED", "CHANGED", "WITHDRAWN")
_PUT = "appeal_key household_key case_id letter_id letter body appellant filed_on late"


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal as it stands; `ended_on` None while it is open."""

    appeal_key: str
    household_key: str
    case_id: str
    letter_id: str
    letter: str
    body: str
    appellant: str
    filed_on: date
    late: bool
    state: str
    ended_on: date | None


def being_drafted(conn: Connection, elements: Iterable[str]) -> tuple[str, ...]:
    """The open cases of appeals in which one of these tasks is open: a statement or ruling is on its way."""
    c, task = t.cases.c, t.tasks.c
    open_ones = select(task.case_id).where(task.status == "open", task.element.in_(sorted(set(elements))))
    here = (c.slug == "appeal", c.status == "active", c.case_id.in_(open_ones))
    return tuple(conn.scalars(select(c.case_id).where(*here).order_by(c.case_id)))


def appeals_of(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, tuple[Appeal, ...]]:
    """The appeals of each household as they stand on the day, oldest first; households without one are left out."""
    table, found = t.appeals, dict[str, tuple[Appeal, ...]]()
    here = table.c.household_key.in_(sorted(set(household_keys)))
    statement = select(*columns(Appeal, table)).where(here, dated.asked(table, day, None))
    for one in fetch_all(conn, Appeal, statement.order_by(table.c.filed_on, table.c.appeal_key)):
        found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `appeal_stands` where the same appellant's appeal against the letter is open already."""
    for one in appeals_of(uow.conn, [p["household_key"]], uow.business_day).get(p["household_key"], ()):
        if (one.letter_id, one.appellant, one.state) == (p["letter_id"], p["appellant"], OPEN):
            raise Refused("appeal_stands", at_field="letter_number")
    says = {name: p[name] for name in _PUT.split() if name != "appeal_key"} | {"state": OPEN, "ended_on": None}
    key = {"appeal_key": p["appeal_key"]}
    dated.add(uow, t.appeals, key, says, valid_from=uow.business_day, by_event=event)


def _end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `appeal_unknown` for one that is not open, `appeal_ends_before_filing`."""
    key = {"appeal_key": p["appeal_key"]}
    rows = dated.standing(uow.conn, t.appeals, key)
    if not rows or rows[-1].says["state"] != OPEN or p["state"] not in ENDS:
        raise Refused("appeal_unknown")
    says = dict(rows[-1].says)
    if p["ended_on"] < says["filed_on"]:
        raise Refused("appeal_ends_before_filing", at_field="ended_on")
    says |= {"state": p["state"], "ended_on": p["ended_on"]}
    dated.state(uow, t.appeals, key, says, valid_from=uow.business_day, by_event=event)


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_appeal": (_PUT, "", _put),
    "end_appeal": ("appeal_key state ended_on", "", _end),
}
"""For each kind its required and optional fields and what it does."""
