"""The unit of work (作業単位): one use case, one transaction, one commit, and never without an audit event.

This is the only place that commits. `housekeeping` is its small sister for what no person does and nothing depends on
(last-seen times, drafts, leases, seals); the tables it may touch are named here and checked at every statement.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Insert, Update, event, select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from server.domain.actors import Actor
from server.domain.effects import JSON
from server.store import audit
from server.store import tables as t
from server.store.among import among
from server.store.dialects import insert_once
from server.store.errors import NotHousekeeping, StaleHousehold, UnitOfWorkWithoutAudit, WriteConflict

HOUSEKEEPING = frozenset(
    {"sessions", "drafts", "jobs", "audit_seals", "idempotency_keys", "user_settings", "saved_searches"}
    | {"set_asides", "bulk_runs", "bulk_items", "workshop_presence"}
    | {"cases", "api_tokens"}
)
# Of these tables one column alone is housekeeping: the lease of a wake-up, the time of a token's last use.
_ONE_COLUMN = {"cases": "lease_until", "api_tokens": "last_used_at"}
_MANY, _SLICE = 8, 500
_PG_CONFLICTS = frozenset({"40001", "40P01", "55P03"})


class UnitOfWork:
    """What one use case works with: its connection, who acts, the wall-clock instant, the business day.

    Store functions take it where they write; they record `now` and the actor from it. Events given to `audit` are
    written together at the end, in the same transaction. `recorded_at` and `recorded_places` belong to `store.dated`:
    the instant at which this unit's register rows count as known, and the keys it has stated.
    """

    def __init__(self, conn: Connection, actor: Actor, now: datetime, business_day: date) -> None:
        self.conn = conn
        self.actor = actor
        self.now = now
        self.business_day = business_day
        self.recorded_at = now
        self.recorded_places: set[tuple[object, ...]] = set()
        self._entries: list[audit.AuditEntry] = []
        self._made = 0

    def audit(
        self,
        kind: str,
        *,
        object_kind: str,
        object_key: str,
        case_id: str | None = None,
        person_key: str | None = None,
        household_key: str | None = None,
        detail: Mapping[str, JSON] | None = None,
    ) -> None:
        """Reports one event, `noun.verb` (`case.start`, `household.view`); keys only in `detail`, never a My Number.

        `object_key` of a person or household is turned into its pseudonym, as `person_key`, `household_key` are.
        """
        self._entries.append(
            audit.AuditEntry(kind, object_kind, object_key, case_id, person_key, household_key, detail or {})
        )

    def new_id(self) -> str:
        """A fresh row id: 32 hex digits, beginning with the instant, so that new rows lie together in the index.

        The rows of one unit sort in the order in which they were made: two letters asked for by one step keep theirs.
        """
        milliseconds = int(self.now.timestamp() * 1000)
        self._made += 1
        return f"{milliseconds:012x}{self._made:06x}{secrets.token_hex(7)}"

    def bump_households(self, expected: Mapping[str, int]) -> None:
        """Raises the guard of each household by one, in ascending order of key, if it still is as expected.

        Expected 0 makes the anchor of a new household. Raises `StaleHousehold` when another one was faster.
        """
        if len(expected) > _MANY:
            self._bump_many({key: rev for key, rev in expected.items() if rev})
            expected = {key: rev for key, rev in expected.items() if not rev}
        for key in sorted(expected):
            if not self._bump(key, expected[key]):
                raise StaleHousehold(key)

    def _bump(self, key: str, rev: int) -> bool:
        if rev == 0:
            row = {"household_key": key, "rev": 1, "created_at": self.now}
            return insert_once(self.conn, t.households, row)
        table = t.households
        statement = update(table).where(table.c.household_key == key, table.c.rev == rev).values(rev=rev + 1)
        return self.conn.execute(statement).rowcount == 1

    def _bump_many(self, expected: Mapping[str, int]) -> None:
        """The guards of a slice of a run, locked in ascending order, looked at and raised together."""
        table, keys = t.households, sorted(expected)
        for start in range(0, len(keys), _SLICE):
            part = keys[start : start + _SLICE]
            here = among(table.c.household_key, part)
            locked = select(table.c.household_key, table.c.rev).where(here).order_by(table.c.household_key)
            stand = {row.household_key: row.rev for row in self.conn.execute(locked.with_for_update())}
            for key in part:
                if stand.get(key) != expected[key]:
                    raise StaleHousehold(key)
            self.conn.execute(update(table).where(here).values(rev=table.c.rev + 1))

    def _finish(self) -> None:
        if not self._entries:
            raise UnitOfWorkWithoutAudit(f"nothing was recorded for {self.actor.user_id}")
        audit.write(self.conn, self._entries, self.actor, self.now)


@contextmanager
def unit_of_work(engine: Engine, actor: Actor, now: datetime, business_day: date) -> Iterator[UnitOfWork]:
    """One write transaction; commits when the block ends well, rolls back when it raises."""
    with _conflicts_named(), engine.connect().execution_options(kokuho_write=True) as conn, conn.begin():
        work = UnitOfWork(conn, actor, now, business_day)
        yield work
        work._finish()


@contextmanager
def housekeeping(engine: Engine) -> Iterator[Connection]:
    """A write transaction without audit for `HOUSEKEEPING` alone; other tables raise `NotHousekeeping`."""
    with (
        _conflicts_named(),
        engine.connect().execution_options(kokuho_write=True, kokuho_housekeeping=True) as conn,
        conn.begin(),
    ):
        yield conn


def guard_housekeeping(engine: Engine) -> None:
    """Makes `engine` refuse, inside `housekeeping`, every statement that writes another table."""

    @event.listens_for(engine, "before_execute")
    def check(conn: Connection, statement: Any, *_: Any) -> None:
        if not conn.get_execution_options().get("kokuho_housekeeping"):
            return
        if isinstance(statement, Insert | Update | Delete):
            _check_written(statement)


def _check_written(statement: Insert | Update | Delete) -> None:
    name = getattr(statement.table, "name", "")
    if name not in HOUSEKEEPING:
        raise NotHousekeeping(name)
    column = _ONE_COLUMN.get(name)
    if column is not None and not _only(column, statement):
        raise NotHousekeeping(f"{name}: only {column}")


def _only(column: str, statement: Insert | Update | Delete) -> bool:
    return isinstance(statement, Update) and set(map(_column_name, statement._values or {})) <= {column}


def _column_name(column: Any) -> str:
    return str(getattr(column, "name", column))


@contextmanager
def _conflicts_named() -> Iterator[None]:
    """Turns the databases' many ways of saying "someone else" into `WriteConflict`."""
    try:
        yield
    except OperationalError as error:
        if _is_conflict(error):
            raise WriteConflict(str(error.orig)) from error
        raise


def _is_conflict(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in _PG_CONFLICTS:
        return True
    return "database is locked" in str(error.orig)


__all__ = ["HOUSEKEEPING", "UnitOfWork", "guard_housekeeping", "housekeeping", "unit_of_work"]
