"""Each guard against a published mistake has a test that fails without it.

Always: each guard stands in its file once, its test exists, and the page for readers names both. With `--sweep` each is
taken out in a copy of the tree, one after another, and its test must fail there and pass with the guard back in place.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.guard import Guard
from tests.guards.table import GUARDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guards.md"
_PARTS = ("server", "tests", "workflows", "forms", "letters")


def test_each_guard_stands_once_in_its_file_and_has_its_test() -> None:
    for one in GUARDS:
        assert (ROOT / one.file).read_text(encoding="utf-8").count(one.old) == 1, f"{one.mistake}: {one.what}"
        path, _, name = one.test.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}, one.test


def test_the_page_of_guards_names_each_with_its_test() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [f"| {one.mistake} | {one.what} | `{one.file}` | `{one.test.partition('::')[2]}` |" for one in GUARDS]
    assert [row for row in rows if row not in page] == []
    assert page.count("\n| PM") == len(rows)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as it stands, to be spoiled."""
    to = tmp_path_factory.mktemp("tree")
    for part in _PARTS:
        shutil.copytree(ROOT / part, to / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


@pytest.mark.sweep
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("guard", GUARDS, ids=[f"{one.mistake}-{no}" for no, one in enumerate(GUARDS)])
def test_without_the_guard_its_test_fails(guard: Guard, copied: Path) -> None:
    path = copied / guard.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(guard.old, guard.new), encoding="utf-8")
    try:
        assert _outcome(guard.test, copied) == 1, "no test fails without it"  # 1: tests ran and some failed
    finally:
        path.write_text(whole, encoding="utf-8")


def _outcome(test: str, at: Path) -> int:
    """How pytest ended; 1 says that the test ran and failed, not that something else went wrong."""
    command = [sys.executable, "-B", "-m", "pytest", test, "-q", "-x", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=at, env=_environment(at), capture_output=True, text=True, check=False)
    assert "error" not in done.stdout.splitlines()[-1], done.stdout[-2000:]
    return done.returncode


def _environment(at: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(at), "PYTHONDONTWRITEBYTECODE": "1"}
