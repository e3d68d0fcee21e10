"""The parts of a frame (枠の部品): sheets, lines that are set for each letter, bar codes; and why there is no frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.printing.bulk_adapter import Setter, SetText, Sheet
from server.printing.bulk_shape import Field


class NoFrame(Exception):
    """The shape has no frame; its letters go the plain way. The message says why, for whoever wrote the template."""


class Moved(NoFrame):
    """Values that stand where another text would move other words; `paths` become part of the shape."""

    def __init__(self, paths: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(paths)))
        self.paths = paths


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part of a line: fixed words (`words`), a value (`number` of its field), or room for a bar code."""

    baseline: float
    setter: Setter | None = None
    words: SetText | None = None
    number: int = -1
    most: float = 0.0
    code: int = -1
    width: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line that is set for each letter. Pixels: `left` and `room` of its block, `least` and `most` it may reach."""

    page: int
    align: str
    left: float
    room: float
    least: float
    most: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CodeBox:
    """Where a bar code stands (pixels), and what it tells; in a line of values `x` comes with the line."""

    page: int
    path: tuple[str | int, ...]
    kind: str
    x: float
    y: float
    width: float
    height: float
    in_line: bool


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A shape ready to be filled: its sheets, its lines, its codes, and pairs of lines that stand side by side."""

    document: Any
    fields: tuple[Field, ...]
    sheets: tuple[Sheet, ...]
    lines: tuple[Line, ...]
    codes: tuple[CodeBox, ...]
    neighbours: tuple[tuple[int, int], ...]
