from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from server.printing.archive import Archive
from server.printing.faults import ArchiveDamaged

PDF = b"%PDF-1.7 a letter"


def _file(root: Path) -> Path:
    (found,) = root.rglob("*.pdf")
    return found


def test_what_was_put_comes_back_under_its_hash(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "letters")
    sha256 = archive.put(PDF)
    assert sha256 == hashlib.sha256(PDF).hexdigest()
    assert archive.has(sha256)
    assert archive.get(sha256) == PDF


def test_the_same_letter_twice_is_one_file_that_is_not_touched(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put(PDF)
    before = _file(tmp_path).stat()
    archive.put(PDF)
    after = _file(tmp_path).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_changed_file_is_neither_read_nor_written_over(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.put(PDF)
    file = _file(tmp_path)
    file.chmod(0o600)
    file.write_bytes(b"%PDF-1.7 another letter")
    with pytest.raises(ArchiveDamaged):
        archive.get(sha256)
    with pytest.raises(ArchiveDamaged):
        archive.put(PDF)
    assert file.read_bytes() == b"%PDF-1.7 another letter"


def test_an_unknown_hash_and_a_path_in_disguise_are_unknown(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for name in ("0" * 64, "../../etc/passwd", ""):
        with pytest.raises(KeyError):
            archive.get(name)


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    archive = Archive(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            archive.put(PDF)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert archive.get(archive.put(PDF)) == PDF


def test_archived_files_cannot_be_written(tmp_path: Path) -> None:
    Archive(tmp_path).put(PDF)
    assert _file(tmp_path).stat().st_mode & 0o222 == 0
