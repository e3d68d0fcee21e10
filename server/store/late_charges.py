"""Late charges that were fixed (延滞金の確定): found by what was posted, kept with their trace, each claim once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, case, func, insert, or_, select, update

from server.domain.dunning_run import PAID
from server.domain.effects import JSON
from server.domain.ledger.amounts import PRINCIPAL
from server.domain.ledger.kinds import EFFECTS, Kind
from server.store import tables as t
from server.store.marks import marked
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

FIXED, NONE, HELD = "FIXED", "NONE", "HELD"
_MONEY = tuple(map(str, (Kind.RECEIPT, Kind.OFFSET_IN, Kind.REDUCE)))
_SLICE = 500


@dataclass(frozen=True, slots=True)
class FixedLate:
    """One instalment as it was looked at; see `tables.late_and_lapse.LateChargeCols`."""

    late_id: str
    claim_key: str
    household_key: str
    state: str
    why: str
    amount: int
    paid_on: date
    through_line: int
    line_no: int | None
    trace: Mapping[str, JSON]
    fixed_on: date
    due_on: date | None
    letter_id: str | None
    taken_back_on: date | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at an instalment, to be put on record; `letter_id` the letter (LT-C10) that tells it."""

    late_id: str
    claim_key: str
    household_key: str
    state: str
    why: str
    amount: int
    paid_on: date
    through_line: int
    line_no: int | None
    trace: Mapping[str, JSON]
    due_on: date | None
    letter_id: str | None = None


def put(uow: UnitOfWork, looked: Looked) -> None:
    """Keeps the outcome."""
    row = {name: getattr(looked, name) for name in Looked.__slots__}
    row |= {"fixed_on": uow.business_day, "trace": dict(looked.trace)}
    uow.conn.execute(insert(t.late_charges).values(marked(t.late_charges, row)))


def take_back(uow: UnitOfWork, late_id: str, by_event: str) -> None:
    """What was fixed does not stand any more; the claim can be looked at again."""
    table = t.late_charges
    here = update(table).where(table.c.late_id == late_id, table.c.taken_back_on.is_(None))
    uow.conn.execute(here.values(taken_back_on=uow.business_day, taken_back_by=by_event))


def get(conn: Connection, late_id: str) -> FixedLate | None:
    """One of them."""
    table = t.late_charges
    return fetch_one(conn, FixedLate, select(*columns(FixedLate, table)).where(table.c.late_id == late_id))


def standing(conn: Connection, claim_keys: Iterable[str]) -> dict[str, FixedLate]:
    """What stands for these claims."""
    found: dict[str, FixedLate] = {}
    table, wanted = t.late_charges, sorted(set(claim_keys))
    for start in range(0, len(wanted), _SLICE):
        part = table.c.claim_key.in_(wanted[start : start + _SLICE])
        statement = select(*columns(FixedLate, table)).where(part, table.c.taken_back_on.is_(None))
        found |= {one.claim_key: one for one in fetch_all(conn, FixedLate, statement)}
    return found


def to_be_looked_at(conn: Connection, since: date | None) -> tuple[str, ...]:
    """The claims that may have a late charge now: money or a change of the levy was posted on them since that day
    (None: ever) behind their due date, and those that could not be fixed before."""
    p, i, table = t.postings.c, t.instalments.c, t.late_charges.c
    seen = and_(table.claim_key == p.claim_key, table.taken_back_on.is_(None))
    moved = (
        select(p.claim_key)
        .select_from(t.postings.join(t.instalments, i.claim_key == p.claim_key).outerjoin(t.late_charges, seen))
        .where(or_(p.kind.in_(_MONEY), and_(p.kind == str(Kind.ASSESS), table.late_id.is_not(None))))
        .where(p.posted_on > i.due_on)
        .where(or_(table.late_id.is_(None), table.through_line < p.line_no))
        .distinct()
    )
    if since is not None:
        moved = moved.where(p.posted_on >= since)
    held = select(table.claim_key).where(table.state == HELD, table.taken_back_on.is_(None))
    return tuple(sorted({str(key) for key in conn.scalars(moved)} | set(conn.scalars(held))))


def overdue_keys(conn: Connection, day: date) -> set[str]:
    """The claims with a late charge whose own due date is over and of which no dunning letter lives (督促の対象)."""
    table, line = t.late_charges.c, t.dunning_lines.c
    live = (line.letter_id.is_not(None), line.pulled.is_(None), line.unserved_on.is_(None))
    dunned = select(line.claim_key).where(line.claim_key == table.claim_key, line.subject == "late", *live).exists()
    late = (table.state == FIXED, table.taken_back_on.is_(None), table.due_on < day)
    return set(conn.scalars(select(table.claim_key).where(*late, ~dunned)))


def first_unlisted(conn: Connection, day: date) -> date | None:
    """The earliest due date of a late charge overdue on the day that is open and stands on no run's list (督促漏れ).

    A line that ended because it was paid counts for nothing: what is open now was paid and taken back, or fixed anew.
    """
    table, line, p = t.late_charges.c, t.dunning_lines.c, t.postings.c
    owed = func.coalesce(line.pulled, line.reason) != PAID
    listed = select(line.claim_key).where(line.claim_key == table.claim_key, line.subject == "late", owed).exists()
    signs = case({str(kind): one.receivable for kind, one in EFFECTS.items() if one.receivable}, value=p.kind, else_=0)
    premium = sum((p[name] for name in PRINCIPAL[1:]), p[PRINCIPAL[0]])
    statement = (
        select(table.due_on)
        .select_from(t.late_charges.join(t.postings, p.claim_key == table.claim_key))
        .where(table.state == FIXED, table.taken_back_on.is_(None), table.due_on < day, ~listed)
        .group_by(table.claim_key, table.due_on)
        .having(func.sum(signs * p.late) > 0, func.sum(signs * premium) <= 0)
        .order_by(table.due_on)
        .limit(1)
    )
    return conn.scalar(statement)


def overdue(conn: Connection, day: date, *, after: str = "", limit: int = 500) -> tuple[FixedLate, ...]:
    """Late charges whose own due date is over, in order of claim: those still open may be dunned (督促)."""
    table = t.late_charges
    late = (table.c.state == FIXED, table.c.taken_back_on.is_(None), table.c.due_on < day, table.c.claim_key > after)
    statement = select(*columns(FixedLate, table)).where(*late).order_by(table.c.claim_key).limit(limit)
    return fetch_all(conn, FixedLate, statement)
