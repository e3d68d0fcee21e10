"""The database (データベース): one address, read views and units of work, the same on SQLite and PostgreSQL.

SQLite: the driver's autocommit with `BEGIN IMMEDIATE` for a unit of work (its default begin loses concurrent
updates without a word), write-ahead log, foreign keys, several processes of one machine. PostgreSQL through psycopg.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import ExceptionContext

from server.domain.actors import Actor
from server.store import unit_of_work as work
from server.store.migrations import runner

BUSY_SECONDS = 10
LOCK_MILLISECONDS = 10_000


class Database:
    """The door to the store. `durable=False` gives up safety on power loss for speed (tests and throw-away cities)."""

    def __init__(self, url: str, *, durable: bool = True, pool_size: int = 10) -> None:
        self._url = make_url(url)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self.engine = (_sqlite if self.is_sqlite else _postgres)(self._url, durable, pool_size)
        work.guard_housekeeping(self.engine)

    def __repr__(self) -> str:
        return f"Database({self._url.render_as_string(hide_password=True)})"

    @property
    def url(self) -> str:
        """The address with its password, for tools that connect by themselves; never shown or logged."""
        return self._url.render_as_string(hide_password=False)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of everything committed so far; a write inside it fails."""
        if self.is_sqlite:
            with self.engine.connect().execution_options(kokuho_read=True) as conn, conn.begin() as transaction:
                yield conn
                transaction.rollback()
        else:
            options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            with self.engine.connect().execution_options(**options) as conn, conn.begin() as transaction:
                yield conn
                transaction.rollback()

    def unit_of_work(self, actor: Actor, now: datetime, business_day: date) -> AbstractContextManager[work.UnitOfWork]:
        """One use case in one transaction; see `UnitOfWork`. `now` is the wall clock, aware; law runs on the day.

        Raises `UnitOfWorkWithoutAudit` when it ends without an audit event, `Stale` when someone else was faster.
        """
        if now.tzinfo is None:
            raise ValueError("now must be an aware instant")
        return work.unit_of_work(self.engine, actor, now, business_day)

    def housekeeping(self) -> AbstractContextManager[Connection]:
        """A small transaction without audit for last-seen times, drafts, leases, progress and seals."""
        return work.housekeeping(self.engine)

    def upgrade(self, revision: str = "head") -> None:
        """Brings the schema to `revision` with Alembic; safe to call at every start and from several processes."""
        runner.upgrade(self.engine, revision)

    def is_current(self) -> bool:
        """Whether the schema is the newest one."""
        return runner.is_current(self.engine)

    def dispose(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def _sqlite(url: URL, durable: bool, pool_size: int) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError("the embedded database needs a file: several threads and processes work on it")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    Path(url.database).touch(mode=0o600)  # for the server's account alone; the log beside it gets the same mode
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
        hide_parameters=True,  # what a statement carried (names, answers) stands in no log and no incident
        pool_size=pool_size,
        max_overflow=pool_size * 2,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={'FULL' if durable else 'OFF'}",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "recursive_triggers=ON",
            "cache_size=-32000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        options = conn.get_execution_options()
        conn.exec_driver_sql(f"PRAGMA query_only={'ON' if options.get('kokuho_read') else 'OFF'}")
        conn.exec_driver_sql("BEGIN IMMEDIATE" if options.get("kokuho_write") else "BEGIN")

    return engine


def _postgres(url: URL, durable: bool, pool_size: int) -> Engine:
    options = [f"-c lock_timeout={LOCK_MILLISECONDS}", "-c timezone=UTC"]
    if not durable:
        options.append("-c synchronous_commit=off")
    engine = create_engine(
        url,
        connect_args={"options": " ".join(options)},
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=pool_size * 2,
        pool_pre_ping=True,
    )
    event.listen(engine, "handle_error", _tell_no_row)
    return engine


def _tell_no_row(context: ExceptionContext) -> None:
    """PostgreSQL repeats the whole row that it refuses; of an error only the first sentence is kept."""
    first = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
    if first and context.sqlalchemy_exception is not None:
        context.original_exception.args = (first,)
        context.sqlalchemy_exception.args = (f"({type(context.original_exception).__name__}) {first}",)
