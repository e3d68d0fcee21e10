"""The entrance (ログイン): wrong tries and locks, the way back, one live session, what was typed before."""

from __future__ import annotations

from datetime import date

from flask import Flask

from server.casework.log_in import hash_password
from server.cli.demo_city.staff import PASSWORD
from server.store import audit, users
from tests.web.clerk import Clerk, Screen
from tests.world import World


def typed_password_fields(screen: Screen) -> list[str]:
    return [field.get("value", "") for field in screen.page.xpath("//input[@type='password']")]


def test_a_wrong_password_is_told_beside_the_field_and_the_id_stays(office: Flask) -> None:
    screen = Clerk(office).log_in("saeki", "wrong")
    assert screen.status == 401
    assert "職員IDかパスワードが違います" in screen.words
    assert screen.fields("/login")["login"] == ["saeki"]
    assert typed_password_fields(screen) == [""]


def test_an_id_nobody_has_gets_the_same_answer(office: Flask) -> None:
    clerk = Clerk(office)
    assert clerk.log_in("nobody", "wrong").words == clerk.log_in("nobody", PASSWORD).words


def test_five_wrong_tries_lock_the_id_even_for_the_right_password(office: Flask, city: World) -> None:
    clerk = Clerk(office)
    for _ in range(5):
        clerk.log_in("saeki", "wrong")
    locked = clerk.log_in("saeki")
    assert locked.status == 429
    assert "5回続けて違ったので止めました" in locked.words
    city.clock.wait(minutes=31)
    assert clerk.log_in("saeki").title == "受信箱"


def test_the_page_that_was_asked_for_opens_after_the_log_in(office: Flask) -> None:
    clerk = Clerk(office)
    asked = clerk.open("/inbox?tab=mine")
    assert asked.status == 401
    assert asked.fields("/login")["next"] == ["/inbox?tab=mine"]
    entered = clerk.send(asked, "/login", login="saeki", password=PASSWORD)
    assert entered.answer.request.full_path == "/inbox?tab=mine"


def test_no_link_leads_away_after_the_log_in(office: Flask) -> None:
    for away in ("https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)"):
        clerk = Clerk(office)
        page = clerk.open("/login?next=" + away)
        assert "next" not in page.fields("/login"), away
        answer = clerk.client.post(
            "/login",
            data={**page.fields("/login"), "login": "saeki", "password": PASSWORD, "next": away},
        )
        assert answer.headers["Location"] == "/inbox", away


