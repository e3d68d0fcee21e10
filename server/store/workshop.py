"""Drafts of procedures on record (手続の下書き): one open draft a procedure, every edit kept, who is at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from server.store import procedures
from server.store import tables as t
from server.store.dialects import insert_once
from server.store.errors import StaleCase
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

LIVE = ("open", "proposed")
PRESENT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands; `manifest` maps path to content hash, `rev` is its guard."""

    draft_id: str
    slug: str
    title: str
    base_hash: str
    manifest: Mapping[str, str]
    rev: int
    origin: str
    status: str
    reason: str
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime
    valid_from: date | None
    proposed_by: str | None
    proposed_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    released_hash: str | None


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has the draft open, and the file they were last at; `name` is the id where no user is on record."""

    user_id: str
    name: str
    path: str
    seen_at: datetime


def open_draft(
    uow: UnitOfWork, *, slug: str, title: str, base_hash: str, manifest: Mapping[str, str], origin: str, reason: str
) -> Draft | None:
    """A new draft (rev 1, open) in the actor's name; None when the procedure has one already."""
    if live_draft(uow.conn, slug) is not None:
        return None
    row = {
        "draft_id": uow.new_id(),
        "slug": slug,
        "title": title,
        "base_hash": base_hash,
        "manifest": dict(manifest),
        "rev": 1,
        "origin": origin,
        "status": "open",
        "reason": reason,
        "created_by": uow.actor.user_id,
        "created_at": uow.now,
        "changed_by": uow.actor.user_id,
        "changed_at": uow.now,
    }
    if not insert_once(uow.conn, t.workshop_drafts, row):
        return None
    return get_draft(uow.conn, str(row["draft_id"]))


def get_draft(conn: Connection, draft_id: str) -> Draft | None:
    """A draft by its id."""
    table = t.workshop_drafts
    return fetch_one(conn, Draft, select(*columns(Draft, table)).where(table.c.draft_id == draft_id))


def live_draft(conn: Connection, slug: str) -> Draft | None:
    """The one draft of a procedure that is open or waits for its decision."""
    table = t.workshop_drafts
    wanted = select(*columns(Draft, table)).where(table.c.slug == slug, table.c.status.in_(LIVE))
    return fetch_one(conn, Draft, wanted)


def drafts(conn: Connection, *, limit: int = 200) -> tuple[Draft, ...]:
    """All drafts, those that go on first, then the newest."""
    table = t.workshop_drafts
    order = (table.c.status.in_(LIVE).desc(), table.c.changed_at.desc(), table.c.draft_id)
    return fetch_all(conn, Draft, select(*columns(Draft, table)).order_by(*order).limit(limit))


def change(uow: UnitOfWork, draft: Draft, **values: object) -> Draft:
    """Keeps new values if the draft still is at its `rev`, which goes up by one. Raises `StaleCase` when it is not."""
    table = t.workshop_drafts
    here = update(table).where(table.c.draft_id == draft.draft_id, table.c.rev == draft.rev)
    row = {"changed_by": uow.actor.user_id, "changed_at": uow.now, "rev": draft.rev + 1, **values}
    if uow.conn.execute(here.values(row)).rowcount != 1:
        raise StaleCase(f"the draft {draft.draft_id} has moved on")
    changed = get_draft(uow.conn, draft.draft_id)
    assert changed is not None  # noqa: S101 - drafts are never deleted
    return changed


def keep_edits(uow: UnitOfWork, draft: Draft, files: Mapping[str, bytes | None], *, how: str, rev: int) -> None:
    """Writes down who changed which file to what; None is a file taken away. The contents are kept by their hash."""
    procedures.put_artefacts(uow, [content for content in files.values() if content is not None])
    table = t.workshop_edits
    last = uow.conn.execute(select(func.max(table.c.edit_no)).where(table.c.draft_id == draft.draft_id)).scalar() or 0
    rows = [
        {
            "draft_id": draft.draft_id,
            "edit_no": last + number,
            "rev": rev,
            "slug": draft.slug,
            "path": path,
            "content_hash": None if content is None else procedures.content_hash(content),
            "how": how,
            "by_user": uow.actor.user_id,
            "at": uow.now,
        }
        for number, (path, content) in enumerate(sorted(files.items()), start=1)
    ]
    if rows:
        uow.conn.execute(insert(table), rows)


def authors(conn: Connection, draft: Draft, hashes: Iterable[str]) -> frozenset[str]:
    """Who drew: everybody who edited this draft, and who wrote one of these contents in any draft whatever.

    A shared part or form may have been drawn in the draft of another procedure, exported and taken in here.
    """
    table = t.workshop_edits.c
    own = select(table.by_user).where(table.draft_id == draft.draft_id, table.how != "aside")
    same = select(table.by_user).where(table.content_hash.in_(sorted(set(hashes))))
    return frozenset(conn.scalars(own.union(same))) | {draft.created_by}


def asides(conn: Connection, draft_id: str, user_id: str) -> tuple[tuple[str, str], ...]:
    """What a person saved too late and is kept apart: path and content hash, the newest first."""
    table = t.workshop_edits.c
    wanted = select(table.path, table.content_hash).where(table.draft_id == draft_id, table.how == "aside")
    mine = wanted.where(table.by_user == user_id, table.content_hash.is_not(None)).order_by(table.edit_no.desc())
    return tuple((row.path, str(row.content_hash)) for row in conn.execute(mine))


def be_present(conn: Connection, draft_id: str, user_id: str, path: str, now: datetime) -> None:
    """Notes that a person has the draft open (housekeeping)."""
    table = t.workshop_presence
    mine = update(table).where(table.c.draft_id == draft_id, table.c.user_id == user_id)
    if conn.execute(mine.values(path=path, seen_at=now)).rowcount == 0:
        insert_once(conn, table, {"draft_id": draft_id, "user_id": user_id, "path": path, "seen_at": now})
    conn.execute(delete(table).where(table.c.seen_at < now - PRESENT))


def present(conn: Connection, draft_id: str, now: datetime) -> tuple[Present, ...]:
    """Who has the draft open now, in order of names."""
    table = t.workshop_presence
    users = t.users.c
    name = func.coalesce(users.name, table.c.user_id).label("name")
    shown = select(table.c.user_id, name, table.c.path, table.c.seen_at)
    joined = shown.outerjoin_from(table, t.users, users.user_id == table.c.user_id)
    wanted = joined.where(table.c.draft_id == draft_id, table.c.seen_at >= now - PRESENT)
    return fetch_all(conn, Present, wanted.order_by(table.c.user_id))


def released_by_the_office(conn: Connection, slug: str) -> bool:
    """Whether the office has released a draft of this procedure: then shipped updates become drafts."""
    table = t.workshop_drafts.c
    wanted = select(func.count()).where(
        table.slug == slug, table.status == "released", table.released_hash != table.base_hash
    )
    return bool(conn.execute(wanted).scalar())
