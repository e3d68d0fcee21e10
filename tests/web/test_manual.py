"""The manual says what the program does (手引の正しさ): its dates, keys, shapes and deciders are held against it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask

from server.domain.wareki import parse_date
from server.web.look import TEMPLATES
from server.web.wording import state_word
from tests.world import TREE

MANUAL = (TREE / "docs" / "manual.md").read_text(encoding="utf-8")
SHAPES = {
    "○": "open",
    "◐": "work",
    "◇": "wait",
    "‖": "hold",
    "◀": "back",
    "▲": "late",
    "八角形": "stop",
    "■": "full",
    "●": "done",
}
DECIDERS = {"CHECKER": "照合者", "SEPARATE": "決裁者"}


def section(title: str) -> str:
    """The text below a heading that begins with `title`."""
    return MANUAL.partition(f"\n## {title}")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The rows of the section's table, without its head."""
    lines = re.findall(r"^ *\| (.+) \|$", section(title), re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines[1:]]


@pytest.mark.parametrize(("typed", "meant"), rows("日付"))
def test_a_date_is_read_as_the_manual_says(typed: str, meant: str) -> None:
    assert parse_date(typed.strip("`")) == date.fromisoformat(meant)


def test_the_keys_are_those_of_the_pages_own_list() -> None:
    base = (TEMPLATES / "base.html").read_text(encoding="utf-8")
    listed = base.partition("{% for keys, word in [")[2].partition("] %}")[0]
    assert [tuple(row) for row in rows("キー")] == re.findall(r'\("([^"]+)", _\("([^"]+)"\)\)', listed)


def test_every_shape_has_the_word_of_the_screens(office: Flask) -> None:
    with office.test_request_context():
        assert [tuple(row) for row in rows("形と色")] == [(sign, state_word(shape)) for sign, shape in SHAPES.items()]


def test_the_deciders_are_those_of_the_table() -> None:
    table = (TREE / "workflows" / "enrolment" / "authority.dmn").read_text(encoding="utf-8")
    assert [tuple(row) for row in rows("二人目の照合")] == deciders(table)


def deciders(dmn: str) -> list[tuple[str, str]]:
    """区分 and who decides, row by row."""
    outputs = re.findall(r"<outputEntry[^>]*>\s*<text>\"([^\"]+)\"</text>", dmn)
    return [(rule, DECIDERS[decider]) for decider, rule in zip(outputs[::2], outputs[1::2], strict=True)]


@pytest.mark.parametrize("word", sorted(set(re.findall(r"「([^」◯]+)」", MANUAL)) - {"最初の5分", "思わぬ誤り"}))
def test_what_the_manual_puts_in_brackets_stands_on_a_screen(word: str) -> None:
    """Button or place: the word is one of the screens'."""
    sources = [
        *TEMPLATES.glob("*.html"),
        *TEMPLATES.parent.rglob("*.py"),
        *(TREE / "server" / "casework").rglob("*.py"),
    ]
    forms = [*(TREE / "forms").rglob("*.yaml"), *(TREE / "workflows").rglob("*.bpmn")]
    said = re.sub(r"\s?\d+/\d+まで$", "", word)
    assert any(said in path.read_text(encoding="utf-8") for path in (*sources, *forms)), word
