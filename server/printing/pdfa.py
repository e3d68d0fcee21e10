"""A short lint of archived PDFs against PDF/A-3b (ISO 19005-3): what long keeping needs, not a certified validation."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

_ACTIVE = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/Encrypt", "/EmbeddedFiles", "/RichMedia")


def lint(pdf: bytes) -> list[str]:
    """The faults found, empty when there are none: marks of part and conformance, colours, fonts, nothing active."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [*_metadata(document), *_colours(document), *_fonts(document), *_active(document)]


def _metadata(document: Any) -> Iterator[str]:
    root = document.Root
    text = root.Metadata.read_bytes().decode() if "/Metadata" in root else ""
    if not re.search(r"part(=\"|>)3", text) or not re.search(r"conformance(=\"|>)B", text):
        yield "the metadata do not say PDF/A part 3, conformance B"
    if "/ID" not in document.trailer:
        yield "there is no file identifier"
    if "/Lang" not in root:
        yield "the language is not named"


def _colours(document: Any) -> Iterator[str]:
    intents = document.Root.get("/OutputIntents", [])
    if not any(intent.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in intent for intent in intents):
        yield "there is no output intent with a colour profile"


def _fonts(document: Any) -> Iterator[str]:
    for font in _objects(document, "/Font"):
        name = font.get("/BaseFont")
        if font.get("/Subtype") == "/Type0":
            if "/ToUnicode" not in font:
                yield f"{name}: its characters cannot be read back"
        elif not any(key in font.get("/FontDescriptor", {}) for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"{name}: is not embedded"


def _active(document: Any) -> Iterator[str]:
    for item in document.objects:
        keys = item.keys() if hasattr(item, "keys") and not isinstance(item, (bytes, str)) else ()
        for key in _ACTIVE:
            if key in keys:
                yield f"{key} is in it"
    if document.is_encrypted:
        yield "it is encrypted"


def _objects(document: Any, kind: str) -> Iterator[Any]:
    import pikepdf

    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind:
            yield item
