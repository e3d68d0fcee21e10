"""How many pages an uploaded PDF has, and whether we keep it: readable, not encrypted, without active content."""

from __future__ import annotations

import io

import pikepdf

from server.domain.refusals import Refused

_ACTIVE = ("/OpenAction", "/AA")


def count_pages(content: bytes) -> int:
    """The number of pages; raises `upload_unreadable`, `upload_encrypted` or `upload_active_content`."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Refused("upload_encrypted")
            names = pdf.Root.get("/Names")
            scripts = names is not None and "/JavaScript" in names
            if scripts or any(key in pdf.Root for key in _ACTIVE):
                raise Refused("upload_active_content")
            return len(pdf.pages)
    except pikepdf.PasswordError as locked:
        raise Refused("upload_encrypted") from locked
    except pikepdf.PdfError as fault:
        raise Refused("upload_unreadable") from fault
