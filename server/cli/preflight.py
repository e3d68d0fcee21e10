"""What the machine lacks before anything is installed (前提の確認): one line per Debian package, `needed` or `wanted`.

Run by the system's own Python before there is an environment, so it rests on the standard library alone and on nothing
of this project. `needed`: nothing works without it. `wanted`: something is held, skipped or replaced without it.
"""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

FONTS = Path("/usr/share/fonts/truetype")


class Package(NamedTuple):
    """A Debian package, how badly it is needed, and a look at what it brings (whoever brought it)."""

    name: str
    need: str
    present: Callable[[], bool]


def _library(soname: str) -> Callable[[], bool]:
    def present() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return present


def _font(file: str) -> Callable[[], bool]:
    return (FONTS / file).is_file


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _module(name: str) -> Callable[[], bool]:
    return lambda: importlib.util.find_spec(name) is not None


def _postgresql() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


RUN = (
    Package("python3-venv", "needed", _module("ensurepip")),
    Package("libpango-1.0-0", "needed", _library("libpango-1.0.so.0")),
    Package("libpangoft2-1.0-0", "needed", _library("libpangoft2-1.0.so.0")),
    Package("libharfbuzz-subset0", "needed", _library("libharfbuzz-subset.so.0")),
    Package("fontconfig", "wanted", _library("libfontconfig.so.1")),
    Package("fonts-morisawa-bizud-mincho", "wanted", _font("bizud-mincho/BIZUDMincho-Regular.ttf")),
    Package("fonts-morisawa-bizud-gothic", "wanted", _font("bizud-gothic/BIZUDGothic-Regular.ttf")),
    Package("fonts-ipamj-mincho", "wanted", _font("ipamj/ipamjm.ttf")),
)
TEST = (
    *RUN,
    Package("chromium", "wanted", _program("chromium", "chromium-browser")),
    Package("postgresql", "wanted", _postgresql),
)


def lacking(packages: Iterable[Package]) -> list[Package]:
    """The packages whose substance is not on this machine, in order."""
    return [package for package in packages if not package.present()]


if __name__ == "__main__":
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    sys.stdout.writelines(f"{p.need} {p.name}\n" for p in lacking(TEST if purpose == "test" else RUN))
