"""Running cases by version (進行中の案件): how many, and those to be moved, in slices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from server.store import tables as t
from server.store.cases import Case, CaseHead
from server.store.errors import StaleCase
from server.store.rows import columns, fetch_all, fetch_one
from server.store.tasks import OpenTaskLike
from server.store.unit_of_work import UnitOfWork


def count_running(conn: Connection, slugs: Sequence[str]) -> dict[str, int]:
    """Procedure → cases under way; every name asked for is answered."""
    table = t.cases.c
    statement = select(table.slug, func.count()).where(table.slug.in_(slugs), table.status == "active")
    found = dict(conn.execute(statement.group_by(table.slug)).all())
    return {slug: found.get(slug, 0) for slug in slugs}


def count_by_version(conn: Connection, slug: str) -> dict[str, int]:
    """Version → cases under way, of one procedure; versions without any are left out."""
    table = t.cases.c
    statement = select(table.procedure_hash, func.count()).where(table.slug == slug, table.status == "active")
    return dict(conn.execute(statement.group_by(table.procedure_hash)).all())


@dataclass(frozen=True, slots=True)
class Move:
    """A move of running cases as it was planned, and how far it is."""

    move_id: str
    slug: str
    from_hash: str
    to_hash: str
    plan: Mapping[str, Any]
    status: str
    planned_by: str
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class MoveRow:
    """What became of one case of a move."""

    case_id: str
    outcome: str
    reasons: Sequence[Mapping[str, str]]
    state_before: bytes | None
    due_before: datetime | None
    rev_after: int | None


def plan_move(uow: UnitOfWork, slug: str, from_hash: str, to_hash: str, plan: Mapping[str, Any]) -> str:
    """Writes a plan down and returns the move's id."""
    row = {
        "move_id": uow.new_id(),
        "slug": slug,
        "from_hash": from_hash,
        "to_hash": to_hash,
        "plan": dict(plan),
        "status": "planned",
        "planned_by": uow.actor.user_id,
        "planned_at": uow.now,
        "changed_at": uow.now,
    }
    uow.conn.execute(insert(t.case_moves).values(row))
    return str(row["move_id"])


def get_move(conn: Connection, move_id: str) -> Move | None:
    """A move by its id."""
    table = t.case_moves
    return fetch_one(conn, Move, select(*columns(Move, table)).where(table.c.move_id == move_id))


def moves_of(conn: Connection, slug: str) -> tuple[Move, ...]:
    """The moves of a procedure's cases, the newest first."""
    table = t.case_moves
    wanted = select(*columns(Move, table)).where(table.c.slug == slug)
    return fetch_all(conn, Move, wanted.order_by(table.c.planned_at.desc(), table.c.move_id))


def set_status(uow: UnitOfWork, move_id: str, status: str) -> None:
    """The move's state: planned, moved, undone."""
    here = update(t.case_moves).where(t.case_moves.c.move_id == move_id)
    uow.conn.execute(here.values(status=status, changed_at=uow.now))


def running_on(conn: Connection, version: str, after: str, limit: int) -> tuple[Case, ...]:
    """Running cases of a version behind the id `after`, in order of id."""
    table = t.cases
    wanted = select(*columns(Case, table)).where(table.c.procedure_hash == version, table.c.status == "active")
    behind = wanted.where(table.c.case_id > after, table.c.state.is_not(None))
    return fetch_all(conn, Case, behind.order_by(table.c.case_id).limit(limit))


def closed_last(conn: Connection, slug: str, limit: int) -> tuple[CaseHead, ...]:
    """The cases of a procedure that were completed last, the newest first."""
    table = t.cases
    wanted = select(*columns(CaseHead, table)).where(table.c.slug == slug, table.c.status == "completed")
    newest = wanted.order_by(table.c.closed_at.desc(), table.c.case_id)
    return fetch_all(conn, CaseHead, newest.limit(limit))


def left_to_move(conn: Connection, move: Move, limit: int) -> tuple[str, ...]:
    """Running cases of the old version of which the move has not said yet what becomes of them."""
    table, done = t.cases.c, t.case_move_rows.c
    told = select(done.case_id).where(done.move_id == move.move_id)
    wanted = select(table.case_id).where(table.procedure_hash == move.from_hash, table.status == "active")
    rows = wanted.where(table.state.is_not(None), table.case_id.not_in(told)).order_by(table.case_id).limit(limit)
    return tuple(conn.scalars(rows))


def rows_of(conn: Connection, move_id: str, outcome: str, limit: int) -> tuple[MoveRow, ...]:
    """Some cases of a move with this outcome, in order of id."""
    table = t.case_move_rows
    wanted = select(*columns(MoveRow, table)).where(table.c.move_id == move_id, table.c.outcome == outcome)
    return fetch_all(conn, MoveRow, wanted.order_by(table.c.case_id).limit(limit))


def outcomes(conn: Connection, move_id: str) -> dict[str, int]:
    """How many cases of a move came to which outcome."""
    table = t.case_move_rows.c
    rows = select(table.outcome, func.count()).where(table.move_id == move_id).group_by(table.outcome)
    return dict(conn.execute(rows).all())


def tell_rows(uow: UnitOfWork, move_id: str, rows: Iterable[MoveRow]) -> None:
    """Writes down what became of cases that the move has not told yet."""
    told = [
        {
            "move_id": move_id,
            "case_id": one.case_id,
            "outcome": one.outcome,
            "reasons": list(one.reasons),
            "state_before": one.state_before,
            "due_before": one.due_before,
            "rev_after": one.rev_after,
            "at": uow.now,
        }
        for one in rows
    ]
    if told:
        uow.conn.execute(insert(t.case_move_rows), told)


def tell_again(uow: UnitOfWork, move_id: str, case_id: str, outcome: str, reasons: Sequence[Mapping[str, str]]) -> None:
    """What became of a moved case when the move was undone."""
    table = t.case_move_rows
    here = update(table).where(table.c.move_id == move_id, table.c.case_id == case_id)
    uow.conn.execute(here.values(outcome=outcome, reasons=list(reasons), at=uow.now))


def set_version(uow: UnitOfWork, case_ids: Sequence[str], old: str, new: str) -> None:
    """Lets cases belong to another version. Raises `StaleCase` when one of them belongs to a third one."""
    table = t.cases
    here = update(table).where(table.c.case_id.in_(case_ids), table.c.procedure_hash == old)
    if case_ids and uow.conn.execute(here.values(procedure_hash=new)).rowcount != len(case_ids):
        raise StaleCase("a case belongs to another version by now")


def describe_tasks(uow: UnitOfWork, tasks: Iterable[tuple[str, OpenTaskLike]]) -> None:
    """Gives open tasks the names, roles, forms and properties of the new version; claims, days and drafts stay."""
    table = t.tasks
    rows = [
        {
            "the_case": case_id,
            "the_key": task.key,
            "new_element": task.element,
            "new_name": task.name,
            "new_role": task.role,
            "new_form": task.form,
            "new_properties": dict(task.properties),
        }
        for case_id, task in tasks
    ]
    if rows:
        statement = (
            update(table)
            .where(table.c.case_id == bindparam("the_case"), table.c.key == bindparam("the_key"))
            .where(table.c.status == "open")
            .values(
                element=bindparam("new_element"),
                name=bindparam("new_name"),
                role=bindparam("new_role"),
                form=bindparam("new_form"),
                properties=bindparam("new_properties"),
            )
        )
        uow.conn.execute(statement, rows)
