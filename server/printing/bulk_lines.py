"""Lines of a laid-out letter that hold values (差込行): whether each can be set by itself, and how far it may go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from server.printing.bulk_adapter import Setters, SetText, walk
from server.printing.bulk_parts import Line, NoFrame, Piece
from server.printing.bulk_shape import Field, starred
from server.printing.heads import Version
from server.printing.layout import Layout, Placed, Rect, Shape
from server.printing.slots import slot_at

MM = 25.4 / 96
_NEAR = 1e-6
_TOUCH = 0.3  # millimetres
_INLINE = frozenset(("TextBox", "InlineBox"))


class Laid(Protocol):
    """What a line asks of the layout it stands in."""

    @property
    def version(self) -> Version: ...
    @property
    def fields(self) -> Sequence[Field]: ...
    @property
    def layout(self) -> Layout: ...
    def field_of(self, box: Any, around: tuple[Any, ...]) -> int | None: ...
    def code_number(self, box: Any) -> int: ...


@dataclass(frozen=True, slots=True)
class Span:
    """The texts of a line on paper, its room in millimetres, and how it is set."""

    page: int
    items: tuple[Placed, ...]
    rect: Rect
    room: Rect
    align: str
    inside: frozenset[int]


@dataclass(frozen=True, slots=True)
class Row:
    """A line box that holds values, and the block around it."""

    page: int
    box: Any
    block: Any

    def moved(self, laid: Laid) -> list[str]:
        """The fields of this line when it cannot be set anew by itself, none when it can."""
        if self._is_plain() and not self._under_seal(laid.layout):
            return []
        found = [laid.field_of(box, (self.block, *around)) for box, around in self._texts() if box.text.strip()]
        return [starred(laid.fields[number].path) for number in found if number is not None]

    def _is_plain(self) -> bool:
        lines = [child for child in self.block.children if type(child).__name__ == "LineBox"]
        if len(lines) != 1 or self.box.style["direction"] != "ltr":
            return False
        return all(self._is_simple(box) for box, _ in walk(self.box) if box is not self.box)

    def _is_simple(self, box: Any) -> bool:
        kind = type(box).__name__
        if kind == "InlineReplacedBox":
            return True
        if kind not in _INLINE:
            return not box.is_in_normal_flow()
        around = ("margin_left", "margin_right", "padding_left", "padding_right", "border_left_width")
        return all(getattr(box, side, 0) == 0 for side in (*around, "border_right_width"))

    def _under_seal(self, layout: Layout) -> bool:
        """Whether a seal lies on the block: it is drawn over the words, so they belong below it, to the frame."""
        box = self.block
        rect = Rect(
            box.padding_box_x() * MM, box.padding_box_y() * MM, box.padding_width() * MM, box.padding_height() * MM
        )
        seals = (one for one in layout.shapes if one.name == "seal" and one.page == self.page + 1)
        return any(rect.meets(one.rect, 0) for one in seals)

    def _texts(self) -> list[tuple[Any, tuple[Any, ...]]]:
        return [(box, around) for box, around in walk(self.box) if type(box).__name__ == "TextBox"]

    def texts(self) -> list[Any]:
        """The text boxes of the line."""
        return [box for box, _ in self._texts()]

    def span(self, places: Mapping[tuple[int, Rect], Placed]) -> Span:
        """Where the line stands and how far it may go."""
        items = []
        for box, _ in walk(self.box):
            shown = bool(box.text.strip()) if type(box).__name__ == "TextBox" else is_code(box)
            if shown:
                rect = Rect(box.position_x * MM, box.position_y * MM, box.width * MM, box.height * MM)
                items.append(places[self.page, rect])
        union = _union(item.rect for item in items)
        return Span(self.page, tuple(items), union, _room(items), self._align(), items[0].inside)

    def _align(self) -> str:
        style = self.box.style
        align = style["text_align_all"] if style["text_align_last"] == "auto" else style["text_align_last"]
        return {"left": "start", "justify": "start", "right": "end"}.get(align, str(align))

    def line(self, laid: Laid, setters: Setters, span: Span, free: tuple[float, float]) -> Line:
        """The line as it is filled."""
        pieces = []
        for box, around in walk(self.box):
            kind = type(box).__name__
            if kind == "TextBox" and not any(not one.is_in_normal_flow() for one in around):
                pieces.append(self._piece(laid, setters, box, (self.block, *around)))
            elif is_code(box):
                pieces.append(Piece(0.0, code=laid.code_number(box), width=box.margin_width()))
            elif kind == "InlineReplacedBox":
                raise NoFrame("a picture in a line of values")
        first = next(box for box, _ in walk(self.box) if type(box).__name__ in ("TextBox", "InlineReplacedBox"))
        left, room = self.block.content_box_x(), self.block.width
        if span.align == "start":
            left, room = first.position_x, left + room - first.position_x
        elif self.box.style["text_indent"].value:
            raise NoFrame("an indented line that is not set to the left")
        return Line(self.page, span.align, left, room, free[0], free[1], tuple(pieces))

    def _piece(self, laid: Laid, setters: Setters, box: Any, around: tuple[Any, ...]) -> Piece:
        setter, number = setters.of(box.style), laid.field_of(box, around)
        baseline = box.position_y + box.baseline
        if number is None:
            words = setter.set(box.text) if box.text.strip() else SetText(b"", box.width, ())
            if abs(words.width - box.width) > _NEAR:
                raise NoFrame("words that are set otherwise than alone")
            return Piece(baseline, words=words)
        field = laid.fields[number]
        limit = slot_at(laid.version.head.all_slots, field.path).max_mm
        return Piece(baseline, setter=setter, number=number, most=1e9 if limit is None else limit / MM)


def is_code(box: Any) -> bool:
    return type(box).__name__.endswith("ReplacedBox") and box.element.get("data-code") is not None


def is_hidden(box: Any) -> bool:
    return type(box).__name__ == "TextBox" and box.style["visibility"] != "visible"


def _union(rects: Iterable[Rect]) -> Rect:
    found = list(rects)
    x, y = min(one.x for one in found), min(one.y for one in found)
    return Rect(x, y, max(one.right for one in found) - x, max(one.bottom for one in found) - y)


def _room(items: Iterable[Placed]) -> Rect:
    """The way along which the line may go: inside its block and its cell."""
    rooms = [rect for item in items for rect in (item.column, item.cell)]
    left, right = max(one.x for one in rooms), min(one.right for one in rooms)
    return Rect(left, 0, right - left, 0)


def free_way(span: Span, layout: Layout, own: frozenset[int]) -> tuple[float, float]:
    """From where to where the line may go, in pixels: its room up to the next thing beside it that stands still."""
    least, most = span.room.x, span.room.right
    middle = (span.rect.x + span.rect.right) / 2
    beside: list[Placed | Shape] = [one for one in layout.texts if id(one) not in own]
    beside += [one for one in layout.shapes if one.owner not in span.inside]
    for one in beside:
        if one.page != span.page + 1 or not _beside(one.rect, span.rect):
            continue
        if (one.rect.x + one.rect.right) / 2 > middle:
            most = min(most, one.rect.x)
        else:
            least = max(least, one.rect.right)
    return least / MM, most / MM


def neighbours(spans: list[Span]) -> Iterable[tuple[int, int]]:
    """Pairs of lines at one height, the left one first; in each letter one must end before the other begins."""
    for first, one in enumerate(spans):
        for second, other in enumerate(spans):
            if one.page == other.page and one.rect.x < other.rect.x and _beside(one.rect, other.rect):
                yield first, second


def _beside(one: Rect, other: Rect) -> bool:
    """Whether the two stand at one height: what overlaps by less than the guards mind stands above or below."""
    return min(one.bottom, other.bottom) - max(one.y, other.y) > _TOUCH
