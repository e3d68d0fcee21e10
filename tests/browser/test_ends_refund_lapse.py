"""A refund parted among heirs, and a list of lapsed refunds with nothing on it, at the screens by the API's walks."""

from __future__ import annotations

import pytest

from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import test_refund_heirs as heirs
from tests.procedures import test_refund_lapse as walks
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.sweep]


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk)


@reaches("refund_lapse.nothing")
def test_a_list_by_hand_with_nothing_lapsed_ends_at_once(screens: AtScreens) -> None:
    walks.ready(screens)
    walks.test_a_case_by_hand_with_nothing_lapsed_ends_at_once(screens)
    assert screens.typed


@reaches("refund.given_back")
def test_each_heir_claims_his_own_part_at_the_screens(screens: AtScreens) -> None:
    heirs.test_each_heir_gets_his_own_part_and_what_one_leaves_stays_payable(screens)
    assert screens.typed >= 6
