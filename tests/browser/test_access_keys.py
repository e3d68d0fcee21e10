"""Every way is open to the keys alone (キーボードだけで): enrolment up to the letter, leaving, errors, settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from server.casework.issue_letters import issue_requested
from server.cli.demo_city.staff import PASSWORD
from server.domain.rights import ALL
from server.store import incidents, letters
from tests.browser.conftest import Desk
from tests.browser.hands import Hands
from tests.world import HOUSEHOLDS, World

pytestmark = pytest.mark.browser


def log_in(hands: Hands, user_id: str) -> None:
    """The log-in has the focus already."""
    hands.type(user_id)
    hands.press("Tab")
    hands.type(PASSWORD)
    hands.go("Enter")


def log_out(hands: Hands, name: str) -> None:
    """By the menu under one's own name."""
    hands.to(name)
    hands.press("Enter")
    hands.to("ログアウト")
    hands.go("Enter")


def test_enrolment_goes_from_the_counter_to_the_letter_by_the_keyboard_alone(desk: Desk, city: World) -> None:
    known, hands = HOUSEHOLDS["single"], Hands(desk.browser_of())
    page = hands.page
    log_in(hands, "saeki")
    hands.to("受付")
    hands.go("Enter")
    hands.choose("取得の事由", "社会保険の離脱")
    hands.fill("世帯番号", known.key)
    hands.fill("世帯主の氏名", known.head.name)
    hands.fill("フリガナ", known.head.kana)
    hands.tick("資格取得届")
    hands.tick("資格喪失証明書")
    hands.fill("原本の置き場所", "受付箱 A")
    hands.go("F8")
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    hands.go("F8")
    identify(hands)
    expect(page.get_by_role("heading", name="届出内容を入力する")).to_be_visible()
    hands.fill("前の保険の資格喪失日", "R8.11.1")
    hands.fill("前の保険者", "若葉健康保険組合")
    hands.choose("世帯主も加入するか", "加入する")
    hands.go("F8")
    expect(page.locator("#toast")).to_contain_text("を進めました")
    log_out(hands, "佐伯 由美")

    log_in(hands, "okamura")
    hands.go("n")
    expect(page.get_by_role("heading", name="届書と入力を照合する")).to_be_visible()
    for _ in range(page.locator("[data-check-group]").count()):
        hands.press("y")
    hands.go("F8")
    page.wait_for_url("**tab=letters**")
    assert issue_requested(city.services)
    page.reload()
    hands.to("国民健康保険資格確認書")
    hands.go("Enter")
    hands.go("F8")
    hands.go("F8")
    expect(page.locator(".head .st")).to_contain_text("引渡し済み")


def identify(hands: Hands) -> None:
    """The head came with the card."""
    hands.choose("確認の方法", "個人番号カード")
    hands.choose("個人番号の提示", "あり")
    hands.choose("本人と確かめられたか", "確かめた")
    hands.choose("住民記録との突合", "すべて一致")
    hands.go("F8")


def test_the_first_stop_leads_past_the_bar_to_the_page(desk: Desk) -> None:
    page = desk.sit("okamura")
    hands = Hands(page)
    hands.press("Tab")
    assert hands.here()[1] == "本文へ"
    expect(page.locator(".to-main")).to_be_in_viewport()
    hands.press("Enter", "Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_list_of_keys_opens_and_closes_and_gives_the_focus_back(desk: Desk) -> None:
    page = desk.sit("okamura")
    hands = Hands(page)
    hands.to("次のタスクへ")
    hands.press("?")
    expect(page.locator("#keys")).to_be_visible()
    for _ in range(4):
        hands.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || Boolean(document.activeElement.closest('#keys'))"
        )
    hands.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    assert hands.here()[1].startswith("次のタスクへ")


def test_a_menu_closes_on_escape_and_when_it_is_left_so_that_it_hides_nothing(desk: Desk) -> None:
    page = desk.sit("saeki")
    page.goto(f"{desk.url}/settings")
    hands, menu = Hands(page), page.locator(".bar .who .menu")
    hands.to("佐伯 由美")
    hands.press("Enter", "Tab")
    expect(menu).to_be_visible()
    hands.press("Escape")
    expect(menu).to_be_hidden()
    assert hands.here()[1].startswith("佐伯 由美")
    assert page.url.endswith("/settings")
    hands.press("Enter", "Tab")
    expect(menu).to_be_visible()
    hands.to("ログアウト")
    hands.press("Tab")
    expect(menu).to_be_hidden()


