"""Direct debit in a real browser to each of its ends (口座振替の終わり方)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from server.store import mandates
from tests.browser.conftest import Desk
from tests.browser.walk import hand_in, open_from_inbox
from tests.procedures import debiting
from tests.world import DAY, World

pytestmark = pytest.mark.browser


def receive(page: Page, desk: Desk, request: str, city: World) -> str:
    """受付; the number."""
    page.goto(f"{desk.url}/start/direct_debit")
    page.get_by_label(request, exact=True).check()
    page.get_by_label("世帯番号").fill(city.household("family").key)
    page.get_by_label("原本の置き場所").fill("受付箱 A")
    if request == "停止":
        page.get_by_label("停止の理由").select_option("ASKED")
    page.get_by_role("button", name="受け付ける").click()
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    return page.locator(".slip .number").inner_text()


def fill_in(page: Page, institution: str = "9801") -> None:
    """口座の入力; the page is not handed in yet."""
    page.get_by_label("金融機関コード").fill(institution)
    page.get_by_label("支店コード").fill("012")
    page.get_by_label("普通").check()
    page.get_by_label("口座番号").fill("1234567")
    page.get_by_label("口座名義(半角カナ)").fill("ｸﾜﾊﾗ ﾄｵﾙ")
    page.get_by_label("届出印", exact=True).check()
    page.get_by_label("同意の日").fill("R8.11.18")


def outcome(city: World) -> list[str | None]:
    """How the cases of the city ended, oldest first."""
    with city.database.read() as conn:
        rows = conn.exec_driver_sql("select outcome from cases where slug = 'direct_debit' order by started_at")
        return [row[0] for row in rows]


def test_begun_after_the_bank_was_asked_and_stopped_again(desk: Desk, city: World) -> None:
    debiting.ready(city)
    desk.expect_fault("422")
    counter, receipts = desk.sit("saeki"), desk.sit("kaneko")
    number = receive(counter, desk, "申込", city)
    open_from_inbox(counter, number)
    fill_in(counter)
    hand_in(counter)
    open_from_inbox(receipts, number)
    expect(receipts.get_by_text("****567").first).to_be_visible()
    expect(receipts.get_by_text("1234567")).to_have_count(0)
    receipts.get_by_label("届書と一致").check()
    receipts.get_by_label("口座番号(もう一度)").fill("1234568")
    hand_in(receipts)
    expect(receipts.get_by_text("口座番号が届書と一致しません").first).to_be_visible()
    receipts.get_by_label("口座番号(もう一度)").fill("1234567")
    hand_in(receipts)
    open_from_inbox(receipts, number)
    receipts.get_by_label("受け付けた", exact=True).check()
    hand_in(receipts)
    assert outcome(city) == ["accepted"]
    receive(counter, desk, "停止", city)
    assert outcome(city) == ["accepted", "stopped"]
    with city.database.read() as conn:
        assert mandates.debited_on(conn, [city.household("family").key], DAY) == {}


def test_withdrawn_and_sent_back_until_the_time_is_over(desk: Desk, city: World) -> None:
    debiting.ready(city)
    counter = desk.sit("saeki")
    number = receive(counter, desk, "申込", city)
    open_from_inbox(counter, number)
    fill_in(counter)
    counter.get_by_label("届を取り下げる").check()
    counter.get_by_label("取り下げる理由").fill("納付書で納める")
    hand_in(counter)
    assert outcome(city) == ["withdrawn"]
    second = receive(counter, desk, "申込", city)
    open_from_inbox(counter, second)
    fill_in(counter, "1234")
    hand_in(counter)
    counter.goto(f"{desk.url}/settings")
    counter.get_by_label("進める先の日").fill("R8.12.25")
    counter.get_by_role("button", name="業務日を進める").click()
    expect(counter.locator(".day.moved")).to_be_visible()
    assert outcome(city) == ["withdrawn", "gave_up"]
