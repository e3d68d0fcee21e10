"""分割納付誓約・猶予・送達 to their ends, in a real browser: the longest pledge always, the others in the sweep."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import Desk
from tests.browser.test_ends_incomes import case_of, time_goes_by
from tests.procedures.outside import Api
from tests.procedures.pledging import levied, opened
from tests.procedures.test_serve_letter import posted
from tests.world import HOUSEHOLDS, World

pytestmark = pytest.mark.browser
HOME = HOUSEHOLDS["family"]


@pytest.fixture(autouse=True)
def in_force(city: World) -> None:
    opened(Api(city), "pledge", "deferral", "deferral_watch", "serve_letter")
    levied(city)


def receive(page: Page) -> str:
    """The start form handed in as it is filled; returns the number."""
    page.get_by_label("世帯番号").fill(HOME.key)
    page.get_by_role("button", name="受け付ける").click()
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    return page.locator(".slip .number").inner_text()


def begin(page: Page, slug: str) -> None:
    page.goto(urljoin(page.url, f"/start/{slug}"))


def choose(page: Page, group: str, option: str) -> None:
    page.get_by_role("group", name=group).get_by_label(option, exact=True).check()


def talk(page: Page, deposits: str = "0") -> None:
    page.get_by_label("話した相手").select_option("HEAD")
    page.locator("#f-talk").fill("毎月納めたい")
    for name, yen in (("monthly_income", "175000"), ("rent", "60000"), ("loans", "0"), ("living", "111000")):
        page.locator(f"#f-{name}").fill(yen)
    page.locator("#f-household_size").fill("3")
    page.locator("#f-deposits").fill(deposits)
    walk.hand_in(page)


def sign(page: Page) -> None:
    choose(page, "結果", "誓約書に署名を受けた")
    page.get_by_label("署名した人").select_option("DEBTOR")
    page.locator("#f-signer_name").fill(HOME.head.name)
    page.get_by_label("収入・財産の調査に同意を得た").check()
    page.get_by_label("誓約書の置き場所").fill("綴り 1")
    walk.hand_in(page)


def pledged(page: Page) -> str:
    """A pledge that stands; its number."""
    begin(page, "pledge")
    number = receive(page)
    page.get_by_role("link", name="次の工程へ進む").click()
    talk(page)
    walk.open_from_inbox(page, number)
    expect(page.locator("main")).to_contain_text("納付能力の判定")
    sign(page)
    return number


def outcome(city: World, page: Page, number: str) -> str | None:
    return city.case(case_of(page, number)).outcome


def test_a_pledge_is_signed_missed_and_broken_at_the_screens(desk: Desk, city: World) -> None:
    officer = desk.sit("toda")
    number = pledged(officer)
    case_id = case_of(officer, number)
    time_goes_by(officer, "R8.12.8", "R8.12.23")
    assert city.case(case_id).outcome == "broken"


@pytest.mark.sweep
def test_a_pledge_refused_noted_and_ended(desk: Desk, city: World) -> None:
    officer = desk.sit("toda")
    for means, end in (({"deposits": "16600"}, "refused"), ({}, "noted"), ({}, "ended")):
        if end == "ended":
            number = pledged(officer)
            walk.open_from_inbox(officer, number)
            choose(officer, "来たこと", "誓約を終える(死亡・猶予・申出など)")
            officer.locator("#f-reason").fill("徴収猶予に替えた")
            walk.hand_in(officer)
        else:
            begin(officer, "pledge")
            number = receive(officer)
            officer.get_by_role("link", name="次の工程へ進む").click()
            talk(officer, **means)
        if end == "noted":
            walk.open_from_inbox(officer, number)
            choose(officer, "結果", "誓約に至らない(記録だけ残す)")
            officer.locator("#f-note").fill("本人でなかった")
            walk.hand_in(officer)
        assert outcome(city, officer, number) == end


@pytest.mark.sweep
def test_a_returned_letter_is_inquired_into_decided_and_deemed_served(desk: Desk, city: World) -> None:
    posted(Api(city))
    clerk, decider = desk.sit("okamura"), desk.sit("kuroda")
    clerk.goto(urljoin(clerk.url, "/letters"))
    clerk.get_by_role("link", name="国民健康保険料の猶予取消通知書").first.click()
    clerk.get_by_role("link", name="返戻を受け付ける").click()
    clerk.get_by_label("返戻の理由").select_option("UNKNOWN")
    clerk.get_by_label("返戻の封筒の置き場所").fill("返戻箱 1")
    number = receive(clerk)
    clerk.get_by_role("link", name="次の工程へ進む").click()
    for place, source in enumerate(("RESIDENT", "ADDRESS_HISTORY", "VISIT")):
        if place:
            clerk.get_by_role("button", name="行を足す").click()
        clerk.locator("select[name^=inquiries-]").nth(place).select_option(source)
        clerk.locator("input[name^=inquiries-][name$=-on]").nth(place).fill("R8.11.18")
        clerk.locator("input[name^=inquiries-][name$=-result]").nth(place).fill("見当たらない")
    choose(clerk, "所在", "所在不明")
    clerk.locator("#f-finding").fill("三つの調査で分からない")
    walk.hand_in(clerk)
    walk.open_from_inbox(decider, number)
    choose(decider, "決定", "承認する")
    walk.hand_in(decider)
    clerk.goto(urljoin(clerk.url, "/letters/returned"))
    expect(clerk.locator("main")).to_contain_text("11/25")
    time_goes_by(clerk, "R8.11.25")
    assert outcome(city, clerk, number) == "deemed"


@pytest.mark.sweep
def test_a_deferral_is_applied_for_inquired_and_granted(desk: Desk, city: World) -> None:
    counter, officer, decider = desk.sit("saeki"), desk.sit("toda"), desk.sit("kuroda")
    begin(counter, "deferral")
    counter.get_by_label("世帯主の氏名").fill(HOME.head.name)
    counter.get_by_label("フリガナ").fill(HOME.head.kana)
    counter.get_by_label("原本の置き場所").fill("受付箱 A")
    number = receive(counter)
    counter.get_by_role("link", name="次の工程へ進む").click()
    counter.get_by_label("確認の方法").select_option("CARD")
    choose(counter, "個人番号の提示", "あり")
    counter.get_by_label("住民記録との突合").select_option("ALL")
    choose(counter, "本人と確かめられたか", "確かめた")
    walk.hand_in(counter)
    walk.open_from_inbox(officer, number)
    officer.get_by_label("事由", exact=True).select_option("ILLNESS")
    said = {"fact_on": "R8.10.5", "fact": "入院", "first_on": "R8.11.18", "last_on": "R9.1.31", "can_pay_now": "8000"}
    said |= {"amount": "8600", "monthly_income": "90000", "monthly_outgoings": "88000", "assets": "なし"}
    for name, text in said.items():
        officer.locator(f"#f-{name}").fill(text)
    officer.locator("input[name^=lines-][name$=-due_on]").first.fill("R8.12.28")
    officer.locator("input[name^=lines-][name$=-amount]").first.fill("8600")
    officer.get_by_label("担保に適する財産").select_option("NONE")
    for paper in ("事由を証する書類", "財産目録", "収支の明細書"):
        officer.get_by_role("checkbox", name=paper, exact=True).check()
    walk.hand_in(officer)
    walk.open_from_inbox(officer, number)
    officer.get_by_role("checkbox", name="届いた書類").check()
    officer.locator("#f-finding").fill("診断書で確かめた")
    choose(officer, "扱い", "申請のとおり許可")
    officer.get_by_label("徴した担保").select_option("NONE")
    walk.hand_in(officer)
    walk.open_from_inbox(decider, number)
    choose(decider, "決定", "承認する")
    walk.hand_in(decider)
    assert outcome(city, decider, number) == "granted"
