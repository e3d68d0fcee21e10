"""The year's list of lapsed refunds to each of its ends, and a refund parted among heirs, at the screens by the API's
walks.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_refund_heirs as heirs
from tests.procedures import test_refund_lapse as walks
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.sweep]


@pytest.fixture
def city(town: World) -> World:
    """The small city with the clock that the walk moves: a refund lapses after two years, its list begins in March."""
    return town


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk)


LISTS = [
    pytest.param(walk, marks=[reaches(f"refund_lapse.{end}") for end in ends], id=walk.__name__)
    for ends, walk in (
        (("posted",), walks.test_what_nobody_claimed_becomes_revenue_by_two_people),
        (("posted",), walks.test_a_list_that_was_returned_is_drawn_anew),
        (("posted", "nothing"), walks.test_two_lists_of_the_same_refund_book_it_once),
        (("withdrawn",), walks.test_a_list_that_is_given_up_books_nothing),
    )
]


@pytest.mark.parametrize("walk", LISTS)
def test_a_list_comes_to_its_ends_at_the_screens(screens: AtScreens, walk: Callable[..., None]) -> None:
    screens.only = ("refund_lapse",)
    walks.ready(screens)
    screens.city.grant("kuroda", "case:view", "all")  # who looks at the page of the case once the others' day is over
    walk(screens)
    assert screens.typed


@reaches("refund_lapse.nothing")
def test_a_list_by_hand_with_nothing_lapsed_ends_at_once(screens: AtScreens) -> None:
    walks.ready(screens)
    walks.test_a_case_by_hand_with_nothing_lapsed_ends_at_once(screens)
    assert screens.typed


@reaches("refund.given_back")
def test_each_heir_claims_his_own_part_at_the_screens(screens: AtScreens) -> None:
    heirs.test_each_heir_gets_his_own_part_and_what_one_leaves_stays_payable(screens)
    assert screens.typed >= 6
