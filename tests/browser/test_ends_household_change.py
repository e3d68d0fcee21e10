"""Changes of persons and households to each of their ends, in a real browser (異動・変更の終わり方)."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import Desk
from tests.procedures.changing import HEAD, HOUSEHOLD, NEW_NUMBER, WIFE, deployed, resident_says
from tests.procedures.test_number_change import OLD_NUMBER, number_of, put
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def in_force(city: World) -> None:
    deployed(city)


def receive(page: Page, kind: str) -> str:
    """受付 of a change; returns the number."""
    page.goto(urljoin(page.url, "/start/household_change"))
    page.get_by_label("変更の種類").select_option(kind)
    page.get_by_label("世帯番号").fill(HOUSEHOLD.key)
    page.get_by_label("世帯主の氏名").fill(HOUSEHOLD.head.name)
    page.get_by_label("フリガナ").fill(HOUSEHOLD.head.kana)
    page.get_by_label("異動届").check()
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
    expect(page.get_by_role("heading", name="異動内容を入力する")).to_be_visible()


def enter(page: Page, kind: str, **fields: str) -> None:
    """入力, handed in."""
    page.get_by_label("変更の種類").select_option(kind)
    page.locator("#f-head_name").fill(HOUSEHOLD.head.name)
    for name, value in fields.items():
        page.locator(f"#f-{name}").fill(value)
    walk.hand_in(page)


def case_of(page: Page, number: str) -> str:
    page.goto(urljoin(page.url, f"/search?q={number}"))
    return page.url.rpartition("/")[2].partition("?")[0]


@pytest.mark.sweep
def test_a_relation_is_changed_by_the_checker_with_before_and_after_side_by_side(desk: Desk, city: World) -> None:
    resident_says(city, WIFE, "OTHER")
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = receive(counter, "relation")
    identify(counter)
    counter.get_by_label("変更の種類").select_option("relation")
    counter.locator("#f-before_relation").select_option("SPOUSE")
    counter.locator("#f-after_relation").select_option("OTHER")
    enter(counter, "relation", changed_on="R8.11.1", person_key=WIFE)
    expect(counter.locator("#toast")).to_contain_text(f"{number} を進めました")
    walk.open_from_inbox(checker, number)
    expect(checker.locator("main")).to_contain_text("夫・妻 → その他")
    walk.mark_all(checker)
    checker.get_by_role("button", name="決定する").click()
    checker.wait_for_url("**/cases/**")
    assert city.case(case_of(checker, number)).outcome == "changed"


@pytest.mark.sweep
def test_a_new_head_that_the_residents_register_does_not_know_is_judged_and_refused(desk: Desk, city: World) -> None:
    counter, officer, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    number = receive(counter, "head")
    identify(counter)
    counter.get_by_label("変更の種類").select_option("head")
    counter.locator("#f-old_head_relation").select_option("SPOUSE")
    enter(counter, "head", changed_on="R8.11.1", new_head_key=WIFE)
    walk.open_from_inbox(officer, number)
    expect(officer.locator("main")).to_contain_text("住民記録と違う")
    officer.get_by_role("checkbox", name="住民記録").check()
    officer.locator("#f-finding").fill("住民記録では世帯主は変わっていない")
    officer.get_by_label("認めないのが相当").check()
    officer.locator("#f-reason").fill("世帯主の変更の事実を確かめられない")
    walk.hand_in(officer)
    walk.open_from_inbox(officer, number)
    walk.mark_all(officer)
    walk.hand_in(officer)
    head.get_by_role("link", name="決裁").click()
    head.get_by_role("link", name=number).click()
    head.get_by_role("button", name="却下する…").click()
    head.get_by_label("根拠の条文").fill("国民健康保険法施行規則10条の2")
    head.get_by_label("理由").fill("世帯主の変更の事実を確かめられないため")
    head.get_by_role("button", name="却下する").click()
    head.wait_for_load_state()
    assert city.case(case_of(head, number)).outcome == "refused"


@pytest.mark.sweep
def test_a_telephone_number_is_changed_at_once(desk: Desk, city: World) -> None:
    counter = desk.sit("saeki")
    number = receive(counter, "phone")
    identify(counter)
    enter(counter, "phone", phone="080-9999-0000")
    assert city.case(case_of(counter, number)).outcome == "changed"


@pytest.mark.sweep
def test_a_change_that_says_another_head_is_refused_beside_the_field_and_then_withdrawn(
    desk: Desk, city: World
) -> None:
    desk.expect_fault("422")
    counter = desk.sit("saeki")
    number = receive(counter, "split")
    identify(counter)
    counter.get_by_label("変更の種類").select_option("split")
    counter.locator("#f-members-0-person_key").fill(HEAD)
    counter.locator("#f-members-0-relation").select_option("HEAD")
    enter(counter, "split", changed_on="R8.11.1")
    expect(counter.locator("main")).to_contain_text("残る世帯の新しい世帯主を入れてください")
    counter.get_by_label("受付を取り下げる").check()
    counter.locator("#f-withdraw_reason").fill("届出人が持ち帰った")
    walk.hand_in(counter)
    assert city.case(case_of(counter, number)).outcome == "withdrawn"


@pytest.mark.sweep
def test_a_my_number_is_changed_and_never_shown(desk: Desk, city: World) -> None:
    put(city, OLD_NUMBER, WIFE)
    desk.expect_fault("422")
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = receive(counter, "my_number")
    identify(counter)
    fields = {"changed_on": "R8.11.1", "person_key": WIFE}
    enter(counter, "my_number", **fields, new_my_number=OLD_NUMBER)
    expect(counter.get_by_text("登録されている個人番号と同じです").first).to_be_visible()
    counter.locator("#f-new_my_number").fill(NEW_NUMBER)
    walk.hand_in(counter)
    walk.open_from_inbox(checker, number)
    expect(checker.get_by_text(NEW_NUMBER)).to_have_count(0)
    walk.mark_all(checker)
    checker.get_by_role("button", name="決定する").click()
    checker.wait_for_url("**/cases/**")
    assert city.case(case_of(checker, number)).outcome == "changed"
    assert number_of(city, WIFE) == NEW_NUMBER
