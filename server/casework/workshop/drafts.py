"""Drawing (手続の下書き): one draft of a whole procedure beside the version in force, saved as one works.

Whoever saves names the revision they drew on. When another person was faster nothing is overwritten: the late content
is kept apart and the answer says who saved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.casework.workshop.judging import findings_of
from server.casework.workshop.parts import VALUES_PATH, of_procedure, written_alike
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.engine.definition import SHARED
from server.engine.findings import Finding
from server.store import procedures, workshop
from server.store.connection import Connection
from server.store.unit_of_work import UnitOfWork
from server.store.workshop import Draft, Present

MAX_BYTES = 2_000_000
MAX_FILES = 200
_NAME = "[a-z][a-z0-9_]{0,60}"
_PATH = re.compile(
    rf"workflows/({_NAME})/(?:{_NAME}\.(?:bpmn|dmn)|scenarios/{_NAME}\.yaml)"
    rf"|forms/(_shared|{_NAME})/{_NAME}\.yaml|workflows/_shared/{_NAME}/{_NAME}\.(?:bpmn|dmn)"
    rf"|letters/({_NAME})/{_NAME}(?:\.\d{{4}}-\d{{2}}-\d{{2}})?\.html\.j2|{VALUES_PATH}"
)


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft after a save, and what the gate says of it now."""

    draft: Draft
    findings: tuple[Finding, ...]


def require_draw(caller: Caller, services: Services) -> None:
    """Raises `no_right` for whoever may not draw; a linked system never may."""
    if caller.machine or not caller.holds(Function.PROCEDURE_DEPLOY, services.clock.business_day()):
        raise Refused("no_right", function=Function.PROCEDURE_DEPLOY)


def begin_draft(services: Services, caller: Caller, slug: str, *, reason: str = "", version: str = "") -> Draft:
    """Opens the draft of a procedure from its version in force, or from an older one (`version`, a hash).

    Raises `procedure_not_found`, `version_unknown`, `draft_stands` when it has one, rights.
    """
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> Draft:
        base = procedures.current_version(uow.conn, slug, uow.business_day)
        if base is None:
            raise Refused("procedure_not_found", procedure=slug[:60])
        source = procedures.get_version(uow.conn, version) if version else base
        if source is None or source.slug != slug:
            raise Refused("version_unknown")
        draft = workshop.open_draft(
            uow,
            slug=slug,
            title=base.title,
            base_hash=base.hash,
            manifest=source.manifest,
            origin="drawn",
            reason=reason[:400],
        )
        if draft is None:
            raise Refused("draft_stands", procedure=base.title)
        _audit(uow, "draft.begin", draft, {"from": source.no})
        return draft

    return run(services, caller, act)


def save_files(
    services: Services,
    caller: Caller,
    draft_id: str,
    files: Mapping[str, bytes | None],
    rev: int,
    *,
    how: str = "saved",
) -> Saved:
    """Keeps files (None: taken away) on top of the revision `rev` that the person drew on.

    Raises `draft_stale` (the content is kept apart, nothing is overwritten), `draft_closed`, `draft_path`,
    `draft_too_large`, rights.
    """
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> Draft | Refused:
        draft = _open(uow.conn, draft_id)
        _check(draft, files)
        if draft.rev != rev:
            workshop.keep_edits(uow, draft, files, how="aside", rev=rev)
            _audit(uow, "draft.aside", draft, {"rev": rev, "files": len(files)})
            return Refused("draft_stale", by=draft.changed_by, rev=draft.rev)
        return put_files(uow, draft, files, how)

    answer = run(services, caller, act)
    if isinstance(answer, Refused):
        raise answer
    return Saved(answer, draft_findings(services, answer))


def put_files(uow: UnitOfWork, draft: Draft, files: Mapping[str, bytes | None], how: str) -> Draft:
    """Writes files into an open draft, raising its revision; the same contents again change nothing."""
    files = {path: written_alike(path, data) for path, data in files.items()}
    hashes = {path: None if data is None else procedures.content_hash(data) for path, data in files.items()}
    changed = {path: data for path, data in files.items() if draft.manifest.get(path) != hashes[path]}
    if not changed:
        _audit(uow, "draft.save", draft, {"files": 0})
        return draft
    workshop.keep_edits(uow, draft, changed, how=how, rev=draft.rev + 1)
    merged = {**draft.manifest, **{path: hashes[path] for path in changed}}
    manifest = {path: content for path, content in sorted(merged.items()) if content is not None}
    saved = workshop.change(uow, draft, manifest=manifest)
    _audit(uow, "draft.save", saved, {"files": len(changed), "rev": saved.rev})
    return saved


