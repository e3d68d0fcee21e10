"""The report of write-offs of a fiscal year (不納欠損の報告): by ground, by accounting year, what lapsed, each one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

from server.domain.effects import JSON
from server.domain.rights import ALL, AllOffices, Scope
from server.store import tables as t
from server.store.collecting_offices import office_of
from server.store.rows import fetch_all
from server.store.scopes import in_scope
from server.store.write_offs import stands


@dataclass(frozen=True, slots=True)
class Reported:
    """A line of the yearly report: how many instalments of how many households, and their yen."""

    key: str
    claims: int
    households: int
    yen: int


@dataclass(frozen=True, slots=True)
class Written:
    """One instalment that was written off in the year and stands so; `proof` of its ground, users by id."""

    write_off_key: str
    claim_key: str
    household_key: str
    office: str | None
    ground: str
    extinct_on: date
    proof: Mapping[str, JSON]
    neglect: str
    yen: int
    accounting_year: int
    written_on: date
    by_user: str
    second_user: str


def by_ground(conn: Connection, year: int, scope: Scope = ALL) -> tuple[Reported, ...]:
    """What was written off in a fiscal year and stands, by ground (不納欠損の報告)."""
    return _grouped(conn, t.write_offs.c.ground, year, scope)


def by_accounting_year(conn: Connection, year: int, scope: Scope = ALL) -> tuple[Reported, ...]:
    """The same by the accounting year of the claims (所属年度)."""
    return _grouped(conn, t.write_offs.c.accounting_year, year, scope)


def count(conn: Connection, year: int, scope: Scope = ALL) -> int:
    """How many instalments were written off in the year."""
    return int(conn.scalar(select(func.count()).where(*_of_year(year, scope))) or 0)


def listed(conn: Connection, year: int, scope: Scope, *, limit: int, offset: int = 0) -> tuple[Written, ...]:
    """Each of them, the latest first."""
    off = t.write_offs.c
    office = office_of(off.household_key, _last(year)).label("office")
    own = (off.write_off_key, off.claim_key, off.household_key, office, off.ground, off.extinct_on, off.proof)
    rest = (off.neglect, off.yen, off.accounting_year, off.written_on, off.by_user, off.second_user)
    statement = select(*own, *rest).where(*_of_year(year, scope)).order_by(off.written_on.desc(), off.claim_key)
    return fetch_all(conn, Written, statement.limit(limit).offset(offset))


def lapsed(conn: Connection, year: int, scope: Scope = ALL) -> tuple[Reported, ...]:
    """What was lost by limitation in a fiscal year, written off or not (時効消滅の年報): else it lapses in silence."""
    end, off = t.limitation_ends.c, t.write_offs.c
    first, last = date(year, 4, 1), _last(year)
    waiting = select(end.household_key, end.claim_key, end.open_yen).where(
        end.frozen_on.is_not(None),
        end.ends_on >= first,
        end.ends_on <= last,
        ~stands(end.claim_key),
        _mine(end.household_key, scope, last),
    )
    done = select(off.household_key, off.claim_key, off.yen).where(
        off.ground == "PRESCRIBED",
        off.reversed_on.is_(None),
        off.extinct_on > first,
        off.extinct_on <= last,
        _mine(off.household_key, scope, last),
    )
    found = []
    for key, statement in (("NOT_WRITTEN_OFF", waiting), ("WRITTEN_OFF", done)):
        rows: Any = conn.execute(statement).all()
        yen = sum(int(row[2]) for row in rows)
        found.append(Reported(key, len(rows), len({row[0] for row in rows}), yen))
    return tuple(found)


def _grouped(conn: Connection, by: Any, year: int, scope: Scope) -> tuple[Reported, ...]:
    off = t.write_offs.c
    asked = select(by, func.count(), func.count(off.household_key.distinct()), func.sum(off.yen))
    rows: Any = conn.execute(asked.where(*_of_year(year, scope)).group_by(by).order_by(by))
    return tuple(Reported(str(key), int(n), int(homes), int(yen)) for key, n, homes, yen in rows)


def _of_year(year: int, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    off = t.write_offs.c
    within = off.written_on.between(date(year, 4, 1), _last(year))
    return within, off.reversed_on.is_(None), _mine(off.household_key, scope, _last(year))


def _mine(household_key: Any, scope: Scope, day: date) -> ColumnElement[bool]:
    return true() if isinstance(scope, AllOffices) else in_scope(office_of(household_key, day), scope)


def _last(year: int) -> date:
    return date(year + 1, 3, 31)
