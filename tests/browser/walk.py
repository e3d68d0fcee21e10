"""What clerks do at the screens (窓口の手順), step by step in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.world import HOUSEHOLDS


def receive(page: Page, household: str = "single", *, certificate: bool = True) -> str:
    """受付 with the receipt; returns the number. The first task is one key away."""
    known = HOUSEHOLDS[household]
    page.get_by_role("link", name="受付", exact=True).click()
    page.get_by_label("取得の事由").select_option("left_employee_insurance")
    page.get_by_label("世帯番号").fill(known.key)
    page.get_by_label("世帯主の氏名").fill(known.head.name)
    page.get_by_label("フリガナ").fill(known.head.kana)
    page.get_by_label("資格取得届").check()
    if certificate:
        page.get_by_label("資格喪失証明書").check()
    page.get_by_label("原本の置き場所").fill("受付箱 A")
    page.get_by_role("button", name="受け付ける").click()
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    return page.locator(".slip .number").inner_text()


def identify(page: Page) -> None:
    """本人確認, straight from the receipt; the entry opens."""
    page.get_by_role("link", name="次の工程へ進む").click()
    page.get_by_label("確認の方法").select_option("CARD")
    page.get_by_role("group", name="個人番号の提示").get_by_label("あり").check()
    page.get_by_role("group", name="本人と確かめられたか").get_by_label("確かめた", exact=True).check()
    page.get_by_label("住民記録との突合").select_option("ALL")
    hand_in(page)
    expect(page.get_by_role("heading", name="届出内容を入力する")).to_be_visible()


def fill_in(page: Page) -> None:
    """入力: what the registers do not know; the page is not handed in yet."""
    page.get_by_label("前の保険の資格喪失日").fill("R8.11.1")
    page.get_by_label("前の保険者").fill("若葉健康保険組合")
    page.get_by_role("group", name="世帯主も加入するか").get_by_label("加入する").check()


def hand_in(page: Page) -> None:
    """The filled button of the page."""
    page.locator(".acts .btn.go").click()
    page.wait_for_load_state()


def enter(page: Page) -> None:
    """入力, handed in."""
    fill_in(page)
    hand_in(page)


def open_from_inbox(page: Page, number: str) -> None:
    """A task by its number."""
    page.get_by_role("link", name="受信箱").first.click()
    page.get_by_role("link", name=number).click()
    page.wait_for_load_state()


def mark_all(page: Page) -> None:
    """照合: Y for each group, until the decision opens."""
    for _ in range(page.locator("[data-check-group]").count()):
        page.keyboard.press("y")
    expect(page.locator("#left-to-see")).to_have_text("")


def decide(page: Page, number: str) -> None:
    """照合・決定 by the checker."""
    open_from_inbox(page, number)
    mark_all(page)
    page.get_by_role("button", name="決定する").click()
    page.wait_for_url("**/cases/**")


def closed_as(page: Page) -> str:
    """The end of a case as its page tells it."""
    return page.locator(".head .st.done").inner_text()
