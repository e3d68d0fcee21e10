"""The tree as the tests of its shape see it: the files under version control, the program's syntax trees."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = frozenset(
    ".bpmn .css .csv .dmn .html .ini .j2 .js .json .lock .mako .md .po .py .svg .toml .txt .xml .yaml".split()
)
# Folders that set-up, the program and the tests make.
MADE = frozenset(
    {".git", ".hypothesis", ".venv", "__pycache__", "build", "dist", "node_modules", "test-results", "var"}
)


@cache
def tracked() -> tuple[Path, ...]:
    """The files that are or are about to be under version control, relative to the root.

    Where git is missing, or the tree came without its history, every file but those that set-up and tests make.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    except (FileNotFoundError, subprocess.CalledProcessError):
        listed = list(_walk())
    return tuple(sorted(Path(name) for name in listed if name and (ROOT / name).is_file()))


def _walk() -> Iterator[str]:
    for folder, below, files in os.walk(ROOT):
        below[:] = [name for name in below if name not in MADE and not name.endswith(("_cache", ".egg-info"))]
        here = Path(folder).relative_to(ROOT)
        yield from (str(here / name) for name in files if not name.endswith((".mo", ".pyc")))


def texts(*places: str) -> list[Path]:
    """The text files below the places (all when none is named), relative to the root."""
    wanted = (file for file in tracked() if file.suffix in TEXT or not file.suffix)
    return [file for file in wanted if not places or str(file).startswith(places)]


@cache
def text_of(file: Path) -> str:
    """The text of a file given relative to the root."""
    return (ROOT / file).read_text(encoding="utf-8")


def program() -> list[Path]:
    """The Python files of the program."""
    return [file for file in tracked() if file.suffix == ".py" and file.parts[0] == "server"]


@cache
def syntax(file: Path) -> ast.Module:
    """The syntax tree of a Python file given relative to the root."""
    return ast.parse(text_of(file), str(file))
