"""Lists of limitation (時効到来予定・時効完成・要確認) by household, as the last night reckoned them, with their owner.

What ends is asked within a number of days; what is extinct stays on its list until it is written off. A household is on
the list of the office that collects from it (移管先があればその所属), also when nobody lives in it any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from server.domain.effects import JSON
from server.domain.rights import Scope
from server.store import tables as t
from server.store.collecting_offices import collector_of, office_of
from server.store.rows import fetch_all
from server.store.scopes import in_scope
from server.store.write_offs import stands

ENDING, EXTINCT, DOUBTFUL = "ENDING", "EXTINCT", "DOUBTFUL"
WITHIN = (30, 60, 90)
_SLICE = 500
_SLUG = "prescription_watch"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: what ends `within` so many days, what is extinct, or what a person must look at; whose."""

    kind: str = ENDING
    within: int = WITHIN[-1]
    collector: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """A household with what the question finds of it: the first end, instalments, yen; `collector` who sees to it."""

    household_key: str
    office: str
    ends_on: date
    claims: int
    yen: int
    collector: str | None


@dataclass(frozen=True, slots=True)
class Ending:
    """An open instalment with the last day on which it can be collected and the yen open of it.

    `shown_on` is the later day by the dunning letter's designated date: for the eye alone. `frozen_on` the day since
    which nothing may be done to it; `warned` the months of the last warning, None without one; `trace` each act.
    """

    claim_key: str
    household_key: str
    ends_on: date
    shown_on: date | None
    open_yen: int
    frozen_on: date | None
    doubtful: bool
    warned: int | None
    trace: Sequence[Mapping[str, JSON]]


def homes(
    conn: Connection, scope: Scope, wanted: Wanted, day: date, *, limit: int, offset: int = 0
) -> tuple[Home, ...]:
    """One page of households, whose first instalment ends soonest first."""
    e = t.limitation_ends.c
    office, who = office_of(e.household_key, day), collector_of(e.household_key, day)
    first = func.min(e.ends_on)
    statement: Select[Any] = (
        select(e.household_key, office, first, func.count(), func.sum(e.open_yen), who)
        .where(*_asked(scope, wanted, day))
        .group_by(e.household_key)
        .order_by(first, e.household_key)
    )
    rows: Any = conn.execute(statement.limit(limit).offset(offset))
    return tuple(Home(key, home or "", ends, int(n), int(yen), user) for key, home, ends, n, yen, user in rows)


def total(conn: Connection, scope: Scope, wanted: Wanted, day: date) -> tuple[int, int, int]:
    """How many households and instalments the same question finds, and their yen."""
    e = t.limitation_ends.c
    asked = select(func.count(e.household_key.distinct()), func.count(), func.coalesce(func.sum(e.open_yen), 0))
    found: Any = conn.execute(asked.where(*_asked(scope, wanted, day))).one()
    return int(found[0]), int(found[1]), int(found[2])


def lines(conn: Connection, wanted: Wanted, household_keys: Iterable[str], day: date) -> tuple[Ending, ...]:
    """The instalments of these households that the question finds, by household, soonest first."""
    e, w = t.limitation_ends.c, t.limitation_warnings.c
    warned = select(func.min(w.stage)).where(w.claim_key == e.claim_key, w.ends_on == e.ends_on)
    last = warned.correlate(t.limitation_ends).scalar_subquery().label("warned")
    own = (e.claim_key, e.household_key, e.ends_on, e.shown_on, e.open_yen, e.frozen_on, e.doubtful, last, e.trace)
    found: list[Ending] = []
    for part in _slices(household_keys):
        statement = select(*own).where(e.household_key.in_(part), *_kind(wanted, day))
        found += fetch_all(conn, Ending, statement.order_by(e.household_key, e.ends_on, e.claim_key))
    return tuple(found)


def watches(conn: Connection, household_keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The running case of 時効管理 of each household that has one: id and number."""
    c, found = t.cases.c, dict[str, tuple[str, str]]()
    for part in _slices(household_keys):
        here = (c.household_key.in_(part), c.slug == _SLUG, c.status == "active")
        rows = conn.execute(select(c.household_key, c.case_id, c.number).where(*here).order_by(c.case_id))
        found |= {str(row.household_key): (row.case_id, row.number) for row in rows}
    return found


def _asked(scope: Scope, wanted: Wanted, day: date) -> list[ColumnElement[bool]]:
    asked = [*_kind(wanted, day), in_scope(office_of(t.limitation_ends.c.household_key, day), scope)]
    if wanted.collector is not None:
        asked.append(collector_of(t.limitation_ends.c.household_key, day) == wanted.collector)
    return asked


def _kind(wanted: Wanted, day: date) -> list[ColumnElement[bool]]:
    e = t.limitation_ends.c
    if wanted.kind == EXTINCT:
        return [e.ends_on < day, ~stands(e.claim_key)]
    if wanted.kind == DOUBTFUL:
        return [e.doubtful.is_(True), e.ends_on.is_not(None), ~stands(e.claim_key)]
    return [e.ends_on >= day, e.ends_on <= day + timedelta(days=wanted.within)]


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
