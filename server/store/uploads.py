"""Papers handed in (添付書類): judged by content, never by name; sealed on disk under their hash; every look recorded.

The folder lies outside anything the web server hands out. A scan that shows a My Number is in the sealed class
(`sealed`), which needs a right of its own. How many pages a PDF has is asked of whoever knows PDF (`PageCounter`).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from server.domain.my_number import find_in_text
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.sealing import SealBroken, Sealer
from server.store.tiff import count_pages
from server.store.unit_of_work import UnitOfWork

PDF, PNG, JPEG, TIFF = "application/pdf", "image/png", "image/jpeg", "image/tiff"
_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_MEGABYTE = 1_000_000

PageCounter = Callable[[bytes], int]
"""The number of pages of a PDF; raises `Refused` with `upload_unreadable`, `upload_encrypted` or
`upload_active_content`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a scan may be."""

    megabytes: int = 20
    pages: int = 100


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A paper of a case: what it is, when it came, where it lies."""

    case_id: str
    kind: str
    title: str
    received_on: date
    sealed: bool = False
    paper_location: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper on record; without `content_hash` there is no scan, only the paper itself."""

    document_id: str
    case_id: str
    kind: str
    title: str
    content_hash: str | None
    media_type: str | None
    size: int | None
    pages: int | None
    sealed: bool
    received_on: date
    paper_location: str | None
    added_by: str
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


class SealedFiles:
    """A folder of sealed files, each under the SHA-256 of its plain content, written once."""

    def __init__(self, folder: Path, sealer: Sealer) -> None:
        self._folder = folder
        self._sealer = sealer

    def put(self, content: bytes) -> str:
        """Seals and keeps the content, safe on disk when it returns; returns its hash."""
        name = hashlib.sha256(content).hexdigest()
        target = self._path(name)
        if target.exists():
            return name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f".{name}.{secrets.token_hex(6)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(self._sealer.seal(content, name))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        return name

    def get(self, name: str) -> bytes:
        """The content again, proven unchanged; raises `SealBroken` or `FileNotFoundError`."""
        content = self._sealer.open(self._path(name).read_bytes(), name)
        if hashlib.sha256(content).hexdigest() != name:
            raise SealBroken("the content is not what its name says")
        return content

    def _path(self, name: str) -> Path:
        if len(name) != 64 or set(name) - set("0123456789abcdef"):
            raise ValueError("not a content hash")
        return self._folder / name[:2] / name


def media_type_of(content: bytes) -> str:
    """The kind of file by its first bytes; raises `Refused("upload_kind_unknown")`."""
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    raise Refused("upload_kind_unknown")


def check_upload(content: bytes, name: str, pdf_pages: PageCounter, limits: Limits) -> tuple[str, int]:
    """Media type and pages of an upload within its limits; `name` is looked at only to refuse a My Number in it.

    Raises `Refused` with `upload_missing`, `upload_too_large`, `upload_kind_unknown`, `upload_too_many_pages`,
    `upload_unreadable`, `upload_name_my_number`, or what `pdf_pages` raises.
    """
    if not content:
        raise Refused("upload_missing")
    if len(content) > limits.megabytes * _MEGABYTE:
        raise Refused("upload_too_large", max=limits.megabytes)
    if find_in_text(name):
        raise Refused("upload_name_my_number")
    media_type = media_type_of(content)
    pages = pdf_pages(content) if media_type == PDF else count_pages(content) if media_type == TIFF else 1
    if pages < 1:
        raise Refused("upload_unreadable")
    if pages > limits.pages:
        raise Refused("upload_too_many_pages", max=limits.pages)
    return media_type, pages


def add_document(
    uow: UnitOfWork,
    files: SealedFiles,
    new: NewDocument,
    *,
    content: bytes | None = None,
    name: str = "",
    pdf_pages: PageCounter,
    limits: Limits | None = None,
) -> Document:
    """Puts a paper on record, with its scan when there is one; raises as `check_upload`."""
    document_id = uow.new_id()
    row = {field: getattr(new, field) for field in NewDocument.__slots__}
    row |= {"document_id": document_id, "added_by": uow.actor.user_id, "added_at": uow.now}
    if content is not None:
        media_type, pages = check_upload(content, name, pdf_pages, limits or Limits())
        row |= {"content_hash": files.put(content), "media_type": media_type, "size": len(content), "pages": pages}
    uow.conn.execute(insert(t.documents).values(row))
    uow.audit("document.add", object_kind="document", object_key=document_id, case_id=new.case_id)
    return _need(uow.conn, document_id)


def look_at_document(uow: UnitOfWork, files: SealedFiles, document_id: str) -> tuple[Document, bytes]:
    """The scan, with the look on record; raises `Refused("document_not_found")` when there is none to show."""
    document = _need(uow.conn, document_id)
    if document.content_hash is None or document.withdrawn_at is not None:
        raise Refused("document_not_found")
    detail = {"sealed": document.sealed}
    uow.audit("document.view", object_kind="document", object_key=document_id, case_id=document.case_id, detail=detail)
    return document, files.get(document.content_hash)


def get_document(conn: Connection, document_id: str) -> Document | None:
    """A paper's particulars without its scan."""
    table = t.documents
    return fetch_one(conn, Document, select(*columns(Document, table)).where(table.c.document_id == document_id))


def documents_of_case(conn: Connection, case_id: str) -> tuple[Document, ...]:
    """The papers of a case, oldest first, withdrawn ones too."""
    statement = select(*columns(Document, t.documents)).where(t.documents.c.case_id == case_id)
    return fetch_all(conn, Document, statement.order_by(t.documents.c.added_at, t.documents.c.document_id))


def withdraw_document(uow: UnitOfWork, document_id: str, reason: str) -> None:
    """Takes a wrongly filed paper out of use; it stays on record with the reason."""
    table = t.documents
    statement = update(table).where(table.c.document_id == document_id, table.c.withdrawn_at.is_(None))
    if uow.conn.execute(statement.values(withdrawn_at=uow.now, withdrawn_reason=reason)).rowcount != 1:
        raise Refused("document_not_found")
    document = _need(uow.conn, document_id)
    uow.audit("document.withdraw", object_kind="document", object_key=document_id, case_id=document.case_id)


def _need(conn: Connection, document_id: str) -> Document:
    document = get_document(conn, document_id)
    if document is None:
        raise Refused("document_not_found")
    return document
