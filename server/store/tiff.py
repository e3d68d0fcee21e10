"""How many pages a TIFF has (多ページTIFF): scanners in offices write one file of many images."""

from __future__ import annotations

import struct

from server.domain.refusals import Refused

_ENTRY_BYTES = 12
_MOST = 10_000


def count_pages(content: bytes) -> int:
    """Follows the chain of image directories; raises `Refused("upload_unreadable")` when it is broken or a ring."""
    order = "<" if content[:2] == b"II" else ">"
    seen: set[int] = set()
    try:
        (place,) = struct.unpack_from(f"{order}I", content, 4)
        while place:
            if place in seen or len(seen) >= _MOST:
                raise Refused("upload_unreadable")
            seen.add(place)
            (entries,) = struct.unpack_from(f"{order}H", content, place)
            (place,) = struct.unpack_from(f"{order}I", content, place + 2 + entries * _ENTRY_BYTES)
    except struct.error as fault:
        raise Refused("upload_unreadable") from fault
    return len(seen)
