"""Suspensions of execution (滞納処分の執行停止): which instalments rest since when, and how each came to an end.

Changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `suspend_claims` | household_key, suspension_key, claim_keys, reason (1, 2, 3), at_once, valid_from |
| `end_suspension` | household_key, suspension_key, on, how (CANCELLED, EXTINGUISHED, PRESCRIBED, PAID), [claim_keys] (left out: all) |

Local Tax Act arts. 15-7, 15-8 by example. What rests is not executed; limitation runs on.
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from server.domain.refusals import Refused
from server.store import tables as t
from server.store.marks import marked
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

CANCELLED, EXTINGUISHED, PRESCRIBED, PAID = "CANCELLED", "EXTINGUISHED", "PRESCRIBED", "PAID"
_SLICE = 500


@dataclass(frozen=True, slots=True)
class Suspension:
    """One instalment under a suspension; `ended_as` None while it rests."""

    suspension_key: str
    claim_key: str
    household_key: str
    reason: int
    at_once: bool
    from_day: date
    by_event: str
    ended_on: date | None
    ended_as: str | None


def suspended(conn: Connection, claim_keys: Iterable[str]) -> dict[str, Suspension]:
    """Of these claims those that rest now."""
    found: dict[str, Suspension] = {}
    wanted, table = sorted(set(claim_keys)), t.suspensions
    for start in range(0, len(wanted), _SLICE):
        part = table.c.claim_key.in_(wanted[start : start + _SLICE])
        statement = select(*columns(Suspension, table)).where(part, table.c.ended_on.is_(None))
        found |= {one.claim_key: one for one in fetch_all(conn, Suspension, statement)}
    return found


def of_household(conn: Connection, household_key: str) -> tuple[Suspension, ...]:
    """Everything that rests or rested of a household, oldest first."""
    table = t.suspensions
    statement = select(*columns(Suspension, table)).where(table.c.household_key == household_key)
    return fetch_all(conn, Suspension, statement.order_by(table.c.from_day, table.c.claim_key))


def resting(conn: Connection) -> tuple[Suspension, ...]:
    """Everything that rests now, oldest first."""
    table = t.suspensions
    statement = select(*columns(Suspension, table)).where(table.c.ended_on.is_(None))
    return fetch_all(conn, Suspension, statement.order_by(table.c.from_day, table.c.claim_key))


def extinguished(conn: Connection, claim_keys: Iterable[str]) -> dict[str, Suspension]:
    """Of these claims those whose duty to pay a suspension ended: after three years, or at once."""
    found: dict[str, Suspension] = {}
    wanted, table = sorted(set(claim_keys)), t.suspensions
    for start in range(0, len(wanted), _SLICE):
        part = table.c.claim_key.in_(wanted[start : start + _SLICE])
        statement = select(*columns(Suspension, table)).where(part, table.c.ended_as == EXTINGUISHED)
        found |= {one.claim_key: one for one in fetch_all(conn, Suspension, statement)}
    return found


def extinguished_open(conn: Connection) -> list[str]:
    """The claims whose duty to pay a suspension ended, written off or not."""
    table = t.suspensions.c
    return sorted(conn.scalars(select(table.claim_key).where(table.ended_as == EXTINGUISHED).distinct()))


def _suspend(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `suspension_reason`, `suspension_nothing`, `suspension_stands` for what rests already."""
    if p["reason"] not in (1, 2, 3):
        raise Refused("suspension_reason", at_field="reason")
    if not p["claim_keys"]:
        raise Refused("suspension_nothing")
    before = suspended(uow.conn, p["claim_keys"])
    if before:
        raise Refused("suspension_stands", claim=min(before))
    says = {"suspension_key": p["suspension_key"], "household_key": p["household_key"], "reason": p["reason"]}
    says |= {"at_once": p["at_once"], "from_day": p["valid_from"], "by_event": event}
    rows = [marked(t.suspensions, says | {"claim_key": key}) for key in sorted(set(p["claim_keys"]))]
    uow.conn.execute(insert(t.suspensions), rows)


def _end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `suspension_unknown` when nothing of it rests."""
    table = t.suspensions
    here = (table.c.suspension_key == p["suspension_key"], table.c.ended_on.is_(None))
    statement = update(table).where(*here)
    if p.get("claim_keys") is not None:
        statement = statement.where(table.c.claim_key.in_(list(p["claim_keys"])))
    done = uow.conn.execute(statement.values(ended_on=p["on"], ended_as=p["how"], ended_by=event))
    if not done.rowcount:
        raise Refused("suspension_unknown", key=p["suspension_key"])


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "suspend_claims": ("household_key suspension_key claim_keys reason at_once valid_from", "", _suspend),
    "end_suspension": ("household_key suspension_key on how", "claim_keys", _end),
}
"""For each kind its required and optional fields and what it does."""
