"""Fixtures of the store's tests: databases of both kinds, with the city's offices where a test wants them."""

import pytest

from server.store.database import Database
from tests.store.city import found_city


@pytest.fixture
def city(database: Database) -> Database:
    """A database with offices, two clerks and one procedure version."""
    found_city(database)
    return database
