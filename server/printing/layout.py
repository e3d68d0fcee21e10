"""Where things came to stand (組版の結果): text, codes and boxes of each page in millimetres, from WeasyPrint's tree.

The guards and the goldens look at these plain values, never at the library's own boxes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

_MM = 25.4 / 96  # CSS pixels to millimetres


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the page; x and y count from the top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def holds(self, other: Rect, slack: float, *, sideways_only: bool = False) -> bool:
        """Whether `other` lies inside, but for `slack` millimetres."""
        across = other.x >= self.x - slack and other.right <= self.right + slack
        return across and (sideways_only or (other.y >= self.y - slack and other.bottom <= self.bottom + slack))

    def meets(self, other: Rect, slack: float) -> bool:
        """Whether the two overlap by more than `slack` in both directions."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return across > slack and down > slack


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of text on one line, or a code: its slot ("" for fixed words), its box's name and the rooms it is in.

    `column` is the block it stands in (it may not stick out sideways), `cell` the innermost box that bounds it on all
    sides: a table cell, a box of fixed place (`data-box`), or the page's type area. `inside` numbers those blocks and
    tables around it.
    """

    page: int
    rect: Rect
    text: str
    slot: str
    box: str
    column: Rect
    cell: Rect
    inside: frozenset[int]


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn thing that text outside it may not touch: a table, a box of fixed place, a seal.

    A seal lies on the name beside it on purpose; `owner` numbers the block whose text it may cover.
    """

    page: int
    rect: Rect
    name: str
    owner: int
    cell: Rect


@dataclass(frozen=True, slots=True)
class Layout:
    """All texts, codes and shapes of a letter in the order of drawing."""

    texts: tuple[Placed, ...]
    shapes: tuple[Shape, ...]


def read_layout(document: Any) -> Layout:
    """Reads a rendered WeasyPrint document."""
    reader = _Reader()
    for number, page in enumerate(document.pages, 1):
        sheet = page._page_box
        whole = Rect(0, 0, page.width * _MM, page.height * _MM)
        type_area = _rect(sheet.content_box_x(), sheet.content_box_y(), sheet.width, sheet.height)
        for child in sheet.children:
            room = whole if type(child).__name__ == "MarginBox" else type_area
            reader.walk(child, _Room(number, "", "", room, room, frozenset(), 0))
    return Layout(tuple(reader.texts), tuple(reader.shapes))


@dataclass(frozen=True, slots=True)
class _Room:
    page: int
    slot: str
    box: str
    column: Rect
    cell: Rect
    inside: frozenset[int]
    block: int


class _Reader:
    def __init__(self) -> None:
        self.texts: list[Placed] = []
        self.shapes: list[Shape] = []
        self._count = 0

    def walk(self, box: Any, room: _Room) -> None:
        """Collects what `box` holds; `room` is what is known of the place around it."""
        mark = _attributes(box)
        if mark.get("data-free") is not None:
            return  # laid across the page on purpose: the word 見本
        room = replace(room, slot=mark.get("data-slot", room.slot), box=mark.get("data-box", room.box))
        kind = type(box).__name__
        if kind == "TextBox":
            if box.text.strip() and box.style["visibility"] == "visible":
                self._text(box, room, box.text)
        elif kind.endswith("ReplacedBox"):
            self._picture(box, room, mark)
        else:
            inner = self._enter(box, kind, mark, room)
            for child in getattr(box, "children", ()):
                self.walk(getattr(child, "_box", child), inner)  # what left the flow stands behind a placeholder

    def _text(self, box: Any, room: _Room, text: str) -> None:
        rect = _rect(box.position_x, box.position_y, box.width, box.height)
        self.texts.append(Placed(room.page, rect, text, room.slot, room.box, room.column, room.cell, room.inside))

    def _picture(self, box: Any, room: _Room, mark: Any) -> None:
        if "bar-code" in mark.get("class", ""):
            self._text(box, room, mark.get("alt", ""))
        elif "seal" in mark.get("class", ""):
            rect = _rect(box.position_x, box.position_y, box.width, box.height)
            self.shapes.append(Shape(room.page, rect, "seal", room.block, room.cell))

    def _enter(self, box: Any, kind: str, mark: Any, room: _Room) -> _Room:
        """The room inside `box`: blocks narrow the column; cells and boxes of fixed place bound on all sides."""
        if kind in ("InlineBox", "LineBox", "TableRowBox", "TableRowGroupBox"):
            return room
        self._count += 1
        number, inside = self._count, room.inside | {self._count}
        is_fixed = mark.get("data-box") is not None
        if kind == "TableBox" or is_fixed:
            rect = _rect(box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())
            self.shapes.append(Shape(room.page, rect, mark.get("data-box", "table"), number, room.cell))
        if kind == "TableBox":
            return replace(room, inside=inside)
        # The padding counts as room: a hanging indent sets its number there.
        inner = _rect(box.padding_box_x(), box.padding_box_y(), box.padding_width(), box.padding_height())
        cell = inner if is_fixed or kind == "TableCellBox" else room.cell
        return replace(room, column=inner, cell=cell, inside=inside, block=number)


def _attributes(box: Any) -> Any:
    """The attributes of the element that made the box; anonymous boxes and page margins have none."""
    element = getattr(box, "element", None)
    return element if hasattr(element, "get") else {}


def _rect(x: float, y: float, width: float, height: float) -> Rect:
    return Rect(x * _MM, y * _MM, width * _MM, height * _MM)
