"""分納・猶予・送達・減免・時効・執行停止・不納欠損 to each of their ends at the screens, by the walks of the API.

All with `--sweep`; one end of a pledge, of a suspension and of the list of limitation is always walked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.procedures import test_pledge as pledge
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.sweep]


@pytest.fixture
def city(town: World) -> World:
    """The small city with the clock that the walk moves."""
    return town


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk)


def pledges(at: AtScreens) -> None:
    """分納: completed, noted, refused, guided."""
    pledge.test_a_signed_plan_acknowledges_each_instalment_holds_collection_and_is_kept_to_the_end(at)


WALKS: list[Callable[[AtScreens], None]] = [pledges]


@pytest.mark.parametrize("walk", WALKS)
def test_the_walk_comes_to_its_ends_at_the_screens(screens: AtScreens, walk: Callable[[AtScreens], None]) -> None:
    walk(screens)
    assert screens.typed >= 2
