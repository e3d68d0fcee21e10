"""The lines of dunning runs (督促の対象・除外): listed, pulled, handed over, posted; what is left out, with its owner.

A line is written once; every later word fills a column that was empty: the database refuses to write over one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, insert, or_, select, update

from server.domain.dunning_run import ISSUE, LEFT_OUT, PAID, SERVICE_FAILED
from server.store import tables as t
from server.store.among import among
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

PRINCIPAL, LATE = "principal", "late"
"""What a line asks for: the premium of its instalment, or the late charge that was fixed on it (延滞金)."""
_SLICE = 500


@dataclass(frozen=True, slots=True)
class NewLine:
    """An instalment as it is put on a list."""

    run_id: str
    claim_key: str
    household_key: str
    payer_key: str | None
    office: str
    due_on: date
    open_yen: int
    verdict: str
    reason: str
    relief: bool = False
    protected: bool = False
    turns: int = 0
    owner: str | None = None
    dun_by: date | None = None
    subject: str = PRINCIPAL


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands; see the table for the meaning of each column."""

    run_id: str
    claim_key: str
    household_key: str
    payer_key: str | None
    office: str
    due_on: date
    open_yen: int
    verdict: str
    reason: str
    relief: bool
    protected: bool
    turns: int
    owner: str | None
    dun_by: date | None
    slice_no: int | None
    letter_id: str | None
    collection_no: str | None
    asked_yen: int | None
    handed_over_on: date | None
    pulled: str | None
    pulled_at: str | None
    again_in: str | None
    dispatched_on: date | None
    designated_on: date | None
    seizure_trace: Mapping[str, str] | None
    content_hash: str | None
    ended: str | None
    ended_on: date | None
    subject: str
    unserved_on: date | None

    @property
    def seizable_on(self) -> date | None:
        """The first day on which property may be seized for it; None before the posting."""
        return None if self.seizure_trace is None else date.fromisoformat(self.seizure_trace["day"])

    @property
    def why(self) -> str:
        """The reason that counts now: of a pulled letter why it was pulled, of one that nobody got that it failed."""
        return self.pulled or (SERVICE_FAILED if self.unserved_on is not None else self.reason)


def add(uow: UnitOfWork, lines: Sequence[NewLine]) -> None:
    """Puts instalments on a run's list; those that earlier runs left out come back by it."""
    if not lines:
        return
    rows = [{name: getattr(line, name) for name in NewLine.__dataclass_fields__} for line in lines]
    uow.conn.execute(insert(t.dunning_lines), rows)
    table = t.dunning_lines
    for part in _slices([line.claim_key for line in lines]):
        here = and_(among(table.c.claim_key, part), table.c.run_id != lines[0].run_id, left_open())
        uow.conn.execute(update(table).where(here).values(again_in=lines[0].run_id))


def left_open() -> ColumnElement[bool]:
    """The condition that a line was left out, or its letter pulled for anything but payment or not served, and came
    back nowhere.
    """
    c = t.dunning_lines.c
    out = or_(c.verdict == LEFT_OUT, and_(c.pulled.is_not(None), c.pulled != PAID), c.unserved_on.is_not(None))
    return and_(c.again_in.is_(None), out)


def of_run(
    conn: Connection, run_id: str, *conditions: ColumnElement[bool], after: str = "", limit: int = 100_000
) -> tuple[Line, ...]:
    """Lines of a run in order of key behind `after`."""
    table = t.dunning_lines
    here = (table.c.run_id == run_id, table.c.claim_key > after, *conditions)
    statement = select(*columns(Line, table)).where(*here).order_by(table.c.claim_key).limit(limit)
    return fetch_all(conn, Line, statement)


def get(conn: Connection, run_id: str, claim_key: str) -> Line | None:
    """One line."""
    table = t.dunning_lines
    here = (table.c.run_id == run_id, table.c.claim_key == claim_key)
    return fetch_one(conn, Line, select(*columns(Line, table)).where(*here))


def of_claims(conn: Connection, claim_keys: Iterable[str]) -> tuple[Line, ...]:
    """Every line that these instalments ever had, by instalment."""
    table = t.dunning_lines
    found: list[Line] = []
    for part in _slices(claim_keys):
        statement = select(*columns(Line, table)).where(among(table.c.claim_key, part))
        found += fetch_all(conn, Line, statement.order_by(table.c.claim_key, table.c.run_id))
    return tuple(found)


def of_household(conn: Connection, household_key: str) -> tuple[Line, ...]:
    """Every line of a household, the latest due date first."""
    table = t.dunning_lines
    statement = select(*columns(Line, table)).where(table.c.household_key == household_key)
    return fetch_all(conn, Line, statement.order_by(table.c.due_on.desc(), table.c.claim_key, table.c.run_id.desc()))


def to_issue(conn: Connection, run_id: str, after: str = "", limit: int = 1_000_000) -> tuple[Line, ...]:
    """The lines of which the letter is not issued yet, in order of key."""
    c = t.dunning_lines.c
    return of_run(conn, run_id, c.verdict == ISSUE, c.letter_id.is_(None), c.pulled.is_(None), after=after, limit=limit)


def still_to_issue(conn: Connection, lines: Sequence[Line]) -> list[Line]:
    """Those of these lines, all of one run, of which no letter was issued since and which nobody took out."""
    c = t.dunning_lines.c
    keys = [line.claim_key for line in lines]
    free = (c.verdict == ISSUE, c.letter_id.is_(None), c.pulled.is_(None))
    left: set[str] = set()
    for part in _slices(keys):
        here = (c.run_id == lines[0].run_id, among(c.claim_key, part), *free)
        left |= set(conn.scalars(select(c.claim_key).where(*here)))
    return [line for line in lines if line.claim_key in left]


