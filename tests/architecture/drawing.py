"""The drawing of a diagram held against what readers need (図の見やすさ): geometry of shapes, lines and names.

Office people read diagrams as pictures: a line that runs through a box or on top of another one, or a name that a line
strikes out, says something wrong.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from lxml import etree

_DI = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
_WIDE, _NARROW, _ROW = 11, 6, 13
"""Breadth of a Japanese and of a Latin letter and height of a row, as the viewer draws names."""
_LINES = ("sequenceFlow", "messageFlow")
_FRAMES = ("lane", "participant")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with the name of what it is."""

    name: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, by: float = 1) -> bool:
        """Whether both share more than `by` in both directions."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > by and down > by

    def holds(self, other: Box) -> bool:
        """Whether the other stands wholly inside."""
        inside = self.left <= other.left and self.right >= other.right
        return inside and self.top <= other.top and self.bottom >= other.bottom


@dataclass(frozen=True, slots=True)
class Line:
    """A sequence flow with its bends."""

    name: str
    source: str
    target: str
    points: tuple[tuple[float, float], ...]

    def strokes(self) -> Iterator[Box]:
        """Its straight parts, each as a rectangle without breadth."""
        for (ax, ay), (bx, by) in pairwise(self.points):
            yield Box(self.name, min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a diagram shows: frames (pool and lanes), shapes, lines, labels of shapes and of lines."""

    frames: tuple[Box, ...]
    shapes: tuple[Box, ...]
    lines: tuple[Line, ...]
    labels: tuple[Box, ...]


def read_drawing(path: Path) -> Drawing:
    """The drawing in a BPMN file."""
    tree: Any = etree.parse(path)
    elements = {one.get("id"): one for one in tree.iter() if isinstance(one.tag, str)}
    kinds = {key: etree.QName(one).localname for key, one in elements.items()}
    names = {key: one.get("name") for key, one in elements.items()}
    ends = {
        one.get("id"): (one.get("sourceRef"), one.get("targetRef"))
        for kind in _LINES
        for one in tree.iterfind(f".//bpmn:{kind}", _DI)
    }
    shapes = list(tree.iterfind(".//bpmndi:BPMNShape", _DI))
    boxes = [(kinds.get(one.get("bpmnElement")), _box(one, one.get("bpmnElement"))) for one in shapes]
    edges = list(tree.iterfind(".//bpmndi:BPMNEdge", _DI))
    lines = [_line(one, *ends[one.get("bpmnElement")]) for one in edges if one.get("bpmnElement") in ends]
    labelled = [one for one in [*shapes, *edges] if one.find("bpmndi:BPMNLabel/dc:Bounds", _DI) is not None]
    return Drawing(
        frames=tuple(box for kind, box in boxes if kind in _FRAMES),
        shapes=tuple(box for kind, box in boxes if kind not in _FRAMES),
        lines=tuple(lines),
        labels=tuple(_label(one, names.get(one.get("bpmnElement")) or "") for one in labelled),
    )


