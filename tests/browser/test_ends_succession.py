"""納付義務の承継 to its ends at the screens: the longest always, the others in the sweep, by the walks of the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.procedures import test_succession as walks
from tests.world import World

pytestmark = pytest.mark.browser
OTHERS: dict[str, Callable[[AtScreens], None]] = {
    "limited": walks.test_an_overpayment_is_split_with_the_debts_and_a_limited_heir_answers_up_to_what_he_got,
    "no_heir": walks.test_renounced_by_all_it_becomes_a_ground_of_suspension,
    "taken_back": walks.test_who_lives_is_collected_from_as_before,
}


@pytest.fixture
def city(town: World) -> World:
    """The small city with the clock that the walk moves."""
    return town


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk)


def test_heirs_asked_and_told_at_the_screens(screens: AtScreens) -> None:
    walks.test_heirs_are_asked_returned_once_and_take_over_each_yen(screens)
    assert screens.typed >= 9


@pytest.mark.sweep
@pytest.mark.parametrize("end", OTHERS)
def test_the_other_ends_at_the_screens(screens: AtScreens, end: str) -> None:
    walks.at_work(screens)
    OTHERS[end](screens)
    assert screens.typed >= 2
