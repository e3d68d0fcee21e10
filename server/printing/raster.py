"""Letters as pictures and as text (画像化・文字取出し), by PDFium: for previews, for the command line, for goldens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


def page_images(pdf: bytes, dpi: int = 100) -> list[Image]:
    """One RGB picture a page at `dpi` dots per inch."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page in the order of drawing, as a reader would copy it."""
    import pypdfium2

    texts = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            content = page.get_textpage()
            texts.append(content.get_text_range())
            content.close()
    return texts


def write_pages(pdf: bytes, folder: Path, name: str, dpi: int = 144) -> list[Path]:
    """Writes `<name>-1.png`, … into `folder`; answers the paths."""
    files = []
    for number, image in enumerate(page_images(pdf, dpi), 1):
        files.append(folder / f"{name}-{number}.png")
        image.save(files[-1], optimize=True)
    return files