def discard_draft(services: Services, caller: Caller, draft_id: str, rev: int) -> None:
    """Gives a draft up; its edits stay on record. Raises `draft_stale`, `draft_closed`, rights."""
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> None:
        draft = live(uow.conn, draft_id)
        require_rev(draft, rev)
        _audit(uow, "draft.discard", workshop.change(uow, draft, status="discarded"), {})

    run(services, caller, act)


def draft_files(services: Services, draft: Draft) -> dict[str, bytes]:
    """All the draft's files by path: diagrams, tables, forms, rewritten letters, values."""
    with services.database.read() as conn:
        return all_files_in(conn, draft)


def files_in(conn: Connection, draft: Draft) -> dict[str, bytes]:
    """The draft's files that a version of the procedure is made of, by path, over a connection that is open."""
    return _contents(conn, of_procedure(draft.manifest))


def all_files_in(conn: Connection, draft: Draft) -> dict[str, bytes]:
    """All the draft's files by path, over a connection that is open."""
    return _contents(conn, draft.manifest)


def _contents(conn: Connection, manifest: Mapping[str, str]) -> dict[str, bytes]:
    found = procedures.artefacts(conn, manifest.values())
    return {path: found[name] for path, name in manifest.items()}


def draft_findings(services: Services, draft: Draft) -> tuple[Finding, ...]:
    """What the gate says of the draft."""
    with services.database.read() as conn:
        return tuple(findings_of(services, conn, draft.slug, all_files_in(conn, draft), draft.valid_from))


def be_present(services: Services, caller: Caller, draft_id: str, path: str) -> tuple[Present, ...]:
    """Notes that the caller has the draft open and answers who else has. Raises `draft_not_found`, rights."""
    require_draw(caller, services)
    now = services.clock.wall_now()
    with services.database.read() as conn:
        get(conn, draft_id)
    with services.database.housekeeping() as conn:
        workshop.be_present(conn, draft_id, caller.user_id, path[:200], now)
    with services.database.read() as conn:
        return tuple(one for one in workshop.present(conn, draft_id, now) if one.user_id != caller.user_id)


def get(conn: Connection, draft_id: str) -> Draft:
    """The draft. Raises `draft_not_found`."""
    draft = workshop.get_draft(conn, draft_id)
    if draft is None:
        raise Refused("draft_not_found")
    return draft


def live(conn: Connection, draft_id: str) -> Draft:
    """A draft that goes on. Raises `draft_not_found`, `draft_closed`."""
    draft = get(conn, draft_id)
    if draft.status not in workshop.LIVE:
        raise Refused("draft_closed")
    return draft


def require_rev(draft: Draft, rev: int) -> None:
    """Raises `draft_stale` when the draft has moved on from what the person saw."""
    if draft.rev != rev:
        raise Refused("draft_stale", by=draft.changed_by, rev=draft.rev)


def _open(conn: Connection, draft_id: str) -> Draft:
    draft = live(conn, draft_id)
    if draft.status != "open":
        raise Refused("draft_proposed")
    return draft


def _check(draft: Draft, files: Mapping[str, bytes | None]) -> None:
    for path, data in files.items():
        found = _PATH.fullmatch(path)
        own = found is not None and (
            draft.slug in (found[1], found[2], found[3]) or found[2] == SHARED or path == VALUES_PATH
        )
        if not own and path not in draft.manifest:
            raise Refused("draft_path", path=path[:120])
        if data is not None and len(data) > MAX_BYTES:
            raise Refused("draft_too_large", path=path[:120])
    if not files or len({**draft.manifest, **files}) > MAX_FILES:
        raise Refused("draft_too_large", path=draft.slug)


def _audit(uow: UnitOfWork, kind: str, draft: Draft, detail: Mapping[str, JSON]) -> None:
    uow.audit(kind, object_kind="draft", object_key=draft.draft_id, detail={"slug": draft.slug, **detail})
