"""The dated values in memory (値の控え): read again only when one of them has changed."""

from __future__ import annotations

from threading import Lock

from server.domain.values import Values
from server.store.connection import Connection
from server.store.values import load_values, values_stamp


class KnownValues:
    """All values of the database, parsed once and shared by the threads of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stamp: object = None
        self._values = Values(())

    def of(self, conn: Connection) -> Values:
        """The values as this connection sees them, with an empty record of use."""
        stamp = values_stamp(conn)
        with self._lock:
            if stamp != self._stamp:
                self._values, self._stamp = load_values(conn), stamp
            return self._values.fresh()
