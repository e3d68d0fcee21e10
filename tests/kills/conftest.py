"""Fixtures of the tests that kill: databases of both kinds whose city enrols."""

from tests.databases import postgres_server  # noqa: F401 - fixtures, found by their names
