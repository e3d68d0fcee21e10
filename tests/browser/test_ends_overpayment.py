"""過誤納の充当 to each of its ends at the screens, by the walks of the API, in the sweep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_overpayment as overpayment
from tests.procedures.refunding import at_work
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk, only=("overpayment", "refund"))


WALKS = [
    pytest.param(walk, marks=reaches(f"overpayment.{end}"), id=walk.__name__)
    for end, walk in (
        ("set_off_whole", overpayment.test_a_reduced_levy_is_set_off_oldest_first_and_told),
        ("set_off_whole", overpayment.test_what_the_payer_asked_for_is_set_off_before_it_is_due),
        ("set_off_whole", overpayment.test_returned_by_checker_and_decider_it_is_looked_at_anew),
        ("passed_on", overpayment.test_the_late_charge_that_ends_with_its_premium_is_set_off_with_it),
        ("set_off_whole", overpayment.test_a_plan_that_the_ledger_has_overtaken_is_not_posted),
        ("passed_on", overpayment.test_a_double_payment_that_covers_everything_passes_the_rest_on),
        ("passed_on", overpayment.test_pm05_interest_runs_from_the_day_after_payment_and_both_people_saw_why),
        ("passed_on", overpayment.test_pm30_a_late_reduction_never_loses_its_money_to_the_two_years_of_the_payment),
        ("nothing_overpaid", overpayment.test_nothing_is_left_once_the_payment_was_taken_back),
        ("nothing_overpaid", overpayment.test_one_case_has_an_overpayment_and_a_second_one_finds_nothing),
    )
]


@pytest.mark.sweep
@pytest.mark.parametrize("walk", WALKS)
def test_an_overpayment_comes_to_its_ends_at_the_screens(screens: AtScreens, walk: Callable[..., None]) -> None:
    at_work(screens)
    walk(screens)
    assert screens.typed
