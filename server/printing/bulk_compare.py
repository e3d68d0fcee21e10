"""Two files compared as paper (見比べ): the same dots at 150 dpi and the same words, codes apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DPI = 150
_DOTS = DPI / 96  # of a CSS pixel


@dataclass(frozen=True, slots=True)
class Box:
    """A bar code's place in CSS pixels; two dots around it are left out too, for edges fall between dots."""

    x: float
    y: float
    width: float
    height: float


def same_on_paper(
    bulk: bytes, first_page: int, plain: bytes, codes: Sequence[Sequence[Box]], plain_first: int, plain_pages: int
) -> bool:
    """Whether `plain_pages` pages of `plain` from `plain_first` on stand in `bulk` from `first_page` on (from 1).

    `codes` are left out by page.
    """
    return not differences(bulk, first_page, plain, codes, plain_first, plain_pages)


def differences(
    bulk: bytes,
    first_page: int,
    plain: bytes,
    codes: Sequence[Sequence[Box]],
    plain_first: int = 1,
    plain_pages: int | None = None,
) -> list[str]:
    """What differs, in words; nothing when the two are the same on paper."""
    import pypdfium2

    with pypdfium2.PdfDocument(plain) as one, pypdfium2.PdfDocument(bulk) as many:
        pages = len(one) if plain_pages is None else plain_pages
        if pages != len(codes) or len(many) < first_page - 1 + pages or len(one) < plain_first - 1 + pages:
            return [f"{pages} pages, not {len(codes)}"]
        found = [
            _difference(many[first_page - 1 + number], one[plain_first - 1 + number], codes[number])
            for number in range(pages)
        ]
    return [f"page {number}: {what}" for number, what in enumerate(found, 1) if what]


def _difference(ours: Any, plain: Any, codes: Sequence[Box]) -> str:
    if _words(ours) != _words(plain):
        return "other words"
    from PIL import ImageChops

    pictures = [_picture(page, codes) for page in (ours, plain)]
    if pictures[0].size != pictures[1].size:
        return "another size"
    box = ImageChops.difference(*pictures).getbbox()
    return f"other dots in {box}" if box else ""


def _words(page: Any) -> Counter[str]:
    """The signs of a page, however they are ordered: values are drawn behind the words that stand still."""
    content = page.get_textpage()
    try:
        return Counter("".join(content.get_text_range().split()))
    finally:
        content.close()


def _picture(page: Any, codes: Sequence[Box]) -> Any:
    picture = page.render(scale=DPI / 72).to_pil().convert("RGB")
    for box in codes:
        left, top = int(box.x * _DOTS) - 2, int(box.y * _DOTS) - 2
        right, bottom = int((box.x + box.width) * _DOTS) + 3, int((box.y + box.height) * _DOTS) + 3
        picture.paste((255, 255, 255), (left, top, right, bottom))
    return picture
