"""Incidents and notes (障害・一言): what went wrong until someone has put it right, and words for the next person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, false, func, insert, or_, select, update

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
    call_back_on: date | None
    called_back_at: datetime | None


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


def ever_raised(conn: Connection, object_keys: Iterable[str]) -> frozenset[tuple[str, str]]:
    """The kind and object of incidents about these objects, closed ones too: what was told is not told again."""
    table, wanted = t.incidents.c, sorted(set(object_keys))
    found: set[tuple[str, str]] = set()
    for start in range(0, len(wanted), 500):
        here = table.object_key.in_(wanted[start : start + 500])
        found |= {(kind, key) for kind, key in conn.execute(select(table.kind, table.object_key).where(here))}
    return frozenset(found)


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


def is_stopped(conn: Connection, case_id: str) -> bool:
    """Whether a step of the case failed and nobody has put that right yet."""
    table = t.incidents.c
    open_one = (table.case_id == case_id, table.kind == "step_failed", table.status == "open")
    return conn.execute(select(table.incident_id).where(*open_one).limit(1)).first() is not None


def own_incident(uow: UnitOfWork, incident_id: str) -> None:
    """The actor takes the incident over."""
    table = t.incidents
    open_one = (table.c.incident_id == incident_id, table.c.status == "open")
    if uow.conn.execute(update(table).where(*open_one).values(owner=uow.actor.user_id)).rowcount != 1:
        raise Refused("incident_not_found")


def give_incident(uow: UnitOfWork, incident_id: str, *, owner: str | None, office: str | None) -> None:
    """Hands the incident over: to a person, or to an office where nobody owns it yet."""
    table = t.incidents
    open_one = (table.c.incident_id == incident_id, table.c.status == "open")
    if uow.conn.execute(update(table).where(*open_one).values(owner=owner, office=office)).rowcount != 1:
        raise Refused("incident_not_found")


def note_in_detail(uow: UnitOfWork, incident: Incident, name: str, value: JSON) -> None:
    """Keeps something with the incident under `name`; None takes it away."""
    detail = {key: kept for key, kept in incident.detail.items() if key != name}
    detail |= {} if value is None else {name: value}
    table = t.incidents
    uow.conn.execute(update(table).where(table.c.incident_id == incident.incident_id).values(detail=detail))


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
    uow: UnitOfWork,
    *,
    kind: str,
    body: str,
    case_id: str | None = None,
    household_key: str | None = None,
    call_back_on: date | None = None,
) -> str:
    """Writes a note on a case, a household, both or none, and returns its id; with a day, its writer will call back."""
    note_id = uow.new_id()
    row = {
        "note_id": note_id,
        "case_id": case_id,
        "household_key": household_key,
        "kind": kind,
        "body": body,
        "by_user": uow.actor.user_id,
        "at": uow.now,
        "call_back_on": call_back_on,
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


def count_notes(conn: Connection, case_ids: Iterable[str]) -> dict[str, int]:
    """How many notes stand on each of these cases; cases without any are left out."""
    table = t.notes.c
    wanted = sorted(set(case_ids))
    rows = conn.execute(select(table.case_id, func.count()).where(table.case_id.in_(wanted)).group_by(table.case_id))
    return {case_id: number for case_id, number in rows if case_id}


def call_backs(conn: Connection, user_id: str, *, by: date | None = None) -> tuple[Note, ...]:
    """Telephone notes of this person whose caller waits for a call back, by day; with `by` those due then."""
    table = t.notes.c
    waits = and_(table.by_user == user_id, table.call_back_on.is_not(None), table.called_back_at.is_(None))
    statement = select(*columns(Note, t.notes)).where(waits)
    if by is not None:
        statement = statement.where(table.call_back_on <= by)
    return fetch_all(conn, Note, statement.order_by(table.call_back_on, table.at))


def get_note(conn: Connection, note_id: str) -> Note | None:
    """One note."""
    return fetch_one(conn, Note, select(*columns(Note, t.notes)).where(t.notes.c.note_id == note_id))


def called_back(uow: UnitOfWork, note_id: str) -> None:
    """The writer has called back; raises `Refused("call_back_not_found")` where nothing of his waits."""
    table = t.notes
    own = and_(table.c.note_id == note_id, table.c.by_user == uow.actor.user_id, table.c.called_back_at.is_(None))
    if uow.conn.execute(update(table).where(own).values(called_back_at=uow.now)).rowcount != 1:
        raise Refused("call_back_not_found")
