"""Goldens of letters: what each sample looked like when a person last looked at it (見本の控え).

`python -m tests.printing.goldens` writes them anew; look at the pictures before you commit. On the stack they were
made with they must be met exactly; on another, the words must be equal and every slot within 0.3 mm of its place.
"""

from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from server.printing import fonts
from server.printing.check import SAMPLES, read_sample
from server.printing.faces import is_selector
from server.printing.heads import load_letters
from server.printing.raster import page_images, page_texts
from server.printing.render import Rendered, render

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent / "golden"
DPI = 100
TOLERANCE = 0.3  # millimetres, on another text stack


@dataclass(frozen=True)
class Golden:
    """`facts` as JSON: the stack, the number of pages, the slots with their places, the words of each page."""

    name: str
    facts: dict[str, Any]
    pages: list[Image.Image]


def stack() -> str:
    """The fingerprint of the letters' text stack and the version of the library that draws the pictures."""
    return f"{fonts.stack_fingerprint()} pypdfium2={version('pypdfium2')}"


def name_of(letter: str, sample: str) -> str:
    return f"{letter.replace('/', '-')}-{sample}"


def make(name: str, rendered: Rendered) -> Golden:
    """The golden of what today's code makes."""
    return Golden(name, _facts(rendered), [_small(image) for image in page_images(rendered.pdf, DPI)])


def read(name: str) -> Golden:
    """The golden in the tree; FileNotFoundError when there is none."""
    facts = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    pages = [_opened(FOLDER / f"{name}-{number}.png") for number in range(1, facts["pages"] + 1)]
    return Golden(name, facts, pages)


def write(golden: Golden) -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob(f"{golden.name}-[0-9]*.png"):
        old.unlink()
    text = json.dumps(golden.facts, ensure_ascii=False, indent=1)
    (FOLDER / f"{golden.name}.json").write_text(text + "\n", encoding="utf-8")
    for number, page in enumerate(golden.pages, 1):
        page.save(FOLDER / f"{golden.name}-{number}.png", optimize=True)


def differences(kept: Golden, made: Golden) -> list[str]:
    """What is not as it was, in words; exact on the stack the golden was made with."""
    if kept.facts["pages"] != made.facts["pages"]:
        return [f"{made.facts['pages']} pages instead of {kept.facts['pages']}"]
    same_stack = kept.facts["stack"] == made.facts["stack"]
    found = _words(kept, made) + _places(kept, made, 0.0 if same_stack else TOLERANCE)
    return found + (_pictures(kept, made) if same_stack else [])


def _facts(rendered: Rendered) -> dict[str, Any]:
    slots = [
        [p.page, p.slot, _plain(p.text), *(round(v, 2) for v in (p.rect.x, p.rect.y, p.rect.width))]
        for p in rendered.placed
        if p.slot
    ]
    words = [_plain(text) for text in page_texts(rendered.pdf)]
    return {"stack": stack(), "pages": rendered.pages, "slots": slots, "words": words}


def _plain(text: str) -> str:
    """Without white space and selectors: readers of PDFs differ in both."""
    return "".join(s for s in unicodedata.normalize("NFC", text) if not s.isspace() and not is_selector(s))


def _small(image: Image.Image) -> Image.Image:
    """16 colours are enough for black, grey and one red, and keep the tree small."""
    return image.quantize(16, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _words(kept: Golden, made: Golden) -> list[str]:
    pages = zip(kept.facts["words"], made.facts["words"], strict=True)
    return [f"page {n}: other words:\n  {old}\n  {new}" for n, (old, new) in enumerate(pages, 1) if old != new]


def _places(kept: Golden, made: Golden, tolerance: float) -> list[str]:
    old, new = kept.facts["slots"], made.facts["slots"]
    if [slot[:3] for slot in old] != [slot[:3] for slot in new]:
        return ["other slots, or broken into other lines"]
    return [
        f"{a[1]}: at {b[3:]} mm instead of {a[3:]}"
        for a, b in zip(old, new, strict=True)
        if any(abs(x - y) > tolerance for x, y in zip(a[3:], b[3:], strict=True))
    ]


def _pictures(kept: Golden, made: Golden) -> list[str]:
    found = []
    for number, (old, new) in enumerate(zip(kept.pages, made.pages, strict=True), 1):
        box = ImageChops.difference(old.convert("RGB"), _saved(new).convert("RGB")).getbbox()
        if old.size != new.size or box is not None:
            found.append(f"page {number}: the picture differs within {box} pixels at {DPI} dpi")
    return found


def _opened(file: Path) -> Image.Image:
    return Image.open(file)


def _saved(image: Image.Image) -> Image.Image:
    """The picture as it comes back from a file, as the kept one did."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return Image.open(buffer)


def main() -> None:
    fonts.set_up(ROOT / "var", ROOT / "node_modules")
    for letter in load_letters(ROOT / "letters").values():
        for sample in SAMPLES:
            rendered = render(letter, read_sample(ROOT / "letters", letter.id, sample))
            write(make(name_of(letter.id, sample), rendered))


if __name__ == "__main__":
    main()
