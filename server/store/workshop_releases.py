"""What released drafts put in force beside diagrams (公開した文面と値): letters, dated values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, or_, select, update

from server.domain.effects import JSON
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LetterText:
    """A released text of a letter; the latest active one whose day has come is printed."""

    text_id: str
    letter: str
    path: str
    content_hash: str
    over_hash: str
    valid_from: date
    draft_id: str
    status: str
    released_by: str
    released_at: datetime


@dataclass(frozen=True, slots=True)
class ValueRelease:
    """A released row of values as JSON, and those that held on its days before."""

    draft_id: str
    key: str
    valid_from: date
    row: JSON
    before: JSON
    status: str


def letter_texts(conn: Connection) -> tuple[LetterText, ...]:
    """All texts that drafts put in force, withdrawn ones too, in the order in which they were released."""
    table = t.letter_texts
    return fetch_all(
        conn, LetterText, select(*columns(LetterText, table)).order_by(table.c.released_at, table.c.text_id)
    )


def letter_texts_stamp(conn: Connection) -> tuple[int, int]:
    """Changes when a text is released or withdrawn."""
    table = t.letter_texts.c
    row = conn.execute(select(func.count(table.text_id), func.count(table.withdrawn_at))).one()
    return row[0], row[1]


def release_text(
    uow: UnitOfWork, *, letter: str, path: str, content_hash: str, over_hash: str, valid_from: date, draft_id: str
) -> None:
    """Puts a text of a letter in force from a day of issue on; its content is on record already."""
    row = {
        "text_id": uow.new_id(),
        "letter": letter,
        "path": path,
        "content_hash": content_hash,
        "over_hash": over_hash,
        "valid_from": valid_from,
        "draft_id": draft_id,
        "status": "active",
        "released_by": uow.actor.user_id,
        "released_at": uow.now,
    }
    uow.conn.execute(insert(t.letter_texts).values(row))


def withdraw_texts(uow: UnitOfWork, draft_id: str) -> int:
    """Takes the texts of a draft out of force; returns how many."""
    table = t.letter_texts
    mine = update(table).where(table.c.draft_id == draft_id, table.c.status == "active")
    gone = {"status": "withdrawn", "withdrawn_by": uow.actor.user_id, "withdrawn_at": uow.now}
    return uow.conn.execute(mine.values(**gone)).rowcount


def keep_values(uow: UnitOfWork, draft_id: str, rows: Iterable[tuple[str, date, JSON, JSON]]) -> None:
    """Writes down the rows that a draft stated (key, first day, row, what held before)."""
    written = [
        {"draft_id": draft_id, "key": key, "valid_from": day, "row": row, "before": before, "status": "active"}
        for key, day, row, before in rows
    ]
    if written:
        uow.conn.execute(insert(t.value_releases), written)


def value_releases(conn: Connection, draft_id: str) -> tuple[ValueRelease, ...]:
    """The rows that a draft stated and that were not taken back, by key and day."""
    table = t.value_releases
    wanted = select(*columns(ValueRelease, table)).where(table.c.draft_id == draft_id, table.c.status == "active")
    return fetch_all(conn, ValueRelease, wanted.order_by(table.c.key, table.c.valid_from))


def withdraw_values(uow: UnitOfWork, draft_id: str) -> None:
    """Marks the rows of a draft as taken back."""
    table = t.value_releases
    mine = update(table).where(table.c.draft_id == draft_id, table.c.status == "active")
    uow.conn.execute(mine.values(status="withdrawn", withdrawn_by=uow.actor.user_id, withdrawn_at=uow.now))


def keys_of_the_office(conn: Connection) -> frozenset[str]:
    """The keys of values that the office has changed itself, and not taken back."""
    table = t.value_releases.c
    return frozenset(conn.scalars(select(table.key).where(table.status == "active").distinct()))


def stated_since(conn: Connection, keys: Iterable[str], since: datetime, but: str) -> str | None:
    """A key of these that another draft than `but` put in force, or took back, after this instant; None for none."""
    table, drafts = t.value_releases.c, t.workshop_drafts.c
    wanted = (
        select(table.key)
        .join(t.workshop_drafts, drafts.draft_id == table.draft_id)
        .where(table.key.in_(list(keys)), table.draft_id != but)
        .where(or_(drafts.decided_at > since, table.withdrawn_at > since))
        .order_by(table.key)
    )
    return conn.scalars(wanted.limit(1)).first()


def drafts_of_version(conn: Connection, version: str) -> tuple[str, ...]:
    """The released drafts that made this version (not those that left it as it was)."""
    table = t.workshop_drafts.c
    wanted = select(table.draft_id).where(
        table.released_hash == version, table.base_hash != version, table.status == "released"
    )
    return tuple(conn.scalars(wanted))


def has_parts(conn: Connection, draft_id: str) -> bool:
    """Whether a released draft has texts or values in force."""
    texts, values = t.letter_texts.c, t.value_releases.c
    found = select(func.count()).where(texts.draft_id == draft_id, texts.status == "active")
    stated = select(func.count()).where(values.draft_id == draft_id, values.status == "active")
    return bool(conn.execute(found).scalar() or conn.execute(stated).scalar())
