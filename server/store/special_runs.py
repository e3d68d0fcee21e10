"""Requests to withhold from pensions (特別徴収依頼): the run of a case, its households, what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

ACCEPTED = "00"
_SLICE = 500


@dataclass(frozen=True, slots=True)
class SpecialRun:
    """One request; `first_month` the even month with which it begins. What is None has not happened yet."""

    run_id: str
    case_id: str
    levy_year: int
    first_month: int
    opened_on: date
    opened_by: str
    judged_on: date | None = None
    count: int | None = None
    total: int | None = None
    file_hash: str | None = None
    requested_on: date | None = None
    requested_by: str | None = None
    sent_on: date | None = None
    sent_by: str | None = None
    answer_hash: str | None = None
    answered_on: date | None = None
    answered_by: str | None = None
    begun_on: date | None = None
    stopped_on: date | None = None

    @property
    def event(self) -> str:
        """The name by which registers tell that this run made a row."""
        return f"special:{self.run_id}"

    @property
    def state(self) -> str:
        """The last thing that happened to it."""
        for name in ("stopped", "begun", "answered", "sent", "requested"):
            if getattr(self, f"{name}_on") is not None:
                return name.upper()
        return "JUDGING" if self.judged_on is None else "OPEN"


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """A household of a request; amounts in yen by month. `answer` is the payer's code, ACCEPTED its consent."""

    run_id: str
    line_no: int
    household_key: str
    person_key: str
    pension_number: str
    pension_code: str
    payer: str
    account_key: str | None
    annual: int
    ordinary: int
    amounts: Mapping[str, int]
    barred: Sequence[str]
    left_out: str | None = None
    left_by: str | None = None
    answer: str | None = None
    settled: str | None = None
    settled_by: str | None = None
    begun_on: date | None = None
    not_begun: str | None = None

    @property
    def asked(self) -> bool:
        """Whether it stands in the request."""
        return not self.barred and self.left_out is None

    @property
    def total(self) -> int:
        """What is asked for in all months, in yen."""
        return sum(self.amounts.values())

    @property
    def state(self) -> str:
        """BARRED, LEFT_OUT, READY, ACCEPTED, REJECTED, SETTLED, BEGUN or NOT_BEGUN."""
        if self.barred:
            return "BARRED"
        if self.left_out is not None:
            return "LEFT_OUT"
        if self.begun_on is not None:
            return "BEGUN"
        if self.not_begun is not None:
            return "NOT_BEGUN"
        if self.answer in (None, ACCEPTED):
            return "READY" if self.answer is None else "ACCEPTED"
        return "SETTLED" if self.settled is not None else "REJECTED"


def open_run(uow: UnitOfWork, case_id: str, levy_year: int, first_month: int) -> SpecialRun:
    """Puts a run on record."""
    made = SpecialRun(uow.new_id(), case_id, levy_year, first_month, uow.business_day, uow.actor.user_id)
    uow.conn.execute(insert(t.special_runs).values(asdict(made)))
    return made


def put_rows(uow: UnitOfWork, rows: Sequence[SpecialRow]) -> None:
    """Puts the households of a run on record."""
    if rows:
        names = [field.name for field in fields(SpecialRow)]
        uow.conn.execute(insert(t.special_rows), [{name: _plain(getattr(one, name)) for name in names} for one in rows])


def mark_run(uow: UnitOfWork, run_id: str, **says: Any) -> bool:
    """Fills in what happened to a run; False when one of it stands already."""
    table = t.special_runs
    unset = [table.c[name].is_(None) for name in says]
    return uow.conn.execute(update(table).where(table.c.run_id == run_id, *unset).values(says)).rowcount == 1


def mark_row(uow: UnitOfWork, run_id: str, line_no: int, **says: Any) -> bool:
    """Fills in what became of a household; False when one of it stands already."""
    table = t.special_rows
    unset = [table.c[name].is_(None) for name in says]
    here = (table.c.run_id == run_id, table.c.line_no == line_no, *unset)
    return uow.conn.execute(update(table).where(*here).values(says)).rowcount == 1


def last_household(conn: Connection, run_id: str) -> tuple[str, int]:
    """The last household on a run and its line; the judgement goes on behind it."""
    row = t.special_rows.c
    statement = select(func.max(row.household_key), func.max(row.line_no)).where(row.run_id == run_id)
    key, line = conn.execute(statement).one()
    return key or "", line or 0


def get_run(conn: Connection, run_id: str) -> SpecialRun | None:
    """One run."""
    return _run(conn, t.special_runs.c.run_id == run_id)


def of_case(conn: Connection, case_id: str) -> SpecialRun | None:
    """The run of a case."""
    return _run(conn, t.special_runs.c.case_id == case_id)


