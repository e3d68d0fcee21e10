"""What the night knows of limitation (時効の終期): which open claims come near, who was warned, what is extinct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, literal, select, update

from server.domain.effects import JSON
from server.domain.ledger.amounts import COLUMNS
from server.domain.ledger.kinds import EFFECTS
from server.store import tables as t
from server.store.dialects import insert_or_ignore
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

_SLICE = 500


@dataclass(frozen=True, slots=True)
class Open:
    """An instalment of which something is open, in yen."""

    claim_key: str
    household_key: str
    due_on: date
    open_yen: int


@dataclass(frozen=True, slots=True)
class End:
    """What the night found; see `tables.late_and_lapse.LimitationEndCols`."""

    claim_key: str
    household_key: str
    ends_on: date | None
    shown_on: date | None
    open_yen: int
    trace: Sequence[Mapping[str, JSON]]
    frozen_on: date | None
    doubtful: bool


def open_claims(conn: Connection, due_by: date) -> tuple[Open, ...]:
    """Every instalment due by a day of which anything is open, oldest first; summed in the database."""
    p, i, a = t.postings.c, t.instalments.c, t.levy_accounts.c
    signs = case(
        {str(kind): effect.receivable for kind, effect in EFFECTS.items() if effect.receivable}, value=p.kind, else_=0
    )
    yen = func.sum(signs * sum((p[name] for name in COLUMNS[1:]), p[COLUMNS[0]]))
    statement = (
        select(i.claim_key, a.household_key, i.due_on, yen)
        .select_from(
            t.instalments.join(t.levy_accounts, a.account_key == i.account_key).join(
                t.postings, p.claim_key == i.claim_key
            )
        )
        .where(i.due_on <= due_by)
        .group_by(i.claim_key, a.household_key, i.due_on)
        .having(yen > literal(0))
        .order_by(i.due_on, i.claim_key)
    )
    rows: Any = conn.execute(statement)
    return tuple(Open(key, household, due, int(left)) for key, household, due, left in rows)


def ends_of(conn: Connection, claim_keys: Iterable[str] | None = None) -> dict[str, End]:
    """What stands of these claims, of all when None."""
    table = t.limitation_ends
    statement = select(*columns(End, table))
    if claim_keys is None:
        return {one.claim_key: one for one in fetch_all(conn, End, statement)}
    found: dict[str, End] = {}
    wanted = sorted(set(claim_keys))
    for start in range(0, len(wanted), _SLICE):
        part = statement.where(table.c.claim_key.in_(wanted[start : start + _SLICE]))
        found |= {one.claim_key: one for one in fetch_all(conn, End, part)}
    return found


def put_ends(uow: UnitOfWork, ends: Iterable[End], standing: Mapping[str, End]) -> None:
    """Keeps what changed."""
    table = t.limitation_ends
    for one in ends:
        row: dict[str, Any] = {name: getattr(one, name) for name in End.__slots__}
        row |= {"trace": list(one.trace), "reckoned_on": uow.business_day}
        if one.claim_key in standing:
            uow.conn.execute(update(table).where(table.c.claim_key == one.claim_key).values(row))
        else:
            uow.conn.execute(insert(table).values(row))


def drop_ends(uow: UnitOfWork, claim_keys: Iterable[str]) -> None:
    """Forgets claims of which nothing is open any more."""
    wanted = sorted(set(claim_keys))
    table = t.limitation_ends
    for start in range(0, len(wanted), _SLICE):
        uow.conn.execute(delete(table).where(table.c.claim_key.in_(wanted[start : start + _SLICE])))


def warned(conn: Connection, claim_keys: Iterable[str]) -> set[tuple[str, date, int]]:
    """The warnings that were given for these claims: (claim, end, months before)."""
    table, found = t.limitation_warnings.c, set[tuple[str, date, int]]()
    wanted = sorted(set(claim_keys))
    for start in range(0, len(wanted), _SLICE):
        part = table.claim_key.in_(wanted[start : start + _SLICE])
        rows = conn.execute(select(table.claim_key, table.ends_on, table.stage).where(part))
        found |= {(key, day, stage) for key, day, stage in rows}
    return found


def put_warning(uow: UnitOfWork, end: End, stage: int, once: str) -> bool:
    """Notes a warning; False when it was given before."""
    row = {"claim_key": end.claim_key, "ends_on": end.ends_on, "stage": stage, "household_key": end.household_key}
    row |= {"warned_on": uow.business_day, "once": once}
    table = t.limitation_warnings
    put = insert_or_ignore(uow.conn, table).values(row).returning(table.c.claim_key)
    return uow.conn.execute(put).first() is not None
