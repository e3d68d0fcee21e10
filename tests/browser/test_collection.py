"""Money for nobody, from the desk that takes its file in to each place where it may belong, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.exchange.store_file import write_store_file
from tests.browser.conftest import Desk
from tests.money.purse import CONSIGNOR, UNKNOWN
from tests.procedures.test_receipt_correction import NOTICE, desk_of
from tests.world import World

pytestmark = pytest.mark.browser
WHY = "電話で本人に聞いた"


def open_case(page: Page, url: str, number: str) -> None:
    """Opens the open task of a case of the suspense list."""
    page.goto(f"{url}/collection/suspense")
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name=re.compile("正しい行き先を考える|二人目が確かめる")).first.click()
    page.wait_for_load_state()


def propose(page: Page, result: str, **fields: str) -> None:
    page.get_by_label(result).check()
    for label, value in fields.items():
        page.get_by_role("textbox", name=label).fill(value)
    page.get_by_label("分かったこと").fill(WHY)
    page.get_by_role("button", name="照合へ回す").click()
    page.wait_for_load_state()


def agree(page: Page) -> None:
    page.get_by_label("このとおり移す・渡す").check()
    page.get_by_role("button", name="確かめた").click()
    page.wait_for_load_state()


def test_three_payments_for_nobody_end_where_they_belong(desk: Desk, city: World, tmp_path: Path) -> None:
    purse = desk_of(city)
    clerk, second = desk.sit("saeki"), desk.sit("okamura")
    file = tmp_path / "cvs.txt"
    file.write_bytes(write_store_file(purse.file([(UNKNOWN, 8300), (UNKNOWN, 500), (UNKNOWN, 700)]), CONSIGNOR))
    clerk.goto(f"{desk.url}/collection")
    clerk.get_by_label("種類").select_option("store_receipts")
    clerk.locator("#f-file").set_input_files(str(file))
    clerk.get_by_label("口座に入った金額").fill("9,500")
    clerk.keyboard.press("F8")
    clerk.wait_for_url("**/collection/files/*")
    expect(clerk.locator("#toast")).to_contain_text("3件を取り込みました")

    open_case(clerk, desk.url, "R8-000001")
    propose(clerk, "期別へ移す", 賦課年度="2026", 通知書番号=NOTICE, 期別="1")
    open_case(second, desk.url, "R8-000001")
    agree(second)

    open_case(clerk, desk.url, "R8-000002")
    propose(clerk, "市のほかの会計へ渡す", 渡す会計="一般会計 市民税")
    open_case(second, desk.url, "R8-000002")
    agree(second)

    open_case(clerk, desk.url, "R8-000003")
    propose(clerk, "直すことはない")

    clerk.goto(f"{desk.url}/collection/suspense")
    expect(clerk.get_by_role("region", name="未消込・仮受一覧の表").locator("tbody tr")).to_have_count(1)
    assert purse.claims()[purse.claim_keys[0]].open.total == 0
    assert [city.case(one).outcome for one in outcomes(city)] == ["moved", "handed_over", "nothing_to_do"]


def outcomes(city: World) -> list[str]:
    with city.database.read() as conn:
        return [str(one) for one in conn.exec_driver_sql("SELECT case_id FROM cases ORDER BY number").scalars()]
