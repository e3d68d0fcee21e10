"""Drafts as files (下書きの書出しと取込み): a zip for git, and back; what is shipped arrives as a draft too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from server.casework.callers import Caller
from server.casework.known_letters import source_of
from server.casework.services import Services
from server.casework.work import run
from server.casework.workshop.drafts import (
    MAX_BYTES,
    MAX_FILES,
    Saved,
    get,
    live,
    put_files,
    require_draw,
    require_rev,
    save_files,
)
from server.domain.refusals import Refused
from server.printing.faults import LetterFault
from server.store import procedures, workshop
from server.store.connection import Connection
from server.store.procedures import ProcedureVersion
from server.store.unit_of_work import UnitOfWork
from server.store.workshop import Draft
from server.store.workshop_releases import letter_texts

_EPOCH = (1980, 1, 1, 0, 0, 0)
MAX_ZIP_BYTES = 20_000_000


def export_draft(services: Services, caller: Caller, draft_id: str) -> tuple[str, bytes]:
    """The draft as a zip with the paths of the tree; the same draft gives the same bytes. Raises `draft_not_found`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        found = procedures.artefacts(conn, draft.manifest.values())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, name in sorted(draft.manifest.items()):
            packed.writestr(zipfile.ZipInfo(path, _EPOCH), found[name])
    return f"{draft.slug}-{draft.rev}.zip", out.getvalue()


def import_draft(services: Services, caller: Caller, draft_id: str, data: bytes, rev: int) -> Saved:
    """Takes the files of a zip into an open draft, all or none; what the zip lacks of the draft's own files goes.

    Raises `draft_zip` for what is no such zip, and as `save_files`.
    """
    require_draw(caller, services)
    files: dict[str, bytes | None] = dict(_unpacked(data))
    with services.database.read() as conn:
        draft = live(conn, draft_id)
    require_rev(draft, rev)
    gone = [path for path in draft.manifest if path not in files and "/_shared/" not in f"/{path}"]
    return save_files(services, caller, draft_id, files | dict.fromkeys(gone), rev, how="imported")


def shipped_as_draft(services: Services, caller: Caller, slug: str, files: Mapping[str, bytes]) -> Draft | None:
    """Puts a shipped update beside the version in force as a draft where the office has changed the procedure itself.

    None when it has not: then the update may be deployed. Raises `draft_stands` when a draft is under way.
    """

    def act(uow: UnitOfWork) -> Draft | None:
        base = procedures.current_version(uow.conn, slug, uow.business_day)
        if base is None or not workshop.released_by_the_office(uow.conn, slug):
            uow.audit("procedure.look", object_kind="procedure", object_key=slug)
            return None
        draft = _opened(uow, base)
        gone: dict[str, bytes | None] = dict.fromkeys(path for path in base.manifest if path not in files)
        return put_files(uow, draft, {**gone, **files, **_letters_anew(services, uow.conn, slug)}, "shipped")

    return run(services, caller, act)


def shipped_letters_as_draft(services: Services, caller: Caller, slug: str) -> Draft | None:
    """Puts letters' texts that were shipped anew into a draft where the office prints a text of its own.

    The office's text stays in force until a manager has compared both and another one released. None when no such text
    came. Raises `draft_stands` when a draft of the procedure is under way.
    """

    def act(uow: UnitOfWork) -> Draft | None:
        base = procedures.current_version(uow.conn, slug, uow.business_day)
        anew = _letters_anew(services, uow.conn, slug)
        if base is None or not anew:
            uow.audit("procedure.look", object_kind="procedure", object_key=slug)
            return None
        return put_files(uow, _opened(uow, base), anew, "shipped")

    return run(services, caller, act)


def _opened(uow: UnitOfWork, base: ProcedureVersion) -> Draft:
    draft = workshop.open_draft(
        uow,
        slug=base.slug,
        title=base.title,
        base_hash=base.hash,
        manifest=base.manifest,
        origin="shipped",
        reason="出荷された更新 / shipped update",
    )
    if draft is None:
        raise Refused("draft_stands", procedure=base.title)
    return draft


def _letters_anew(services: Services, conn: Connection, slug: str) -> dict[str, bytes]:
    """The shipped texts, by path, that are others than those over which the office released its own."""
    latest = {one.path: one for one in letter_texts(conn) if one.status == "active"}
    found: dict[str, bytes] = {}
    for path, own in latest.items():
        if own.letter.split("/")[0] != slug or own.letter not in services.letters.shipped:
            continue
        try:
            shipped_path, text = source_of(services.letters.shipped[own.letter], own.valid_from)
        except LetterFault:
            continue  # no shipped text is printed on the office's days
        if shipped_path == path and procedures.content_hash(text) not in (own.over_hash, own.content_hash):
            found[path] = text
    return found


def _unpacked(data: bytes) -> dict[str, bytes]:
    if len(data) > MAX_ZIP_BYTES:
        raise Refused("draft_zip", fault="20 MB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = [one for one in packed.infolist() if not one.is_dir()]
            if not entries or len(entries) > MAX_FILES or any(one.file_size > MAX_BYTES for one in entries):
                raise Refused("draft_zip", fault=f"1–{MAX_FILES}")
            return {one.filename: _read(packed, one) for one in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise Refused("draft_zip", fault="zip") from fault


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One file, never more than its head promised and may hold."""
    with packed.open(entry) as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Refused("draft_zip", fault=entry.filename[:60])
    return data