def test_after_a_log_out_nothing_opens(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    out = clerk.press(clerk.open("/inbox"), "ログアウト")
    assert out.path == "/login"
    assert clerk.open("/inbox").status == 401


def test_a_stolen_cookie_opens_nothing_from_another_machine(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    answer = clerk.client.get("/inbox", environ_base={"REMOTE_ADDR": "10.9.9.9"})
    assert answer.status_code == 401


def test_who_was_idle_for_long_logs_in_again_and_is_told_why(office: Flask, city: World) -> None:
    clerk = Clerk(office, "saeki")
    city.clock.wait(minutes=16)
    screen = clerk.open("/inbox")
    assert screen.status == 401
    assert "使わない時間が続いたのでログアウトしました" in screen.words


def test_a_second_log_in_ends_the_first_and_hands_over_what_was_typed(office: Flask, city: World) -> None:
    task = city.open_task(city.identified(), "enter").task_id
    first = Clerk(office, "saeki")
    page = first.open(f"/tasks/{task}")
    draft = {**page.fields(), "prev_insurer": "若葉健保", "head_my_number": "123456789018"}
    assert first.client.post(f"/tasks/{task}/draft", data=draft).status_code == 200

    second = Clerk(office)
    taken = second.log_in("saeki")
    assert taken.title == "書きかけ"
    assert "R8-000001 届出内容を入力する" in taken.words
    (address,) = taken.links("引き継ぐ")
    again = second.open(address)
    assert again.fields()["prev_insurer"] == ["若葉健保"]
    assert again.fields()["head_my_number"] == [""]
    assert "書きかけの続きです" in again.words

    ended = first.open(f"/tasks/{task}")
    assert ended.status == 401
    assert ended.title == "別の端末でログインしました"
    assert "R8-000001 届出内容を入力する" in ended.words
    assert "端末" in ended.words


def test_a_draft_can_be_thrown_away(office: Flask, city: World) -> None:
    task = city.open_task(city.identified(), "enter").task_id
    clerk = Clerk(office, "saeki")
    typed = {**clerk.open(f"/tasks/{task}").fields(), "prev_insurer": "若葉健保"}
    clerk.client.post(f"/tasks/{task}/draft", data=typed)
    left = clerk.press(clerk.open("/drafts"), "捨てる")
    assert "書きかけはありません" in left.words
    assert clerk.open(f"/tasks/{task}").fields()["prev_insurer"] == [""]


# ---- one's own settings ------------------------------------------------------------------------


def test_settings_are_kept_for_the_person_and_seen_at_once(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    assert 'data-density="standard"' in clerk.open("/inbox").text
    clerk.send(clerk.open("/settings"), "/settings", density="dense", letters="off", language="en")
    page = clerk.open("/inbox")
    assert 'data-density="dense"' in page.text
    assert 'data-letters="off"' in page.text
    assert page.title == "Inbox"
    assert Clerk(office, "saeki").open("/inbox").title == "Inbox"


def test_the_language_is_switched_in_this_browser_before_the_log_in_too(office: Flask) -> None:
    clerk = Clerk(office)
    page = clerk.open("/language/en?back=/login")
    assert page.path == "/login"
    assert "Password" in page.words
    assert clerk.open("/language/ja?back=//example.com").path in ("/", "/inbox")


def test_counter_mode_shows_numbers_without_names(office: Flask, city: World) -> None:
    city.start("single")
    clerk = Clerk(office, "okamura")
    assert "本間 葵" in clerk.open("/inbox").words
    assert "本間 葵" not in clerk.press(clerk.open("/inbox"), "窓口表示にする").words
    assert "本間 葵" in clerk.press(clerk.open("/inbox"), "窓口表示をやめる").words


def test_a_password_is_changed_with_the_present_one_and_never_to_an_old_one(office: Flask) -> None:
    clerk = Clerk(office, "saeki")

    def change(present: str, wanted: str, again: str) -> Screen:
        return clerk.send(clerk.open("/password"), "/password", present=present, wanted=wanted, again=again)

    assert "職員IDかパスワードが違います" in change("wrong", "umi-to-yama-2027", "umi-to-yama-2027").words
    assert "同じパスワードになっていません" in change(PASSWORD, "umi-to-yama-2027", "umi-to-yama-2028").words
    assert "推測されやすい" in change(PASSWORD, "short", "short").words
    assert "推測されやすい" in change(PASSWORD, "saeki-umi-to-yama", "saeki-umi-to-yama").words
    assert "前に使った" in change(PASSWORD, PASSWORD, PASSWORD).words
    assert change(PASSWORD, "umi-to-yama-2027", "umi-to-yama-2027").title == "設定"
    assert Clerk(office).log_in("saeki", PASSWORD).status == 401
    assert Clerk(office).log_in("saeki", "umi-to-yama-2027").status == 200


def test_a_password_given_by_others_is_changed_first(office: Flask, city: World) -> None:
    with city.uow() as uow:
        users.set_password(uow, "saeki", hash_password("given-by-officer-1"), must_change=True)
    clerk = Clerk(office)
    page = clerk.log_in("saeki", "given-by-officer-1")
    assert page.title == "パスワードを変える"
    assert clerk.open("/inbox").title == "パスワードを変える"
    new = {"present": "given-by-officer-1", "wanted": "umi-to-yama-2027", "again": "umi-to-yama-2027"}
    assert clerk.send(page, "/password", **new).title == "設定"
    assert clerk.open("/inbox").title == "受信箱"


# ---- the demo's clock --------------------------------------------------------------------------


def test_the_demo_moves_its_business_day_forward_and_never_back(office: Flask, city: World) -> None:
    clerk = Clerk(office, "saeki")
    back = clerk.send(clerk.open("/settings"), "/clock", day="R8.11.1")
    assert back.status == 422
    assert back.fields("/clock")["day"] == ["R8.11.1"]
    wrong = clerk.send(clerk.open("/settings"), "/clock", day="R8.2.30")
    assert "令和8年2月に30日はありません" in wrong.words
    clerk.send(clerk.open("/settings"), "/clock", day="R8.12.1")
    with city.database.read() as conn:
        assert any(one.kind == "clock.advance" for one in audit.events_of(conn, limit=50))


def test_in_production_there_is_no_such_form(office: Flask, city: World) -> None:
    object.__setattr__(city.services, "demo", False)
    clerk = Clerk(office, "saeki")
    page = clerk.open("/settings")
    assert page.page.xpath("//form[@action='/clock']") == []
    token = page.fields("/settings")["csrf_token"]
    refused = clerk.post("/clock", {"csrf_token": token, "day": date(2027, 1, 1).isoformat()})
    assert refused.status == 403
    assert city.clock.business_day() == date(2026, 11, 18)