def runs(conn: Connection, limit: int = 40) -> tuple[SpecialRun, ...]:
    """The newest runs first."""
    table = t.special_runs
    statement = select(*columns(SpecialRun, table)).order_by(table.c.opened_on.desc(), table.c.run_id.desc())
    return fetch_all(conn, SpecialRun, statement.limit(limit))


def rows_of(conn: Connection, run_id: str) -> tuple[SpecialRow, ...]:
    """The households of a run in their order."""
    return _rows(conn, t.special_rows.c.run_id == run_id)


def row_of(conn: Connection, run_id: str, household_key: str) -> SpecialRow | None:
    """One household of a run."""
    found = _rows(conn, t.special_rows.c.run_id == run_id, t.special_rows.c.household_key == household_key)
    return found[0] if found else None


def to_begin(conn: Connection, run_id: str, limit: int) -> tuple[SpecialRow, ...]:
    """The next households whose withholding was accepted and has not begun."""
    row = t.special_rows.c
    waiting = (row.answer == ACCEPTED, row.begun_on.is_(None), row.not_begun.is_(None))
    return _rows(conn, row.run_id == run_id, *waiting, limit=limit)


def begun_in(
    conn: Connection, levy_year: int, *, numbers: Iterable[str] = (), household: str | None = None
) -> tuple[tuple[SpecialRun, SpecialRow], ...]:
    """The households whose withholding began in a year, oldest run first; of some pension numbers or one household."""
    known = {one.run_id: one for one in _runs_of(conn, levy_year)}
    row, found = t.special_rows.c, list[SpecialRow]()
    here = [row.run_id.in_(known), row.begun_on.is_not(None)]
    if household is not None:
        found = list(_rows(conn, *here, row.household_key == household))
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), _SLICE):
        found += _rows(conn, *here, row.pension_number.in_(wanted[start : start + _SLICE]))
    order = list(known)
    return tuple((known[one.run_id], one) for one in sorted(found, key=lambda one: order.index(one.run_id)))


def all_begun(conn: Connection, levy_year: int) -> tuple[SpecialRow, ...]:
    """Every household whose withholding began in a year, oldest run first."""
    known = [one.run_id for one in _runs_of(conn, levy_year)]
    found = _rows(conn, t.special_rows.c.run_id.in_(known), t.special_rows.c.begun_on.is_not(None))
    return tuple(sorted(found, key=lambda one: (known.index(one.run_id), one.line_no)))


def accounts_of(conn: Connection, levy_year: int, rows: Iterable[SpecialRow]) -> dict[str, str]:
    """By household the levy account of its withholding: as asked, or as opened for the provisional months."""
    found: dict[str, str] = {}
    left = set[str]()
    for row in rows:
        if row.account_key is None:
            left.add(row.household_key)
        else:
            found[row.household_key] = row.account_key
    table, wanted = t.special_collections.c, sorted(left - found.keys())  # also one that ended on its first day
    for start in range(0, len(wanted), _SLICE):
        here = (table.household_key.in_(wanted[start : start + _SLICE]), table.levy_year == levy_year)
        statement = select(table.household_key, table.account_key).where(*here).order_by(table.row_id)
        found |= {key: account for key, account in conn.execute(statement) if account is not None}
    return found


def sums(conn: Connection, run_id: str) -> dict[str, int]:
    """How many households stand in which state."""
    found: dict[str, int] = {}
    for one in rows_of(conn, run_id):
        found[one.state] = found.get(one.state, 0) + 1
    return dict(sorted(found.items()))


def open_runs(conn: Connection, levy_year: int, first_month: int) -> int:
    """How many runs of the year and month are neither begun nor stopped."""
    run = t.special_runs.c
    here = (run.levy_year == levy_year, run.first_month == first_month, run.begun_on.is_(None))
    return conn.scalar(select(func.count()).select_from(t.special_runs).where(*here, run.stopped_on.is_(None))) or 0


def _runs_of(conn: Connection, levy_year: int) -> tuple[SpecialRun, ...]:
    table = t.special_runs
    statement = select(*columns(SpecialRun, table)).where(table.c.levy_year == levy_year)
    return fetch_all(conn, SpecialRun, statement.order_by(table.c.opened_on, table.c.run_id))


def _run(conn: Connection, where: ColumnElement[bool]) -> SpecialRun | None:
    return fetch_one(conn, SpecialRun, select(*columns(SpecialRun, t.special_runs)).where(where))


def _rows(conn: Connection, *where: ColumnElement[bool], limit: int | None = None) -> tuple[SpecialRow, ...]:
    table = t.special_rows
    statement = select(*columns(SpecialRow, table)).where(*where).order_by(table.c.run_id, table.c.line_no)
    return fetch_all(conn, SpecialRow, statement if limit is None else statement.limit(limit))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
