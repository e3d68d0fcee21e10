"""Fixtures of the use cases' tests: the small working city, on both kinds of database where a test wants both."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.store.database import Database
from tests.databases import (  # noqa: F401 - fixtures are found by their names here
    database,
    postgres_database,
    postgres_server,
    postgres_template,
    sqlite_database,
    sqlite_template,
)
from tests.world import World, world


@pytest.fixture
def city(database: Database, tmp_path: Path) -> World:  # noqa: F811 - a fixture by its name
    """The city; the test runs once on each kind of database."""
    return world(database, tmp_path)


@pytest.fixture
def town(sqlite_database: Database, tmp_path: Path) -> World:  # noqa: F811 - a fixture by its name
    """The city on the embedded database alone, for what does not hang on the database."""
    return world(sqlite_database, tmp_path)
