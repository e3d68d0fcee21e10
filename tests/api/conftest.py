"""Fixtures of the API's tests: the city and the API over it."""

from tests.procedures.conftest import *  # noqa: F403 - the same fixtures, found by their names
