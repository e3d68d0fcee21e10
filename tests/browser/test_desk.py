"""What a clerk's day asks of the screens (窓口の一日): hands on the keys, no scripts, colleagues, other terminals."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import Desk, log_in
from tests.world import HOUSEHOLDS, World

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))


def test_a_notification_is_taken_in_and_identified_with_the_keys_alone(desk: Desk, city: World) -> None:
    """No mouse: Tab, Enter, letters, Space, and the function keys that the strip names."""
    page = desk.sit("saeki")
    known = HOUSEHOLDS["single"]
    keys = page.keyboard
    page.get_by_role("link", name="受付", exact=True).focus()
    keys.press("Enter")
    page.wait_for_url("**/start/**")
    page.wait_for_load_state()  # keys live from then on, not from the first word on the screen
    page.locator("#f-received_on").focus()
    keys.press("Enter")
    assert focused(page) == "acq_reason"
    for _ in range(3):
        keys.press("ArrowDown")
    keys.press("Enter")
    keys.type(known.key)
    keys.press("Enter")
    keys.type(known.head.name)
    keys.press("Enter")
    keys.type("ほんま　あおい")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Space")
    page.locator("#f-paper_location").focus()
    keys.type("受付箱 A")
    keys.press("F8")
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    page.wait_for_load_state()
    keys.press("F8")
    expect(page.get_by_role("heading", name="本人と番号を確かめる")).to_be_visible()
    page.wait_for_load_state()
    page.locator("#f-method").focus()
    keys.press("ArrowDown")
    for name in ("number_shown", "identity_proven"):
        page.locator(f"input[name={name}]").first.focus()
        keys.press("Space")
    page.locator("#f-register_match").focus()
    keys.press("ArrowDown")
    keys.press("F8")
    expect(page.get_by_role("heading", name="届出内容を入力する")).to_be_visible()
    assert [task.element for task in city.open_tasks(page_case(page))] == ["enter"]


def page_case(page: Page) -> str:
    """The case that a task's page belongs to."""
    return str(page.locator(".head a.code").get_attribute("href")).rpartition("/")[2]


def test_the_inbox_is_worked_with_letters(desk: Desk, city: World) -> None:
    first, second = city.entered("single"), city.entered("family")
    page = desk.sit("okamura")
    page.goto(f"{desk.url}/inbox")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-picked]")).to_have_text("2件を選択")
    page.keyboard.press("F2")
    expect(page.get_by_role("heading", name="まとめた結果 引き受ける")).to_be_visible()
    assert {city.open_task(one, "check").claimed_by for one in (first, second)} == {"okamura"}
    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="届書と入力を照合する")).to_be_visible()
    page.wait_for_load_state()
    walk.mark_all(page)
    page.keyboard.press("F8")
    page.wait_for_url("**/cases/**")
    assert [city.case(one).outcome for one in (first, second)].count("decided") == 1


def test_enrolment_goes_through_without_scripts(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki", scripts=False), desk.sit("okamura", scripts=False)
    number = walk.receive(counter)
    walk.identify(counter)
    counter.get_by_role("button", name="世帯員を足す").click()
    counter.get_by_role("button", name="世帯員2を外す").click()
    walk.enter(counter)
    walk.open_from_inbox(checker, number)
    for button in checker.locator("label.mark-it", has_text="一致").all():
        button.click()
    checker.get_by_role("button", name="決定する").click()
    checker.wait_for_load_state()
    assert city.case(checker.url.rpartition("/")[2].partition("?")[0]).outcome == "decided"
    expect(checker.locator("ol.steps")).to_contain_text("資格を台帳に記録する")


def test_a_button_pressed_twice_does_it_once(desk: Desk, city: World) -> None:
    page = desk.sit("saeki")
    number = walk.receive(page)
    page.go_back()
    page.get_by_label("世帯主の氏名").fill("本間 葵")
    page.locator(".acts .btn.go").evaluate("button => { button.click(); button.click(); button.click(); }")
    page.wait_for_load_state()
    with city.database.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM cases").scalar() in (1, 2)
    assert number == "R8-000001"


def test_a_colleague_was_faster_and_nothing_typed_is_lost(desk: Desk, city: World) -> None:
    case_id = city.identified()
    task = city.open_task(case_id, "enter").task_id
    page, other = desk.sit("saeki"), desk.sit("utsumi")
    page.goto(f"{desk.url}/tasks/{task}")
    walk.fill_in(page)
    city.complete(case_id, "enter", city.answers_enter(), "saeki")
    desk.expect_fault("409")
    walk.hand_in(page)
    expect(page.locator(".band.law:visible")).to_contain_text("済ませています")
    expect(page.get_by_text("若葉健康保険組合")).to_be_visible()
    other.goto(f"{desk.url}/tasks/{task}")
    expect(other.locator(".acts button")).to_have_attribute("aria-disabled", "true")


def test_the_half_typed_form_moves_to_the_other_terminal(desk: Desk, city: World) -> None:
    task = city.open_task(city.identified(), "enter").task_id
    first = desk.sit("saeki")
    first.goto(f"{desk.url}/tasks/{task}")
    first.get_by_label("前の保険者").fill("若葉健康保険組合")
    expect(first.locator("#saved")).to_have_text("保存済み 10:42")

    second = desk.browser_of()
    log_in(second, "saeki")
    expect(second.get_by_role("heading", name="書きかけ")).to_be_visible()
    second.get_by_role("link", name="引き継ぐ").click()
    expect(second.get_by_label("前の保険者")).to_have_value("若葉健康保険組合")

    desk.expect_fault("401")
    first.get_by_label("電話").fill("080-3333-4444")
    expect(first.locator("#notices")).to_contain_text("同じIDでほかの端末からログインした")
    walk.hand_in(first)
    expect(first.get_by_role("heading", name="別の端末でログインしました")).to_be_visible()


def test_another_ward_and_a_missing_right_are_told_in_words(desk: Desk, city: World) -> None:
    task = city.open_task(city.identified(), "enter").task_id
    desk.expect_fault("404")
    desk.expect_fault("403")
    north, center = desk.sit("kitano"), desk.sit("center1")
    north.goto(f"{desk.url}/tasks/{task}")
    expect(north.locator("main")).to_contain_text("担当の区に頼んでください")
    center.goto(f"{desk.url}/start")
    expect(center.locator("main")).to_contain_text("権限がありません")


def test_the_count_in_the_bar_follows_without_a_new_page(desk: Desk, city: World) -> None:
    page = desk.sit("saeki")
    page.goto(f"{desk.url}/inbox?tab=mine")
    expect(page.locator("#places .count").first).to_have_text("0")
    city.start()
    page.evaluate("window.same = true; document.getElementById('places').dispatchEvent(new Event('recount'))")
    expect(page.locator("#places .count").first).to_have_text("1")
    expect(page.locator("#places [aria-current]")).to_contain_text("受信箱")
    assert page.evaluate("window.same")


def test_a_name_that_no_font_prints_is_held_and_told_to_the_head(desk: Desk, city: World) -> None:
    from server.casework.issue_letters import issue_requested

    case_id = city.checked("rare")
    issue_requested(city.services)
    head = desk.sit("kuroda")
    head.goto(f"{desk.url}/head")
    expect(head.locator("main")).to_contain_text("(U+E000)は外字です")
    assert city.case(case_id).outcome == "decided"
