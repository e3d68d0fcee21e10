"""Fixtures of the printing tests: the isolated text stack, the letters of the tree, and a copy of them to spoil."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server.printing import fonts
from server.printing.check import read_sample
from server.printing.heads import Letter, load_letters
from server.printing.render import Rendered, render

ROOT = Path(__file__).resolve().parents[2]
LETTERS = ROOT / "letters"


@pytest.fixture(scope="session", autouse=True)
def stack(tmp_path_factory: pytest.TempPathFactory) -> fonts.Fonts:
    return fonts.set_up(tmp_path_factory.mktemp("var"), ROOT / "node_modules")


@pytest.fixture(scope="session")
def letters() -> dict[str, Letter]:
    return load_letters(LETTERS)


@pytest.fixture(scope="session")
def printed(letters: dict[str, Letter], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Rendered]:
    """A letter of the tree from its sample, made once for all tests that only look at it, in whichever process."""
    kept = _Kept(tmp_path_factory.getbasetemp().parent / "printed" if "PYTEST_XDIST_WORKER" in os.environ else None)

    @cache
    def make(letter: str, name: str = "typical") -> Rendered:
        return kept.get(f"{letter}.{name}") or kept.put(
            f"{letter}.{name}", render(letters[letter], read_sample(LETTERS, letter, name))
        )

    return make


class _Kept:
    """What another process of this run has drawn already."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, name: str) -> Rendered | None:
        path = self._path(name)
        if path is None or not path.exists():
            return None
        made: Rendered = pickle.loads(path.read_bytes())
        return made

    def put(self, name: str, made: Rendered) -> Rendered:
        if (path := self._path(name)) is not None:
            path.parent.mkdir(exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_bytes(pickle.dumps(made))
            draft.replace(path)
        return made

    def _path(self, name: str) -> Path | None:
        return None if self.folder is None else self.folder / f"{name.replace('/', '-')}.pickle"


@pytest.fixture
def sample() -> Callable[..., dict[str, Any]]:
    """Data of a letter of the tree, fresh for each test, so that it may change them."""

    def read(letter: str, name: str = "typical") -> dict[str, Any]:
        return read_sample(LETTERS, letter, name)

    return read


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The letters' folder, copied, so that a test may plant a fault in it."""
    target = tmp_path / "letters"
    shutil.copytree(LETTERS, target)
    return target


@pytest.fixture
def edit(copy: Path) -> Callable[[str, str, str], None]:
    """Replaces a piece of one file of the copied letters; the piece must be there."""

    def replace(name: str, old: str, new: str) -> None:
        file = copy / name
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{name} no longer holds {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
