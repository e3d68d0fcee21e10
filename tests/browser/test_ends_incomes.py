"""簡易申告 and 産前産後期間の免除 to each of their ends, in a real browser (所得と免除の終わり方)."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import walk
from tests.browser.conftest import Desk
from tests.procedures import test_income_declaration as declaration
from tests.procedures import test_maternity as maternity
from tests.procedures.outside import Api
from tests.world import HOUSEHOLDS, World

pytestmark = pytest.mark.browser

HOME = HOUSEHOLDS["insured"]


@pytest.fixture(autouse=True)
def in_force(city: World) -> None:
    declaration.opened(Api(city))
    maternity.opened(Api(city))


def receive(page: Page, slug: str, paper: str | None, channel: str = "窓口", household: str = "insured") -> str:
    """受付; returns the number."""
    known = HOUSEHOLDS[household]
    page.goto(urljoin(page.url, f"/start/{slug}"))
    page.get_by_label(channel, exact=True).check()
    page.get_by_label("世帯番号").fill(known.key)
    page.get_by_label("世帯主の氏名").fill(known.head.name)
    page.get_by_label("フリガナ").fill(known.head.kana)
    if paper is not None:
        page.get_by_label(paper, exact=True).check()
        page.get_by_label("原本の置き場所").fill("受付箱 A")
    page.get_by_role("button", name="受け付ける").click()
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    return page.locator(".slip .number").inner_text()


def case_of(page: Page, number: str) -> str:
    page.goto(urljoin(page.url, f"/search?q={number}"))
    return page.url.rpartition("/")[2].partition("?")[0]


def outcome(city: World, page: Page, number: str) -> str | None:
    return city.case(case_of(page, number)).outcome


def decided(page: Page, number: str) -> None:
    """照合: all agrees; who decides follows from 専決区分."""
    walk.open_from_inbox(page, number)
    walk.mark_all(page)
    before = page.url
    page.get_by_role("button", name="決定する").click()
    page.wait_for_url(lambda url: url != before)


def judge(page: Page, number: str, result: str, reason: str | None = None) -> None:
    walk.open_from_inbox(page, number)
    page.get_by_role("checkbox", name="届いている書類だけ").check()
    page.locator("#f-finding").fill("書類で確かめた")
    page.get_by_label(result).check()
    if reason is not None:
        page.locator("#f-reason").fill(reason)
    walk.hand_in(page)


def time_goes_by(page: Page, *days: str) -> None:
    """The business day moves forward, and what falls due meanwhile is done."""
    for day in days:
        page.goto(urljoin(page.url, "/settings"))
        page.get_by_label("進める先の日").fill(day)
        page.get_by_role("button", name="業務日を進める").click()
        expect(page.locator(".day.moved")).to_be_visible()


# -- 簡易申告 ------------------------------------------------------------------------------------------------------


def row_field(page: Page, name: str) -> Locator:
    """A field of the first person declared."""
    return page.locator(f"input[name^=members-][name$=-{name}]").first


def declare(page: Page, name: str = HOME.head.name, birth: str = HOME.head.birth_date, year: str = "2025") -> None:
    """入力 of one person without income; the page is not handed in yet."""
    page.locator("#f-income_year").fill(year)
    page.get_by_label("申告した人の確かめ方").select_option("seen")
    row_field(page, "name").fill(name)
    row_field(page, "birth_date").fill(birth)
    page.get_by_role("group", name="その年の収入").get_by_label("無").check()


def begun(page: Page, household: str = "insured") -> str:
    number = receive(page, "income_declaration", "国民健康保険料用所得申告書", household=household)
    page.get_by_role("link", name="次の工程へ進む").click()
    return number


@pytest.mark.sweep
def test_a_declaration_taken_and_the_rest_asked_until_nobody_answers(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = begun(counter)
    declare(counter)
    walk.hand_in(counter)
    decided(checker, number)
    case = case_of(checker, number)
    assert [task.element for task in city.open_tasks(case)] == ["receive"]
    time_goes_by(counter, "R9.1.5", "R9.2.20")
    assert city.case(case).outcome == "unanswered"


@pytest.mark.sweep
def test_all_declared_withdrawn_and_not_taken(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = begun(counter)
    declare(counter)
    counter.get_by_role("group", name="次にすること").get_by_label("受付を取り下げる").check()
    counter.get_by_label("取り下げる理由").fill("税務署に申告する")
    walk.hand_in(counter)
    assert outcome(city, counter, number) == "withdrawn"

    number = begun(counter)
    declare(counter, name="見知らぬ 人")
    walk.hand_in(counter)
    walk.open_from_inbox(counter, number)
    expect(counter.locator("main")).to_contain_text("台帳のこの世帯にいない")
    judge(counter, number, "この申告は受け取らない", "別の世帯のもの")
    assert outcome(city, counter, number) == "set_aside"

    alone = HOUSEHOLDS["single"].head
    number = begun(counter, "single")
    declare(counter, name=alone.name, birth=alone.birth_date)
    walk.hand_in(counter)
    decided(checker, number)
    assert outcome(city, checker, number) == "declared"

    number = receive(counter, "income_declaration", None, "市からの依頼", "single")
    assert outcome(city, counter, number) == "known"


# -- 産前産後期間の免除 --------------------------------------------------------------------------------------------


def identified(page: Page, household: str = "insured") -> str:
    """受付 and 本人確認; the entry is open."""
    number = receive(page, "maternity", "産前産後期間の免除の届書", household=household)
    page.get_by_role("link", name="次の工程へ進む").click()
    page.get_by_label("確認の方法").select_option("CARD")
    page.get_by_role("group", name="個人番号の提示").get_by_label("あり").check()
    page.get_by_role("group", name="本人と確かめられたか").get_by_label("確かめた", exact=True).check()
    page.get_by_label("住民記録との突合").select_option("ALL")
    walk.hand_in(page)
    return number


def expect_child(page: Page, household: str = "insured", *, handbook: bool = True) -> None:
    one = maternity_of(household)
    page.locator("#f-name").fill(one[0])
    page.locator("#f-birth_date").fill(one[1])
    page.locator("#f-due_date").fill("R9.1.20")
    if handbook:
        page.get_by_label("母子健康手帳など").check()


def maternity_of(household: str) -> tuple[str, str]:
    one = HOUSEHOLDS[household].members[1]
    return one.name, one.birth_date


@pytest.mark.sweep
def test_exempt_withdrawn_and_closed_without_papers(desk: Desk, city: World) -> None:
    counter, checker = desk.sit("saeki"), desk.sit("okamura")
    number = identified(counter)
    expect_child(counter)
    walk.hand_in(counter)
    walk.open_from_inbox(checker, number)
    expect(checker.locator("main")).to_contain_text("免除になる月")
    decided(checker, number)
    assert outcome(city, checker, number) == "applied"

    number = identified(counter)
    expect_child(counter)
    counter.get_by_role("group", name="次にすること").get_by_label("受付を取り下げる").check()
    counter.get_by_label("取り下げる理由").fill("転出する")
    walk.hand_in(counter)
    assert outcome(city, counter, number) == "withdrawn"

    number = identified(counter, "family")
    expect_child(counter, "family", handbook=False)
    walk.hand_in(counter)
    time_goes_by(counter, "R8.12.25", "R9.2.1")
    judge(counter, number, "書類が届かず終える", "母子健康手帳が届かない")
    assert outcome(city, counter, number) == "documents_never_came"


@pytest.mark.sweep
def test_not_exempt_by_the_decider_with_provision_and_reason(desk: Desk, city: World) -> None:
    counter, checker, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    number = identified(counter, "family")
    expect_child(counter, "family")
    walk.hand_in(counter)
    judge(counter, number, "却下が相当(決裁者が決める)", "どの月も加入していない")
    decided(checker, number)
    head.get_by_role("link", name="決裁").click()
    head.get_by_role("link", name=number).click()
    head.get_by_role("button", name="却下する…").click()
    head.get_by_label("根拠の条文").fill("国民健康保険法施行令29条の7第5項8号")
    head.get_by_label("理由").fill("免除の対象となる月に加入していないため")
    head.get_by_role("button", name="却下する").click()
    head.wait_for_load_state()
    assert outcome(city, head, number) == "refused"
