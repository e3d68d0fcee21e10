"""How many pages an uploaded PDF has, and whether we keep it: readable, not encrypted, without active content."""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from server.domain.refusals import Refused

_ACTIVE = ("/OpenAction", "/AA")
_RUNNING = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"})
_MOST_PAGES = 2000  # more than any office takes in; the city's own limit lies far below
_MOST_PARTS = 500_000


def count_pages(content: bytes) -> int:
    """The number of pages.

    Raises `upload_unreadable`, `upload_encrypted`, `upload_active_content` or `upload_too_many_pages`.
    """
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused("upload_encrypted")
            pages = len(pdf.pages)
            if pages > _MOST_PAGES:
                raise Refused("upload_too_many_pages", max=_MOST_PAGES)
            if _is_active(pdf):
                raise Refused("upload_active_content")
            return pages
    except pikepdf.PasswordError as locked:
        raise Refused("upload_encrypted") from locked
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError) as fault:
        # The library's own words for a file whose parts are not of the kind they should be.
        raise Refused("upload_unreadable") from fault


def _is_active(pdf: pikepdf.Pdf) -> bool:
    """Whether the file would run something by being opened or looked at; `upload_unreadable` for endless parts."""
    names = pdf.Root.get("/Names")
    if (names is not None and "/JavaScript" in names) or any(key in pdf.Root for key in _ACTIVE):
        return True
    waiting: list[Any] = list(pdf.objects)
    for _ in range(_MOST_PARTS):
        if not waiting:
            return False
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            inside = list(part)
        elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            if "/AA" in part or str(part.get("/S", "")) in _RUNNING:
                return True
            inside = [one for _, one in part.items()]
        else:
            continue
        waiting.extend(one for one in inside if not getattr(one, "is_indirect", False))
    raise Refused("upload_unreadable")
