"""Overpayments of households (過誤納金): found in the ledger, each with its payments, its cause, its last day.

One row an overpayment, by the line of the ledger that made it: whoever works on it holds it, and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, union_all, update

from server.domain.effects import JSON
from server.domain.ledger.books import Posting
from server.domain.ledger.kinds import Kind
from server.domain.limitation_rights import Right, lapses_on, refund_from
from server.domain.refund.lots import Lot, lots_of
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import ledger
from server.store import tables as t
from server.store.among import among
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

OPEN, SET_OFF, REFUND, REFUNDED, LAPSED, GONE = "OPEN", "SET_OFF", "REFUND", "REFUNDED", "LAPSED", "GONE"
_SLICE = 500


@dataclass(frozen=True, slots=True)
class Overpaid:
    """An overpayment on record; see `tables.refunds.OverpaymentCols`."""

    overpayment_key: str
    household_key: str
    line_no: int
    claim_key: str
    yen: int
    arose_on: date
    found_on: date
    turn: int
    case_id: str | None
    state: str
    cause: str | None
    interest: int
    interest_trace: Any


@dataclass(frozen=True, slots=True)
class Standing:
    """An overpayment as the ledger has it now, with its row where somebody took it up, and its last day."""

    lot: Lot
    row: Overpaid | None
    lapses_on: date


def key_of(household_key: str, line_no: int) -> str:
    """The key of an overpayment."""
    return f"{household_key}/{line_no}"


def rows_of(conn: Connection, household_keys: Iterable[str]) -> dict[str, Overpaid]:
    """Every overpayment of these households that is on record, by its key."""
    table, found = t.overpayments, dict[str, Overpaid]()
    wanted = sorted(set(household_keys))
    for start in range(0, len(wanted), _SLICE):
        here = table.c.household_key.in_(wanted[start : start + _SLICE])
        statement = select(*columns(Overpaid, table)).where(here).order_by(table.c.household_key, table.c.line_no)
        found |= {one.overpayment_key: one for one in fetch_all(conn, Overpaid, statement)}
    return found


def of_case(conn: Connection, case_id: str) -> tuple[Overpaid, ...]:
    """What a case holds."""
    table = t.overpayments
    statement = select(*columns(Overpaid, table)).where(table.c.case_id == case_id).order_by(table.c.line_no)
    return fetch_all(conn, Overpaid, statement)


def standing(conn: Connection, household_key: str, values: Values) -> tuple[Standing, ...]:
    """All overpayments of a household by its book, spent ones with 0 left, in the order in which they arose."""
    return standing_of(conn, [household_key], values)[household_key]


def standing_of(conn: Connection, household_keys: Iterable[str], values: Values) -> dict[str, tuple[Standing, ...]]:
    """The same for several households."""
    wanted = sorted(set(household_keys))
    books, rows, used = ledger.lines_of_books(conn, wanted), rows_of(conn, wanted), _used(conn, wanted)
    return {
        key: tuple(
            Standing(lot, rows.get(key_of(key, lot.line_no)), last_day(lot.arose_on, values))
            for lot in sorted(_lots(books[key], used.get(key, {})), key=lambda one: one.line_no)
        )
        for key in wanted
    }


def _lots(lines: Iterable[ledger.Line], used: Mapping[int, int]) -> Iterator[Lot]:
    by_claim: dict[str, list[Posting]] = {}
    for line in lines:
        if line.posting.claim is not None:
            by_claim.setdefault(line.posting.claim, []).append(line.posting)
    for mine in by_claim.values():
        if any(line.kind is Kind.OVERPAID for line in mine):
            yield from lots_of(mine, used)


def last_day(arose_on: date, values: Values) -> date:
    """The last day on which an overpayment can be asked back (国保法110条1項): from its decision, where a levy was
    reduced, however long ago the money came in.
    """
    return lapses_on(Right.REFUND, refund_from(Kind.OVERPAID, arose_on), values)


def _used(conn: Connection, household_keys: Sequence[str]) -> dict[str, dict[int, int]]:
    """What was set off, refunded or lapsed of each overpayment of these households, by the line that made it."""
    o, s, r, gone = t.overpayments.c, t.set_offs.c, t.refund_lines.c, t.refund_lapses.c
    found: dict[str, dict[int, int]] = {}
    for start in range(0, len(household_keys), _SLICE):
        mine = select(o.overpayment_key).where(among(o.household_key, household_keys[start : start + _SLICE]))
        uses = union_all(
            select(s.overpayment_key, s.yen).where(s.overpayment_key.in_(mine)),
            select(r.overpayment_key, r.yen).where(r.overpayment_key.in_(mine)),
            select(gone.overpayment_key, gone.yen).where(gone.overpayment_key.in_(mine)),
        ).subquery()
        joined = t.overpayments.join(uses, uses.c.overpayment_key == o.overpayment_key)
        summed = select(o.household_key, o.line_no, func.sum(uses.c.yen)).select_from(joined)
        for key, line_no, yen in conn.execute(summed.group_by(o.household_key, o.line_no)):
            found.setdefault(str(key), {})[int(str(line_no))] = int(str(yen))
    return found


def unheld(conn: Connection, limit: int = 500) -> tuple[str, ...]:
    """The households with an overpayment that no case holds."""
    p, o = t.postings.c, t.overpayments
    row = select(o.c.overpayment_key).where(o.c.household_key == p.book, o.c.line_no == p.line_no)
    new = select(p.book).where(p.kind == str(Kind.OVERPAID), ~row.exists()).distinct().limit(limit)
    back = select(o.c.household_key).where(o.c.state == OPEN, o.c.case_id.is_(None)).distinct().limit(limit)
    return tuple(sorted(set(conn.scalars(new)) | set(conn.scalars(back))))[:limit]


def take(uow: UnitOfWork, household_key: str, lines: Sequence[Mapping[str, Any]], case_id: str) -> None:
    """A case takes up overpayments {line_no, claim_key, yen, arose_on}: the database lets one case have each.

    Raises `overpayment_taken` where another case was faster.
    """
    table, known = t.overpayments, rows_of(uow.conn, [household_key])
    for line in lines:
        key = key_of(household_key, int(line["line_no"]))
        row = known.get(key)
        if row is None:
            uow.conn.execute(insert(table).values(_new(uow, household_key, line, case_id, OPEN)))
        elif row.case_id != case_id:
            free = (table.c.overpayment_key == key, table.c.case_id.is_(None), table.c.state == OPEN)
            if uow.conn.execute(update(table).where(*free).values(case_id=case_id)).rowcount != 1:
                raise Refused("overpayment_taken")


def put_gone(uow: UnitOfWork, household_key: str, lines: Iterable[Lot]) -> None:
    """Overpayments of which nothing was left when they were found: nobody need look at them again."""
    for lot in lines:
        said = {"line_no": lot.line_no, "claim_key": lot.claim, "yen": lot.yen, "arose_on": lot.arose_on.isoformat()}
        uow.conn.execute(insert(t.overpayments).values(_new(uow, household_key, said, None, GONE)))


def _new(uow: UnitOfWork, household: str, line: Mapping[str, Any], case_id: str | None, state: str) -> dict[str, Any]:
    return {
        "overpayment_key": key_of(household, int(line["line_no"])),
        "household_key": household,
        "line_no": int(line["line_no"]),
        "claim_key": str(line["claim_key"]),
        "yen": int(line["yen"]),
        "arose_on": date.fromisoformat(str(line["arose_on"])),
        "found_on": uow.business_day,
        "turn": 0,
        "case_id": case_id,
        "state": state,
        "cause": None,
        "interest": 0,
        "interest_trace": None,
    }


def mark(uow: UnitOfWork, key: str, held_by: str | None, **says: JSON) -> None:
    """States something of an overpayment that the case holds. Raises `overpayment_taken`."""
    table = t.overpayments
    here = (table.c.overpayment_key == key, table.c.case_id == held_by)
    if uow.conn.execute(update(table).where(*here).values(**says)).rowcount != 1:
        raise Refused("overpayment_taken")


def put_set_off(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Keeps a set-off with the lines of the ledger that carry it out: each line in one of them."""
    uow.conn.execute(insert(t.set_offs).values(dict(row)))


def set_offs_of(conn: Connection, household_key: str) -> list[dict[str, Any]]:
    """What was set off of a household's overpayments, oldest first."""
    table = t.set_offs
    rows = conn.execute(table.select().where(table.c.household_key == household_key).order_by(table.c.out_line))
    return [dict(row._mapping) for row in rows]


def interest_days(conn: Connection, household_keys: Iterable[str]) -> dict[str, date]:
    """When the interest on set-offs was fixed, by overpayment: the day of the last decision to set off."""
    c = t.set_offs.c
    here = select(c.overpayment_key, func.max(c.decided_on)).where(among(c.household_key, sorted(set(household_keys))))
    rows = conn.execute(here.group_by(c.overpayment_key)).all()
    return {str(key): day if isinstance(day, date) else date.fromisoformat(str(day)) for key, day in rows}
