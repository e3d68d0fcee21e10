"""Fixtures of the procedures' tests: the city on both kinds of database, and the API over it."""

from __future__ import annotations

import pytest

from tests.procedures.outside import Api
from tests.world import World


@pytest.fixture
def api(city: World) -> Api:
    """The API over the city; the test runs once on each kind of database."""
    return Api(city)


@pytest.fixture
def town_api(town: World) -> Api:
    """The API over the city on the embedded database alone."""
    return Api(town)
