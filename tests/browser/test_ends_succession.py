"""納付義務の承継 to each of its ends at the screens, by the walks of the API (`--sweep`)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_succession as walks
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk)


@pytest.mark.sweep
@reaches("succession.transferred")
def test_heirs_asked_and_told_at_the_screens(screens: AtScreens) -> None:
    walks.test_heirs_are_asked_returned_once_and_take_over_each_yen(screens)
    assert screens.typed >= 9


WALKS = [
    pytest.param(walk, marks=reaches(f"succession.{end}"), id=walk.__name__)
    for end, walk in (
        (
            "transferred",
            walks.test_an_overpayment_is_split_with_the_debts_and_a_limited_heir_answers_up_to_what_he_got,
        ),
        ("no_heir", walks.test_renounced_by_all_it_becomes_a_ground_of_suspension),
        ("taken_back", walks.test_who_lives_is_collected_from_as_before),
        ("nothing", walks.test_nothing_owed_and_nothing_overpaid_ends_at_once),
    )
]


@pytest.mark.sweep
@pytest.mark.parametrize("walk", WALKS)
def test_a_succession_comes_to_its_other_ends_at_the_screens(screens: AtScreens, walk: Callable[..., None]) -> None:
    walks.at_work(screens)
    walk(screens)
    assert screens.typed
