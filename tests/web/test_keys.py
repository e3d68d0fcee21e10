"""Keys and scripts in a real browser: what a clerk's hands know. Each act also has a visible button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request, Route, expect

pytestmark = pytest.mark.browser


def _here(screen: Page) -> str:
    return screen.locator("tr.here a").first.inner_text()


def _press(screen: Page, *keys: str) -> None:
    for key in keys:
        screen.keyboard.press(key)


def test_j_and_k_move_and_the_link_of_the_row_has_the_focus(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/search")
    _press(screen, "j")
    assert _here(screen) == "桑原 徹"
    assert screen.evaluate("document.activeElement.textContent") == "桑原 徹"


def test_enter_opens_the_row(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/inbox")
    _press(screen, "j", "Enter")
    screen.wait_for_url("**/page/task")


def test_x_chooses_and_the_bar_counts_and_goes_when_nothing_is_chosen(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/inbox")
    claim = screen.get_by_role("button", name="引き受ける")
    expect(screen.locator(".bulk[data-bulk]")).to_be_hidden()
    _press(screen, "j", "x", "j", "x")
    expect(screen.locator("[data-picked]")).to_have_text("2件を選択")
    assert claim.get_attribute("aria-disabled") == "false"
    _press(screen, "x")
    expect(screen.locator("[data-picked]")).to_have_text("1件を選択")
    _press(screen, "k", "x")
    expect(screen.locator(".bulk[data-bulk]")).to_be_hidden()


def test_a_row_does_not_move_away_under_the_mouse(screen: Page, gallery_url: str) -> None:
    """The press gives the link its focus; were the page to scroll then, the mouse would let go beside it."""
    screen.set_viewport_size({"width": 1366, "height": 420})
    screen.goto(f"{gallery_url}/page/inbox")
    link = screen.locator("tr a[data-open]").last
    assert link.evaluate("a => a.getBoundingClientRect().top > innerHeight")
    before = screen.evaluate("scrollY")
    link.evaluate("a => a.focus({ preventScroll: true })")
    assert _here(screen) == link.inner_text()
    assert screen.evaluate("scrollY") == before


def test_slash_goes_to_the_search(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/inbox")
    _press(screen, "/")
    assert screen.evaluate("document.activeElement.name") == "q"


def test_letters_inside_a_field_are_letters(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/inbox")
    before = _here(screen)
    _press(screen, "/", "j", "x", "n")
    assert screen.locator(".find input").input_value() == "jxn"
    assert _here(screen) == before


def test_keys_do_nothing_while_the_ime_composes(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/inbox")
    before = _here(screen)
    for init in ("{key: 'j', isComposing: true}", "{key: 'j', keyCode: 229}", "{key: 'F2', keyCode: 229}"):
        screen.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{bubbles: true, ...{init}}}))")
    assert _here(screen) == before
    _press(screen, "j")
    assert _here(screen) != before


def test_single_letters_can_be_switched_off_and_function_keys_stay(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/task?letters=off")
    screen.locator("h1").click()
    _press(screen, "?")
    assert not screen.locator("#keys").is_visible()
    # The next page is waited for: one that is closed on its way there may hang.
    with screen.expect_navigation(), screen.expect_request("**/post/task") as sent:
        _press(screen, "F8")
    assert sent.value.method == "POST"


def test_question_mark_shows_the_keys_and_escape_leaves(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/inbox")
    _press(screen, "?")
    expect(screen.locator("#keys")).to_be_visible()
    _press(screen, "Escape")
    expect(screen.locator("#keys")).to_be_hidden()


def test_ctrl_and_f5_stay_the_browsers(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/inbox")
    for init in ("{key: 'F5'}", "{key: 'F11'}", "{key: 'F12'}", "{key: 'j', ctrlKey: true}"):
        event = f"new KeyboardEvent('keydown', {{bubbles: true, cancelable: true, ...{init}}})"
        assert screen.evaluate(f"document.body.dispatchEvent({event})"), init


def test_enter_goes_to_the_next_field_and_never_sends(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/task")
    screen.get_by_label("資格喪失日").focus()
    _press(screen, "Enter")
    assert screen.evaluate("document.activeElement.id") == "f-left_on"
    assert screen.url.endswith("/page/task")


def test_focus_goes_to_the_error_summary(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/task_errors")
    assert screen.evaluate("document.activeElement.id") == "errors"
    screen.get_by_role("link", name="世帯員3 生年月日").click()
    assert screen.evaluate("document.activeElement.id") == "f-members-2-birth_date"


def test_a_date_is_echoed_and_a_postcode_fills_an_empty_address_only(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/task_every_type")
    screen.get_by_label("日付").fill("R8.10.31")
    _press(screen, "Tab")
    expect(screen.locator("#f-day-echo")).to_contain_text("2026-10-31(土)")
    screen.get_by_label("郵便番号").fill("160-0023")
    _press(screen, "Tab")
    expect(screen.get_by_label("住所")).to_have_value("東京都新宿区新宿")
    screen.get_by_label("住所").fill("若葉町")
    screen.get_by_label("郵便番号").fill("160-0022")
    with screen.expect_response("**/postcode**"):
        _press(screen, "Tab")
    expect(screen.get_by_label("住所")).to_have_value("若葉町")


def test_the_draft_is_saved_while_typing_without_my_numbers(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/task_every_type")
    with screen.expect_request("**/post/draft") as sent:
        screen.locator("#f-mine").fill("123456789018")
        screen.locator("#f-text").fill("妻の離職票")
    body = sent.value.post_data_buffer
    assert body
    assert "妻の離職票".encode() in body
    assert b"123456789018" not in body
    assert b"sealed:mine" in body
    expect(screen.locator("#saved")).to_have_text("保存済み 10:43")


def test_what_is_typed_without_a_connection_stays_and_is_saved_later(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/task")
    screen.route("**/post/draft", lambda route: route.abort())
    screen.get_by_label("電話").fill("080-1111-2222")
    with screen.expect_event("requestfailed", lambda request: request.url.endswith("/post/draft")):
        pass
    expect(screen.locator("#offline")).to_be_visible()
    screen.unroute("**/post/draft")
    with screen.expect_request("**/post/draft", timeout=15000):
        screen.evaluate("window.dispatchEvent(new Event('online'))")
    expect(screen.locator("#saved")).to_have_text("保存済み 10:43")
    expect(screen.locator("#offline")).to_be_hidden()


def test_a_row_is_added_without_a_new_page_and_takes_the_focus(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/task")
    screen.evaluate("window.same = true")
    screen.get_by_role("button", name="世帯員を足す").click()
    expect(screen.locator("table.members tbody")).to_have_count(4)
    assert screen.evaluate("window.same")
    assert screen.evaluate("document.activeElement.name") == "members-3-relation"


def test_a_filled_row_asks_before_it_goes(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/task")
    screen.get_by_role("button", name="世帯員3を外す").click()
    dialog = screen.get_by_role("dialog", name="世帯員3の入力を外します")
    expect(dialog).to_be_visible()
    _press(screen, "Escape")
    expect(screen.locator("table.members tbody")).to_have_count(3)
    screen.get_by_role("button", name="世帯員3を外す").click()
    dialog.get_by_role("button", name="外す").click()
    expect(screen.locator("table.members tbody")).to_have_count(2)


def test_a_field_that_depends_on_another_comes_and_goes(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/form_enrolment_enter")
    expect(screen.get_by_label("退職日")).to_be_hidden()
    screen.get_by_label("取得の事由").select_option("left_employee_insurance")
    expect(screen.get_by_label("退職日")).to_be_visible()
    expect(screen.get_by_label("事実のあった日")).to_be_hidden()


def test_in_a_check_y_marks_and_moves_on_until_the_decision_opens(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/check")
    decide = screen.get_by_role("button", name="決定する")
    assert decide.get_attribute("aria-disabled") == "true"
    expect(screen.locator("#left-to-see")).to_have_text("あと2組を見ると押せます")
    assert screen.locator(".hand").get_attribute("data-check-group") == "third"
    expect(screen.locator("[data-place=third]")).to_be_visible()
    _press(screen, "y")
    assert screen.locator(".hand").get_attribute("data-check-group") == "send_to"
    _press(screen, "y")
    assert decide.get_attribute("aria-disabled") == "false"
    expect(screen.locator("#left-to-see")).to_have_text("")


def test_in_a_check_u_asks_for_the_right_value(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/check")
    _press(screen, "u")
    expect(screen.locator("#f-marks-third-right_value")).to_be_visible()
    assert screen.evaluate("document.activeElement.id") == "f-marks-third-right_value"


def test_a_dashed_button_keeps_its_reason_and_does_nothing(screen: Page, gallery_url: str) -> None:
    sent: list[Request] = []
    screen.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    screen.goto(f"{gallery_url}/page/letter")
    button = screen.get_by_role("button", name="放行する…")
    button.focus()
    _press(screen, "Enter")
    assert sent == []
    described = button.get_attribute("aria-describedby")
    assert screen.locator(f"[id='{described}']").inner_text() == "氏名の字を決めると押せます"


def test_a_form_is_sent_once_however_often_it_is_pressed(screen: Page, gallery_url: str) -> None:
    held: list[Route] = []
    screen.goto(f"{gallery_url}/page/task")
    screen.route("**/post/task", lambda route: held.append(route))  # the answer does not come yet
    screen.evaluate(
        "() => [0, 150, 300].forEach(ms => setTimeout(() => document.querySelector('.acts .btn.go').click(), ms))"
    )
    screen.wait_for_timeout(1000)
    assert len(held) == 1
    held[0].abort()


def test_filters_change_the_rows_and_the_address(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/inbox")
    screen.evaluate("window.same = true")
    with screen.expect_response("**/page/inbox?**kana=**"):
        screen.get_by_label("カナ").fill("タ")
        _press(screen, "Tab")
    screen.wait_for_url("**/page/inbox?**kana=**")
    assert screen.evaluate("window.same")


def test_the_counts_are_renewed_alone(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/inbox", wait_until="networkidle")
    with screen.expect_response("**/counts"):
        screen.evaluate("document.getElementById('places').dispatchEvent(new Event('recount'))")
    expect(screen.locator("#places")).to_have_count(1)


def test_a_scanner_looks_for_its_code_and_presses_no_key_on_the_way(screen: Page, gallery_url: str) -> None:
    """A wedge scanner types the code in one burst with Enter behind it; its C and its digits are no keys then."""
    screen.route("**q=*", lambda asked: asked.fulfill(status=200, content_type="text/html", body="<title>x</title>"))
    for code in ("C8-0000012", "R8-014380"):
        screen.goto(f"{gallery_url}/page/inbox")
        _press(screen, "j")
        screen.wait_for_timeout(100)
        _burst(screen, code)
        screen.wait_for_url(f"**q={code}*")
    screen.goto(f"{gallery_url}/page/inbox")
    _burst(screen, "R8-01")
    screen.wait_for_timeout(150)
    assert "q=" not in screen.url


def _burst(screen: Page, code: str) -> None:
    """All signs at once, as the wedge's driver hands them in."""
    screen.evaluate(
        """code => [...code, "Enter"].forEach((key) => (document.activeElement || document.body).dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))""",
        code,
    )
