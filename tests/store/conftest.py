"""Fixtures of the store's tests: databases of both kinds, with the city's offices where a test wants them."""

import pytest

from server.store.database import Database
from tests.databases import (  # noqa: F401 - fixtures are found by their names here
    database,
    postgres_database,
    postgres_own_database,
    postgres_reused,
    postgres_server,
    postgres_template,
    sqlite_database,
    sqlite_template,
)
from tests.store.city import found_city


@pytest.fixture
def city(database: Database) -> Database:  # noqa: F811 - the fixture above
    """A database with offices, two clerks and one procedure version."""
    found_city(database)
    return database
