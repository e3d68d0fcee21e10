"""還付 to each of its ends at the screens, by the walks of the API: the longest always, the others in the sweep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_refund as refund
from tests.procedures.refunding import at_work
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def city(town: World) -> World:
    """The small city with the clock that the walk moves: what nobody claims lapses after two years."""
    return town


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk, only=("overpayment", "refund"))


@reaches("refund.paid")
def test_claimed_returned_by_the_bank_claimed_again_and_paid_at_the_screens(screens: AtScreens) -> None:
    screens.only = ("refund",)
    refund.test_claimed_ordered_returned_claimed_again_and_paid(screens)
    assert screens.typed == 6


WALKS = [
    pytest.param(walk, marks=reaches(f"refund.{end}"), id=walk.__name__)
    for end, walk in (
        ("paid", refund.test_claimed_ordered_returned_claimed_again_and_paid),
        ("paid", refund.test_a_result_told_by_telephone_waits_until_a_file_holds_the_transfer),
        ("refused", refund.test_a_claim_after_the_lapse_is_refused_by_decision_with_the_notice_of_appeal),
        ("lapsed", refund.test_what_nobody_claims_is_reminded_of_three_times_and_lapses),
        ("given_back", refund.test_debts_that_fell_due_meanwhile_are_set_off_first),
    )
]
OPEN = [
    refund.test_a_wrong_claim_is_refused_beside_its_field_and_nothing_is_lost,
    refund.test_an_account_that_two_people_read_differently_is_not_paid_to,
    refund.test_interest_that_was_asked_for_and_is_none_is_refused_in_writing,
    refund.test_nobody_is_asked_for_what_was_refunded_already,
]


@pytest.mark.sweep
@pytest.mark.parametrize("walk", [*WALKS, *(pytest.param(walk, id=walk.__name__) for walk in OPEN)])
def test_a_refund_comes_to_its_other_ends_at_the_screens(screens: AtScreens, walk: Callable[..., None]) -> None:
    screens.city.grant("saeki", "refund:pay")
    at_work(screens)
    walk(screens)
    assert screens.typed
