"""Frames (雛形の枠): a letter's shape laid out once, and the lines into which values are filled.

A frame is laid out twice, with short and with long stand-ins for its values. Only what stays where it is both times
counts as a frame; so whether a value may be filled in is proven, not promised by the template's author. Lines of one
value or several, with fixed words before and after, set to the left, right or middle of a block that holds this one
line: such a line can be set again for each letter. Values in running text cannot; they are named so that they become
part of the shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.printing import guard, render
from server.printing.bulk_adapter import Setter, Setters, SetText, Sheet, walk
from server.printing.bulk_shape import Field, Skeleton, probes, starred
from server.printing.fitting import measure
from server.printing.heads import Version
from server.printing.layout import Layout, Placed, Rect, Shape, read_layout
from server.printing.slots import slot_at

_MM = 25.4 / 96
_NEAR = 1e-6
_INLINE = frozenset(("TextBox", "InlineBox"))
_HIDE_CODES = "img[data-code]{visibility:hidden}"


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


def make_frame(version: Version, skeleton: Skeleton, data: Mapping[str, Any], setters: Setters) -> Frame:
    """Lays the shape out twice and reads its lines. Raises `NoFrame`, and `Moved` where values must be kept fixed."""
    short, long = (_Laid(version, skeleton, probes(skeleton, data, long=way)) for way in (False, True))
    moved = short.fixed | long.fixed
    if moved:
        raise Moved(moved)
    if short.still() != long.still():
        raise NoFrame("another value would move other words")
    return short.frame(setters)


class _Laid:
    """One layout of a shape with stand-ins for its values."""

    def __init__(self, version: Version, skeleton: Skeleton, texts: tuple[str, ...]) -> None:
        self.version, self.fields, self.texts = version, skeleton.fields, texts
        self.document = render.lay_out(version, skeleton.html(texts), extra=_HIDE_CODES)
        self.layout = read_layout(self.document)
        self._by_probe = {text: number for number, text in enumerate(texts)}
        if len(self._by_probe) != len(texts):
            raise NoFrame("two codes too short to be told apart")
        self.rows: list[_Row] = []
        self._codes: list[tuple[int, Any, int]] = []
        self._still: list[Any] = []
        self.fixed: frozenset[str] = frozenset()
        for number, page in enumerate(self.document.pages):
            self._read(number, page)
        self.fixed = frozenset(path for row in self.rows for path in row.moved(self))

    def still(self) -> list[Any]:
        """Everything that no value may move."""
        return self._still

    def _read(self, number: int, page: Any) -> None:
        rows: dict[int, _Row] = {}
        for box, around in walk(page._page_box):
            kind = type(box).__name__
            line = next((one for one in reversed(around) if type(one).__name__ == "LineBox"), None)
            found = self._field(box, around) if kind == "TextBox" and box.style["visibility"] == "visible" else None
            if found is not None:
                if line is None:
                    raise NoFrame("a value outside any line")
                rows.setdefault(id(line), _Row(number, line, around[around.index(line) - 1]))
            if _is_code(box):
                self._codes.append((number, box, id(line)))
        self.rows.extend(rows.values())
        for box, around in walk(page._page_box):
            if not any(id(one) in rows for one in (box, *around)) and not _hidden(box):
                place = (box.position_x, box.position_y, getattr(box, "width", 0), getattr(box, "height", 0))
                self._still.append((number, type(box).__name__, *place, getattr(box, "text", "")))

    def _field(self, box: Any, around: tuple[Any, ...]) -> int | None:
        """The number of the field whose value the text box shows, None for fixed words."""
        for one in (box, *reversed(around)):
            mark = one.element.get("data-field") if hasattr(one.element, "get") else None
            if mark is not None:
                if box.text != self.texts[int(mark)]:
                    raise NoFrame(f"{self.fields[int(mark)].path}: a value broken over lines")
                return int(mark)
            if type(one).__name__ == "MarginBox":
                return self._by_probe.get(box.text)
        if any(text in box.text for text in self.texts if len(text) > 3 or not text.isascii()):
            raise NoFrame("a value among other words outside its slot")
        return None

    def frame(self, setters: Setters) -> Frame:
        """The frame; what the guards say of the stand-ins would be said of every letter."""
        head = self.version.head
        found = guard.check_layout(head, self.layout, len(self.document.pages), measure(self.layout.texts), {})
        if found:
            raise NoFrame(found[0].sentence_en)
        places = {(text.page - 1, text.rect): text for text in self.layout.texts}
        hidden = frozenset(id(box) for row in self.rows for box in row.texts())
        codes = tuple(self._code(one) for one in self._codes)
        spans = [row.span(places) for row in self.rows]
        own = frozenset(id(item) for span in spans for item in span.items)
        lines = tuple(
            row.line(self, setters, span, _free(span, self.layout, own))
            for row, span in zip(self.rows, spans, strict=True)
        )
        sheets = tuple(Sheet(page, hidden) for page in self.document.pages)
        return Frame(self.document, self.fields, sheets, lines, codes, tuple(_neighbours(spans)))

    def _code(self, found: tuple[int, Any, int]) -> CodeBox:
        page, box, line = found
        element = box.element
        steps = tuple(int(part) if part.isdigit() else part for part in element.get("data-code-of").split("."))
        in_line = any(id(row.box) == line for row in self.rows)
        place = (box.content_box_x(), box.content_box_y(), box.width, box.height)
        return CodeBox(page, steps, element.get("data-code"), *place, in_line)

    def code_number(self, box: Any) -> int:
        """The place of a code's box in the frame's list."""
        return next(number for number, (_, one, _) in enumerate(self._codes) if one is box)


@dataclass(frozen=True, slots=True)
class _Span:
    """The texts of a line on paper, its room in millimetres, and how it is set."""

    page: int
    items: tuple[Placed, ...]
    rect: Rect
    room: Rect
    align: str
    inside: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line box that holds values, and the block around it."""

    page: int
    box: Any
    block: Any

    def moved(self, laid: _Laid) -> list[str]:
        """The fields of this line when it cannot be set anew by itself, none when it can."""
        if self._is_plain() and not self._under_seal(laid.layout):
            return []
        found = [laid._field(box, (self.block, *around)) for box, around in self._texts() if box.text.strip()]
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
            box.padding_box_x() * _MM, box.padding_box_y() * _MM, box.padding_width() * _MM, box.padding_height() * _MM
        )
        seals = (one for one in layout.shapes if one.name == "seal" and one.page == self.page + 1)
        return any(rect.meets(one.rect, 0) for one in seals)

    def _texts(self) -> list[tuple[Any, tuple[Any, ...]]]:
        return [(box, around) for box, around in walk(self.box) if type(box).__name__ == "TextBox"]

    def texts(self) -> list[Any]:
        """The text boxes of the line."""
        return [box for box, _ in self._texts()]

    def span(self, places: Mapping[tuple[int, Rect], Placed]) -> _Span:
        """Where the line stands and how far it may go."""
        items = []
        for box, _ in walk(self.box):
            shown = bool(box.text.strip()) if type(box).__name__ == "TextBox" else _is_code(box)
            if shown:
                rect = Rect(box.position_x * _MM, box.position_y * _MM, box.width * _MM, box.height * _MM)
                items.append(places[self.page, rect])
        union = _union(item.rect for item in items)
        return _Span(self.page, tuple(items), union, _room(items), self._align(), items[0].inside)

    def _align(self) -> str:
        style = self.box.style
        align = style["text_align_all"] if style["text_align_last"] == "auto" else style["text_align_last"]
        return {"left": "start", "justify": "start", "right": "end"}.get(align, align)

    def line(self, laid: _Laid, setters: Setters, span: _Span, free: tuple[float, float]) -> Line:
        """The line as it is filled."""
        pieces = []
        for box, around in walk(self.box):
            kind = type(box).__name__
            if kind == "TextBox" and not any(not one.is_in_normal_flow() for one in around):
                pieces.append(self._piece(laid, setters, box, (self.block, *around)))
            elif _is_code(box):
                pieces.append(Piece(0.0, code=laid.code_number(box), width=box.margin_width()))
            elif kind == "InlineReplacedBox":
                raise NoFrame("a picture in a line of values")
        first = next(box for box, _ in walk(self.box) if type(box).__name__ in ("TextBox", "InlineReplacedBox"))
        left, room = self.block.content_box_x(), self.block.width
        if span.align == "start":
            left = first.position_x
        elif self.box.style["text_indent"].value:
            raise NoFrame("an indented line that is not set to the left")
        return Line(self.page, span.align, left, room, free[0], free[1], tuple(pieces))

    def _piece(self, laid: _Laid, setters: Setters, box: Any, around: tuple[Any, ...]) -> Piece:
        setter, number = setters.of(box.style), laid._field(box, around)
        baseline = box.position_y + box.baseline
        if number is None:
            words = setter.set(box.text) if box.text.strip() else SetText(b"", box.width, ())
            if abs(words.width - box.width) > _NEAR:
                raise NoFrame("words that are set otherwise than alone")
            return Piece(baseline, words=words)
        field = laid.fields[number]
        limit = slot_at(laid.version.head.all_slots, field.path).max_mm
        return Piece(baseline, setter=setter, number=number, most=1e9 if limit is None else limit / _MM)


