"""Grants (権限の付与): asked for by one, given by another, for some days; ended, never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, insert, or_, select, update

from server.domain.refusals import Refused
from server.domain.rights import Grant
from server.domain.roles import OFFICIALS_ONLY, PERSONS_ONLY
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant on record, with who asked and who gave; `valid_to` is the first day without it."""

    grant_id: str
    user_id: str
    function: str
    scope: str
    valid_from: date
    valid_to: date | None
    requested_by: str
    granted_by: str
    granted_at: datetime
    ended_at: datetime | None
    ended_by: str | None


def give(uow: UnitOfWork, user_id: str, grants: Iterable[Grant], *, requested_by: str) -> tuple[str, ...]:
    """Gives the grants in the actor's name and returns their ids.

    Raises `Refused` with `same_person_requests_and_issues`, `grant_without_end` for one who is not permanent staff,
    `contractor_cannot_decide` for contracted staff and what officials alone may do, or `system_cannot_decide` for a
    linked system and what a named person alone may do.
    """
    if requested_by == uow.actor.user_id:
        raise Refused("same_person_requests_and_issues")
    wanted = list(grants)
    kind = uow.conn.execute(select(t.users.c.kind).where(t.users.c.user_id == user_id)).scalar_one()
    if kind in ("fixed_term", "contractor") and any(grant.valid_to is None for grant in wanted):
        raise Refused("grant_without_end")
    if kind == "contractor" and any(grant.function in OFFICIALS_ONLY for grant in wanted):
        raise Refused("contractor_cannot_decide")
    if kind == "system" and any(grant.function in PERSONS_ONLY for grant in wanted):
        raise Refused("system_cannot_decide")
    rows = [
        {
            "grant_id": uow.new_id(),
            "user_id": user_id,
            "function": grant.function,
            "scope": grant.scope,
            "valid_from": grant.valid_from,
            "valid_to": grant.valid_to,
            "requested_by": requested_by,
            "granted_by": uow.actor.user_id,
            "granted_at": uow.now,
        }
        for grant in wanted
    ]
    if rows:
        uow.conn.execute(insert(t.grants), rows)
    return tuple(str(row["grant_id"]) for row in rows)


def grants_of(conn: Connection, user_id: str, on: date | None = None) -> tuple[Grant, ...]:
    """The grants of a user in force `on` the day (all not ended, when None); read at every request."""
    table = t.grants.c
    statement = select(table.function, table.scope, table.valid_from, table.valid_to).where(
        table.user_id == user_id, table.ended_at.is_(None)
    )
    if on is not None:
        begun = and_(table.valid_from <= on, or_(table.valid_to.is_(None), table.valid_to > on))
        statement = statement.where(begun)
    return fetch_all(conn, Grant, statement.order_by(table.function, table.scope))


def grant_rows(conn: Connection, user_id: str) -> tuple[GrantRow, ...]:
    """Everything ever granted to a user, newest first."""
    table = t.grants
    statement = select(*columns(GrantRow, table)).where(table.c.user_id == user_id)
    return fetch_all(conn, GrantRow, statement.order_by(table.c.granted_at.desc(), table.c.grant_id))


def holders(conn: Connection, function: str, office: str, on: date) -> tuple[str, ...]:
    """The users who hold `function` in `office` on the day (candidates for 担当を割り当てる), by user id."""
    table, users = t.grants.c, t.users.c
    statement = (
        select(table.user_id)
        .distinct()
        .select_from(t.grants.join(t.users, users.user_id == table.user_id))
        .where(table.function == function, table.scope.in_([office, "all"]), table.ended_at.is_(None))
        .where(table.valid_from <= on, or_(table.valid_to.is_(None), table.valid_to > on))
        .where(users.disabled_at.is_(None), users.kind != "system")
        .where(users.valid_from <= on, or_(users.valid_to.is_(None), users.valid_to > on))
        .order_by(table.user_id)
    )
    return tuple(conn.scalars(statement))


def end_grants(uow: UnitOfWork, grant_ids: Iterable[str]) -> int:
    """Ends grants at once; returns how many it were."""
    table = t.grants
    statement = update(table).where(table.c.grant_id.in_(sorted(set(grant_ids))), table.c.ended_at.is_(None))
    return uow.conn.execute(statement.values(ended_at=uow.now, ended_by=uow.actor.user_id)).rowcount
