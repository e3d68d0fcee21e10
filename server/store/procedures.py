"""Procedure versions (手続の版): files by their content, versions by the hash of their manifest, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from server.store import tables as t
from server.store.dialects import insert_or_ignore
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ProcedureVersion:
    """A deployed version; `manifest` maps a file's path to the hash of its content, `no` counts from 1."""

    hash: str
    slug: str
    no: int
    title: str
    manifest: Mapping[str, str]
    valid_from: date
    status: str
    deployed_by: str
    deployed_at: datetime
    note: str


def content_hash(content: bytes) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def manifest_hash(slug: str, manifest: Mapping[str, str]) -> str:
    """The identity of a version: SHA-256 over the sorted lines `hash  path` of its manifest, as the engine reckons it.

    The slug stands in the paths, so that two procedures never share a version.
    """
    if not any(path.startswith(f"workflows/{slug}/") for path in manifest):
        raise ValueError(f"the files of {slug} hold no diagram of it")
    lines = "".join(f"{manifest[path]}  {path}\n" for path in sorted(manifest))
    return hashlib.sha256(lines.encode()).hexdigest()


def deploy(
    uow: UnitOfWork, slug: str, files: Mapping[str, bytes], *, title: str, valid_from: date, note: str = ""
) -> tuple[ProcedureVersion, bool]:
    """Keeps the files and makes them the next version of `slug`; True when it is new.

    The very same files again are the version that stands (made active again if it was withdrawn).
    """
    manifest = {path: content_hash(content) for path, content in sorted(files.items())}
    version = manifest_hash(slug, manifest)
    standing = get_version(uow.conn, version)
    if standing is not None:
        _set_status(uow, version, "active")
        return standing, False
    put_artefacts(uow, files.values())
    table = t.procedures
    last = uow.conn.execute(select(func.max(table.c.no)).where(table.c.slug == slug)).scalar() or 0
    row = {
        "hash": version,
        "slug": slug,
        "no": last + 1,
        "title": title,
        "manifest": manifest,
        "valid_from": valid_from,
        "status": "active",
        "deployed_by": uow.actor.user_id,
        "deployed_at": uow.now,
        "note": note,
    }
    uow.conn.execute(insert(table).values(row))
    return ProcedureVersion(**row), True  # type: ignore[arg-type]


def put_artefacts(uow: UnitOfWork, contents: Iterable[bytes]) -> None:
    """Keeps files by their content; known ones stay."""
    rows = [{"hash": content_hash(content), "content": content} for content in contents]
    if rows:
        uow.conn.execute(insert_or_ignore(uow.conn, t.artefacts), rows)


def withdraw(uow: UnitOfWork, version: str) -> None:
    """No new case starts on this version any more; running ones go on."""
    _set_status(uow, version, "withdrawn")


def get_version(conn: Connection, version: str) -> ProcedureVersion | None:
    """A version by its hash."""
    table = t.procedures
    return fetch_one(conn, ProcedureVersion, select(*columns(ProcedureVersion, table)).where(table.c.hash == version))


def current_version(conn: Connection, slug: str, on: date) -> ProcedureVersion | None:
    """The version on which a case of `slug` starts on the day: the latest active one whose day has come."""
    table = t.procedures
    statement = (
        select(*columns(ProcedureVersion, table))
        .where(table.c.slug == slug, table.c.status == "active", table.c.valid_from <= on)
        .order_by(table.c.valid_from.desc(), table.c.no.desc())
        .limit(1)
    )
    return fetch_one(conn, ProcedureVersion, statement)


def current_versions(conn: Connection, on: date) -> tuple[ProcedureVersion, ...]:
    """The version in force of every procedure on the day, by slug."""
    table = t.procedures
    statement = select(*columns(ProcedureVersion, table)).where(table.c.status == "active", table.c.valid_from <= on)
    found = fetch_all(conn, ProcedureVersion, statement.order_by(table.c.slug, table.c.valid_from, table.c.no))
    return tuple({version.slug: version for version in found}.values())


def versions_of(conn: Connection, slug: str) -> tuple[ProcedureVersion, ...]:
    """All versions of a procedure, newest first."""
    table = t.procedures
    statement = select(*columns(ProcedureVersion, table)).where(table.c.slug == slug)
    return fetch_all(conn, ProcedureVersion, statement.order_by(table.c.no.desc()))


def artefacts(conn: Connection, hashes: Iterable[str]) -> dict[str, bytes]:
    """Files by hash; raises `KeyError` when one is not on record."""
    wanted = sorted(set(hashes))
    table = t.artefacts.c
    rows = conn.execute(select(table.hash, table.content).where(table.hash.in_(wanted)))
    found = dict(rows.all())
    missing = [name for name in wanted if name not in found]
    if missing:
        raise KeyError(missing[0])
    return found


def files_of(conn: Connection, version: ProcedureVersion) -> dict[str, bytes]:
    """All files of a version by path, as they were handed in."""
    found = artefacts(conn, version.manifest.values())
    return {path: found[name] for path, name in version.manifest.items()}


def _set_status(uow: UnitOfWork, version: str, status: str) -> None:
    uow.conn.execute(update(t.procedures).where(t.procedures.c.hash == version).values(status=status))
