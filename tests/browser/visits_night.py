"""The page of the night's work with something on it (夜間処理), and empty."""

from __future__ import annotations

from collections.abc import Iterator

from server.store import night
from tests.browser.screens import Visit
from tests.world import World


def night_visits(city: World) -> Iterator[Visit]:
    """A slice of which one case was in time and two were late, and one that stopped."""
    yield Visit("night.show", "empty", "kuroda", "/night", rare=True)
    with city.uow() as uow:
        night.put(uow, city.services.clock.business_now(), cases=3, alone=0, failed=0, late={"1m": 1, "1h": 2})
        night.put(uow, city.services.clock.business_now(), cases=0, alone=1, failed=1, late={})
    yield Visit("night.show", "filled", "kuroda", "/night")