def _label(element: Any, text: str) -> Box:
    """Where a name really stands: the viewer centres it in its bounds and breaks it at their breadth."""
    bounds = _box(element.find("bpmndi:BPMNLabel", _DI), element.get("bpmnElement"))
    wide = sum(_WIDE if unicodedata.east_asian_width(letter) in "WFA" else _NARROW for letter in text)
    room = max(bounds.right - bounds.left, _WIDE)
    rows = max(1, -(-wide // room))
    middle, half = (bounds.left + bounds.right) / 2, min(wide, room) / 2
    return Box(bounds.name, middle - half, bounds.top, middle + half, bounds.top + rows * _ROW)


def _box(element: Any, name: str) -> Box:
    bounds = element.find("dc:Bounds", _DI)
    x, y, width, height = (float(bounds.get(side)) for side in ("x", "y", "width", "height"))
    return Box(name, x, y, x + width, y + height)


def _line(edge: Any, source: str, target: str) -> Line:
    points = [(float(one.get("x")), float(one.get("y"))) for one in edge.iterfind("di:waypoint", _DI)]
    return Line(edge.get("bpmnElement"), source, target, tuple(points))


def faults(drawing: Drawing) -> list[str]:
    """What is wrong with a drawing, one sentence each."""
    return [
        *_boxes(drawing),
        *_through(drawing),
        *_lengthwise(drawing),
        *_crossing(drawing),
        *_labels(drawing),
    ]


def _boxes(drawing: Drawing) -> Iterator[str]:
    """Shapes on each other, shapes and labels that leave the pool."""
    pool = max(drawing.frames, key=lambda one: (one.right - one.left) * (one.bottom - one.top), default=None)
    for one in (*drawing.shapes, *drawing.labels):
        if pool is not None and not pool.holds(one):
            yield f"{one.name} stands outside the pool"
    for one, other in combinations(drawing.shapes, 2):
        if one.overlaps(other) and not (_sits_on(one, other) or _sits_on(other, one)):
            yield f"{one.name} and {other.name} stand on each other"


def _sits_on(event: Box, task: Box) -> bool:
    """A boundary event on the rim of its task; a shape inside a bigger one (a sub-process)."""
    rim = event.right - event.left < 40 and (
        event.top < task.bottom < event.bottom or event.top < task.top < event.bottom
    )
    return rim or task.holds(event)


def _through(drawing: Drawing) -> Iterator[str]:
    for line in drawing.lines:
        for shape in drawing.shapes:
            if shape.name in (line.source, line.target):
                continue
            thin = Box(shape.name, shape.left + 1, shape.top + 1, shape.right - 1, shape.bottom - 1)
            if any(_touches(stroke, thin) for stroke in line.strokes()):
                yield f"{line.name} runs through {shape.name}"


def _touches(stroke: Box, box: Box) -> bool:
    across = stroke.left < box.right and stroke.right > box.left
    return across and stroke.top < box.bottom and stroke.bottom > box.top


def _lengthwise(drawing: Drawing) -> Iterator[str]:
    """Two lines on top of each other; those that come together before one shape may share their last part."""
    for one, other in combinations(drawing.lines, 2):
        if one.target == other.target or one.source == other.source:
            continue
        shared = max((_shared(a, b) for a in one.strokes() for b in other.strokes()), default=0.0)
        if shared > 5:
            yield f"{one.name} and {other.name} run on each other for {shared:.0f}"


def _shared(one: Box, other: Box) -> float:
    """How long two strokes run within two points of each other."""
    if one.top == one.bottom and other.top == other.bottom and abs(one.top - other.top) <= 2:
        return min(one.right, other.right) - max(one.left, other.left)
    if one.left == one.right and other.left == other.right and abs(one.left - other.left) <= 2:
        return min(one.bottom, other.bottom) - max(one.top, other.top)
    return 0.0


def _crossing(drawing: Drawing) -> Iterator[str]:
    for one, other in combinations(drawing.lines, 2):
        if one.target == other.target or one.source == other.source:
            continue
        if any(_cross(a, b) or _cross(b, a) for a in one.strokes() for b in other.strokes()):
            yield f"{one.name} and {other.name} cross"


def _cross(level: Box, upright: Box) -> bool:
    if level.top != level.bottom or upright.left != upright.right:
        return False
    return level.left < upright.left < level.right and upright.top < level.top < upright.bottom


def _labels(drawing: Drawing) -> Iterator[str]:
    """A name on a shape, on another name, or struck out by a line."""
    for label in drawing.labels:
        core = Box(label.name, label.left + 1, label.top + 2, label.right - 1, label.bottom - 2)
        for shape in drawing.shapes:
            if core.overlaps(shape):
                yield f"the name of {label.name} stands on {shape.name}"
        for line in drawing.lines:
            if any(_touches(stroke, core) for stroke in line.strokes()):
                yield f"{line.name} strikes the name of {label.name} out"
    for one, other in combinations(drawing.labels, 2):
        if one.overlaps(other, 3):
            yield f"the names of {one.name} and {other.name} stand on each other"
