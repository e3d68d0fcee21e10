"""Enrolment from the counter to each of its ends, in a real browser (資格取得の終わり方)."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from server.casework.issue_letters import issue_requested
from server.store import letters
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.world import World

pytestmark = pytest.mark.browser


def case_id(page: Page, number: str) -> str:
    """Opens the case by its number through the search, and tells its id."""
    page.goto(urljoin(page.url, f"/search?q={number}"))
    return page.url.rpartition("/")[2].partition("?")[0]


def letter_kinds(city: World, case: str) -> list[str]:
    with city.database.read() as conn:
        return sorted(one.letter for one in letters.letters_of_case(conn, case))


def test_decided_and_the_certificate_handed_over_at_the_counter(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = walk.receive(counter)
    walk.identify(counter)
    walk.enter(counter)
    expect(counter.locator("#toast")).to_contain_text(f"{number} を進めました")
    walk.decide(checker, number)
    assert city.case(case_id(checker, number)).outcome == "decided"

    issue_requested(city.services)
    checker.reload()
    checker.keyboard.press("l")
    checker.wait_for_url("**tab=letters**")
    checker.get_by_role("link", name="国民健康保険資格確認書").click()
    expect(checker.locator("iframe")).to_be_visible()
    checker.wait_for_load_state()
    checker.keyboard.press("F8")
    checker.get_by_role("button", name="渡す").click()
    expect(checker.locator(".head .st")).to_contain_text("引渡し済み")

    checker.goto(f"{desk.url}/households/0000000101")
    expect(checker.get_by_role("region", name="世帯員の表")).to_contain_text("加入中")


@pytest.mark.sweep
def test_returned_with_the_reason_and_decided_the_second_time(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = walk.receive(counter)
    walk.identify(counter)
    walk.enter(counter)
    walk.open_from_inbox(checker, number)
    checker.keyboard.press("u")
    checker.locator("input[id$=right_value]:visible").fill("S63.5.3")
    checker.get_by_role("button", name="差し戻す…").click()
    checker.get_by_label("わけ").select_option("differs")
    checker.get_by_label("理由・入力した人へ").fill("世帯主の生年月日を届書で確かめてください")
    checker.get_by_role("button", name="差し戻す").click()
    checker.wait_for_load_state()

    walk.open_from_inbox(counter, number)
    expect(counter.locator(".band.law:visible")).to_contain_text("世帯主の生年月日を届書で確かめてください")
    counter.get_by_label("電話").fill("080-1111-2222")
    walk.hand_in(counter)
    walk.open_from_inbox(checker, number)
    expect(checker.get_by_role("deletion")).to_have_text("080-0000-0101")
    walk.decide(checker, number)
    assert city.case(case_id(checker, number)).outcome == "decided"


@pytest.mark.sweep
def test_refused_by_the_decider_with_provision_and_reason(desk: Desk, city: World) -> None:
    counter, checker, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    number = walk.receive(counter)
    walk.identify(counter)
    walk.enter(counter)
    walk.open_from_inbox(checker, number)
    checker.get_by_role("button", name="却下が相当…").click()
    checker.get_by_label("理由・入力した人へ").fill("社会保険の資格が続いている")
    checker.locator(".ask .btn.go").click()
    checker.wait_for_load_state()

    head.get_by_role("link", name="決裁").click()
    head.get_by_role("link", name=number).click()
    expect(head.get_by_role("heading", name=f"伺 {number}")).to_be_visible()
    head.get_by_role("button", name="却下する…").click()
    head.get_by_label("根拠の条文").fill("国民健康保険法6条1号")
    head.get_by_label("理由").fill("社会保険の資格が続いていることを確かめました")
    head.get_by_role("button", name="却下する").click()
    head.wait_for_load_state()
    case = case_id(checker, number)
    assert city.case(case).outcome == "refused"
    assert letter_kinds(city, case) == ["enrolment/refusal"]


@pytest.mark.sweep
def test_withdrawn_at_the_counter(desk: Desk, city: World) -> None:
    counter = desk.sit("saeki")
    number = walk.receive(counter)
    walk.identify(counter)
    walk.fill_in(counter)
    counter.get_by_role("group", name="次にすること").get_by_label("受付を取り下げる").check()
    expect(counter.locator(".acts .btn.go")).to_contain_text("受付を取り下げる")
    counter.get_by_label("取り下げる理由").fill("社会保険に入り直したため")
    walk.hand_in(counter)
    case = case_id(counter, number)
    assert city.case(case).outcome == "withdrawn"
    assert letter_kinds(city, case) == []


@pytest.mark.sweep
def test_documents_never_came_and_the_case_is_closed_after_the_reminder(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = walk.receive(counter, certificate=False)
    walk.identify(counter)
    walk.fill_in(counter)
    counter.get_by_label("資格喪失証明書").first.uncheck()
    counter.get_by_role("group", name="次にすること").get_by_label("書類を待つ").check()
    walk.hand_in(counter)
    assert [task.element for task in city.open_tasks(case_id(counter, number))] == ["receive_documents"]

    for day in ("R8.12.25", "R9.2.1", "R9.3.10"):
        counter.goto(f"{desk.url}/settings")
        counter.get_by_label("進める先の日").fill(day)
        counter.get_by_role("button", name="業務日を進める").click()
        expect(counter.locator(".day.moved")).to_be_visible()
    case = case_id(counter, number)
    assert [task.element for task in city.open_tasks(case)] == ["judge"]

    walk.open_from_inbox(checker, number)
    checker.get_by_label("届いている書類だけ").check()
    checker.get_by_label("分かったこと").fill("二度求めたが届かない")
    checker.get_by_role("group", name="扱い").get_by_label("書類が届かず終える").check()
    checker.get_by_label("理由", exact=False).last.fill("資格喪失証明書が届かない")
    walk.hand_in(checker)
    assert city.case(case).outcome == "documents_never_came"
    assert letter_kinds(city, case) == ["enrolment/document_reminder", "enrolment/document_request"]
