"""第三者行為求償 to each of its ends at the screens, by the walks of the API (`--sweep`)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_third_party_recourse as walks
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
@reaches("third_party_recourse.collected")
def test_an_accident_is_reported_claimed_of_the_insurer_and_collected_at_the_screens(screens: AtScreens) -> None:
    walks.test_reported_claimed_of_the_insurer_and_collected(screens)
    assert screens.typed == 12


WALKS = [
    pytest.param(walk, marks=reaches(f"third_party_recourse.{end}"), id=walk.__name__)
    for end, walk in (
        ("no_claim", walks.test_a_claim_found_by_screening_is_asked_about_and_answered),
        ("merged", walks.test_a_report_of_the_accident_that_was_asked_about_joins_that_case),
        ("referred", walks.test_an_injury_at_work_is_referred_and_its_benefits_are_asked_back),
        ("entrusted_closed", walks.test_a_dispute_is_entrusted_and_closed_there),
        ("abandoned", walks.test_a_claim_against_a_person_is_reminded_planned_and_given_up_by_another),
        ("no_claim", walks.test_family_without_insurance_is_not_asked_and_another_decides_so),
        ("referred", walks.test_own_crime_ends_in_recovery),
    )
]


@pytest.mark.sweep
@pytest.mark.parametrize("walk", WALKS)
def test_recourse_comes_to_its_other_ends_at_the_screens(screens: AtScreens, walk: Callable[..., None]) -> None:
    walks.ready(screens)
    walk(screens)
    assert screens.typed


@pytest.mark.sweep
def test_wrong_facts_are_refused_beside_their_fields_and_the_right_ones_go_on(screens: AtScreens) -> None:
    walks.ready(screens)
    walks.test_wrong_facts_are_refused_and_the_right_ones_go_on(screens)
    assert screens.typed == 3
