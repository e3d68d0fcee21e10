"""Dated rows (二つの時間をもつ行): when something holds, and since when we know it.

`valid_from` and `valid_to` are civil days, half open: the row holds on `valid_from` and no more on `valid_to` (None:
until further notice). `recorded_at` and `superseded_at` bound what we knew. A row is never changed: a correction
supersedes it and states the days anew, so every question can be asked `on` a day and as `known_at` an instant.
The database itself refuses two rows of one key for the same day and instant, and any other change of a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, insert, or_, select, update
from sqlalchemy.exc import DBAPIError

from server.domain.refusals import Refused
from server.store.errors import StaleRegister
from server.store.guards import OVERLAP
from server.store.unit_of_work import UnitOfWork

_TICK = timedelta(microseconds=1)
_OWN = frozenset({"row_id", "valid_from", "valid_to", "recorded_at", "superseded_at", "by_event"})


@dataclass(frozen=True, slots=True)
class Stated:
    """One row as known: its days, what it says, which event said so."""

    row_id: int
    valid_from: date
    valid_to: date | None
    by_event: str
    says: Mapping[str, Any]


def known(table: Table, known_at: datetime | None) -> ColumnElement[bool]:
    """That a row was known at the instant; None asks for what we know now, whatever any clock says."""
    if known_at is None:
        return current(table)
    c = table.c
    return and_(c.recorded_at <= known_at, or_(c.superseded_at.is_(None), c.superseded_at > known_at))


def current(table: Table) -> ColumnElement[bool]:
    """That a row is what we know now."""
    superseded: ColumnElement[bool] = table.c.superseded_at.is_(None)
    return superseded


def holds(table: Table, on: date) -> ColumnElement[bool]:
    """That a row holds on the civil day."""
    c = table.c
    return and_(c.valid_from <= on, or_(c.valid_to.is_(None), c.valid_to > on))


def asked(table: Table, on: date, known_at: datetime | None) -> ColumnElement[bool]:
    """That a row holds `on` the day as `known_at` the instant."""
    return and_(holds(table, on), known(table, known_at))


def standing(conn: Connection, table: Table, key: Mapping[str, Any]) -> tuple[Stated, ...]:
    """What we know now of `key`, in order of days."""
    statement = table.select().where(_is(table, key), current(table)).order_by(table.c.valid_from)
    return tuple(_stated(row._asdict()) for row in conn.execute(statement))


def state(
    uow: UnitOfWork,
    table: Table,
    key: Mapping[str, Any],
    says: Mapping[str, Any],
    *,
    valid_from: date,
    valid_to: date | None = None,
    by_event: str,
) -> int:
    """States `says` for the days, over whatever was known for them; what stood before and after them stays.

    Returns the new row's id. Raises `Refused("dates_reversed")` for no days, `StaleRegister` when another transaction
    changed the same days at the same time, `Refused("register_overlap")` when another key's row forbids it.
    """
    _check_days(valid_from, valid_to)
    at = _instant(uow, table, key)
    touched = [row for row in standing(uow.conn, table, key) if _meet(row, valid_from, valid_to)]
    _supersede(uow, table, touched, at)
    for row in touched:
        _restate_rest(uow, table, key, row, valid_from, valid_to, at)
    return _insert(uow, table, key, says, valid_from, valid_to, at, by_event)


def add(
    uow: UnitOfWork,
    table: Table,
    key: Mapping[str, Any],
    says: Mapping[str, Any],
    *,
    valid_from: date,
    valid_to: date | None = None,
    by_event: str,
) -> int:
    """States `says` for days of which nothing was known; raises `Refused("register_overlap")` when something was."""
    _check_days(valid_from, valid_to)
    if any(_meet(row, valid_from, valid_to) for row in standing(uow.conn, table, key)):
        raise Refused("register_overlap")
    return _insert(uow, table, key, says, valid_from, valid_to, _instant(uow, table, key), by_event)


def end(
    uow: UnitOfWork, table: Table, key: Mapping[str, Any], *, on: date, by_event: str, **changed: Any
) -> Stated | None:
    """Nothing is known to hold from the day `on`; the row cut short is restated with `changed` columns.

    Returns the row that held on the day before as it now stands, None when nothing held from `on`.
    """
    touched = [row for row in standing(uow.conn, table, key) if _meet(row, on, None)]
    if not touched:
        return None
    at = _instant(uow, table, key)
    _supersede(uow, table, touched, at)
    cut = [row for row in touched if row.valid_from < on]
    for row in cut:
        _insert(uow, table, key, dict(row.says) | changed, row.valid_from, on, at, by_event)
    return next((row for row in reversed(standing(uow.conn, table, key)) if row.valid_to == on), None)


def _restate_rest(
    uow: UnitOfWork,
    table: Table,
    key: Mapping[str, Any],
    row: Stated,
    valid_from: date,
    valid_to: date | None,
    at: datetime,
) -> None:
    """The days of a superseded row outside the new ones hold on as they were, said by the same event."""
    if row.valid_from < valid_from:
        _insert(uow, table, key, row.says, row.valid_from, valid_from, at, row.by_event)
    if valid_to is not None and (row.valid_to is None or row.valid_to > valid_to):
        _insert(uow, table, key, row.says, valid_to, row.valid_to, at, row.by_event)


def _insert(
    uow: UnitOfWork,
    table: Table,
    key: Mapping[str, Any],
    says: Mapping[str, Any],
    valid_from: date,
    valid_to: date | None,
    at: datetime,
    by_event: str,
) -> int:
    row = {
        **says,
        **key,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "recorded_at": at,
        "by_event": by_event,
    }
    try:
        return int(uow.conn.execute(insert(table).values(row).returning(table.c.row_id)).scalar_one())
    except DBAPIError as error:
        if OVERLAP in str(error.orig):
            raise Refused("register_overlap") from error
        raise


def _supersede(uow: UnitOfWork, table: Table, rows: Sequence[Stated], at: datetime) -> None:
    if not rows:
        return
    ids = [row.row_id for row in rows]
    statement = update(table).where(table.c.row_id.in_(ids), current(table)).values(superseded_at=at)
    if uow.conn.execute(statement).rowcount != len(ids):
        raise StaleRegister(table.name)


def _instant(uow: UnitOfWork, table: Table, key: Mapping[str, Any]) -> datetime:
    """Now, but behind all that other units of work recorded of the key: the clocks of two machines may differ.

    So what was known at any instant stays known for that instant, even when two changes carry the same time.
    """
    place = (table.name, *sorted(key.items()))
    if place not in uow.recorded_places:
        latest = uow.conn.execute(
            select(func.max(table.c.recorded_at), func.max(table.c.superseded_at)).where(_is(table, key))
        ).one()
        behind = [instant + _TICK for instant in latest if instant is not None]
        uow.recorded_at = max([uow.recorded_at, *behind])
        uow.recorded_places.add(place)
    return uow.recorded_at


def _is(table: Table, key: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _meet(row: Stated, valid_from: date, valid_to: date | None) -> bool:
    starts_before_end = valid_to is None or row.valid_from < valid_to
    return starts_before_end and (row.valid_to is None or row.valid_to > valid_from)


def _check_days(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("dates_reversed", first=valid_from.isoformat(), last=valid_to.isoformat())


def _stated(row: Mapping[str, Any]) -> Stated:
    says = {name: value for name, value in row.items() if name not in _OWN}
    return Stated(row["row_id"], row["valid_from"], row["valid_to"], row["by_event"], says)
