"""The pictures of the README (説明の絵): the screens of the first five minutes, small, held against those of today.

A picture holds when at most `SHARE` of its pixels differ by more than `STEP`. Measured at this size: the same Chromium
draws the same to the pixel; text placed without fractions of a pixel differs in up to 0.20 % of all pixels; a page
moved by one pixel in 5.4 % and more. To renew the pictures after a change of the screens:

    .venv/bin/python -m tests.browser.pictures
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

from tests.browser.demo import demo_served
from tests.browser.first_minutes import SCREEN, walk_first_minutes
from tests.chromium import started
from tests.world import TREE

FOLDER = TREE / "docs" / "pictures"
SIZE = (SCREEN["width"], SCREEN["height"])
LARGEST = 120_000
STEP = 40
SHARE = 0.0025
RENEW = "to renew the pictures: .venv/bin/python -m tests.browser.pictures"


def as_small_png(shot: bytes) -> bytes:
    """A screenshot with a palette of 256 colours: a fraction of the bytes, the same to the eye.

    The palette covers the colours that are, not their frequency: the green of few signs must not turn grey.
    """
    small = io.BytesIO()
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    palette = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    palette.save(small, "PNG", optimize=True)
    return small.getvalue()


def share_changed(kept: bytes, shot: bytes) -> float:
    """The share of pixels, 0 to 1, that look different; 1 for pictures of different size."""
    old, new = (Image.open(io.BytesIO(one)).convert("RGB") for one in (kept, shot))
    if old.size != new.size:
        return 1.0
    changed = Image.new("L", old.size)
    for channel in ImageChops.difference(old, new).split():
        changed = ImageChops.lighter(changed, channel.point(lambda value: 255 if value > STEP else 0))
    return changed.histogram()[255] / (old.width * old.height)


def renew(folder: Path = FOLDER) -> None:
    """Walks the first five minutes and writes the pictures anew, naming those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, started() as browser, demo_served(Path(data)) as demo:
        shots = walk_first_minutes(browser, demo).pictures
    for name, shot in shots.items():
        path, small = folder / f"{name}.png", as_small_png(shot)
        if not path.exists() or path.read_bytes() != small:
            path.write_bytes(small)
            sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    renew()
