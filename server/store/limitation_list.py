"""Lists of limitation (時効到来予定・時効完成・時効消滅の年報): for the collectors' desk and the yearly report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select

from server.domain.rights import Scope
from server.store import dated
from server.store import tables as t
from server.store.rows import fetch_all
from server.store.scopes import in_scope


@dataclass(frozen=True, slots=True)
class Ending:
    """An open instalment with the last day on which it can be collected and the yen open of it.

    `shown_on` is the later day by the dunning letter's designated date: for the eye alone. `frozen_on` the day since
    which nothing may be done to it; `warned` the months of the last warning, None without one.
    """

    claim_key: str
    household_key: str
    office: str
    ends_on: date
    shown_on: date | None
    open_yen: int
    frozen_on: date | None
    doubtful: bool
    warned: int | None


def endings(
    conn: Connection, scope: Scope, day: date, within: int, *, after: tuple[date, str] | None = None, limit: int = 200
) -> tuple[Ending, ...]:
    """What ends within so many days (30, 60, 90) from `day` on, soonest first; `after` is the last row of a page."""
    e = t.limitation_ends.c
    statement = _endings(scope, day).where(e.ends_on >= day, e.ends_on <= day + timedelta(days=within))
    if after is not None:
        ends_on, claim = after
        statement = statement.where((e.ends_on > ends_on) | ((e.ends_on == ends_on) & (e.claim_key > claim)))
    return fetch_all(conn, Ending, statement.order_by(e.ends_on, e.claim_key).limit(limit))


def extinct(conn: Connection, scope: Scope, day: date, *, limit: int = 200) -> tuple[Ending, ...]:
    """What is extinct and not yet written off (時効完成・未欠損), oldest first."""
    e = t.limitation_ends.c
    statement = _endings(scope, day).where(e.ends_on < day).order_by(e.ends_on, e.claim_key)
    return fetch_all(conn, Ending, statement.limit(limit))


def counts(conn: Connection, scope: Scope, day: date) -> dict[int, tuple[int, int]]:
    """How many instalments end within 30, 60 and 90 days, and their yen; each row counts the ones before it."""
    return {
        within: (len(found), sum(one.open_yen for one in found))
        for within in (30, 60, 90)
        for found in (endings(conn, scope, day, within, limit=100_000),)
    }


def _endings(scope: Scope, day: date) -> Select[Any]:
    e, h, w = t.limitation_ends.c, t.household_records, t.limitation_warnings.c
    last = (
        select(func.min(w.stage))
        .where(w.claim_key == e.claim_key, w.ends_on == e.ends_on)
        .correlate(t.limitation_ends)
        .scalar_subquery()
        .label("warned")
    )
    return (
        select(
            e.claim_key, e.household_key, h.c.office, e.ends_on, e.shown_on, e.open_yen, e.frozen_on, e.doubtful, last
        )
        .select_from(t.limitation_ends.join(h, h.c.household_key == e.household_key))
        .where(dated.current(h), dated.holds(h, day), in_scope(h.c.office, scope), e.ends_on.is_not(None))
    )
