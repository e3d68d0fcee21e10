"""給付の一時保留 to each of its ends at the screens, by the walks of the API: in the sweep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_benefit_hold as walks
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def city(town: World) -> World:
    """The small city with the clock that a walk moves; whoever was at work logs in again."""
    return town


WALKS = [
    pytest.param(walk, marks=reaches(f"benefit_hold.{end}"), id=walk.__name__)
    for end, walk in (
        ("freed", walks.test_pm20_a_hold_that_everybody_forgets_ends_on_its_day_and_the_benefit_goes_to_payment),
        ("freed", walks.test_a_hold_is_released_at_once),
        ("limited", walks.test_the_head_limits_a_benefit_with_reasons_and_the_notice_of_appeal),
    )
]


@pytest.mark.sweep
@pytest.mark.parametrize("walk", WALKS)
def test_a_hold_comes_to_each_of_its_ends_at_the_screens(city: World, desk: Desk, walk: Callable[..., None]) -> None:
    screens = AtScreens(city, desk=desk)
    walks.ready(screens)
    walk(screens)
    assert screens.typed >= 2
