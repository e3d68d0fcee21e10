"""Messages to cases and exports to linked systems (通信・連携): stored first, once under their source's id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from server.domain.effects import JSON, ExportRequest, JSONObject, Message
from server.domain.jsonvalue import canonical, check_json
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message on record; `status` is waiting, delivered or expired."""

    message_id: str
    kind: str
    source_id: str
    register_keys: Mapping[str, JSON]
    payload: Mapping[str, JSON]
    from_case_id: str | None
    status: str
    by_user: str
    received_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Addressee:
    """An open case that waits for a message of this kind."""

    case_id: str
    subscription_key: str
    element: str
    rev: int


@dataclass(frozen=True, slots=True)
class Export:
    """A record for a linked system; `due_on` is the last day on which it may be sent."""

    export_id: str
    interface: str
    key: str
    due_on: date
    payload: Mapping[str, JSON]
    case_id: str | None
    status: str
    queued_at: datetime
    file_name: str | None
    sent_at: datetime | None
    answered_at: datetime | None
    answer: JSON


def put_message(uow: UnitOfWork, message: Message, *, from_case_id: str | None = None) -> tuple[StoredMessage, bool]:
    """Stores a message; True when it is new, False when the very same one was stored before.

    Raises `Refused("message_source_reused")` when its `source_id` stands for another content.
    """
    check_json(dict(message.keys), "keys")
    check_json(dict(message.payload), "payload")
    standing = _by_source(uow.conn, message.source_id)
    if standing is not None:
        if _content(standing.kind, standing.register_keys, standing.payload) != _content(
            message.kind, message.keys, message.payload
        ):
            raise Refused("message_source_reused", source_id=message.source_id)
        return standing, False
    row = {
        "message_id": uow.new_id(),
        "kind": message.kind,
        "source_id": message.source_id,
        "register_keys": dict(message.keys),
        "payload": dict(message.payload),
        "from_case_id": from_case_id,
        "status": "waiting",
        "by_user": uow.actor.user_id,
        "received_at": uow.now,
    }
    uow.conn.execute(insert(t.messages).values(row))
    stored = _by_source(uow.conn, message.source_id)
    assert stored is not None  # noqa: S101 - written in the line above
    return stored, True


