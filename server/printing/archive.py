"""The archive of letters (通知書控): each PDF under the SHA-256 of its bytes, written once, checked at every reading.

A letter is evidence of what left the house. It is never overwritten and never re-made from data.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from server.printing.faults import ArchiveDamaged

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Archive:
    """A folder of PDFs, spread over two levels by the first digits of the hash."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, pdf: bytes) -> str:
        """Stores the bytes and answers their hash; durable when it returns. The same bytes again change nothing.

        Raises `ArchiveDamaged` when the file under this hash holds something else: it is left as it is.
        """
        sha256 = hashlib.sha256(pdf).hexdigest()
        target = self._file(sha256)
        if target.exists():
            self.get(sha256)
            return sha256
        self._make_folder(target.parent)
        descriptor, fresh = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(fresh, 0o440)
            os.rename(fresh, target)
        except BaseException:  # whatever stopped us, no half-written file may stay behind
            Path(fresh).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes under the hash, verified. Raises `KeyError` when unknown, `ArchiveDamaged` when they changed."""
        try:
            pdf = self._file(sha256).read_bytes()
        except FileNotFoundError:
            raise KeyError(sha256) from None
        if hashlib.sha256(pdf).hexdigest() != sha256:
            raise ArchiveDamaged(f"the archived letter {sha256} no longer has its hash")
        return pdf

    def has(self, sha256: str) -> bool:
        """Whether a file stands under the hash (its content is not read)."""
        return self._file(sha256).exists()

    def _file(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise KeyError(sha256)
        return self._root / sha256[:2] / sha256[2:4] / f"{sha256}.pdf"

    def _make_folder(self, folder: Path) -> None:
        """Makes the folder and makes it durable: each new level is an entry of the level above."""
        missing = [f for f in (folder, *folder.parents) if not f.exists()]
        for new in reversed(missing):
            new.mkdir(mode=0o750, exist_ok=True)
            _sync_folder(new.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
