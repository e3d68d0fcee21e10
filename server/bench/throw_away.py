"""A PostgreSQL for one measurement (使い捨てのサーバー): the tests' own, from the tree the program runs from."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any

_TREE = str(Path(__file__).resolve().parents[2])


def running() -> AbstractContextManager[Any]:
    """`tests.postgres.running`; the installed command does not know the tree's own tests by itself."""
    if _TREE not in sys.path:
        sys.path.append(_TREE)
    found: AbstractContextManager[Any] = import_module("tests.postgres").running()
    return found
