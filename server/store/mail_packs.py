"""Mail packs (郵便の束): opened with a count, each label settled once, closed when nothing is left without a fate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from server.domain.rights import Scope
from server.store import tables as t
from server.store.errors import Stale
from server.store.rows import columns, fetch_all, fetch_one
from server.store.scopes import in_scope
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class MailPack:
    """A pack as it stands; `status` is open or closed."""

    pack_id: str
    office: str
    opened_on: date
    no: int
    place: str
    counted: int
    status: str
    opened_by: str
    opened_at: datetime
    closed_by: str | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailLabel:
    """A label of a pack; `fate` is None while nobody has settled what the envelope is."""

    number: str
    pack_id: str
    position: int
    fate: str | None
    case_id: str | None
    reason: str | None
    settled_by: str | None
    settled_at: datetime | None
    copy_wanted: bool
    copy_sent_on: date | None
    copy_sent_by: str | None


def open_pack(uow: UnitOfWork, office: str, place: str, numbers: Sequence[str]) -> MailPack:
    """Puts a pack on record with its labels, one for each envelope counted."""
    table = t.mail_packs.c
    last = select(func.coalesce(func.max(table.no), 0)).where(
        table.office == office, table.opened_on == uow.business_day
    )
    pack_id = uow.new_id()
    row = {
        "pack_id": pack_id,
        "office": office,
        "opened_on": uow.business_day,
        "no": int(uow.conn.execute(last).scalar_one()) + 1,
        "place": place,
        "counted": len(numbers),
        "status": "open",
        "opened_by": uow.actor.user_id,
        "opened_at": uow.now,
    }
    uow.conn.execute(insert(t.mail_packs).values(row))
    _add_labels(uow, pack_id, numbers, behind=0)
    made = get_pack(uow.conn, pack_id)
    assert made is not None  # noqa: S101 - written in the lines above
    return made


def add_labels(uow: UnitOfWork, pack: MailPack, numbers: Sequence[str]) -> None:
    """More labels for a pack that held more than was counted; raises `Stale` when it was closed meanwhile."""
    table = t.mail_packs
    statement = update(table).where(table.c.pack_id == pack.pack_id, table.c.status == "open")
    if uow.conn.execute(statement.values(counted=pack.counted + len(numbers))).rowcount != 1:
        raise Stale(pack.pack_id)
    _add_labels(uow, pack.pack_id, numbers, behind=pack.counted)


def _add_labels(uow: UnitOfWork, pack_id: str, numbers: Sequence[str], *, behind: int) -> None:
    rows = [
        {"number": number, "pack_id": pack_id, "position": behind + place, "copy_wanted": False}
        for place, number in enumerate(numbers, 1)
    ]
    if rows:
        uow.conn.execute(insert(t.mail_labels), rows)


def lock_pack(uow: UnitOfWork, pack_id: str) -> MailPack | None:
    """The pack, and nobody else can change it until this unit of work ends."""
    statement = select(*columns(MailPack, t.mail_packs)).where(t.mail_packs.c.pack_id == pack_id).with_for_update()
    return fetch_one(uow.conn, MailPack, statement)


def get_pack(conn: Connection, pack_id: str) -> MailPack | None:
    """One pack."""
    table = t.mail_packs
    return fetch_one(conn, MailPack, select(*columns(MailPack, table)).where(table.c.pack_id == pack_id))


def packs(
    conn: Connection, scope: Scope, *, status: str | None = None, opened_before: date | None = None, limit: int = 100
) -> tuple[MailPack, ...]:
    """The packs of the offices in scope, open ones first, the oldest of them first."""
    table = t.mail_packs
    statement = select(*columns(MailPack, table)).where(in_scope(table.c.office, scope))
    if status is not None:
        statement = statement.where(table.c.status == status)
    if opened_before is not None:
        statement = statement.where(table.c.opened_on < opened_before)
    order = (table.c.status.desc(), table.c.opened_on, table.c.no, table.c.pack_id)
    return fetch_all(conn, MailPack, statement.order_by(*order).limit(limit))


def labels_of(conn: Connection, pack_id: str) -> tuple[MailLabel, ...]:
    """The labels of a pack in order."""
    table = t.mail_labels
    statement = select(*columns(MailLabel, table)).where(table.c.pack_id == pack_id)
    return fetch_all(conn, MailLabel, statement.order_by(table.c.position))


def get_label(conn: Connection, number: str) -> MailLabel | None:
    """One label by its number."""
    table = t.mail_labels
    return fetch_one(conn, MailLabel, select(*columns(MailLabel, table)).where(table.c.number == number))


def unsettled(conn: Connection, pack_ids: Iterable[str]) -> dict[str, int]:
    """How many labels of each pack have no fate yet (packs without any are left out)."""
    table = t.mail_labels.c
    statement = (
        select(table.pack_id, func.count())
        .where(table.pack_id.in_(sorted(set(pack_ids))), table.fate.is_(None))
        .group_by(table.pack_id)
    )
    return dict(conn.execute(statement).all())


def settle_label(
    uow: UnitOfWork,
    number: str,
    fate: str,
    *,
    case_id: str | None = None,
    reason: str | None = None,
    copy_wanted: bool = False,
) -> None:
    """Says once what an envelope is; raises `Stale` when somebody was faster."""
    table = t.mail_labels
    says = {
        "fate": fate,
        "case_id": case_id,
        "reason": reason,
        "settled_by": uow.actor.user_id,
        "settled_at": uow.now,
        "copy_wanted": copy_wanted,
    }
    statement = update(table).where(table.c.number == number, table.c.fate.is_(None))
    if uow.conn.execute(statement.values(says)).rowcount != 1:
        raise Stale(number)


def copy_sent(uow: UnitOfWork, number: str) -> bool:
    """Notes that the citizen's copy went back; False when it had before or nobody asked for it."""
    table = t.mail_labels
    waits = (table.c.number == number, table.c.copy_wanted.is_(True), table.c.copy_sent_on.is_(None))
    says = {"copy_sent_on": uow.business_day, "copy_sent_by": uow.actor.user_id}
    return uow.conn.execute(update(table).where(*waits).values(says)).rowcount == 1


def close_pack(uow: UnitOfWork, pack_id: str) -> None:
    """Closes it; raises `Stale` when it is not open."""
    table = t.mail_packs
    says = {"status": "closed", "closed_by": uow.actor.user_id, "closed_at": uow.now}
    statement = update(table).where(table.c.pack_id == pack_id, table.c.status == "open")
    if uow.conn.execute(statement.values(says)).rowcount != 1:
        raise Stale(pack_id)
