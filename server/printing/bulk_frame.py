"""Frames (雛形の枠): a letter's shape laid out once, and the lines into which values are filled.

A frame is laid out twice, with stand-ins for its values and with the values of a letter. Only what stays where it is
both times counts as a frame; so whether a value may be filled in is proven, not promised by the template's author. A
line of one value or several, with fixed words before and after, set to the left, right or middle of a block that holds
this one line, can be set again for each letter. Values in running text cannot; they are named so that they become part
of the shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.printing import guard, render
from server.printing.bulk_adapter import Setters, Sheet, walk
from server.printing.bulk_lines import Row, free_way, is_code, is_hidden, neighbours
from server.printing.bulk_parts import CodeBox, Frame, Moved, NoFrame
from server.printing.bulk_shape import Skeleton, probes, starred
from server.printing.fitting import measure
from server.printing.heads import Version
from server.printing.layout import read_layout

_HIDE_CODES = "img[data-code]{visibility:hidden}"


def make_frame(
    version: Version,
    skeleton: Skeleton,
    samples: Sequence[Mapping[str, Any]],
    setters: Setters,
    *,
    known: bool = False,
) -> Frame:
    """Lays the shape out with stand-ins and with the values of a letter, and reads its lines.

    `known`: another shape of this version has stood the layout with values; this one is then left to the comparison
    of its letters with plain ones, which every shape has.

    Raises `NoFrame`, and `Moved` where values must be kept fixed: those that cannot be set by themselves, and those
    that are broken over lines in every one of `samples`, letters of this shape.
    """
    frame = _Laid(version, skeleton, probes(skeleton, samples[0]))
    if frame.moved:
        raise Moved(frame.moved)
    if known:
        return frame.frame(setters)
    for data in samples:
        real = _Laid(version, skeleton, tuple(one.text(data) for one in skeleton.fields), real=True)
        if not real.broken:
            break
    if real.broken or real.moved:
        raise Moved(real.moved | {starred(skeleton.fields[number].path) for number in real.broken})
    if frame.still() != real.still():
        raise NoFrame("another value would move other words")
    return frame.frame(setters)


class _Laid:
    """One layout of a shape, with stand-ins for its values or with `real` ones."""

    def __init__(self, version: Version, skeleton: Skeleton, texts: tuple[str, ...], *, real: bool = False) -> None:
        self.version, self.fields, self.texts = version, skeleton.fields, texts
        self.document = render.lay_out(version, skeleton.html(texts), extra=_HIDE_CODES)
        self.layout = read_layout(self.document)
        self._real = real
        self._by_probe = {text: number for number, text in enumerate(texts)}
        if len(self._by_probe) != len(texts) and not real:
            raise NoFrame("two codes too short to be told apart")
        self.rows: list[Row] = []
        self._codes: list[tuple[int, Any, int]] = []
        self._still: list[Any] = []
        self.broken: set[int] = set()
        for number, page in enumerate(self.document.pages):
            self._read(number, page)
        self.moved = frozenset(path for row in self.rows for path in row.moved(self))

    def still(self) -> list[Any]:
        """Everything that no value may move."""
        return self._still

    def _read(self, number: int, page: Any) -> None:
        rows: dict[int, Row] = {}
        for box, around in walk(page._page_box):
            kind = type(box).__name__
            line = next((one for one in reversed(around) if type(one).__name__ == "LineBox"), None)
            found = self.field_of(box, around) if kind == "TextBox" and box.style["visibility"] == "visible" else None
            if found is not None:
                if line is None:
                    raise NoFrame("a value outside any line")
                rows.setdefault(id(line), Row(number, line, around[around.index(line) - 1]))
            if is_code(box):
                self._codes.append((number, box, id(line)))
        self.rows.extend(rows.values())
        for box, around in walk(page._page_box):
            if not any(id(one) in rows for one in (box, *around)) and not is_hidden(box):
                place = (box.position_x, box.position_y, getattr(box, "width", 0), getattr(box, "height", 0))
                self._still.append((number, type(box).__name__, *place, getattr(box, "text", "")))

    def field_of(self, box: Any, around: tuple[Any, ...]) -> int | None:
        """The number of the field whose value the text box shows, None for fixed words."""
        for one in (box, *reversed(around)):
            mark = one.element.get("data-field") if hasattr(one.element, "get") else None
            if mark is not None:
                if box.text != self.texts[int(mark)]:
                    self.broken.add(int(mark))
                return int(mark)
            if type(one).__name__ == "MarginBox":
                return self._by_probe.get(box.text)
        if not self._real and any(text in box.text for text in self.texts if len(text) > 3 or not text.isascii()):
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
            row.line(self, setters, span, free_way(span, self.layout, own))
            for row, span in zip(self.rows, spans, strict=True)
        )
        sheets = tuple(Sheet(page, hidden) for page in self.document.pages)
        return Frame(self.document, self.fields, sheets, lines, codes, tuple(neighbours(spans)))

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
