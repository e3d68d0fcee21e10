"""Deputies (代決) on record: namings with their days, standings of a day, acts in another's place and their 後閲."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, insert, or_, select, update

from server.domain.deputies import ALL_KINDS, Standing
from server.domain.rights import Scope, work
from server.store import grants
from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.scopes import in_scope
from server.store.tasks import Task
from server.store.unit_of_work import UnitOfWork

_DECIDER = "approver"


@dataclass(frozen=True, slots=True)
class DeputyRow:
    """One naming; `first_day` and `last_day` are both included."""

    deputy_id: str
    office: str
    slug: str
    principal: str
    deputy: str
    rank: int
    first_day: date
    last_day: date
    named_by: str
    named_at: datetime
    ended_at: datetime | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class DeputyAct:
    """One task that `deputy` did for `principal`; `looked_at` is the 後閲."""

    act_id: str
    task_id: str
    case_id: str
    element: str
    principal: str
    deputy: str
    at: datetime
    business_day: date
    looked_at: datetime | None


def name_deputy(
    uow: UnitOfWork, *, office: str, slug: str, principal: str, deputy: str, rank: int, first_day: date, last_day: date
) -> str:
    """Writes a naming in the actor's name and returns its id; what may be named is the use case's to judge."""
    row = {
        "deputy_id": uow.new_id(),
        "office": office,
        "slug": slug,
        "principal": principal,
        "deputy": deputy,
        "rank": rank,
        "first_day": first_day,
        "last_day": last_day,
        "named_by": uow.actor.user_id,
        "named_at": uow.now,
    }
    uow.conn.execute(insert(t.deputies).values(row))
    return str(row["deputy_id"])


def end_deputy(uow: UnitOfWork, deputy_id: str) -> bool:
    """Ends a naming at once; False when it was ended before."""
    table = t.deputies.c
    mine = update(t.deputies).where(table.deputy_id == deputy_id, table.ended_at.is_(None))
    return uow.conn.execute(mine.values(ended_at=uow.now, ended_by=uow.actor.user_id)).rowcount == 1


def get_deputy(conn: Connection, deputy_id: str) -> DeputyRow | None:
    """One naming."""
    return fetch_one(
        conn, DeputyRow, select(*columns(DeputyRow, t.deputies)).where(t.deputies.c.deputy_id == deputy_id)
    )


def namings(conn: Connection, scope: Scope, since: date) -> tuple[DeputyRow, ...]:
    """The namings of these offices that are not ended and whose last day is `since` or later."""
    table = t.deputies.c
    wanted = select(*columns(DeputyRow, t.deputies)).where(
        in_scope(table.office, scope), table.last_day >= since, table.ended_at.is_(None)
    )
    return fetch_all(
        conn, DeputyRow, wanted.order_by(table.office, table.principal, table.first_day, table.rank, table.deputy_id)
    )


def standings_of(conn: Connection, user_id: str, day: date) -> tuple[Standing, ...]:
    """For whom this person may decide on `day`; only deciders count who hold the right themselves that day."""
    own = _in_force(conn, day, deputy=user_id)
    if not own:
        return ()
    away = {one.principal for one in _in_force(conn, day)}
    found = []
    for one in own:
        if one.principal not in grants.holders(conn, work(_DECIDER), one.office, day):
            continue
        before = [
            other.deputy
            for other in _in_force(conn, day, principal=one.principal)
            if other.office == one.office and other.rank < one.rank and _meet(other.slug, one.slug)
        ]
        ahead = tuple(sorted({who for who in before if who not in away and who != user_id and _works(conn, who, day)}))
        found.append(Standing(one.principal, one.office, one.slug, one.first_day, one.last_day, ahead))
    return tuple(found)


def _meet(one: str, other: str) -> bool:
    return one == other or ALL_KINDS in (one, other)


def _works(conn: Connection, user_id: str, day: date) -> bool:
    users = t.users.c
    here = (users.valid_from <= day, or_(users.valid_to.is_(None), users.valid_to > day), users.disabled_at.is_(None))
    return conn.execute(select(users.user_id).where(users.user_id == user_id, *here)).first() is not None


def _in_force(
    conn: Connection, day: date, *, deputy: str | None = None, principal: str | None = None
) -> tuple[DeputyRow, ...]:
    table = t.deputies.c
    wanted = select(*columns(DeputyRow, t.deputies)).where(
        table.first_day <= day, table.last_day >= day, table.ended_at.is_(None)
    )
    if deputy is not None:
        wanted = wanted.where(table.deputy == deputy)
    if principal is not None:
        wanted = wanted.where(table.principal == principal)
    return fetch_all(conn, DeputyRow, wanted.order_by(table.rank, table.principal, table.deputy_id))


# ---- what was done in another's place -------------------------------------------------------------


def record_act(uow: UnitOfWork, task: Task, principal: str) -> None:
    """The actor does this task for `principal`, who will find it under 後閲."""
    row = {
        "act_id": uow.new_id(),
        "task_id": task.task_id,
        "case_id": task.case_id,
        "element": task.element,
        "principal": principal,
        "deputy": uow.actor.user_id,
        "at": uow.now,
        "business_day": uow.business_day,
    }
    uow.conn.execute(insert(t.deputy_acts).values(row))


def drop_act(uow: UnitOfWork, task_id: str) -> None:
    """The task was taken back (取り消し) and is open again: nothing was done in another's place."""
    table = t.deputy_acts.c
    uow.conn.execute(delete(t.deputy_acts).where(table.task_id == task_id, table.looked_at.is_(None)))


