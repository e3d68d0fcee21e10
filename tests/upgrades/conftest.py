"""Fixtures of the upgrade tests: empty databases of both kinds, without any schema yet."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.store.database import Database
from tests.postgres import Server


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database in which nothing stands, on each kind."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'kokuho.db'}", durable=False)
        yield database
        database.dispose()
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = f"upgrade_{secrets.token_hex(4)}"
    server.run(f"CREATE DATABASE {name}")
    database = Database(server.url(name), durable=False)
    yield database
    database.dispose()
    server.run(f"DROP DATABASE {name} WITH (FORCE)")
