"""Every diagram can be read as a picture (図は絵として読める): no line through a box, on a line or over a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.drawing import Box, Drawing, Line, faults, read_drawing
from tests.architecture.tree import ROOT

DIAGRAMS = sorted((ROOT / "workflows").glob("*/*.bpmn"))

CROSSINGS = 12
"""Lines of a big diagram cross where it goes back to an earlier step: at most so often."""
STILL: dict[str, int] = {
    "certificate": 1,
    "enrolment": 3,
    "household_change": 1,
    "levy_run": 2,
    "maternity": 1,
    "withdrawal": 3,
}
"""So many faults of other kinds are known; the number may only sink."""


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_is_drawn_without_lines_through_boxes_lines_and_names(path: Path) -> None:
    found = faults(read_drawing(path))
    crossing = [one for one in found if one.endswith(" cross")]
    assert len(crossing) <= CROSSINGS, "\n".join(crossing)
    assert len(found) - len(crossing) <= STILL.get(path.stem, 0), "\n".join(found)


def test_each_fault_of_a_drawing_is_told() -> None:
    pool = Box("pool", 0, 0, 500, 300)
    task, other, far = Box("a", 50, 50, 150, 130), Box("b", 200, 50, 300, 130), Box("c", 350, 50, 450, 130)
    through = Line("ac", "a", "c", ((150, 90), (350, 90)))
    assert faults(Drawing((pool,), (task, other, far), (through,), ())) == ["ac runs through b"]
    apart = Line("ab", "a", "b", ((150, 90), (200, 90)))
    upon = Line("xy", "x", "y", ((160, 90), (190, 90)))
    assert faults(Drawing((pool,), (task, other), (apart, upon), ())) == ["ab and xy run on each other for 30"]
    down = Line("xy", "x", "y", ((175, 40), (175, 140)))
    assert faults(Drawing((pool,), (task, other), (apart, down), ())) == ["ab and xy cross"]
    name = Box("ab", 160, 80, 190, 100)
    assert faults(Drawing((pool,), (task, other), (apart,), (name,))) == ["ab strikes the name of ab out"]
    outside = Box("d", 480, 50, 580, 130)
    assert faults(Drawing((pool,), (outside,), (), ())) == ["d stands outside the pool"]
    assert faults(Drawing((pool,), (task, Box("e", 140, 60, 240, 140)), (), ())) == ["a and e stand on each other"]
