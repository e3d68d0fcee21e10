"""Sealing (封印): authenticated encryption and keyed marks under keys that lie outside the database.

From each 32-byte key two are derived, one to encrypt (AES-256-GCM) and one to mark (HMAC-SHA-256), so that a mark
tells nothing about the cipher's key. The first key seals; older ones still open what they sealed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12


class SealBroken(Exception):
    """What was sealed cannot be opened: it was changed, belongs elsewhere, or its key is gone."""


class Sealer:
    """Seals and marks for one purpose (`my_number`, `uploads`); never shows its keys."""

    def __init__(self, keys: Sequence[bytes], purpose: str) -> None:
        if not keys or any(len(key) != _KEY_BYTES for key in keys):
            raise ValueError(f"{purpose} needs keys of {_KEY_BYTES} bytes")
        self._ciphers = {_key_id(key): AESGCM(_derived(key, f"{purpose}/seal")) for key in keys}
        self._marks = {_key_id(key): _derived(key, f"{purpose}/mark") for key in keys}
        self._present = _key_id(keys[0])

    def __repr__(self) -> str:
        return "Sealer(…)"

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """Encrypts; it opens again only together with the same `bound_to` (a token, a content hash)."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._present].encrypt(nonce, plain, bound_to.encode())
        return self._present + nonce + sealed

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """Decrypts; raises `SealBroken`."""
        key_id, rest = sealed[:_ID_BYTES], sealed[_ID_BYTES:]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise SealBroken("the key it was sealed with is not here")
        try:
            return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], bound_to.encode())
        except InvalidTag:
            raise SealBroken("it was changed or belongs elsewhere") from None

    def mark(self, plain: bytes) -> str:
        """The keyed mark of a value under the present key, to find equal ones without opening any."""
        return self._mark(self._present, plain)

    def marks(self, plain: bytes) -> tuple[str, ...]:
        """The marks under all keys, for values that were marked before a change of keys."""
        return tuple(self._mark(key_id, plain) for key_id in self._marks)

    def _mark(self, key_id: bytes, plain: bytes) -> str:
        return f"{key_id.hex()}:{hmac.new(self._marks[key_id], plain, hashlib.sha256).hexdigest()}"


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"kokuho key id" + key).digest()[:_ID_BYTES]


def _derived(key: bytes, use: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=f"kokuho/{use}".encode()).derive(key)