def addressees(
    conn: Connection,
    kind: str,
    *,
    household_key: str | None = None,
    person_key: str | None = None,
    case_id: str | None = None,
    number: str | None = None,
    slug: str | None = None,
) -> tuple[Addressee, ...]:
    """Open cases that wait for `kind` and are about all the given register keys; none when no key is given."""
    subs, cases = t.subscriptions.c, t.cases.c
    joined = t.subscriptions.join(t.cases, cases.case_id == subs.case_id)
    statement = (
        select(cases.case_id, subs.key.label("subscription_key"), subs.element, cases.rev)
        .select_from(joined)
        .where(subs.kind == kind, cases.status == "active")
    )
    if household_key is None and person_key is None and case_id is None and number is None:
        return ()
    for column, value in (
        (cases.household_key, household_key),
        (cases.case_id, case_id),
        (cases.number, number),
        (cases.slug, slug),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if person_key is not None:
        mine = select(t.case_persons.c.case_id).where(t.case_persons.c.person_key == person_key)
        statement = statement.where(cases.case_id.in_(mine))
    return fetch_all(conn, Addressee, statement.order_by(cases.case_id, subs.key))


def record_delivery(uow: UnitOfWork, message_id: str, case_id: str, step_no: int) -> bool:
    """Notes that the case got the message; False when it had it already (then it must not step again)."""
    table = t.message_deliveries
    before = select(table.c.step_no).where(table.c.message_id == message_id, table.c.case_id == case_id)
    if uow.conn.execute(before).first() is not None:
        return False
    row = {"message_id": message_id, "case_id": case_id, "step_no": step_no, "at": uow.now}
    uow.conn.execute(insert(table).values(row))
    settle_message(uow, message_id, "delivered")
    return True


def stands(conn: Connection, source_id: str) -> bool:
    """Whether a message of this source is on record."""
    return _by_source(conn, source_id) is not None


def settle_message(uow: UnitOfWork, message_id: str, status: str) -> None:
    """Ends the wait of a message: delivered, or expired (an incident tells about it)."""
    table = t.messages
    statement = update(table).where(table.c.message_id == message_id, table.c.status == "waiting")
    uow.conn.execute(statement.values(status=status, settled_at=uow.now))


def waiting_messages(
    conn: Connection, *, kinds: Sequence[str] | None = None, received_before: datetime | None = None, limit: int = 100
) -> tuple[StoredMessage, ...]:
    """Messages that found nobody yet, oldest first."""
    table = t.messages
    statement = select(*columns(StoredMessage, table)).where(table.c.status == "waiting")
    if kinds is not None:
        statement = statement.where(table.c.kind.in_(sorted(kinds)))
    if received_before is not None:
        statement = statement.where(table.c.received_at < received_before)
    return fetch_all(conn, StoredMessage, statement.order_by(table.c.received_at).limit(limit))


def subscribed_kinds(conn: Connection) -> tuple[str, ...]:
    """The kinds of messages for which some case waits just now."""
    return tuple(sorted(conn.scalars(select(t.subscriptions.c.kind).distinct())))


def get_message(conn: Connection, message_id: str) -> StoredMessage | None:
    """One message."""
    table = t.messages
    return fetch_one(
        conn, StoredMessage, select(*columns(StoredMessage, table)).where(table.c.message_id == message_id)
    )


def queue_export(uow: UnitOfWork, request: ExportRequest, *, case_id: str | None = None) -> str:
    """Queues a record for a linked system and returns its id; the same key again returns the one that stands."""
    check_json(dict(request.payload), "payload")
    table = t.exports
    same = select(table.c.export_id).where(table.c.interface == request.interface, table.c.key == request.key)
    standing = uow.conn.execute(same).scalar_one_or_none()
    if standing is not None:
        return standing
    export_id = uow.new_id()
    row = {
        "export_id": export_id,
        "interface": request.interface,
        "key": request.key,
        "due_on": date.fromisoformat(request.due_on),
        "payload": dict(request.payload),
        "case_id": case_id,
        "status": "queued",
        "queued_at": uow.now,
    }
    uow.conn.execute(insert(table).values(row))
    return export_id


def queued_exports(conn: Connection, interface: str | None = None, *, limit: int = 1000) -> tuple[Export, ...]:
    """What is still to be sent, by last day."""
    table = t.exports
    statement = select(*columns(Export, table)).where(table.c.status == "queued")
    if interface is not None:
        statement = statement.where(table.c.interface == interface)
    return fetch_all(conn, Export, statement.order_by(table.c.due_on, table.c.export_id).limit(limit))


def exports_of_case(conn: Connection, case_id: str) -> tuple[Export, ...]:
    """What a case has told linked systems."""
    statement = select(*columns(Export, t.exports)).where(t.exports.c.case_id == case_id)
    return fetch_all(conn, Export, statement.order_by(t.exports.c.queued_at, t.exports.c.export_id))


def export_sent(uow: UnitOfWork, export_ids: Sequence[str], file_name: str) -> int:
    """These records went out in this file; returns how many were still queued."""
    table = t.exports
    statement = update(table).where(table.c.export_id.in_(list(export_ids)), table.c.status == "queued")
    return uow.conn.execute(statement.values(status="sent", file_name=file_name, sent_at=uow.now)).rowcount


def export_answered(uow: UnitOfWork, export_id: str, *, accepted: bool, answer: JSON) -> None:
    """The linked system has answered."""
    check_json(answer, "answer")
    status = "accepted" if accepted else "rejected"
    table = t.exports
    statement = update(table).where(table.c.export_id == export_id, table.c.status == "sent")
    uow.conn.execute(statement.values(status=status, answered_at=uow.now, answer=answer))


def _by_source(conn: Connection, source_id: str) -> StoredMessage | None:
    table = t.messages
    return fetch_one(conn, StoredMessage, select(*columns(StoredMessage, table)).where(table.c.source_id == source_id))


def _content(kind: str, keys: JSONObject, payload: JSONObject) -> bytes:
    return canonical([kind, dict(keys), dict(payload)])
