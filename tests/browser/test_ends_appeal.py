"""審査請求 to each of its ends at the screens, by the walks of the API: the longest always, the others in the sweep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_appeal as appeal
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk)


@reaches("appeal.upheld")
def test_an_appeal_is_stated_on_returned_once_and_dismissed_at_the_screens(screens: AtScreens) -> None:
    appeal.test_stated_returned_stated_again_and_dismissed(screens)
    assert screens.typed == 10


WALKS = [
    pytest.param(walk, marks=reaches(f"appeal.{end}"), id=walk.__name__)
    for end, walk in (
        ("carried_out", appeal.test_a_decision_that_is_cancelled_is_carried_out),
        ("withdrawn", appeal.test_withdrawn_before_it_was_sent_leaves_nothing),
        ("taken_back", appeal.test_withdrawn_later_ends_it_and_the_stay),
        ("upheld", appeal.test_the_mayor_rules_after_the_assembly_answered),
        ("upheld", appeal.test_what_is_not_admissible_is_rejected_without_the_assembly),
    )
]


@pytest.mark.sweep
@pytest.mark.parametrize("walk", WALKS)
def test_an_appeal_comes_to_its_other_ends_at_the_screens(screens: AtScreens, walk: Callable[..., None]) -> None:
    appeal.at_work(screens)
    walk(screens)
    assert screens.typed
