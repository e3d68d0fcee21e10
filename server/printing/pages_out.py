"""Letters taken out of a file of many (通知書の取り出し): their own pages, still PDF/A, the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Collection


def take_out(pdf: bytes, first_page: int, pages: int) -> bytes:
    """Pages `first_page` (from 1) to `first_page + pages - 1` as a file of their own.

    Raises `IndexError` when the file has no such pages.
    """
    return take_pages(pdf, range(first_page, first_page + pages))


def take_pages(pdf: bytes, wanted: Collection[int]) -> bytes:
    """The pages with these numbers (from 1), in the order of the file, as a file of their own.

    Raises `IndexError` when none is wanted or the file has no such page.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        kept = frozenset(wanted)
        if not kept or min(kept) < 1 or max(kept) > len(document.pages):
            raise IndexError(f"pages {sorted(kept)} of {len(document.pages)}")
        for place in range(len(document.pages) - 1, -1, -1):
            if place + 1 not in kept:
                del document.pages[place]
        document.remove_unreferenced_resources()
        target = io.BytesIO()
        document.save(target, deterministic_id=True)
    return target.getvalue()
