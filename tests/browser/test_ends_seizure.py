"""差押 at the screens: drafted, compared, decided, signed and served; the other ends with `--sweep`."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.store import tables as t
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.procedures.outside import Api
from tests.procedures.seizing import HOUSE, NAME, arrears_town, put_asset
from tests.world import World

pytestmark = pytest.mark.browser


def newest(city: World, slug: str) -> str:
    """The case of a procedure begun last."""
    with city.database.read() as conn:
        found = select(t.cases.c.case_id).where(t.cases.c.slug == slug)
        return str(conn.scalars(found.order_by(t.cases.c.case_id.desc()).limit(1)).one())


def open_task(page: Page, city: World, slug: str) -> None:
    """Its open task."""
    walk.open_from_inbox(page, city.case(newest(city, slug)).number)


def choose(page: Page, group: str, label: str) -> None:
    """One of the choices of a group."""
    page.get_by_role("group", name=group).get_by_label(label).check()


def begin(page: Page, desk: Desk, slug: str, **fields: str) -> None:
    """受付."""
    page.goto(f"{desk.url}/start/{slug}?household_key={HOUSE}")
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    walk.hand_in(page)


def draft(page: Page, city: World, address: str = "若葉市中央区青柳町5-6-7") -> None:
    """The draft, from the bank's answer."""
    open_task(page, city, "seizure")
    expect(page.get_by_text("滞納者本人の記録").first).to_be_visible()
    choose(page, "扱い", "起案する")
    page.get_by_label("財産番号").fill("R8-000900-1")
    page.get_by_label("回答書の番号・日付").fill("回答 11月10日")
    page.get_by_label("名義人の氏名").fill(NAME)
    page.get_by_label("名義人のフリガナ").fill("ミウラ ケン")
    page.get_by_label("名義人の生年月日").fill("S46.4.15")
    page.get_by_label("名義人の住所").fill(address)
    walk.hand_in(page)


def compare(page: Page, city: World) -> None:
    """The second person copies the answer anew."""
    open_task(page, city, "seizure")
    page.get_by_label("名義人の氏名").fill(NAME)
    page.get_by_label("名義人のフリガナ").fill("ミウラ ケン")
    page.get_by_label("名義人の生年月日").fill("S46.4.15")
    page.get_by_label("名義人の住所").fill("中央区青柳町五丁目6番7号")
    page.get_by_label("その住所が滞納者本人の住所の履歴にあることを見た").check()
    page.locator("h1").click()
    walk.mark_all(page)
    page.get_by_role("button", name="照合した").click()
    page.wait_for_load_state()


def decide(page: Page, city: World, slug: str = "seizure") -> None:
    """The approver."""
    open_task(page, city, slug)
    page.get_by_role("button", name="決裁する").click()
    page.wait_for_load_state()


def sign(page: Page, city: World, result: str = "署名して差し押さえる") -> None:
    """The seizing officer."""
    open_task(page, city, "seizure")
    choose(page, "扱い", result)
    if result == "署名して差し押さえる":
        page.get_by_label("徴収職員証の番号").fill("徴-014")
        page.get_by_label("徴収職員証の有効期限").fill("R9.3.31")
        page.get_by_label("差押をした場所").fill("市役所本庁舎")
    else:
        page.get_by_label("わけ").fill("納付があった")
    walk.hand_in(page)


def test_a_deposit_is_seized_at_the_screens(desk: Desk, city: World) -> None:
    desk.expect_fault("422")
    arrears_town(city)
    put_asset(city, Api(city))
    officer, second, head = desk.sit("toda"), desk.sit("kagami"), desk.sit("sakai")
    begin(officer, desk, "seizure", 差押をするわけ="催告に応じない")
    draft(officer, city, "港市北浜2-7-1")
    expect(officer.get_by_text("滞納者が住んでいた記録がありません").first).to_be_visible()
    officer.get_by_label("名義人の住所").fill("若葉市中央区青柳町5-6-7")
    walk.hand_in(officer)
    compare(second, city)
    decide(head, city)
    sign(officer, city)
    open_task(officer, city, "seizure")
    choose(officer, "結果", "送達した(占有した)")
    officer.get_by_label("送達の日").fill("R8.11.18")
    officer.locator("[name=served_hour]").fill("10")
    officer.locator("[name=served_minute]").fill("42")
    officer.get_by_label("配達証明・受領書の番号や聞いた相手").fill("第12号")
    walk.hand_in(officer)
    assert city.case(newest(city, "seizure")).outcome == "seized"
