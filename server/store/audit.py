"""The audit (操作記録): events with the hash of their content, seals that chain them, and the check of both.

Persons and households stand in it as pseudonyms; the one table that ties them to a key may be erased. The events say
who did what when from where with which object: keys only, never a name, an amount or a My Number.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_

from server.domain.actors import Actor
from server.domain.effects import JSON
from server.domain.jsonvalue import check_json
from server.store import tables as t
from server.store.dialects import insert_or_ignore, insert_rows
from server.store.tables.columns import canonical_json, instant_text

_SUBJECTS = ("person", "household")
_CONTENT = (
    "at",
    "kind",
    "user_id",
    "office",
    "session_id",
    "terminal",
    "ip",
    "object_kind",
    "object_key",
    "case_id",
    "person_ref",
    "household_ref",
    "detail",
    "nonce",
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One event as a use case reports it, with plain keys; pseudonyms are put in when it is written."""

    kind: str
    object_kind: str
    object_key: str
    case_id: str | None = None
    person_key: str | None = None
    household_key: str | None = None
    detail: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One event as it stands in the audit; `person_ref`, `household_ref` are pseudonyms."""

    event_id: int
    at: datetime
    kind: str
    user_id: str
    office: str
    terminal: str
    ip: str
    object_kind: str
    object_key: str
    case_id: str | None
    person_ref: str | None
    household_ref: str | None
    detail: Mapping[str, JSON]


def write(conn: Connection, entries: Sequence[AuditEntry], actor: Actor, at: datetime) -> None:
    """Inserts the events of one unit of work; called by `UnitOfWork` alone."""
    refs = _references(conn, _subjects(entries))
    rows = []
    for entry in entries:
        check_json(dict(entry.detail), "detail")
        row: dict[str, object] = {
            "at": at,
            "kind": entry.kind,
            "user_id": actor.user_id,
            "office": actor.office,
            "session_id": actor.session_id,
            "terminal": actor.terminal,
            "ip": actor.ip,
            "object_kind": entry.object_kind,
            "object_key": refs.get((entry.object_kind, entry.object_key), entry.object_key),
            "case_id": entry.case_id,
            "person_ref": refs.get(("person", entry.person_key or "")),
            "household_ref": refs.get(("household", entry.household_key or "")),
            "detail": dict(entry.detail),
            "nonce": secrets.token_hex(8),
        }
        rows.append(row | {"hash": content_hash(row)})
    insert_rows(conn, t.audit_events, rows)


def content_hash(row: Mapping[str, object]) -> str:
    """SHA-256 over the event's own columns in one spelling; the random nonce keeps two equal events apart."""
    plain = {name: row[name] for name in _CONTENT}
    at = plain["at"]
    if isinstance(at, datetime):
        plain["at"] = instant_text(at)
    return hashlib.sha256(canonical_json(plain).encode()).hexdigest()


def events_of(
    conn: Connection,
    *,
    person_key: str | None = None,
    household_key: str | None = None,
    case_id: str | None = None,
    user_id: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[AuditEvent, ...]:
    """Events newest first, by whom or what they are about; all given conditions hold. `before` is an event id."""
    conditions: list[ColumnElement[bool]] = []
    for kind, key, column in (
        ("person", person_key, t.audit_events.c.person_ref),
        ("household", household_key, t.audit_events.c.household_ref),
    ):
        if key is not None:
            ref = select(t.audit_persons.c.ref).where(
                t.audit_persons.c.kind == kind, t.audit_persons.c.subject_key == key
            )
            conditions.append(column.in_(ref))
    if case_id is not None:
        conditions.append(t.audit_events.c.case_id == case_id)
    if user_id is not None:
        conditions.append(t.audit_events.c.user_id == user_id)
    if before is not None:
        conditions.append(t.audit_events.c.event_id < before)
    rows = conn.execute(
        t.audit_events.select().where(and_(True, *conditions)).order_by(t.audit_events.c.event_id.desc()).limit(limit)
    )
    return tuple(_event(row._asdict()) for row in rows)


def _event(row: Mapping[str, object]) -> AuditEvent:
    return AuditEvent(**{name: row[name] for name in AuditEvent.__slots__})  # type: ignore[arg-type]


def erase_subject(conn: Connection, kind: str, key: str) -> None:
    """Erases the tie between a pseudonym and its person or household (消去); the events themselves stay."""
    conn.execute(t.audit_persons.delete().where(t.audit_persons.c.kind == kind, t.audit_persons.c.subject_key == key))


def _subjects(entries: Iterable[AuditEntry]) -> set[tuple[str, str]]:
    found = set()
    for entry in entries:
        if entry.object_kind in _SUBJECTS:
            found.add((entry.object_kind, entry.object_key))
        if entry.person_key:
            found.add(("person", entry.person_key))
        if entry.household_key:
            found.add(("household", entry.household_key))
    return found


def _references(conn: Connection, subjects: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The pseudonym of each subject; a new one is random, so it tells nothing about the key."""
    if not subjects:
        return {}
    found = _known_references(conn, subjects)
    new = sorted(subjects - found.keys())
    if new:
        rows = [{"ref": secrets.token_hex(12), "kind": kind, "subject_key": key} for kind, key in new]
        conn.execute(insert_or_ignore(conn, t.audit_persons), rows)
        found = _known_references(conn, subjects)
    return found


def _known_references(conn: Connection, subjects: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    table = t.audit_persons.c
    condition = or_(tuple_(table.kind, table.subject_key).in_(sorted(subjects)))
    rows = conn.execute(select(table.kind, table.subject_key, table.ref).where(condition))
    return {(kind, key): ref for kind, key, ref in rows}
