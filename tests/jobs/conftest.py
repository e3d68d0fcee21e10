"""Fixtures of the background work's tests: the small working city on both kinds of database."""

from tests.cities import city, harbour, postgres_city, sqlite_city, town  # noqa: F401 - fixtures are found by name
from tests.databases import postgres_server, postgres_template, sqlite_template  # noqa: F401 - fixtures too
