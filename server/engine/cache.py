"""Built versions kept in memory by their content hash (版の控え): the least used go first, each is built once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

SIZE = 64


class VersionCache(Generic[T]):
    """At most `size` built things; building one holds up nobody who wants another."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._built: OrderedDict[str, T] = OrderedDict()
        self._building: dict[str, Lock] = {}
        self._lock = Lock()

    def get_or_build(self, version: str, build: Callable[[], T]) -> T:
        """What is kept under `version`, else what `build` makes; a failed build leaves nothing behind."""
        with self._lock:
            if version in self._built:
                self._built.move_to_end(version)
                return self._built[version]
            building = self._building.setdefault(version, Lock())
        with building:
            with self._lock:
                if version in self._built:
                    return self._built[version]
            try:
                return self._keep(version, build())
            finally:
                with self._lock:
                    self._building.pop(version, None)

    def _keep(self, version: str, built: T) -> T:
        with self._lock:
            self._built[version] = built
            while len(self._built) > self._size:
                self._built.popitem(last=False)
        return built

    def __len__(self) -> int:
        return len(self._built)
