"""Which ends (終わり方) the browser walks come to: named beside each walk, seen on the page of the case after it.

A walk that is marked `@reaches("seizure.seized")` leaves a case of 差押 that ended so behind, and the page of the case
says it by the name that the diagram gives to the end. The marks are read without a browser, too: no end of a procedure
may be without a walk.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import TREE

HERE = Path(__file__).parent
_END = re.compile(r'<[\w:]*endEvent\b[^>]*\bid="(?P<id>\w+)"[^>]*\bname="(?P<name>[^"]+)"')


def reaches(*ends: str) -> pytest.MarkDecorator:
    """The walk comes to these ends, each `procedure.end`."""
    return pytest.mark.reaches(*ends)


def ends_of(slug: str) -> dict[str, str]:
    """The ends of a procedure with their names, as its diagram has them."""
    text = (TREE / "workflows" / slug / f"{slug}.bpmn").read_text(encoding="utf-8")
    return {one["id"]: one["name"] for one in _END.finditer(text)}


def of_walk(item: pytest.Item) -> list[tuple[str, str]]:
    """What a walk names."""
    return [end for mark in item.iter_markers("reaches") for end in _of(mark)]


def named_ends() -> set[tuple[str, str]]:
    """Every (procedure, end) that some walk names."""
    modules = [importlib.import_module(f"tests.browser.{one.stem}") for one in sorted(HERE.glob("test_*.py"))]
    walks = [one for module in modules for name, one in vars(module).items() if name.startswith("test_")]
    return {end for walk in walks for mark in getattr(walk, "pytestmark", []) for end in _of(mark)}


def _of(mark: pytest.Mark) -> Iterator[tuple[str, str]]:
    if mark.name == "reaches":
        for said in mark.args:
            slug, _, end = said.partition(".")
            yield slug, end
    elif mark.name == "parametrize":
        for case in mark.args[1]:
            for one in getattr(case, "marks", ()):
                yield from _of(getattr(one, "mark", one))
