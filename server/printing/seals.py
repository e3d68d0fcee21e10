"""Official seals (公印) drawn by the program: a square frame and the inscription in columns from the right, as vectors.

The demo city's seals are fictional and made from the house font's outlines; no picture of a seal lies in the tree.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from math import ceil
from pathlib import Path

from server.printing import fonts
from server.printing.base import Seal

_SIDE = 1000  # drawing units of the seal's side
_FRAME = 40
_INNER = 84
_RED = "#c8102e"


@lru_cache(maxsize=32)
def seal_uri(seal: Seal, *, void: bool) -> str:
    """The seal as an SVG data URI. `void`: an empty dashed frame, for nothing but a released letter bears a seal."""
    return "data:image/svg+xml;base64," + base64.b64encode(_svg(seal, void=void).encode()).decode()


def _svg(seal: Seal, *, void: bool) -> str:
    side = _SIDE - _FRAME
    dashes = ' stroke-dasharray="60 40"' if void else ""
    colour = "#888888" if void else _RED
    frame = (
        f'<rect x="{_FRAME // 2}" y="{_FRAME // 2}" width="{side}" height="{side}" rx="36" fill="none" '
        f'stroke="{colour}" stroke-width="{_FRAME}"{dashes}/>'
    )
    signs = "" if void else _signs(seal.inscription, fonts.active().mincho)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}" width="{_SIDE}" height="{_SIDE}">'
        f'<g opacity="0.88">{frame}{signs}</g></svg>'
    )


def _signs(inscription: str, font: Path) -> str:
    """The characters stretched to fill their cells, thickened a little as cut stone is."""
    columns = 2 if len(inscription) > 3 else 1
    rows = ceil(len(inscription) / columns)
    width = (_SIDE - 2 * _INNER) / columns
    drawn = []
    for place, sign in enumerate(inscription):
        column, row = divmod(place, rows)
        in_column = min(rows, len(inscription) - column * rows)
        height = (_SIDE - 2 * _INNER) / in_column
        x = _SIDE - _INNER - (column + 1) * width
        drawn.append(_sign(sign, font, x, _INNER + row * height, width, height))
    return f'<g fill="{_RED}" stroke="{_RED}" stroke-linejoin="round">{"".join(drawn)}</g>'


def _sign(sign: str, font: Path, x: float, y: float, width: float, height: float) -> str:
    """One character's outline moved and scaled into the cell; a little of the cell is left free on each side."""
    path, (left, bottom, right, top) = _outline(sign, font)
    scale_x, scale_y = 0.86 * width / (right - left), 0.86 * height / (top - bottom)
    move_x = x + 0.07 * width - left * scale_x
    move_y = y + 0.07 * height + top * scale_y
    matrix = f"matrix({scale_x:.4f} 0 0 {-scale_y:.4f} {move_x:.2f} {move_y:.2f})"
    return f'<path transform="{matrix}" stroke-width="34" d="{path}"/>'


@lru_cache(maxsize=64)
def _outline(sign: str, font: Path) -> tuple[str, tuple[float, float, float, float]]:
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.ttLib import TTFont

    face = TTFont(font, lazy=True)
    glyphs = face.getGlyphSet()
    glyph = glyphs[face.getBestCmap()[ord(sign)]]
    path, bounds = SVGPathPen(glyphs), BoundsPen(glyphs)
    glyph.draw(path)
    glyph.draw(bounds)
    return path.getCommands(), bounds.bounds