def principal_of(conn: Connection, case_id: str, element: str, decided_by: str) -> str | None:
    """For whom the last round of this element in the case was done; None when in one's own right."""
    last = conn.scalar(
        select(t.history.c.at)
        .where(t.history.c.case_id == case_id, t.history.c.element == element, t.history.c.kind == "completed")
        .order_by(t.history.c.seq.desc())
        .limit(1)
    )
    for act in reversed(acts_of_case(conn, case_id)):
        if act.element == element and act.deputy == decided_by and act.at == last:
            return act.principal
    return None


def acts_of_case(conn: Connection, case_id: str) -> tuple[DeputyAct, ...]:
    """What deputies did in a case, oldest first."""
    return fetch_all(conn, DeputyAct, _acts().where(t.deputy_acts.c.case_id == case_id))


def acts_to_look_at(conn: Connection, principal: str) -> tuple[DeputyAct, ...]:
    """後閲: what was done in this person's place and he has not looked at yet, oldest first."""
    table = t.deputy_acts.c
    return fetch_all(conn, DeputyAct, _acts().where(table.principal == principal, table.looked_at.is_(None)))


def look_at(uow: UnitOfWork, act_id: str) -> DeputyAct | None:
    """The actor has looked at an act that was done in his place; None when it is not his, or looked at already.

    Its decision on record, if there is one, is confirmed by it.
    """
    table = t.deputy_acts.c
    own = and_(table.act_id == act_id, table.principal == uow.actor.user_id, table.looked_at.is_(None))
    act = fetch_one(uow.conn, DeputyAct, select(*columns(DeputyAct, t.deputy_acts)).where(own))
    if act is None or uow.conn.execute(update(t.deputy_acts).where(own).values(looked_at=uow.now)).rowcount != 1:
        return None
    decided = t.decisions.c
    uow.conn.execute(
        update(t.decisions)
        .where(decided.case_id == act.case_id, decided.deputy_for == act.principal)
        .where(decided.decided_by == act.deputy, decided.confirmed_by.is_(None))
        .values(confirmed_by=uow.actor.user_id, confirmed_at=uow.now)
    )
    return act


def _acts() -> Select[Any]:
    return select(*columns(DeputyAct, t.deputy_acts)).order_by(t.deputy_acts.c.at, t.deputy_acts.c.act_id)
