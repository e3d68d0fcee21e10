"""What the store raises besides refusals (保存の異常): someone else was faster, or our own code broke its promise."""

from __future__ import annotations


class Stale(Exception):
    """Someone else changed it first; nothing was written. Read again, compute again, at most three times."""


class StaleCase(Stale):
    """The case moved on (`rev` differs) since it was read."""


class StaleHousehold(Stale):
    """A household's registers changed (`rev` differs) since they were read."""


class StaleRegister(Stale):
    """Another transaction changed the same days of the same register row at the same time."""


class WriteConflict(Stale):
    """The database stopped this transaction in favour of another one (deadlock, lock waited for too long)."""


class UnitOfWorkWithoutAudit(RuntimeError):
    """A unit of work ended without an audit event: it was rolled back, because nothing may change unseen."""


class NotHousekeeping(RuntimeError):
    """A housekeeping transaction tried to write a table that only an audited unit of work may write."""
