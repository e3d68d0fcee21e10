"""The guided walk as a visitor takes it (案内): one button after the other, by the page's own words."""

from __future__ import annotations

from playwright.sync_api import Page, expect

MOST = 60  # presses: 27 stations and the days between them
OVER = "終わりました"


def begin(page: Page, url: str) -> None:
    """From the log-in page, without an ID."""
    page.goto(f"{url}/login")
    page.get_by_role("button", name="案内を始める").click()
    expect(page.get_by_role("heading", name="督促から差押まで")).to_be_visible()
    if page.get_by_role("button", name="始める").count():
        press(page)


def press(page: Page) -> None:
    """The filled button; what it does takes a while where letters are made."""
    with page.expect_navigation(timeout=120_000):
        page.locator("main .btn.go").click()
    page.wait_for_load_state()
    said = page.locator(".band.guard").all_inner_texts()
    assert said == [], (at(page), said)


def at(page: Page) -> str:
    """The station in hand, by its words."""
    return page.locator("#now").inner_text()


def to(page: Page, words: str) -> None:
    """Presses until the station of these words can be done."""
    for _ in range(MOST):
        if at(page) == words and (words == OVER or page.locator("main [name=station]").count()):
            return
        press(page)
    raise AssertionError(f"the walk never came to {words}, it stands at {at(page)}")
