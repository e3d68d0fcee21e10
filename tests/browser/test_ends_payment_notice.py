"""納付確認 at the counter's screens: to each of its ends, and to the paper that goes over the counter."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from server.casework.deploy_procedure import deploy_procedure
from server.casework.import_receipts import import_receipts
from server.casework.issue_letters import issue_requested
from server.domain.ledger.amounts import Amounts
from server.exchange.store_file import write_store_file
from server.store import letters
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.money.conftest import with_rights
from tests.money.purse import CONSIGNOR, Purse
from tests.world import TREE, World

pytestmark = pytest.mark.browser


def apply(page: Page, desk: Desk, household: str, year: str) -> str:
    """受付; the case's number, with its first task one key away."""
    page.goto(f"{desk.url}/start/payment_notice?household_key={household}")
    page.get_by_label("何年に納めた額か").fill(year)
    page.get_by_role("group", name="使いみち").get_by_label("確定申告・年末調整").check()
    page.get_by_role("button", name="受け付ける").click()
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    return page.locator(".slip .number").inner_text()


def look(page: Page, who: str) -> None:
    """申請者を確かめる."""
    page.get_by_role("link", name="次の工程へ進む").click()
    page.get_by_role("group", name="だれが申請したか").get_by_label(who).check()
    page.get_by_role("group", name="本人確認書類").get_by_label("確かめた").check()
    page.get_by_role("textbox", name="確かめた書類").fill("運転免許証")
    walk.hand_in(page)


@pytest.mark.sweep
def test_the_head_is_told_a_member_is_not_and_nothing_paid_is_nothing_printed(desk: Desk, city: World) -> None:
    _paid_today(city)
    clerk, key = desk.sit("saeki"), city.household("family").key
    ends = []
    for year, who in (("2026", "世帯主(納付義務者)"), ("2026", "その他"), ("2025", "世帯主(納付義務者)")):
        number = apply(clerk, desk, key, year)
        look(clerk, who)
        clerk.goto(f"{desk.url}/search?q={number}")
        ends.append(city.case(clerk.url.rpartition("/")[2].partition("?")[0]).outcome)
    assert ends == ["issued", "not_told", "nothing_paid"]
    issue_requested(city.services)
    with city.database.read() as conn:
        (letter_id,) = letters.ids_in(conn, "rendered")
    okamura = desk.sit("okamura")
    okamura.goto(f"{desk.url}/letters/{letter_id}")
    expect(okamura.get_by_role("heading", name="国民健康保険料納付確認書")).to_be_visible()
    expect(okamura.locator("iframe")).to_be_visible()


def _paid_today(city: World) -> None:
    """A family that paid two instalments at a store."""
    deploy_procedure(city.services, city.system("procedure:deploy"), TREE, "payment_notice", title="納付", findings=())
    purse = Purse(with_rights(city))
    purse.open_account(city.household("family").key, "0000000001", [Amounts(5000, 2000, 1000, 300)] * 4)
    file = purse.file([(purse.number(key), 8300) for key in purse.claim_keys[:2]])
    content = write_store_file(file, CONSIGNOR)
    import_receipts(city.services, city.caller("saeki"), "store_receipts", content, name="cvs", credited=file.total)