def in_house(conn: Connection, run_id: str) -> tuple[Line, ...]:
    """The lines whose letter is issued and neither pulled nor handed over."""
    c = t.dunning_lines.c
    return of_run(conn, run_id, c.letter_id.is_not(None), c.pulled.is_(None), c.handed_over_on.is_(None))


def at_printer(conn: Connection, run_id: str) -> tuple[Line, ...]:
    """The lines whose letter is handed over and neither pulled nor posted."""
    c = t.dunning_lines.c
    return of_run(conn, run_id, c.handed_over_on.is_not(None), c.pulled.is_(None), c.dispatched_on.is_(None))


def without_owner(conn: Connection, run_id: str) -> tuple[Line, ...]:
    """What the run left out and for which nobody is named, or no date."""
    c = t.dunning_lines.c
    return of_run(conn, run_id, left_open(), or_(c.owner.is_(None), c.dun_by.is_(None)))


def assign(uow: UnitOfWork, lines: Iterable[Line], owner: str | None, dun_by: date | None) -> int:
    """Names the owner and the date where they are missing; answers how many lines were touched."""
    table, count = t.dunning_lines, 0
    for line in lines:
        filled: dict[str, Any] = {}
        if line.owner is None and owner:
            filled["owner"] = owner
        if line.dun_by is None and dun_by is not None:
            filled["dun_by"] = dun_by
        if filled:
            here = (table.c.run_id == line.run_id, table.c.claim_key == line.claim_key)
            uow.conn.execute(update(table).where(*here).values(filled))
            count += 1
    return count


@dataclass(frozen=True, slots=True)
class Pulled:
    """A letter that does not go out: why, at which door, and who sees to the instalment by when (paid: nobody)."""

    claim_key: str
    reason: str
    owner: str | None
    dun_by: date | None


def pull(uow: UnitOfWork, run_id: str, door: str, pulled: Iterable[Pulled]) -> None:
    """Takes lines out at a door (ISSUE, HAND_OVER, PRINTER)."""
    table = t.dunning_lines
    rows = [
        {"claim": one.claim_key, "why": one.reason, "who": one.owner, "till": one.dun_by, "door": door}
        for one in pulled
    ]
    if rows:
        here = (table.c.run_id == run_id, table.c.claim_key == bindparam("claim"), table.c.pulled.is_(None))
        filled: dict[str, Any] = {"pulled": bindparam("why"), "pulled_at": bindparam("door")}
        named = {"owner": func.coalesce(table.c.owner, bindparam("who"))}
        dated = {"dun_by": func.coalesce(table.c.dun_by, bindparam("till", type_=table.c.dun_by.type))}
        uow.conn.execute(update(table).where(*here).values(filled | named | dated), rows)


def handed_over(uow: UnitOfWork, run_id: str) -> None:
    """Every letter of the run that is in the house and not pulled goes to the printer today."""
    c = t.dunning_lines.c
    here = (c.run_id == run_id, c.letter_id.is_not(None), c.pulled.is_(None), c.handed_over_on.is_(None))
    uow.conn.execute(update(t.dunning_lines).where(*here).values(handed_over_on=uow.business_day))


def posted(uow: UnitOfWork, run_id: str, on: date, designated_on: date, trace: Mapping[str, str]) -> None:
    """Every letter of the run at the printer went out on the day: the dates that count from now on."""
    c = t.dunning_lines.c
    here = (c.run_id == run_id, c.handed_over_on.is_not(None), c.pulled.is_(None), c.dispatched_on.is_(None))
    said = {"dispatched_on": on, "designated_on": designated_on, "seizure_trace": dict(trace)}
    uow.conn.execute(update(t.dunning_lines).where(*here).values(said))


def unserved(uow: UnitOfWork, line: Line, owner: str, dun_by: date) -> None:
    """The letter of a line could not be served (送達できない): no dunning stands, somebody sees to the instalment."""
    table = t.dunning_lines
    filled: dict[str, Any] = {
        "unserved_on": uow.business_day,
        "owner": func.coalesce(table.c.owner, owner),
        "dun_by": func.coalesce(table.c.dun_by, dun_by),
    }
    if line.ended is None:
        filled |= {"ended": SERVICE_FAILED, "ended_on": uow.business_day}
    here = (table.c.run_id == line.run_id, table.c.claim_key == line.claim_key, table.c.unserved_on.is_(None))
    uow.conn.execute(update(table).where(*here).values(filled))


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines of one kind, and their yen."""

    verdict: str
    reason: str
    pulled: str | None
    ended: str | None
    lines: int
    yen: int


def sums(conn: Connection, run_id: str) -> tuple[Sum, ...]:
    """The lines and yen of a run by what the table said, why letters were pulled and how they ended."""
    c = t.dunning_lines.c
    by = (c.verdict, c.reason, c.pulled, c.ended)
    statement = select(*by, func.count(), func.coalesce(func.sum(c.open_yen), 0)).where(c.run_id == run_id)
    rows: Any = conn.execute(statement.group_by(*by).order_by(*by))
    return tuple(Sum(verdict, why, pulled, ended, n, int(yen)) for verdict, why, pulled, ended, n, yen in rows)


def overdue_left(conn: Connection, day: date, limit: int) -> tuple[Line, ...]:
    """What was left out, came back nowhere, and should have been dunned before the day."""
    table = t.dunning_lines
    statement = select(*columns(Line, table)).where(left_open(), table.c.dun_by < day)
    return fetch_all(conn, Line, statement.order_by(table.c.dun_by, table.c.claim_key).limit(limit))


def first_left(conn: Connection) -> date | None:
    """The earliest day by which something left out must be dunned; None when nothing waits."""
    return conn.scalar(select(func.min(t.dunning_lines.c.dun_by)).where(left_open()))


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
