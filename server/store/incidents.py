"""Incidents and notes (障害・一言): what went wrong until someone has put it right, and words for the next person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, false, insert, or_, select, update

from server.domain.effects import JSON, JSONObject
from server.domain.refusals import Refused
from server.domain.rights import Scope
from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.scopes import in_scope
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident: `kind` (step_failed, letter_held, message_unclaimed …), what it concerns, who owns it."""

    incident_id: str
    kind: str
    case_id: str | None
    object_kind: str
    object_key: str
    office: str | None
    summary: str
    detail: Mapping[str, JSON]
    status: str
    owner: str | None
    raised_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    resolution: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """Words on a case or household; `kind` is note 一言 or phone 電話の記録."""

    note_id: str
    case_id: str | None
    household_key: str | None
    kind: str
    body: str
    by_user: str
    at: datetime


def raise_incident(
    uow: UnitOfWork,
    *,
    kind: str,
    object_kind: str,
    object_key: str,
    summary: str,
    case_id: str | None = None,
    office: str | None = None,
    detail: JSONObject | None = None,
) -> str:
    """Opens an incident and returns its id; one that is open for the same kind and object is returned instead."""
    table = t.incidents
    same = (table.c.kind == kind, table.c.object_kind == object_kind, table.c.object_key == object_key)
    standing = uow.conn.execute(
        select(table.c.incident_id).where(*same, table.c.status == "open").limit(1)
    ).scalar_one_or_none()
    if standing is not None:
        return standing
    incident_id = uow.new_id()
    row = {
        "incident_id": incident_id,
        "kind": kind,
        "case_id": case_id,
        "object_kind": object_kind,
        "object_key": object_key,
        "office": office,
        "summary": summary,
        "detail": dict(detail or {}),
        "status": "open",
        "raised_at": uow.now,
    }
    uow.conn.execute(insert(table).values(row))
    return incident_id


def get_incident(conn: Connection, incident_id: str) -> Incident | None:
    """One incident."""
    statement = select(*columns(Incident, t.incidents)).where(t.incidents.c.incident_id == incident_id)
    return fetch_one(conn, Incident, statement)


def open_incidents(conn: Connection, scope: Scope, *, case_id: str | None = None) -> tuple[Incident, ...]:
    """Open incidents of the offices in scope and of none in particular, oldest first."""
    table = t.incidents.c
    near = or_(in_scope(t.incidents.c.office, scope), table.office.is_(None))  # type: ignore[arg-type]
    statement = select(*columns(Incident, t.incidents)).where(table.status == "open", near)
    if case_id is not None:
        statement = statement.where(table.case_id == case_id)
    return fetch_all(conn, Incident, statement.order_by(table.raised_at, table.incident_id))


def own_incident(uow: UnitOfWork, incident_id: str) -> None:
    """The actor takes the incident over."""
    table = t.incidents
    open_one = (table.c.incident_id == incident_id, table.c.status == "open")
    if uow.conn.execute(update(table).where(*open_one).values(owner=uow.actor.user_id)).rowcount != 1:
        raise Refused("incident_not_found")


def close_incident(uow: UnitOfWork, incident_id: str, resolution: str) -> None:
    """Closes it with what was done; raises `Refused("incident_not_found")` when it is not open."""
    table = t.incidents
    closed = {
        "status": "closed",
        "closed_at": uow.now,
        "closed_by": uow.actor.user_id,
        "resolution": resolution,
    }
    open_one = (table.c.incident_id == incident_id, table.c.status == "open")
    if uow.conn.execute(update(table).where(*open_one).values(**closed)).rowcount != 1:
        raise Refused("incident_not_found")


def add_note(
    uow: UnitOfWork, *, kind: str, body: str, case_id: str | None = None, household_key: str | None = None
) -> str:
    """Writes a note on a case, a household or both, and returns its id."""
    note_id = uow.new_id()
    row = {
        "note_id": note_id,
        "case_id": case_id,
        "household_key": household_key,
        "kind": kind,
        "body": body,
        "by_user": uow.actor.user_id,
        "at": uow.now,
    }
    uow.conn.execute(insert(t.notes).values(row))
    return note_id


def notes_of(conn: Connection, *, case_id: str | None = None, household_key: str | None = None) -> tuple[Note, ...]:
    """Notes on the case or the household, newest first."""
    table = t.notes.c
    near = or_(
        false(),
        *([table.case_id == case_id] if case_id is not None else []),
        *([table.household_key == household_key] if household_key is not None else []),
    )
    return fetch_all(conn, Note, select(*columns(Note, t.notes)).where(near).order_by(table.at.desc()))