def test_a_filled_row_is_asked_for_and_stays_on_escape(desk: Desk, city: World) -> None:
    page = desk.sit("saeki")
    page.goto(f"{desk.url}/tasks/{city.open_task(city.identified('family'), 'enter').task_id}")
    hands, rows = Hands(page), page.locator("table.members tbody, .member")
    before = rows.count()
    hands.to("世帯員2を外す")
    hands.press("Enter")
    expect(page.locator("dialog[open]")).to_contain_text("世帯員2の入力を外します")
    hands.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert (rows.count(), hands.here()[1]) == (before, "世帯員2を外す")
    hands.press("Enter")
    hands.to("やめる")
    hands.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert rows.count() == before
    hands.press("Enter", "Enter")
    expect(rows).to_have_count(before - 1)


def _asking(city: World) -> Iterator[tuple[str, str, str]]:
    """Pages that ask before they act: who, the page, where Esc leads."""
    waiting, decided, rare = city.entered("family"), city.checked("senior"), city.checked("rare")
    issue_requested(city.services)
    with city.database.read() as conn:
        letter, held = (letters.letters_of_case(conn, one)[0].letter_id for one in (decided, rare))
        incident = incidents.open_incidents(conn, ALL)[0].incident_id
    task = city.open_task(waiting, "check").task_id
    yield "okamura", f"/cases/{waiting}/note", f"/cases/{waiting}"
    yield "okamura", f"/cases/{waiting}/documents", f"/cases/{waiting}"
    yield "okamura", f"/letters/{letter}/release?way=WINDOW", f"/letters/{letter}"
    yield "okamura", f"/letters/{held}/reissue", f"/letters/{held}"
    yield "kuroda", f"/inbox/assign?task={task}", "/inbox"
    yield "kuroda", f"/incidents/{incident}/close", "/head"
    yield "kuroda", "/head/daylist/confirm", "/head"


def test_escape_leaves_every_page_that_asks_without_harm(desk: Desk, city: World) -> None:
    pages: dict[str, Page] = {}
    asking = list(_asking(city))
    before = _moves(city)
    for who, address, back in asking:
        page = pages[who] = pages.get(who) or desk.sit(who)
        page.goto(desk.url + address)
        hands = Hands(page)
        if hands.page.evaluate("document.activeElement.matches('input, select, textarea')"):
            hands.press("Escape")  # the first one leaves the field
        hands.go("Escape")
        assert page.url.removeprefix(desk.url).startswith(back), address
    assert _moves(city) == before


def _moves(city: World) -> int:
    """How far all cases have come."""
    with city.database.read() as conn:
        return int(conn.exec_driver_sql("SELECT sum(rev) FROM cases").scalar_one())


def test_each_line_of_the_summary_leads_to_its_field(desk: Desk, city: World) -> None:
    desk.expect_fault("422")
    page = desk.sit("saeki")
    hands = Hands(page)
    for address in ("/start/enrolment", f"/tasks/{city.open_task(city.identified('family'), 'enter').task_id}"):
        page.goto(desk.url + address)
        hands.go("F8")
        lines = page.locator("#errors a")
        assert lines.count() > 1
        for line in lines.all():
            line.focus()
            hands.press("Enter")
            target = str(line.get_attribute("href"))
            reached = "id => document.getElementById(id).contains(document.activeElement)"
            assert page.evaluate(reached, target.removeprefix("#")), target


def test_settings_are_chosen_and_kept_by_the_keys(desk: Desk) -> None:
    page = desk.sit("saeki")
    page.goto(f"{desk.url}/settings")
    hands = Hands(page)
    hands.choose("行の詰め方", "高密度")
    hands.choose("文字の大きさ", "2倍")
    hands.go("F8")
    expect(page.locator("#toast")).to_have_text("設定を保存しました")
    assert page.locator("html").get_attribute("data-density") == "dense"
    assert page.locator("html").get_attribute("data-text") == "200"
    hands.choose("文字の大きさ", "標準")
    hands.go("F8")
    assert page.locator("html").get_attribute("data-text") is None
