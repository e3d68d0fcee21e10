"""One letter taken out of a file of many (通知書の取り出し): its own pages, still PDF/A, the same bytes every time."""

from __future__ import annotations

import io


def take_out(pdf: bytes, first_page: int, pages: int) -> bytes:
    """Pages `first_page` (from 1) to `first_page + pages - 1` as a file of their own.

    Raises `IndexError` when the file has no such pages.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        last = first_page - 1 + pages
        if not 1 <= first_page <= last <= len(document.pages):
            raise IndexError(f"pages {first_page} to {last} of {len(document.pages)}")
        del document.pages[last:]
        del document.pages[: first_page - 1]
        document.remove_unreferenced_resources()
        target = io.BytesIO()
        document.save(target, deterministic_id=True)
    return target.getvalue()
