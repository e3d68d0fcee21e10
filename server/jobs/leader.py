"""Exactly one clock among many processes (時計は一つ): an advisory lock on PostgreSQL, a file lock on SQLite."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from server.store.leader_lock import AdvisoryLock

_FILE = "scheduler.lock"


class FileLock:
    """A lock that the operating system frees when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._handle: int | None = None

    def try_take(self) -> bool:
        """Whether this process is the leader now; asking again while it leads changes nothing."""
        if self._handle is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def free(self) -> None:
        """Gives the lock up."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


Lock = FileLock | AdvisoryLock