def _is_code(box: Any) -> bool:
    return type(box).__name__.endswith("ReplacedBox") and box.element.get("data-code") is not None


def _hidden(box: Any) -> bool:
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


def _free(span: _Span, layout: Layout, own: frozenset[int]) -> tuple[float, float]:
    """From where to where the line may go, in pixels: its room up to the next thing beside it that stands still."""
    least, most = span.room.x, span.room.right
    middle = (span.rect.x + span.rect.right) / 2
    beside: list[Placed | Shape] = [one for one in layout.texts if id(one) not in own]
    beside += [one for one in layout.shapes if one.owner not in span.inside]
    for one in beside:
        if one.page != span.page + 1 or min(one.rect.bottom, span.rect.bottom) <= max(one.rect.y, span.rect.y):
            continue
        if (one.rect.x + one.rect.right) / 2 > middle:
            most = min(most, one.rect.x)
        else:
            least = max(least, one.rect.right)
    return least / _MM, most / _MM


def _neighbours(spans: list[_Span]) -> Iterable[tuple[int, int]]:
    """Pairs of lines at one height, the left one first; in each letter one must end before the other begins."""
    for first, one in enumerate(spans):
        for second, other in enumerate(spans):
            together = min(one.rect.bottom, other.rect.bottom) > max(one.rect.y, other.rect.y)
            if first != second and one.page == other.page and together and one.rect.x < other.rect.x:
                yield first, second
