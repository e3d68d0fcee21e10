"""Papers handed in: judged by content, within limits, sealed on disk, each look recorded."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from server.domain.refusals import Refused
from server.store import audit, uploads
from server.store.database import Database
from server.store.sealing import SealBroken, Sealer
from server.store.tiff import count_pages
from server.store.uploads import Document, Limits, NewDocument, SealedFiles
from tests.store.city import DAY, do, new_case

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 40
PDF = b"%PDF-1.7 three pages"


def three_pages(content: bytes) -> int:
    """Stands for whoever knows PDF."""
    assert content.startswith(b"%PDF-")
    return 3


def tiff(pages: int, order: str = "<", ring: bool = False) -> bytes:
    """The smallest file whose chain of image directories has this many links."""
    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(f"{order}I", 8 if pages else 0)
    links = [8 + 6 * (number + 1) for number in range(pages)]
    links[-1:] = [8 if ring else 0]
    return head + b"".join(struct.pack(f"{order}HI", 0, link) for link in links[:pages])


@pytest.fixture
def files(tmp_path: Path) -> SealedFiles:
    return SealedFiles(tmp_path / "uploads", Sealer([b"u" * 32], "uploads"))


def add(database: Database, files: SealedFiles, content: bytes | None, **more: object) -> Document:
    case = new_case(database)
    new = NewDocument(case.case_id, "loss_certificate", "資格喪失証明書", DAY, **more)  # type: ignore[arg-type]
    return do(database, lambda uow: uploads.add_document(uow, files, new, content=content, pdf_pages=three_pages))


def test_a_scan_comes_back_as_it_was_and_the_look_is_recorded(city: Database, files: SealedFiles) -> None:
    document = add(city, files, PDF)
    assert (document.media_type, document.pages, document.size) == ("application/pdf", 3, len(PDF))
    _, content = do(city, lambda uow: uploads.look_at_document(uow, files, document.document_id))
    assert content == PDF
    with city.read() as conn:
        kinds = [event.kind for event in audit.events_of(conn, case_id=document.case_id)]
        assert uploads.documents_of_case(conn, document.case_id) == (document,)
    assert kinds == ["document.view", "document.add"]


def test_what_lies_on_disk_is_sealed_under_its_hash_for_the_server_alone(
    city: Database, files: SealedFiles, tmp_path: Path
) -> None:
    document = add(city, files, PNG)
    (path,) = [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]
    assert path.name == document.content_hash
    assert b"picture" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_scan_changed_on_disk_is_not_shown(city: Database, files: SealedFiles, tmp_path: Path) -> None:
    document = add(city, files, PNG)
    (path,) = [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(SealBroken):
        do(city, lambda uow: uploads.look_at_document(uow, files, document.document_id))


def test_the_same_scan_twice_is_kept_once(city: Database, files: SealedFiles, tmp_path: Path) -> None:
    assert add(city, files, PNG).content_hash == add(city, files, PNG).content_hash
    assert len([path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]) == 1


def test_paper_without_scan_is_on_record_and_has_nothing_to_show(city: Database, files: SealedFiles) -> None:
    document = add(city, files, None, paper_location="棚3-2")
    assert (document.content_hash, document.paper_location) == (None, "棚3-2")
    with pytest.raises(Refused, match="document_not_found"):
        do(city, lambda uow: uploads.look_at_document(uow, files, document.document_id))


def test_a_withdrawn_paper_is_shown_no_more_but_stays_on_record(city: Database, files: SealedFiles) -> None:
    document = add(city, files, PNG)
    do(city, lambda uow: uploads.withdraw_document(uow, document.document_id, "別の人の書類"))
    with pytest.raises(Refused, match="document_not_found"):
        do(city, lambda uow: uploads.look_at_document(uow, files, document.document_id))
    with pytest.raises(Refused, match="document_not_found"):
        do(city, lambda uow: uploads.withdraw_document(uow, document.document_id, "もう一度"))
    with city.read() as conn:
        assert uploads.documents_of_case(conn, document.case_id)[0].withdrawn_reason == "別の人の書類"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "upload_missing"),
        (b"MZ not a document", "a.pdf", "upload_kind_unknown"),
        (b"<html>", "a.png", "upload_kind_unknown"),
        (PNG + b"x" * 2_000_000, "a.png", "upload_too_large"),
        (PDF, "a.pdf", "upload_too_many_pages"),
        (PNG, "123456789018.png", "upload_name_my_number"),
        (tiff(3), "a.tif", "upload_too_many_pages"),
        (tiff(0), "a.tif", "upload_unreadable"),
        (tiff(2, ring=True), "a.tif", "upload_unreadable"),
        (b"II*\x00\xff\xff", "a.tif", "upload_unreadable"),
    ],
)
def test_what_cannot_be_taken_in_is_refused(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        uploads.check_upload(content, name, three_pages, Limits(megabytes=2, pages=2))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("pages", [1, 2, 7])
def test_pages_of_a_tiff_are_counted_in_both_byte_orders(order: str, pages: int) -> None:
    assert count_pages(tiff(pages, order)) == pages
    assert uploads.check_upload(tiff(pages, order), "a.tif", three_pages, Limits()) == ("image/tiff", pages)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_a_file_is_asked_for_by_its_hash_alone(files: SealedFiles, name: str) -> None:
    with pytest.raises(ValueError, match="content hash"):
        files.get(name)
