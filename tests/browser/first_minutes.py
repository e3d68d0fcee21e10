"""The README's first five minutes, walked (最初の5分): from the log-in to a certificate handed over; a head's list."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, ViewportSize, expect

from server.cli.demo_city.people import household_to_try
from server.cli.demo_city.staff import PASSWORD
from tests.browser.demo import Demo
from tests.browser.newcomer import PATIENCE, Newcomer
from tests.chromium import Chromium

SCREEN: ViewportSize = {"width": 1366, "height": 768}
CERTIFICATE = "国民健康保険資格確認書の交付について"
HEAD = household_to_try().members[0]

# Waited for before a picture is taken: scripts have run, nothing is on its way, no passing word covers the page.
_STILL = "() => document.documentElement.classList.contains('js') && document.getElementById('toast')?.hidden !== false"


@dataclass
class Walk:
    """What came of it: pictures by name, the certificate's PDF, the case's number, the marks used, clicks, seconds."""

    newcomer: Newcomer
    pictures: dict[str, bytes] = field(default_factory=dict)
    number: str = ""
    certificate: bytes = b""
    clicks: int = 0
    seconds: float = 0.0
    said_at_the_end: str = ""

    def picture(self, name: str) -> None:
        """Keeps the page as it stands."""
        page = self.newcomer.page
        page.wait_for_load_state("networkidle")
        page.wait_for_function(_STILL, timeout=PATIENCE)
        self.pictures[name] = page.screenshot(animations="disabled")


def walk_first_minutes(browser: Chromium, demo: Demo) -> Walk:
    """Does what the README says, from the log-in on; the clock runs until the certificate is handed over."""
    page = browser.new_page(viewport=SCREEN, locale="ja-JP")
    page.set_default_timeout(PATIENCE)
    page.goto(f"{demo.url}/")
    walk = Walk(Newcomer(page))
    began = time.monotonic()
    for step in (_log_in, _find, _take_in, _identify, _enter, _check, _hand_over):
        step(walk)
    walk.seconds, walk.clicks = time.monotonic() - began, walk.newcomer.clicks
    for step in (_confirm, _look_at_a_case):
        step(walk)
    page.close()
    return walk


def _log_in(walk: Walk) -> None:
    walk.picture("01-login")
    walk.newcomer.log_in("saeki", PASSWORD)
    walk.picture("02-inbox")


def _find(walk: Walk) -> None:
    walk.newcomer.search("カスガ")
    walk.newcomer.press(HEAD.name)
    walk.newcomer.press("届を受け付ける")
    walk.newcomer.press("資格取得(加入)")


def _take_in(walk: Walk) -> None:
    one = walk.newcomer
    one.choose("社会保険の離脱", "取得の事由")
    one.tick("資格取得届")
    one.tick("資格喪失証明書")
    one.type("受付箱 A", "原本の置き場所")
    one.press("受け付ける")
    walk.number = one.page.locator(".slip .number").inner_text()
    one.press("次の工程へ進む")


def _identify(walk: Walk) -> None:
    one = walk.newcomer
    one.choose("個人番号カードの提示", "確認の方法")
    one.tick("あり", "個人番号の提示")
    one.tick("確かめた", "本人と確かめられたか")
    one.choose("すべて一致", "住民記録との突合")
    one.press("確認を記録する")


def _enter(walk: Walk) -> None:
    one = walk.newcomer
    lost = "前の保険の資格喪失日"
    echoes = [_echo(one.page, one, text, lost) for text in ("R8.11.10", "5081110")]
    assert echoes == ["2026-11-10(火)"] * 2, echoes
    one.type("若葉健康保険組合", "前の保険者")
    one.tick("加入する", "世帯主も加入するか")
    expect(one.page.locator("#saved")).to_contain_text("保存済み", timeout=PATIENCE)
    walk.picture("03-entry")
    one.press("照合へ回す")


def _echo(page: Page, one: Newcomer, text: str, label: str) -> str:
    """What the field says below after the text was typed."""
    place = page.locator(f"#{page.get_by_label(label).first.get_attribute('id')}-echo")
    one.type("", label)
    one.did.typed.discard("")
    page.keyboard.press("Tab")
    expect(place).to_have_text("", timeout=PATIENCE)
    one.type(text, label)
    page.keyboard.press("Tab")
    expect(place).not_to_have_text("", timeout=PATIENCE)
    return place.inner_text()


def _check(walk: Walk) -> None:
    one = walk.newcomer
    one.log_out("佐伯 由美")
    one.log_in("okamura", PASSWORD)
    one.click(one.page.get_by_role("row", name=HEAD.name).get_by_role("link").first)
    groups = one.page.locator("[data-check-group]")
    expect(one.page.locator("#left-to-see")).not_to_have_text("", timeout=PATIENCE)
    for place in range(groups.count()):
        if place == 1:
            walk.picture("04-check")
        one.strike("Y")
    expect(one.page.locator("#left-to-see")).to_have_text("", timeout=PATIENCE)
    one.press("決定する")
    expect(one.page.get_by_text("資格を取得した").first).to_be_visible(timeout=PATIENCE)


def _hand_over(walk: Walk) -> None:
    one = walk.newcomer
    one.press("通知書")
    row = one.page.get_by_role("row", name=HEAD.name).filter(has_text=CERTIFICATE)
    _until(one.page, lambda: "放行待ち" in row.inner_text())
    one.press(CERTIFICATE, row)
    one.press("窓口で渡す…")
    one.press("渡す", one.page.locator("main"))
    expect(one.page.locator(".head .st")).to_contain_text("引渡し済み")
    walk.certificate = _pdf(one)
    _pdf_drawn(one.page)
    walk.picture("05-letter")


def _until(page: Page, true: Callable[[], bool]) -> None:
    """Loads the page anew until the printer has done its work."""
    ends = time.monotonic() + PATIENCE / 1000
    while not true():
        assert time.monotonic() < ends, "the letter is not made"
        page.wait_for_timeout(500)
        page.reload()


def _pdf(one: Newcomer) -> bytes:
    """What the link to the PDF opens."""
    link = one.page.get_by_role("link", name="PDF")
    one.did.pressed.add("PDF")
    one.clicks += 1
    answer = one.page.request.get(str(link.evaluate("link => link.href")))
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def _pdf_drawn(page: Page) -> None:
    """The browser draws the PDF in a process of its own and tells nobody when it is done: two like pictures say it."""
    before = b""
    for _ in range(40):
        page.wait_for_timeout(500)
        now = page.screenshot(animations="disabled")
        if now == before:
            return
        before = now
    raise AssertionError("the letter's preview does not come to rest")


def _confirm(walk: Walk) -> None:
    one = walk.newcomer
    one.log_out("岡村 修")
    one.log_in("kuroda", PASSWORD)
    one.press("所属長", one.page.locator("#places"))
    walk.picture("06-head")
    one.press("…件を確認する…")
    expect(one.page.get_by_role("row", name=HEAD.name)).to_be_visible()
    one.press("…件を確認する…")
    one.press("…件を確認する")
    walk.said_at_the_end = one.page.locator("main").inner_text()


def _look_at_a_case(walk: Walk) -> None:
    one = walk.newcomer
    one.press("所属長の画面へ")
    one.click(one.page.locator("main table a", has_text="R8-").last)
    expect(one.page.locator(".djs-container svg").first).to_be_visible()
    walk.picture("07-case")
