"""一部負担金の減免 to each of its ends at the screens, by the walks of the API (`--sweep`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_copay_relief as walks
from tests.procedures.copaying import opened
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk)


@pytest.mark.sweep
@reaches("copay_relief.granted", "copay_relief.revoked")
def test_a_certificate_is_granted_and_cut_short_at_the_screens(screens: AtScreens) -> None:
    opened(screens)
    walks.test_a_certificate_is_cut_short_when_means_have_improved(screens)
    assert screens.typed >= 9


WALKS = [
    pytest.param(walk, marks=reaches(f"copay_relief.{end}"), id=end)
    for end, walk in (
        ("deferred", walks.test_a_deferral_is_granted),
        ("refused", walks.test_the_decider_may_refuse_what_was_drafted),
        ("kept", partial(walks.test_a_certificate_that_was_looked_at_may_stay, by_decider=False)),
        ("withdrawn", walks.test_an_application_is_withdrawn),
        ("told", walks.test_the_household_is_told_that_its_certificate_runs_out),
    )
]


@pytest.mark.sweep
@pytest.mark.parametrize("walk", WALKS)
def test_relief_of_co_payments_comes_to_its_other_ends_at_the_screens(
    screens: AtScreens, walk: Callable[..., None]
) -> None:
    opened(screens)
    walk(screens)
    assert screens.typed
