"""The advisory lock of the one scheduler on PostgreSQL (時計の鍵): held by a connection of its own, freed with it."""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from server.store.database import Database

_KEY = 0x6B6F6B75  # any number all processes of this program agree on


class AdvisoryLock:
    """A session-level lock; never through a pooler that shares sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._conn: Connection | None = None

    def try_take(self) -> bool:
        """Whether this process is the leader now; a lost connection loses the lock, and this says so."""
        try:
            if self._conn is not None:
                self._conn.execute(text("select 1"))
                return True
            return self._take()
        except DBAPIError:
            self.free()
            return False

    def free(self) -> None:
        """Gives the lock up."""
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def _take(self) -> bool:
        conn = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if conn.execute(text("select pg_try_advisory_lock(:key)"), {"key": _KEY}).scalar_one():
            self._conn = conn
            return True
        conn.close()
        return False
