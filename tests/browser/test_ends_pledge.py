"""分割納付誓約 to its ends, in a real browser (`--sweep`)."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.browser.test_ends_incomes import case_of, time_goes_by
from tests.procedures.outside import Api
from tests.procedures.pledging import levied, opened
from tests.world import HOUSEHOLDS, World

pytestmark = pytest.mark.browser
HOME = HOUSEHOLDS["family"]


@pytest.fixture(autouse=True)
def in_force(city: World) -> None:
    opened(Api(city), "pledge")
    levied(city)


def receive(page: Page) -> str:
    """The start form handed in as it is filled; returns the number."""
    page.get_by_label("世帯番号").fill(HOME.key)
    page.get_by_role("button", name="受け付ける").click()
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    return page.locator(".slip .number").inner_text()


def begin(page: Page, slug: str) -> None:
    page.goto(urljoin(page.url, f"/start/{slug}"))


def choose(page: Page, group: str, option: str) -> None:
    page.get_by_role("group", name=group).get_by_label(option, exact=True).check()


def talk(page: Page, deposits: str = "0") -> None:
    page.get_by_label("話した相手").select_option("HEAD")
    page.locator("#f-talk").fill("毎月納めたい")
    for name, yen in (("monthly_income", "175000"), ("rent", "60000"), ("loans", "0"), ("living", "111000")):
        page.locator(f"#f-{name}").fill(yen)
    page.locator("#f-household_size").fill("3")
    page.locator("#f-deposits").fill(deposits)
    walk.hand_in(page)


def sign(page: Page) -> None:
    choose(page, "結果", "誓約書に署名を受けた")
    page.get_by_label("署名した人").select_option("DEBTOR")
    page.locator("#f-signer_name").fill(HOME.head.name)
    page.get_by_label("収入・財産の調査に同意を得た").check()
    page.get_by_label("誓約書の置き場所").fill("綴り 1")
    walk.hand_in(page)


def pledged(page: Page) -> str:
    """A pledge that stands; its number."""
    begin(page, "pledge")
    number = receive(page)
    page.get_by_role("link", name="次の工程へ進む").click()
    talk(page)
    walk.open_from_inbox(page, number)
    expect(page.locator("main")).to_contain_text("納付能力の判定")
    sign(page)
    return number


def outcome(city: World, page: Page, number: str) -> str | None:
    return city.case(case_of(page, number)).outcome


@pytest.mark.sweep
@reaches("pledge.broken")
def test_a_pledge_is_signed_missed_and_broken_at_the_screens(desk: Desk, city: World) -> None:
    officer = desk.sit("toda")
    number = pledged(officer)
    case_id = case_of(officer, number)
    time_goes_by(officer, "R8.12.8", "R8.12.23")
    assert city.case(case_id).outcome == "broken"


@pytest.mark.sweep
@reaches("pledge.refused", "pledge.noted", "pledge.ended")
def test_a_pledge_refused_noted_and_ended(desk: Desk, city: World) -> None:
    officer = desk.sit("toda")
    for means, end in (({"deposits": "16600"}, "refused"), ({}, "noted"), ({}, "ended")):
        if end == "ended":
            number = pledged(officer)
            walk.open_from_inbox(officer, number)
            choose(officer, "来たこと", "誓約を終える(死亡・猶予・申出など)")
            officer.locator("#f-reason").fill("徴収猶予に替えた")
            walk.hand_in(officer)
        else:
            begin(officer, "pledge")
            number = receive(officer)
            officer.get_by_role("link", name="次の工程へ進む").click()
            talk(officer, **means)
        if end == "noted":
            walk.open_from_inbox(officer, number)
            choose(officer, "結果", "誓約に至らない(記録だけ残す)")
            officer.locator("#f-note").fill("本人でなかった")
            walk.hand_in(officer)
        assert outcome(city, officer, number) == end
