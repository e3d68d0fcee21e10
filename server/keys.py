"""Key files (鍵): secrets that lie outside the database, one file per purpose, readable by the server's account alone.

A stolen database or backup opens neither My Numbers (個人番号) nor uploads without them. Each file holds one key a
line, the present one first; older ones stay below it, so that what they sealed can still be opened.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from server.domain.refusals import Refused

KEY_BYTES = 32
PURPOSES = ("my_number", "uploads", "session")


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The keys in use, 32 bytes each, present one first; never printed."""

    my_number: tuple[bytes, ...]
    uploads: tuple[bytes, ...]
    session: tuple[bytes, ...]


def load_keys(folder: Path, *, create: bool) -> Keys:
    """Reads the key files under `folder`; makes the absent ones (mode 0600) only where `create` says so.

    A running production server never makes a key: a lost file replaced by a new one would leave every sealed number
    unreadable without a word. Raises `Refused` naming the file that is missing, malformed or open to others.
    """
    if create:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Keys(**{purpose: _load(folder / f"{purpose}.key", create) for purpose in PURPOSES})


def _load(path: Path, create: bool) -> tuple[bytes, ...]:
    if create and not path.exists():
        _make(path)
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii")
    except FileNotFoundError as missing:
        raise Refused("key_file_missing", path=path.name, folder=str(path.parent)) from missing
    except (OSError, UnicodeDecodeError) as fault:
        raise Refused("key_file_unreadable", path=str(path)) from fault
    if mode & 0o077:
        raise Refused("key_file_open_to_others", path=str(path))
    keys = tuple(_decoded(line, path) for line in text.split())
    if not keys:
        raise Refused("key_file_unreadable", path=str(path))
    return keys


def _make(path: Path) -> None:
    """Writes a new key beside the target and links it into place: of two processes that start at once, one wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def _decoded(line: str, path: Path) -> bytes:
    try:
        key = base64.urlsafe_b64decode(line)
    except (binascii.Error, ValueError) as fault:
        raise Refused("key_file_unreadable", path=str(path)) from fault
    if len(key) != KEY_BYTES:
        raise Refused("key_file_unreadable", path=str(path))
    return key
