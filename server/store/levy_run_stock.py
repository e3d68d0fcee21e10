"""What a levy run walks over (賦課処理の対象): candidates, late marks, the year before, who is to be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, and_, exists, func, insert, or_, select

from server.store import dated, levy_due
from server.store import tables as t
from server.store.levy_runs import READY, LevyRun
from server.store.unit_of_work import UnitOfWork

_SLICE = 500
_UNPLACED = "hq"


def candidates(conn: Connection, run: LevyRun, after: str, limit: int) -> tuple[str, ...]:
    """The next households behind `after`: of a first run whoever was insured in the year, else who waits for a look."""
    if run.kind != "FIRST":
        return levy_due.waiting(conn, run.levy_year, after=after, limit=limit)
    e = t.eligibilities
    first, end = date(run.levy_year, 4, 1), date(run.levy_year + 1, 4, 1)
    insured = and_(e.c.valid_from < end, or_(e.c.valid_to.is_(None), e.c.valid_to > first), dated.current(e))
    statement = select(e.c.household_key).where(insured, e.c.household_key > after).distinct()
    return tuple(conn.scalars(statement.order_by(e.c.household_key).limit(limit)))


def marked_after(conn: Connection, keys: Iterable[str], run: LevyRun) -> frozenset[str]:
    """Those of which something was marked after the cut-off: they go to the next month."""
    table, found = t.levy_due.c, set[str]()
    for part in _slices(keys):
        here = (table.household_key.in_(part), table.levy_year == run.levy_year, table.closed_on.is_(None))
        found |= set(conn.scalars(select(table.household_key).where(*here, table.marked_at > run.cut_off)))
    return frozenset(found)


def year_before(conn: Connection, keys: Iterable[str], run: LevyRun) -> dict[str, int]:
    """The levies in force of the year before, in yen by household; only a first run is held against them."""
    if run.kind != "FIRST":
        return {}
    levy, a, later = t.levies, t.levy_accounts, t.levies.alias("later")
    replaced = exists().where(later.c.account_key == levy.c.account_key, later.c.revision > levy.c.revision)
    yen = func.sum(levy.c.basic + levy.c.support + levy.c.care + levy.c.child)
    found: dict[str, int] = {}
    for part in _slices(keys):
        statement = (
            select(a.c.household_key, yen)
            .select_from(a.join(levy, levy.c.account_key == a.c.account_key))
            .where(a.c.household_key.in_(part), a.c.levy_year == run.levy_year - 1, ~replaced)
            .group_by(a.c.household_key)
        )
        found |= {key: int(total) for key, total in conn.execute(statement)}
    return found


def trial_totals(conn: Connection, keys: Iterable[str], run: LevyRun) -> dict[str, int]:
    """What the trial came to, in yen by household: that was released, and nothing else."""
    table, found = t.levy_run_rows.c, dict[str, int]()
    for part in _slices(keys):
        here = (table.run_id == run.run_id, table.household_key.in_(part))
        found |= dict(conn.execute(select(table.household_key, table.total_after).where(*here)).all())
    return found


def unnotified(conn: Connection, run: LevyRun, letter: str, limit: int) -> list[tuple[str, str | None, str]]:
    """The next payers whose levy the run decided and for whom no notice was asked yet: household, payer, office."""
    d, letters, h = t.levy_decisions.c, t.letters.c, t.household_records
    told = exists().where(
        letters.case_id == run.case_id,
        letters.letter == letter,
        letters.household_key == d.household_key,
        func.coalesce(letters.person_key, "") == func.coalesce(d.payer_key, ""),
    )
    office = (
        select(h.c.office)
        .where(h.c.household_key == d.household_key, dated.current(h), h.c.valid_to.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(d.household_key, d.payer_key, office)
        .where(d.case_id == run.case_id, d.levy_id.is_not(None), ~told)
        .order_by(d.household_key, d.payer_key)
        .limit(limit)
    )
    rows = conn.execute(statement).all()
    return [
        (str(household), None if payer is None else str(payer), str(place or _UNPLACED))
        for household, payer, place in rows
    ]


def letters_by_status(conn: Connection, run: LevyRun, letter: str) -> dict[str, int]:
    """How many letters of this kind the run asked for stand in each status."""
    table = t.letters.c
    here = (table.case_id == run.case_id, table.letter == letter)
    rows = conn.execute(select(table.status, func.count()).where(*here).group_by(table.status))
    return dict(rows.all())


def queue_the_held(uow: UnitOfWork, run: LevyRun) -> None:
    """Whoever the run left out waits for the next one, so that nobody is forgotten."""
    table = t.levy_run_rows.c
    held = or_(table.trial != READY, table.result.in_(["BLOCKED", "NEXT_MONTH"]))
    keys = list(uow.conn.scalars(select(table.household_key).where(table.run_id == run.run_id, held)))
    waiting = levy_due.open_of(uow.conn, keys)
    known = {key for key, dues in waiting.items() if any(one.levy_year == run.levy_year for one in dues)}
    rows = [
        {
            "due_id": uow.new_id(),
            "household_key": key,
            "levy_year": run.levy_year,
            "cause": "levy_run",
            "source": run.event,
            "by_event": run.event,
            "since": uow.business_day,
            "marked_at": uow.now,
        }
        for key in sorted(set(keys) - known)
    ]
    if rows:
        uow.conn.execute(insert(t.levy_due), rows)


def progress(conn: Connection, run_id: str) -> tuple[int, int, int]:
    """Households of the run, those settled, and those held."""
    table = t.levy_run_rows.c
    statement = select(table.trial, func.count(), func.count(table.result)).where(table.run_id == run_id)
    rows = conn.execute(statement.group_by(table.trial)).all()
    held = sum(count for trial, count, _ in rows if trial != READY)
    return sum(count for _, count, _ in rows), sum(done for _, _, done in rows), held


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
