"""給付の返還 to each of its ends at the screens, by the walks of the API: in the sweep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_benefit_recovery as walks
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def city(town: World) -> World:
    """The small city with the clock that a walk moves; whoever was at work logs in again."""
    return town


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk)


@pytest.mark.sweep
@reaches("benefit_recovery.recovered")
def test_a_loss_put_on_record_late_is_asked_back_and_returned_at_the_screens(screens: AtScreens) -> None:
    walks.test_a_loss_put_on_record_late_is_found_asked_back_and_returned(screens)
    assert screens.typed == 8


WALKS = [
    pytest.param(walk, marks=reaches(f"benefit_recovery.{end}"), id=walk.__name__)
    for end, walk in (
        ("adjusted", walks.test_the_consent_is_asked_and_the_new_insurer_pays),
        ("abandoned", walks.test_unjust_enrichment_is_never_seized_for_but_reminded_and_given_up),
        ("no_claim", walks.test_what_is_below_the_limit_is_not_asked_back_and_another_decides_so),
    )
]


@pytest.mark.sweep
@pytest.mark.parametrize("walk", WALKS)
def test_a_recovery_comes_to_its_other_ends_at_the_screens(screens: AtScreens, walk: Callable[..., None]) -> None:
    walks.ready(screens)
    walk(screens)
    assert screens.typed
