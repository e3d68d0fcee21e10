"""Nobody reads the clock but `server/clock.py`: time is handed down, so that every step can be repeated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import program, syntax, text_of

CLOCK = Path("server/clock.py")
READERS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}
# The database has a clock too; a row carries the instant it was handed.
DATABASE_CLOCK = re.compile(
    r"\bfunc\.(now|current_\w+|localtime\w*)\b|\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\bstrftime\('%s'"
)


def readings(tree: ast.Module) -> list[int]:
    """The lines on which a piece of program reads the machine's or the database's time."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in READERS
    ]


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_nobody_else_reads_the_clock() -> None:
    found = {str(file): lines for file in program() if file != CLOCK and (lines := readings(syntax(file)))}
    assert found == {}, "take the instant or the day as a parameter"


def test_the_database_is_not_asked_for_the_time() -> None:
    found = [str(file) for file in program() if DATABASE_CLOCK.search(text_of(file))]
    assert found == [], "hand the instant to the database"


def test_the_clock_itself_is_found_reading() -> None:
    assert readings(syntax(CLOCK))


@pytest.mark.parametrize("line", ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "time.time()"])
def test_every_way_to_read_it_is_found(line: str) -> None:
    assert readings(ast.parse(line)) == [1]
