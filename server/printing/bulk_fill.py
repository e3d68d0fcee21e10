"""Filling a frame (差込み): one letter's values set into the lines of its shape, its bar codes drawn as bars.

Whatever does not fit as the plain way would set it (a value wider than its slot, a line that would meet its
neighbour, a sign that needs another font) raises `CannotSet`: that letter goes the plain way, which shrinks it, breaks
it, or holds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from server.printing.bulk_adapter import CannotSet, SetText
from server.printing.bulk_parts import CodeBox, Frame, Line
from server.printing.bulk_shape import texts_in, value_at
from server.printing.codes import bars
from server.printing.faces import Cluster, clusters, faces
from server.printing.fitting import first_fit
from server.printing.guard import TWELVE_DIGITS
from server.printing.qr_code import qr_code
from server.printing.slots import Slot
from server.printing.values import Fit

_MM = 25.4 / 96
_SLACK = 0.05 / _MM  # of a slot's width, as the plain way allows before it shrinks a value
_NEAR = 1e-3
_SPACES = re.compile(r"^[ \n\t\r\f]|[ \n\t\r\f]$|[ \n\t\r\f]{2}|[\n\t\r\f]")


class TooWide(CannotSet):
    """A value wider than its slot: it must shrink or break. `width` in pixels, as the plain way would measure it."""

    def __init__(self, path: str, width: float) -> None:
        super().__init__(f"{path}: wider than its slot")
        self.path, self.width = path, width


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """One page of a letter: operators of its values, the texts they set, and where its codes stand (pixels)."""

    operators: bytes
    texts: list[SetText]
    codes: list[tuple[float, float, float, float]]


def is_plain_text(slots: Mapping[str, Slot], data: Mapping[str, Any]) -> bool:
    """Whether every text of the data is of signs that our fonts have, and nothing that a guard asks about."""
    known = _repertoire()
    for text in texts_in(slots, data):
        if _SPACES.search(text) or not (known.issuperset(text) or _is_printable(text)):
            return False
        if len(text) >= 12 and TWELVE_DIGITS.search(unicodedata.normalize("NFKC", text)):
            return False
    return True


def _is_printable(text: str) -> bool:
    return all(faces().trouble(cluster) is None for cluster in clusters(text))


def fill(frame: Frame, data: Mapping[str, Any]) -> list[FilledSheet]:
    """The letter's pages. Raises `CannotSet` when it does not fit the frame."""
    values = [one.text(data) for one in frame.fields]
    sheets = [FilledSheet(b"", [], []) for _ in frame.sheets]
    operators: list[list[bytes]] = [[] for _ in frame.sheets]
    moved: dict[int, float] = {}
    spans = [
        _set_line(frame, line, values, operators[line.page], sheets[line.page].texts, moved) for line in frame.lines
    ]
    for first, second in frame.neighbours:
        if spans[first][1] > spans[second][0]:
            raise CannotSet("two lines meet")
    bodies = [[b"BT", *done, b"ET"] if done else [] for done in operators]
    for number, code in enumerate(frame.codes):
        x = moved[number] if code.in_line else code.x
        bodies[code.page].append(_bars(code, x, str(value_at(data, code.path))))
        sheets[code.page].codes.append((x, code.y, code.width, code.height))
    return [FilledSheet(b"\n".join(body), sheet.texts, sheet.codes) for body, sheet in zip(bodies, sheets, strict=True)]


def first_fits(frame: Frame, data: Mapping[str, Any]) -> dict[str, Fit]:
    """How the plain way would set what is too wide after a first layout, told without one.

    Empty where that cannot be told from the lines alone (a value of two fonts): the plain way then looks itself.
    """
    found: dict[str, Fit] = {}
    for line in frame.lines:
        for piece in line.pieces:
            if piece.setter is None:
                continue
            field = frame.fields[piece.number]
            if field.part >= 0:
                return {}
            width, limit = piece.setter.set(field.text(data)).width * _MM, piece.most * _MM
            if width > limit + _SLACK * _MM and field.slot.on_overflow == "shrink":
                found[field.path] = first_fit(width, limit, field.slot.lines)
    return found


def _set_line(
    frame: Frame, line: Line, values: list[str], operators: list[bytes], texts: list[SetText], moved: dict[int, float]
) -> tuple[float, float]:
    """Sets one line and answers from where to where it goes, in pixels."""
    total, found, of_value = 0.0, [], 0.0
    for piece in line.pieces:
        text = piece.words
        if piece.setter is not None:
            field, text = frame.fields[piece.number], piece.setter.set(values[piece.number])
            of_value = text.width + (of_value if field.part > 0 else 0.0)
            if of_value > piece.most + _SLACK:
                raise TooWide(field.path, of_value)
        found.append(text)
        total += piece.width if text is None else text.width
    if total > line.room + _NEAR:
        raise CannotSet(f"{_named(line, frame)}: longer than its block")
    x = line.left if line.align == "start" else line.left + (line.room - total) / (2 if line.align == "center" else 1)
    begin = x
    if x < line.least - _NEAR or x + total > line.most + _NEAR:
        raise CannotSet(f"{_named(line, frame)}: longer than its room")
    for piece, text in zip(line.pieces, found, strict=True):
        if text is None:
            moved[piece.code] = x
            x += piece.width
            continue
        if text.operators:
            operators.append(b"1 0 0 -1 %f %f Tm %s" % (x, piece.baseline, text.operators))
            texts.append(text)
        x += text.width
    return begin, x


def _named(line: Line, frame: Frame) -> str:
    return " ".join(frame.fields[piece.number].path for piece in line.pieces if piece.number >= 0)


def _bars(code: CodeBox, x: float, text: str) -> bytes:
    """The dark of the code in whole modules, under a matrix that makes it as large as the picture would be."""
    if code.kind == "qr":
        made = qr_code(text)
        rows, modules = made.modules, made.modules
        drawn = b" ".join(b"%d %d %d 1 re" % (x, y, width) for x, y, width in made.runs())
    else:
        rows, (modules, found) = 1, bars(text, code.kind)
        drawn = b" ".join(b"%d 0 %d 1 re" % one for one in found)
    return b"q %f 0 0 %f %f %f cm %s f Q" % (code.width / modules, code.height / rows, x, code.y, drawn)


@lru_cache(maxsize=1)
def _repertoire() -> frozenset[str]:
    """The signs that stand alone, that the house fonts have and that may be printed."""
    known = faces()
    signs = (sign for sign in known.house.glyphs if len(sign) == 1)
    return frozenset(sign for sign in signs if known.trouble(Cluster(sign)) is None)
