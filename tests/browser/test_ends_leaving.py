"""Withdrawal, re-issue and recall to each of their ends, in a real browser (脱退・再交付・回収の終わり方)."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from server.domain.effects import RegisterChange
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.procedures.leaving import deployed
from tests.world import HOUSEHOLDS, World

pytestmark = pytest.mark.browser
HOUSEHOLD = HOUSEHOLDS["insured"]
HEAD = HOUSEHOLD.head.key


@pytest.fixture(autouse=True)
def in_force(city: World) -> None:
    deployed(city)


def receive(page: Page, slug: str, ask: str, choice: str, paper: str) -> str:
    """受付; returns the number."""
    page.goto(urljoin(page.url, f"/start/{slug}"))
    page.get_by_label(ask).select_option(choice)
    page.get_by_label("世帯番号").fill(HOUSEHOLD.key)
    page.get_by_label("世帯主の氏名").fill(HOUSEHOLD.head.name)
    page.get_by_label("フリガナ").fill(HOUSEHOLD.head.kana)
    page.get_by_label(paper).check()
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
    walk.hand_in(page)


def leave(page: Page, ground: str = "employee_insurance") -> str:
    """受付, 本人確認 and what the registers do not know of a withdrawal; the page is not handed in yet."""
    number = receive(page, "withdrawal", "喪失の事由", ground, "資格喪失届")
    identify(page)
    expect(page.get_by_role("heading", name="届出内容を入力する")).to_be_visible()
    page.get_by_label("事実のあった日").fill("R8.11.10")
    return number


def joined(page: Page) -> str:
    """… of a household that joined employee insurance, handed in."""
    number = leave(page)
    page.get_by_label("新しい保険者").fill("若葉健康保険組合")
    page.get_by_label("新しい保険の資格の分かるもの").first.check()
    walk.hand_in(page)
    return number


def apply_for(page: Page, reason: str) -> str:
    """受付, 本人確認 and 入力 of a re-issue up to its reason."""
    number = receive(page, "certificate", "申請の理由", reason, "再交付申請書")
    identify(page)
    expect(page.get_by_role("heading", name="申請内容を入力する")).to_be_visible()
    page.locator("[name=target_name]").fill(HOUSEHOLD.head.name)
    page.locator("[name=target_kana]").fill(HOUSEHOLD.head.kana)
    page.locator("[name=target_birth_date]").fill("S46.4.15")
    page.get_by_label("申請書の番号").fill("7000001")
    page.get_by_label("申請の理由").select_option(reason)
    return number


def lost_it(page: Page) -> str:
    """… of a lost certificate, handed in."""
    number = apply_for(page, "lost")
    page.get_by_label("失くした日").fill("R8.11.10")
    walk.hand_in(page)
    return number


def case_of(page: Page, number: str) -> str:
    page.goto(urljoin(page.url, f"/search?q={number}"))
    return page.url.rpartition("/")[2].partition("?")[0]


def later(page: Page, *days: str) -> None:
    """The business day moves on."""
    for day in days:
        page.goto(urljoin(page.url, "/settings"))
        page.get_by_label("進める先の日").fill(day)
        page.get_by_role("button", name="業務日を進める").click()
        expect(page.locator(".day.moved")).to_be_visible()


def recall_of(page: Page, number: str) -> str:
    """The number of the recall that a case has started: the next one after it."""
    return f"{number[:-6]}{int(number[-6:]) + 1:06d}"


@pytest.mark.sweep
def test_lost_and_its_certificates_called_back_until_they_are_there(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = joined(counter)
    walk.open_from_inbox(checker, number)
    expect(checker.locator("main")).to_contain_text("計算した喪失日")
    expect(checker.locator("main")).to_contain_text("R8.11.11 喪失")
    walk.mark_all(checker)
    checker.get_by_role("button", name="決定する").click()
    checker.wait_for_url("**/cases/**")
    assert city.case(case_of(checker, number)).outcome == "lost"

    recall = recall_of(counter, number)
    case = case_of(counter, recall)
    counter.get_by_role("link", name="返納を記録する").first.click()
    expect(counter.locator("main")).to_contain_text("返納を待つ資格確認書")
    counter.get_by_role("group", name="返ったものの枝番").get_by_label("01").check()
    counter.get_by_role("group", name="失くしたと届けられた枝番").get_by_label("02").check()
    walk.hand_in(counter)
    assert city.case(case).outcome == "recovered"
    counter.goto(f"{desk.url}/households/{HOUSEHOLD.key}")
    expect(counter.locator("main")).to_contain_text("回収済み")


@pytest.mark.sweep
def test_never_returned_after_two_reminders(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = joined(counter)
    walk.decide(checker, number)
    case = case_of(counter, recall_of(counter, number))
    later(counter, "R8.12.25", "R9.2.1", "R9.3.10")
    assert city.case(case).outcome == "unreturned"


@pytest.mark.sweep
def test_only_the_application_ends_for_who_moves_inside_the_prefecture(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = leave(counter, "moved_same_prefecture")
    counter.get_by_label("変更後の郵便番号").fill("000-9999")
    counter.get_by_label("変更後の住所").fill("若葉県北浜市浜町1番")
    walk.hand_in(counter)
    walk.open_from_inbox(checker, number)
    checker.get_by_role("checkbox", name="住民記録").check()
    checker.get_by_label("分かったこと").fill("転出届を確かめた")
    checker.get_by_role("group", name="扱い").get_by_label("このまま進める").check()
    walk.hand_in(checker)
    walk.decide(checker, number)
    assert city.case(case_of(checker, number)).outcome == "application_ended"


@pytest.mark.sweep
def test_no_loss_decided_by_the_approver(desk: Desk, city: World) -> None:
    counter, checker, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    number = joined(counter)
    walk.open_from_inbox(checker, number)
    checker.get_by_role("button", name="却下が相当…").click()
    checker.get_by_label("理由・入力した人へ").fill("加入していない")
    checker.locator(".ask .btn.go").click()
    checker.wait_for_load_state()
    head.get_by_role("link", name="決裁").click()
    head.get_by_role("link", name=number).click()
    head.get_by_role("button", name="却下する…").click()
    head.get_by_label("根拠の条文").fill("国民健康保険法6条")
    head.get_by_label("理由").fill("新しい保険に加入していないことを確かめました")
    head.get_by_role("button", name="却下する").click()
    head.wait_for_load_state()
    assert city.case(case_of(checker, number)).outcome == "not_lost"


@pytest.mark.sweep
def test_withdrawn_and_papers_that_never_came(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    first = leave(counter)
    counter.get_by_label("新しい保険者").fill("若葉健康保険組合")
    counter.get_by_role("group", name="次にすること").get_by_label("受付を取り下げる").check()
    counter.get_by_label("取り下げる理由").fill("加入は来月からだった")
    walk.hand_in(counter)
    assert city.case(case_of(counter, first)).outcome == "withdrawn"

    number = leave(counter)
    counter.get_by_label("新しい保険者").fill("若葉健康保険組合")
    walk.hand_in(counter)
    later(counter, "R8.12.25", "R9.2.1")
    walk.open_from_inbox(checker, number)
    checker.get_by_label("届いている書類だけ").check()
    checker.get_by_label("分かったこと").fill("二度求めたが届かない")
    checker.get_by_role("group", name="扱い").get_by_label("書類が届かず終える").check()
    checker.get_by_label("理由", exact=False).last.fill("資格の分かるものが届かない")
    walk.hand_in(checker)
    assert city.case(case_of(checker, number)).outcome == "documents_never_came"


@pytest.mark.sweep
def test_re_issued_after_a_loss_and_the_old_one_found(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = lost_it(counter)
    walk.decide(checker, number)
    assert city.case(case_of(checker, number)).outcome == "reissued"
    found = apply_for(counter, "found")
    counter.get_by_label("返された日").fill("R8.11.18")
    walk.hand_in(counter)
    assert city.case(case_of(counter, found)).outcome == "found"


@pytest.mark.sweep
def test_a_re_issue_withdrawn_arrived_and_refused(desk: Desk, city: World) -> None:
    counter, checker, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    first = apply_for(counter, "lost")
    counter.get_by_label("失くした日").fill("R8.11.10")
    counter.get_by_label("申請を取り下げる").check()
    counter.get_by_label("取り下げる理由").fill("家で見つかった")
    walk.hand_in(counter)
    assert city.case(case_of(counter, first)).outcome == "withdrawn"

    number = lost_it(counter)
    walk.open_from_inbox(checker, number)
    checker.get_by_role("button", name="却下が相当…").click()
    checker.get_by_label("理由・入力した人へ").fill("本人と確かめられない")
    checker.locator(".ask .btn.go").click()
    checker.wait_for_load_state()
    head.get_by_role("link", name="決裁").click()
    head.get_by_role("link", name=number).click()
    head.get_by_role("button", name="却下する…").click()
    head.get_by_label("根拠の条文").fill("国民健康保険法施行規則7条")
    head.get_by_label("理由").fill("世帯主の申請であることを確かめられません")
    head.get_by_role("button", name="却下する").click()
    head.wait_for_load_state()
    assert city.case(case_of(checker, number)).outcome == "refused"

    posted = {"certificate_key": f"T{HEAD}", "on": "2026-11-16", "status": "SUPERSEDED"}
    new = {"certificate_key": "T2", "person_key": HEAD, "household_key": HOUSEHOLD.key, "kind": "CERTIFICATE"}
    city.change(
        RegisterChange("supersede_certificate", "x/1", posted),
        RegisterChange("put_certificate", "x/2", new | {"issued_on": "2026-11-16", "valid_until": "2027-07-31"}),
    )
    waiting = lost_it(counter)
    case = case_of(counter, waiting)
    counter.get_by_role("link", name="届くのを待つ").first.click()
    counter.get_by_label("届いた。再交付は要らない").check()
    walk.hand_in(counter)
    assert city.case(case).outcome == "arrived"
