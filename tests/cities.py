"""The working city, made once and copied for each test (試験の若葉市の写し), on both kinds of database.

Known everywhere by `tests/conftest.py`: `city` runs a test on SQLite and on PostgreSQL, `town` on SQLite
alone, for what does not hang on the database.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.store.database import Database
from tests.postgres import Server
from tests.world import World, opened, world


@pytest.fixture(scope="session")
def sqlite_city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in which the city stands."""
    folder = tmp_path_factory.mktemp("city")
    path = folder / "city.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", durable=False)
    world(database, folder)
    with database.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_city(postgres_server: Server, postgres_template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database in which the city stands."""
    name = f"city_{secrets.token_hex(4)}"
    postgres_server.run(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    database = Database(postgres_server.url(name), durable=False)
    world(database, tmp_path_factory.mktemp("city"))
    database.dispose()
    return name


@pytest.fixture
def town(sqlite_city: Path, tmp_path: Path) -> Iterator[World]:
    """The city on the embedded database."""
    path = tmp_path / "kokuho.db"
    shutil.copy(sqlite_city, path)
    database = Database(f"sqlite:///{path}", durable=False)
    yield opened(database, tmp_path)
    database.dispose()


@pytest.fixture
def harbour(postgres_server: Server, postgres_city: str, tmp_path: Path) -> Iterator[World]:
    """The city on PostgreSQL."""
    with postgres_server.copy_of(postgres_city) as url:
        database = Database(url, durable=False)
        yield opened(database, tmp_path)
        database.dispose()


@pytest.fixture(params=[pytest.param("town"), pytest.param("harbour", marks=pytest.mark.postgres)])
def city(request: pytest.FixtureRequest) -> World:
    """The city; the test runs once on each kind of database."""
    found: World = request.getfixturevalue(request.param)
    return found
