"""保険料の減免 to each of its ends at the screens, by the walks of the API: the longest always."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import expect

from server.casework.issue_letters import issue_requested
from server.domain.effects import JSON
from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import relieving
from tests.procedures import test_premium_relief as relief
from tests.procedures.outside import Api
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def city(town: World) -> World:
    """The small city with the clock that the walk moves: papers are waited for for weeks, limits of years go by."""
    return town


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk, only=("premium_relief",))


@reaches("premium_relief.joined", "premium_relief.granted")
def test_two_applications_are_decided_side_by_side_at_the_screens(screens: AtScreens) -> None:
    """The first is taken in through the API; the second, its decision and the end of the first at the screens."""
    before = relieving.opened(Api(screens.city))
    other = relieving.begun(before, "INCOME_DROP")
    relieving.enter(before, other).done()
    case_id = relieving.begun(screens, "DISASTER")
    relieving.enter(screens, case_id, "DISASTER").done()
    screens.check(case_id).done()
    page = screens.open("kuroda", f"/tasks/{screens.city.open_task(case_id, 'decide').task_id}")
    for words in ("決定の案", "所得が著しく減少したため", "損害の割合が50%以上", "最も有利な減免"):
        expect(page.locator("main")).to_contain_text(words)
    screens.decide(case_id).done()
    screens.check(other, "return").done()
    relieving.enter(screens, other).done()
    assert relieving.applications(screens) == {"INCOME_DROP": "JOINED", "DISASTER": "GRANTED"}
    assert screens.typed == 7


def revoked(screens: AtScreens, says: dict[str, JSON], stays: bool) -> None:
    relief.test_a_relief_is_revoked_and_the_levy_rises_again(screens, says, stays)


def refused(screens: AtScreens, ground: str, says: dict[str, JSON]) -> None:
    relief.test_what_no_row_of_the_table_gives_is_refused_with_reasons(screens, ground, says)


def unqualified(screens: AtScreens, says: dict[str, JSON]) -> None:
    relief.test_other_reasons_for_leaving_are_refused_with_the_appeal(screens, says)


def kept(screens: AtScreens, by_decider: bool) -> None:
    relief.test_a_relief_that_was_looked_at_may_stay(screens, by_decider)


def papers_come(screens: AtScreens) -> None:
    """Asked for once, recorded on their day, examined and granted."""
    relief.test_papers_that_come_are_examined(screens)
    issue_requested(screens.city.services)


WALKS = [
    pytest.param(walk, marks=reaches(f"premium_relief.{end}"), id=f"{end}-{place}")
    for place, (end, walk) in enumerate(
        [
            ("partly", relief.test_a_loss_of_income_lowers_the_levy_and_stays_with_it),
            ("partly", relief.test_of_who_is_detained_his_own_share_falls_away),
            ("granted", papers_come),
            ("granted", relief.test_involuntary_unemployment_becomes_a_relief_of_the_person),
            ("refused", relief.test_a_less_favourable_relief_is_refused_while_a_better_one_stands),
            ("refused", relief.test_an_application_after_every_due_date_is_late),
            ("refused", relief.test_behind_the_limit_of_levy_decisions_nothing_is_relieved),
            ("refused", relief.test_the_decider_may_refuse_what_was_drafted),
            *(("refused", partial(refused, ground=ground, says=says)) for ground, says in relief.REFUSED),
            *(("refused", partial(unqualified, says=says)) for says in relief.UNQUALIFIED),
            *(("revoked", partial(revoked, says=says, stays=stays)) for says, stays in relief.REVOKED),
            *(("kept", partial(kept, by_decider=by_decider)) for by_decider in (False, True)),
            ("withdrawn", relief.test_an_application_is_withdrawn_and_nothing_is_held),
        ]
    )
]


@pytest.mark.sweep
@pytest.mark.parametrize("walk", WALKS)
def test_a_relief_comes_to_its_other_ends_at_the_screens(screens: AtScreens, walk: Callable[..., None]) -> None:
    relieving.opened(screens)
    walk(screens)
    assert screens.typed
