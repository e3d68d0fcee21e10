"""A slip printed again at the counter, by the keyboard alone, in a real browser (納付書再発行)."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from server.domain.ledger.amounts import Amounts
from server.store import levies
from server.store.ledger import Origin
from server.store.levies import NewInstalment
from tests.browser.conftest import Desk
from tests.world import World

pytestmark = pytest.mark.browser


def levied(city: World, household: str = "family") -> str:
    """A levy of 2026 on a household with four instalments of 8,300 yen; its key."""
    key = city.household(household).key
    due = (date(2026, 6, 30), date(2026, 7, 31), date(2026, 11, 30), date(2027, 1, 4))
    with city.uow() as uow:
        account = levies.open_account(uow, 2026, "0000000001", key)
        new = [NewInstalment(no, day, day, date(2026, 6, 10)) for no, day in enumerate(due, 1)]
        opened = levies.open_instalments(uow, account, new)
        on = {one.claim_key: Amounts(5000, 2000, 1000, 300) for one in opened}
        levies.state_levy(uow, account, on, Origin("test"), cause="決定")
    return key


def test_the_slip_is_ticked_printed_and_shown_without_the_mouse(desk: Desk, city: World) -> None:
    key, counter = levied(city), desk.sit("saeki")
    counter.goto(f"{desk.url}/households/{key}/slips")
    expect(counter.get_by_role("checkbox").first).to_be_focused()
    counter.keyboard.press("Space")
    counter.keyboard.press("Tab")
    counter.keyboard.type("3000")
    counter.keyboard.press("F8")
    expect(counter.get_by_role("heading", name="出した納付書")).to_be_visible()
    expect(counter.locator("iframe")).to_be_visible()
    counter.goto(f"{desk.url}/households/{key}/slips")
    expect(counter.get_by_role("row").nth(1)).to_contain_text("3,000円")


def test_what_is_wrong_stands_beside_its_line_and_what_was_typed_stays(desk: Desk, city: World) -> None:
    key, counter = levied(city), desk.sit("saeki")
    desk.expect_fault("422")
    counter.goto(f"{desk.url}/households/{key}/slips")
    counter.get_by_role("checkbox").first.check()
    counter.locator("input[name^='amount-']").first.fill("9,999")
    counter.keyboard.press("F8")
    expect(counter.locator(".err")).to_contain_text("未納は8300円です")
    expect(counter.locator("input[name^='amount-']").first).to_have_value("9,999")
    expect(counter.get_by_role("checkbox").first).to_be_checked()
